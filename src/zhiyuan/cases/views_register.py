"""The register of hazards: where each stands, what is past its deadline, what came back; and the same in Excel."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from zhiyuan.cases import queries_register
from zhiyuan.cases.kindread import editions
from zhiyuan.cases.names import PHASE
from zhiyuan.cases.queries_register import Line
from zhiyuan.cases.templatetags.cases import words
from zhiyuan.identity.verbs import demand_somewhere, may_somewhere
from zhiyuan.kernel import paging
from zhiyuan.kernel.sheet import MIME, Column, Sheet, workbook
from zhiyuan.park.queries import site as the_site
from zhiyuan.park.queries import today

LANE = "hazard"
PER_PAGE, IN_EXCEL = 50, 10_000
SHOWN_WORDS = {
    "open": gettext_lazy("Not put right yet"),
    "overdue": gettext_lazy("Past the deadline"),
    "watched": gettext_lazy("To be looked back on"),
    "closed": gettext_lazy("Closed for good"),
    "back": gettext_lazy("Came back"),
    "dropped": gettext_lazy("Refused or withdrawn"),
    "all": gettext_lazy("All"),
}


@require_GET
def hazards(request: HttpRequest) -> HttpResponse:
    """The register, narrowed as asked; ``?format=xlsx`` for Excel."""
    demand_somewhere(request.user, "cases.view")
    site = the_site()
    now = today(site)
    asked = {name: request.GET.get(name, "") for name in ("shown", "kind", "q", "place")}
    asked["shown"] = asked["shown"] if asked["shown"] in queries_register.SHOWN else queries_register.OPEN
    narrowed = {"shown": asked["shown"], "kind": asked["kind"], "words": asked["q"], "place": asked["place"]}
    found = queries_register.of_lane(request.user, LANE, now, **narrowed)
    if request.GET.get("format") == "xlsx":
        return _workbook(site, now, queries_register.lines(request.user, found[:IN_EXCEL]))
    page = paging.page(found, request.GET.get("page"), PER_PAGE)
    context = {
        "page": page,
        "rows": queries_register.lines(request.user, page),
        "counts": queries_register.counts(request.user, LANE, now),
        "today": now,
        "asked": asked,
        "query": urlencode(asked),
        "shown": SHOWN_WORDS,
        "kinds": [of for of in editions(now) if of.lane == LANE],
        "may_open": may_somewhere(request.user, "cases.open_case_about"),
    }
    return render(request, "cases/hazards.html", context)


def _workbook(site: Any, now: date, rows: list[Line]) -> HttpResponse:
    head = [_("Case"), Column(_("Kind of case"), width=28), Column(_("Place"), width=36), Column(_("Opened"), "day"),
            _("State"), Column(_("What waits"), width=28), Column(_("Due"), "day"), _("Past the deadline"),
            Column(_("Came back (times)"), "whole")]  # fmt: skip
    table = [
        (line.case.number, words(line.kind.title), line.case.about, line.case.opened.date(),
         words(PHASE[line.case.phase]), words(line.waits) if line.waits.names else "", line.case.due,
         _("yes") if line.late(now) else _("no"), line.rebounds)
        for line in rows
    ]  # fmt: skip
    notes = [_("Simulated data")] if site.simulated else []
    made = workbook([Sheet(_("Hazards"), head, table, notes)])
    name = f'attachment; filename="hazards-{now}.xlsx"'
    return HttpResponse(made, content_type=MIME, headers={"Content-Disposition": name})
