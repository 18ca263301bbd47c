"""The list of alarms, one alarm, and what can be done with them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from zhiyuan.identity.verbs import demand_somewhere, may, may_somewhere
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import ZhiyuanError
from zhiyuan.maintenance import queries, services
from zhiyuan.maintenance.alarm import SEVERITIES, Kind, kind, kinds
from zhiyuan.maintenance.models import Alarm
from zhiyuan.park import queries as park

PAGE = 50
SEVERITY_WORDS = {
    "critical": gettext_lazy("Critical"),
    "major": gettext_lazy("Major"),
    "minor": gettext_lazy("Minor"),
    "notice": gettext_lazy("Notice"),
}
SEVERITY_TAGS = {"critical": "tag-bad", "major": "tag-bad", "minor": "tag-warn", "notice": "tag-pri"}
STATE_WORDS = {
    "open": gettext_lazy("Open"),
    "new": gettext_lazy("Not acknowledged"),
    "acknowledged": gettext_lazy("Acknowledged"),
    "shelved": gettext_lazy("Shelved"),
    "cleared": gettext_lazy("Cleared"),
    "all": gettext_lazy("All"),
}


@require_GET
def alarms(request: HttpRequest) -> HttpResponse:
    """The filtered list; what is open comes first unless asked otherwise."""
    demand_somewhere(request.user, "maintenance.view")
    chosen = {name: request.GET.get(name, "") for name in ("severity", "kind", "floor")}
    state, words = request.GET.get("state", "open"), request.GET.get("q", "")
    found = queries.alarms(request.user, state=state, words=words, **chosen)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_row(alarm) for alarm in page],
        "states": [(s, STATE_WORDS[s], s == state) for s in queries.STATES],
        "severities": [(s, SEVERITY_WORDS[s], s == chosen["severity"]) for s in SEVERITIES],
        "kinds": [(k.name, _(k.title), k.name == chosen["kind"]) for k in _kinds()],
        "words": words,
        "filtered": bool(words or any(chosen.values()) or state != "open"),
        "may_act": may_somewhere(request.user, "maintenance.acknowledge_alarm"),
    }
    return render(request, "maintenance/_alarms.html" if _htmx(request) else "maintenance/alarms.html", context)


@require_GET
def alarm(request: HttpRequest, number: int) -> HttpResponse:
    """One alarm with its story and what may be done."""
    found = _find(request, number)
    context = _row(found) | {
        "shelved": bool(found.shelved_until and found.shelved_until > parktime.now()),
        "may_act": may(request.user, "maintenance.acknowledge_alarm", found),
        "people": queries.assignable(found),
        "ordered": bool(_kind(found).order) and may_somewhere(request.user, "cases.view"),
    }
    return render(request, "maintenance/alarm.html", context)


@require_POST
def act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """Do one thing with one alarm and return to it."""
    found = _find(request, number)
    doing = ACTS.get(act)
    if doing is None:
        raise Http404(act)
    try:
        doing(request, found)
        messages.success(request, _("Done: {act}").format(act=ACT_WORDS[act]))
    except ZhiyuanError as failure:
        messages.error(request, failure.render(_))
    return redirect("alarm", number)


@require_POST
def acknowledge_many(request: HttpRequest) -> HttpResponse:
    """Acknowledge all that are ticked; those that somebody else took meanwhile are left alone."""
    done = 0
    chosen = queries.visible_to(request.user).filter(pk__in=_numbers(request), acknowledged__isnull=True)
    for found in chosen:
        try:
            services.acknowledge_alarm(request.user, found, note=request.POST.get("note", ""))
            done += 1
        except ZhiyuanError as failure:
            messages.error(request, failure.render(_))
    messages.success(request, ngettext("{n} alarm acknowledged", "{n} alarms acknowledged", done).format(n=done))
    return redirect(f"{request.POST.get('back') or '/alarms/'}")


def _acknowledge(request: HttpRequest, found: Alarm) -> None:
    services.acknowledge_alarm(request.user, found, note=request.POST.get("note", ""))


def _clear(request: HttpRequest, found: Alarm) -> None:
    services.clear_alarm(request.user, found, note=request.POST.get("note", ""))


def _assign(request: HttpRequest, found: Alarm) -> None:
    services.assign_alarm(request.user, found, assignee=request.POST.get("assignee", ""))


def _shelve(request: HttpRequest, found: Alarm) -> None:
    hours = float(request.POST.get("hours") or 0)
    services.shelve_alarm(request.user, found, hours=hours, note=request.POST.get("note", ""))


def _unshelve(request: HttpRequest, found: Alarm) -> None:
    services.unshelve_alarm(request.user, found)


ACTS: dict[str, Callable[[HttpRequest, Alarm], None]] = {
    "acknowledge": _acknowledge,
    "clear": _clear,
    "assign": _assign,
    "shelve": _shelve,
    "unshelve": _unshelve,
}
ACT_WORDS = {
    "acknowledge": gettext_lazy("acknowledged"),
    "clear": gettext_lazy("cleared"),
    "assign": gettext_lazy("assigned"),
    "shelve": gettext_lazy("shelved"),
    "unshelve": gettext_lazy("back in the list"),
}


def _find(request: HttpRequest, number: int) -> Alarm:
    found = queries.visible_to(request.user).filter(pk=number).first()
    if found is None:
        raise Http404(str(number))
    return found


def _kinds() -> list[Kind]:
    """The kinds of alarm that the book knows on the day of any park, each once."""
    known = {k.name: k for site in park.sites() for k in kinds(park.today(site))}
    return list(known.values())


def _row(found: Alarm) -> dict[str, Any]:
    said = _kind(found)
    return {
        "alarm": found,
        "title": _(said.title),
        "text": _(said.text),
        "severity": SEVERITY_WORDS[found.severity],
        "tag": SEVERITY_TAGS[found.severity],
        "state": STATE_WORDS[found.state],
        "lasts": (found.cleared or parktime.now()) - found.raised,
    }


def _kind(found: Alarm) -> Kind:
    try:
        return kind(found.kind, park.today(found.site))
    except ZhiyuanError:  # the book dropped the kind; the alarm stays readable
        return Kind(found.kind, found.kind, found.severity, 0, 0, found.kind)


def _numbers(request: HttpRequest) -> list[int]:
    return [int(n) for n in request.POST.getlist("alarm") if n.isdigit()]


def _htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))
