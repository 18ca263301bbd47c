"""The list of projects, one project with its milestones, and the acts on it."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyuan.cases.templatetags.cases import language, words
from zhiyuan.enterprises import queries_chain
from zhiyuan.enterprises.queries import of_site
from zhiyuan.identity.verbs import demand, demand_somewhere, may, may_somewhere
from zhiyuan.kernel.errors import ZhiyuanError
from zhiyuan.kernel.sheet import MIME, Column, Sheet, workbook
from zhiyuan.park.queries import site as the_site
from zhiyuan.projects import forms, queries, services
from zhiyuan.projects.drawing import drawing
from zhiyuan.projects.names import COLOUR, MILESTONE

ACTS: dict[str, tuple[Any, Any, type[Any]]] = {
    "reach": (_later("Enter what was reached"), services.reach_milestone, forms.MilestoneForm),
    "plan": (_later("Plan a milestone"), services.plan_milestone, forms.PlanForm),
    "invest": (_later("Enter investment"), services.enter_investment, forms.InvestmentForm),
}


@require_GET
def projects(request: HttpRequest) -> HttpResponse:
    """The projects that the reader may see."""
    demand_somewhere(request.user, "projects.view")
    asked = {name: request.GET.get(name, "") for name in ("q", "colour")}
    context = {
        "rows": queries.projects(request.user, words=asked["q"], colour=asked["colour"]),
        "asked": asked,
        "filtered": any(asked.values()),
        "colours": list(COLOUR),
        "may_add": may_somewhere(request.user, "projects.register_project"),
    }
    return render(request, "projects/list.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Enter a project."""
    site = the_site()
    demand(request.user, "projects.register_project", site)
    asked = {name: request.GET[name] for name in ("key", "name", "segment") if name in request.GET}  # of a chain
    form = forms.ProjectForm(request.POST or None, initial=asked)
    form.fields["enterprise"].choices = [("", "—"), *((e.key, e.name) for e in of_site(site))]
    form.fields["segment"].choices = [("", "—"), *_segments(site)]
    if request.method == "POST" and form.is_valid():
        chain, _slash, segment = form.cleaned_data.pop("segment").partition("/")
        said = form.cleaned_data | {"chain": chain, "segment": segment}
        try:
            return redirect("project", services.register_project(request.user, site, **said).pk)
        except ZhiyuanError as failure:
            form.add_error(None, failure.render(_))
    return render(request, "projects/new.html", {"form": form}, status=422 if form.errors else 200)


def _segments(site: Any) -> Iterator[tuple[str, str]]:
    """Every segment of the park's chains, as ``chain/segment``."""
    for chain in queries_chain.of_park(site).values():
        for segment in chain.segments.values():
            yield f"{chain.key}/{segment.key}", f"{_called(chain)} · {_called(segment)}"


def _called(one: Any) -> str:
    return str(one.zh if language() == "zh" else one.en)


@require_GET
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """One project."""
    return _page(request, _visible(request, pk))


@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Do one of the things that the page offers; what cannot be done keeps its form."""
    row = _visible(request, pk)
    if what not in ACTS:
        raise Http404
    form = ACTS[what][2](request.POST, auto_id=f"{what}_%s")
    if form.is_valid():
        try:
            ACTS[what][1](request.user, row, **form.cleaned_data)
        except ZhiyuanError as failure:
            form.add_error(None, failure.render(_))
        else:
            messages.success(request, _("Saved."))
            return redirect("project", pk)
    return _page(request, row, (what, form))


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The list as a workbook: a row for each milestone."""
    demand_somewhere(request.user, "projects.view")
    heads = [
        Column(_("Key")), Column(_("Project"), width=30), Column(_("Enterprise"), width=30), Column(_("Milestone")),
        Column(_("First plan"), "day"), Column(_("Latest plan"), "day"), Column(_("Reached on"), "day"),
        Column(_("Slip to the first plan, d"), "whole"), Column(_("Slip to the latest plan, d"), "whole"),
        Column(_("State")),
    ]  # fmt: skip
    rows = []
    for one in queries.projects(request.user):
        for row in one.rows:
            plans = row.milestone.plans
            rows.append([
                one.project.key, one.project.name, str(one.project.enterprise or ""),
                words(MILESTONE[row.milestone.key]), plans[0] if plans else None, plans[-1] if plans else None,
                row.milestone.actual, row.slip.original, row.slip.latest, words(COLOUR[row.colour]),
            ])  # fmt: skip
    content = workbook([Sheet(_("Projects"), heads, rows)])
    name = 'attachment; filename="projects.xlsx"'
    return HttpResponse(content, content_type=MIME, headers={"Content-Disposition": name})


def _page(request: HttpRequest, row: Any, failed: tuple[str, Any] | None = None) -> HttpResponse:
    found = queries.stands(row)
    offers = []
    for key, (title, verb, form) in ACTS.items():
        if may(request.user, verb.verb_name, row):
            own = failed is not None and failed[0] == key
            offers.append((key, title, failed[1] if failed and own else form(auto_id=f"{key}_%s"), own))
    days = [(r.milestone.key, bool(r.milestone.actual), _day(r.milestone)) for r in found.rows]
    context = {
        "project": row,
        "segment": dict(_segments(row.site)).get(f"{row.chain}/{row.segment}", ""),
        "found": found,
        "svg": mark_safe(drawing(days, language(), _("Milestones of the project"))),  # noqa: S308  # drawn here, names escaped
        "rows": [(MILESTONE[r.milestone.key], r) for r in found.rows],
        "moves": [(MILESTONE[p.milestone], p) for p in row.plans.all() if p.reason],
        "investments": row.investments.all(),
        "offers": offers,
    }
    return render(request, "projects/one.html", context, status=422 if failed else 200)


def _day(milestone: Any) -> str:
    day = milestone.actual or (milestone.plans[-1] if milestone.plans else None)
    return day.isoformat() if day else "—"


def _visible(request: HttpRequest, pk: int) -> Any:
    return get_object_or_404(queries.visible(request.user), pk=pk)
