"""The mechanism of relief with its two ledgers, each line of which opens its case; and both in Excel."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zhiyuan.cases import queries_ledgers
from zhiyuan.cases.desks import desks
from zhiyuan.cases.mechanism import CROSSED, FIGURE, PROBLEMS, Mechanism, mechanism
from zhiyuan.cases.names import PHASE
from zhiyuan.cases.queries_ledgers import Line
from zhiyuan.cases.templatetags.cases import words
from zhiyuan.identity.verbs import demand_somewhere, may_somewhere
from zhiyuan.kernel import paging, reference
from zhiyuan.kernel.sheet import MIME, Column, Sheet, workbook
from zhiyuan.park.queries import site as the_site
from zhiyuan.park.queries import today

PER_PAGE, IN_EXCEL = 50, 10_000


@require_GET
def problems(request: HttpRequest) -> HttpResponse:
    """问题清单: what firms struggle with and where it stands; ``?format=xlsx`` for Excel."""
    return _ledger(request, PROBLEMS)


@require_GET
def crossed(request: HttpRequest) -> HttpResponse:
    """销号清单: what a firm confirmed, or left unanswered, which is marked."""
    return _ledger(request, CROSSED)


def _ledger(request: HttpRequest, ledger: str) -> HttpResponse:
    demand_somewhere(request.user, "cases.view")
    site = the_site()
    now = today(site)
    of = mechanism(now)
    asked = {name: request.GET.get(name, "") for name in ("q", "desk", "shown")}
    narrowed = {"words": asked["q"], "desk": asked["desk"], "ended": asked["shown"] == "all"}
    found = queries_ledgers.problems(request.user, of, ledger=ledger, **narrowed)
    title = _title(of, ledger)
    if request.GET.get("format") == "xlsx":
        return _workbook(site, title, ledger, queries_ledgers.lines(found[:IN_EXCEL]))
    page = paging.page(found, request.GET.get("page"), PER_PAGE)
    context = {
        "page": page,
        "rows": queries_ledgers.lines(list(page)),
        "mechanism": of,
        "source": reference.figure(FIGURE, now).source,
        "waiting": queries_ledgers.waiting(request.user, of),
        "desks": desks(now),
        "ledger": ledger,
        "title": title,
        "today": now,
        "asked": asked,
        "query": urlencode({name: said for name, said in asked.items() if said}),
        "may_open": may_somewhere(request.user, "cases.open_case"),
    }
    return render(request, "cases/ledger.html", context)


def _title(of: Mechanism, ledger: str) -> str:
    """What the mechanism calls its ledger."""
    members = (member for part in of.parts for member in part.members)
    return next((words(member.title) for member in members if member.ledger == ledger), _("Ledger"))


def _workbook(site: Any, title: str, ledger: str, lines: list[Line]) -> HttpResponse:
    head = [_("Case"), Column(_("Enterprise"), width=28), Column(_("Problem"), width=40), Column(_("Opened"), "day")]
    rows: list[tuple[Any, ...]]
    if ledger == CROSSED:
        head += [Column(_("Crossed off"), "day"), _("By whom")]
        rows = [(*_head(one), one.crossed.when.day, _by(one)) for one in lines if one.crossed]
    else:
        head += [_("State"), Column(_("What waits"), width=28), Column(_("Due"), "day")]
        rows = [(*_head(one), words(PHASE[one.case.phase]), words(one.waits), one.case.due) for one in lines]
    made = workbook([Sheet(title[:31], head, rows, [_("Simulated data")] if site.simulated else [])])
    name = f'attachment; filename="relief-{ledger}.xlsx"'
    return HttpResponse(made, content_type=MIME, headers={"Content-Disposition": name})


def _head(line: Line) -> tuple[Any, ...]:
    return line.case.number, line.case.about, line.problem, line.case.opened.date()


def _by(line: Line) -> str:
    return _("silence: nobody answered") if line.by_silence else _("the firm confirmed it")
