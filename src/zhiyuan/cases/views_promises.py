"""The ledger of promises with its three rates, each of which opens to the promises it counts; and the same in Excel."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zhiyuan.cases import queries_pledges
from zhiyuan.cases.promise import FIRM, PARK, STATE
from zhiyuan.cases.queries_promises import DAYS, Entry, entries, latest_day, ledger, summed, with_cases
from zhiyuan.cases.templatetags.cases import words
from zhiyuan.identity.verbs import demand_somewhere
from zhiyuan.kernel import paging
from zhiyuan.kernel.sheet import MIME, Column, Sheet, workbook

PER_PAGE, IN_EXCEL = 50, 20_000


@require_GET
def promises(request: HttpRequest) -> HttpResponse:
    """Every promise that the reader may see, as of a day."""
    demand_somewhere(request.user, "cases.view")
    asked = {name: request.GET.get(name, "") for name in ("by", "kind", "state", "on")}
    on, problem = _day(asked["on"])
    narrowed = {"by": asked["by"], "kind": asked["kind"]}
    found = with_cases(ledger(request.user, on, **narrowed, state=asked["state"]))
    if request.GET.get("as") == "xlsx":
        return _workbook(entries(found[:IN_EXCEL]), on)
    page = paging.page(found, request.GET.get("page"), PER_PAGE)
    context = {
        "rows": entries(page),
        "page": page,
        "query": urlencode({name: value for name, value in asked.items() if value}),
        "sums": [
            (row, [row.rates.share(n) for n in _kept(row.rates)])
            for row in summed(ledger(request.user, on, **narrowed))
        ],
        "own": _own(request.user, on) if not asked["kind"] and asked["by"] != FIRM else None,
        "asked": asked,
        "on": on,
        "days": DAYS,
        "states": STATE,
        "by": (PARK, FIRM),
        "filtered": any(asked.values()),
        "problem": problem,
    }
    return render(request, "cases/promises.html", context, status=422 if problem else 200)


def _own(person: Any, on: date) -> Any:
    """The rates of what the park promised of itself, outside any case; None where nothing was."""
    rows = queries_pledges.ledger(person, on)
    found = queries_pledges.summed(rows, on)
    return (found, [found.share(n) for n in _kept(found)]) if rows else None


def _kept(found: Any) -> tuple[int, int, int]:
    return found.on_time, found.kept, found.vs_original


def _day(said: str) -> tuple[date, str]:
    today = latest_day()
    try:
        day = date.fromisoformat(said) if said else today
    except ValueError:
        return today, _("{said} is no day; write it like 2026-03-02").format(said=said[:20])
    if day > today:
        return today, _("{day} has not come yet: ask for today or earlier").format(day=day)
    return day, ""


def _workbook(rows: list[Entry], on: date) -> HttpResponse:
    heads = (_("Case"), _("Enterprise"), _("Kind of case"), _("Who promised"), _("What"))
    days = (_("Made"), _("First due"), _("Due"), _("Done"))
    columns = [*(Column(h, width=24) for h in heads), *(Column(d, "day") for d in days), Column(_("State"))]
    table = [
        (e.row.case.number, str(e.row.case.enterprise or ""), words(e.kind.title), _who(e.row.by), words(e.what),
         e.row.made, e.row.first, e.due, e.row.kept, words(STATE[e.state]))
        for e in rows
    ]  # fmt: skip
    notes = [_("As of {day}; cases opened in the {days} days before.").format(day=on, days=DAYS)]
    if len(rows) == IN_EXCEL:
        notes.append(_("Only the first {count} rows: narrow the list to see the rest.").format(count=IN_EXCEL))
    answer = HttpResponse(workbook([Sheet(_("Promises"), columns, table, notes)]), content_type=MIME)
    answer["Content-Disposition"] = f'attachment; filename="promises-{on}.xlsx"'
    return answer


def _who(by: str) -> str:
    return _("the park") if by == PARK else _("the firm")
