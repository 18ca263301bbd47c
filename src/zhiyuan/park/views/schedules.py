"""Schedules and their rules: when which spaces are lit."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyuan.identity.verbs import demand, demand_somewhere, may, may_somewhere
from zhiyuan.kernel.errors import ZhiyuanError
from zhiyuan.park import queries, services
from zhiyuan.park.forms import DAY_WORDS, NameForm, NewForm, RuleForm
from zhiyuan.park.models import Scene, Schedule, Site

SPARE_ROWS = 2


@require_GET
def schedules(request: HttpRequest) -> HttpResponse:
    """Every schedule in words, every scene by floor."""
    demand_somewhere(request.user, "park.view")
    found = queries.visible(Schedule, request.user).prefetch_related("spaces").order_by("site", "position")
    scenes = queries.visible(Scene, request.user).select_related("floor__building").order_by("site", "position")
    context = {
        "schedules": [(s, [in_words(r) for r in s.rules], s.spaces.count()) for s in found],
        "scenes": scenes,
        "sites": [s for s in queries.visible(Site, request.user) if may(request.user, "park.add_schedule", s)],
        "may_scene": may_somewhere(request.user, "park.add_scene"),
    }
    return render(request, "park/schedules.html", context)


@require_http_methods(["GET", "POST"])
def schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """One schedule: its name and rules, and which spaces follow it."""
    found = get_object_or_404(queries.visible(Schedule, request.user), pk=pk)
    act = "park.set_schedule_rules"
    rows = _rows(request, found.rules)
    form = NameForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST":
        demand(request.user, act, found)
    if request.method == "POST" and form.is_valid() and all(row.is_valid() for row in rows):
        try:
            services.set_schedule_rules(request.user, found, rules=_said(rows), name=form.cleaned_data["name"])
        except ZhiyuanError as failure:
            form.add_error(None, failure.render(_))
        else:
            messages.success(request, _("Saved. It holds at once."))
            return redirect("schedule", pk)
    return _page(request, form, rows, found, may(request.user, act, found))


@require_http_methods(["GET", "POST"])
def schedule_add(request: HttpRequest) -> HttpResponse:
    """A new schedule."""
    sites = queries.visible(Site, request.user).order_by("pk")
    site = get_object_or_404(sites, key=request.GET["site"]) if request.GET.get("site") else sites.first()
    demand(request.user, "park.add_schedule", site)
    form, rows = NewForm(request.POST or None), _rows(request, [])
    if request.method == "POST" and form.is_valid() and all(row.is_valid() for row in rows):
        said = form.cleaned_data
        try:
            added = services.add_schedule(request.user, site, key=said["key"], name=said["name"], rules=_said(rows))
        except ZhiyuanError as failure:
            form.add_error(None, failure.render(_))
        else:
            return redirect("schedule", added.pk)
    return _page(request, form, rows, None, True)


@require_POST
def schedule_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a schedule that nothing follows."""
    found = get_object_or_404(queries.visible(Schedule, request.user), pk=pk)
    services.remove_schedule(request.user, found)
    messages.success(request, _("{name} is removed.").format(name=found))
    return redirect("schedules")


def in_words(rule: dict[str, Any]) -> str:
    """A rule as people say it."""
    days = rule.get("days", "daily")
    words = str(DAY_WORDS[days]) if isinstance(days, str) and days in DAY_WORDS else _listed(days)
    said = _("{days} {on} to {off}").format(
        days=words, on=_instant(rule.get("on", "00:00")), off=_instant(rule.get("off", "24:00"))
    )
    level = rule.get("level", 1.0)
    if level != 1:
        said += _(", at {level}%").format(level=round(level * 100))
    if rule.get("dark_below_lx") is not None:
        said += _(", while darker than {lx} lx").format(lx=f"{rule['dark_below_lx']:g}")
    return said


def _listed(days: Any) -> str:
    return ", ".join(map(str, days)) if isinstance(days, list) else str(days)


def _instant(word: str) -> str:
    for sun, said in (("sunrise", _("sunrise")), ("sunset", _("sunset"))):
        if word.startswith(sun):
            offset = word.removeprefix(sun)
            return _("{sun} {offset} min").format(sun=said, offset=offset) if offset else said
    return _("dark") if word == "dark" else word


def _rows(request: HttpRequest, kept: list[dict[str, Any]]) -> list[RuleForm]:
    rules: list[dict[str, Any] | None] = [*kept, *[None] * SPARE_ROWS]
    return [RuleForm(request.POST or None, prefix=f"r{n}", rule=rule) for n, rule in enumerate(rules)]


def _said(rows: list[RuleForm]) -> list[dict[str, Any]]:
    kept = [row for row in rows if not row.cleaned_data["remove"] and row.filled(row.cleaned_data)]
    return [row.said(row.cleaned_data) for row in kept]


def _page(request: HttpRequest, form: Any, rows: list[RuleForm], found: Any, may_set: bool) -> HttpResponse:
    context = {
        "form": form,
        "rows": rows,
        "schedule": found,
        "spaces": found.spaces.select_related("floor__building").order_by("position")[:500] if found else [],
        "preview": _preview(found),
        "may_set": may_set,
        "may_remove": found is not None and may(request.user, "park.remove_schedule", found),
    }
    bad = form.errors or any(row.errors for row in rows)
    return render(request, "park/schedule.html", context, status=422 if bad else 200)


def _preview(found: Any) -> str:
    """Where another room shows what the rules come to; empty where none does."""
    try:
        return f"{reverse('schedule_preview', args=[found.key])}?site={found.site.key}" if found else ""
    except NoReverseMatch:
        return ""
