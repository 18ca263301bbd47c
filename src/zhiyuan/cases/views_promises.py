"""The ledger of promises with its three rates, each of which opens to the promises it counts; and the same in Excel."""

from datetime import date
from fractions import Fraction
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zhiyuan.cases.promise import FIRM, PARK, STATE, Rates
from zhiyuan.cases.queries_ledger import Line, Sum, lines, sums
from zhiyuan.cases.queries_promises import DAYS, entries, latest_day, ledger, with_cases
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
    found = sums(request.user, on, **narrowed)
    if request.GET.get("as") == "xlsx":
        return _workbook(lines(request.user, on, **narrowed, state=asked["state"], most=IN_EXCEL), found, on)
    rows = with_cases(ledger(request.user, on, **narrowed, state=asked["state"]))
    page = paging.page(rows, request.GET.get("page"), PER_PAGE)
    context = {
        "rows": entries(page),
        "page": page,
        "query": urlencode({name: value for name, value in asked.items() if value}),
        "sums": [(row, _shares(row.rates)) for row in found],
        "asked": asked,
        "on": on,
        "days": DAYS,
        "states": STATE,
        "by": (PARK, FIRM),
        "filtered": any(asked.values()),
        "problem": problem,
    }
    return render(request, "cases/promises.html", context, status=422 if problem else 200)


def _shares(rates: Rates) -> list[Fraction | None]:
    return [rates.share(count) for count in (rates.on_time, rates.kept, rates.vs_original)]


def _day(said: str) -> tuple[date, str]:
    today = latest_day()
    try:
        day = date.fromisoformat(said) if said else today
    except ValueError:
        return today, _("{said} is no day; write it like 2026-03-02").format(said=said[:20])
    if day > today:
        return today, _("{day} has not come yet: ask for today or earlier").format(day=day)
    return day, ""


def _workbook(rows: list[Line], found: list[Sum], on: date) -> HttpResponse:
    answer = HttpResponse(workbook([_promises(rows, on), _rates(found, on)]), content_type=MIME)
    answer["Content-Disposition"] = f'attachment; filename="promises-{on}.xlsx"'
    return answer


def _promises(rows: list[Line], on: date) -> Sheet:
    heads = (_("Case"), _("Enterprise"), _("Kind of case"), _("Who promised"), _("What"))
    days = (_("Made"), _("First due"), _("Due"), _("Done"))
    columns = [*(Column(h, width=24) for h in heads), *(Column(d, "day") for d in days), Column(_("State"))]
    table = [
        (line.case.number if line.case else "", str(line.enterprise or (_("the public") if line.pledge else "")),
         words(line.title), _who(line.by), words(line.what), line.made, line.first, line.due, line.kept,
         words(STATE[line.state]))
        for line in rows
    ]  # fmt: skip
    counted = _("As of {day}: in cases opened in the {days} days before, and the park's own promises made in them.")
    notes = [counted.format(day=on, days=DAYS)]
    if len(rows) == IN_EXCEL:
        notes.append(_("Only the first {count} rows: narrow the list to see the rest.").format(count=IN_EXCEL))
    return Sheet(_("Promises"), columns, table, notes)


def _rates(found: list[Sum], on: date) -> Sheet:
    heads = (_("Due by then"), _("On time"), _("Kept"), _("By the first day"), _("Broken"))
    shares = (_("On time, share"), _("Kept, share"), _("By the first day, share"))
    columns = [Column(_("Who promised")), Column(_("Kind of case"), width=24), *(Column(h, "whole") for h in heads),
               *(Column(h, "pct") for h in shares)]  # fmt: skip
    table = [
        (_who(one.by), words(one.title), one.rates.due, one.rates.on_time, one.rates.kept, one.rates.vs_original,
         one.rates.broken, *(None if share is None else float(share) for share in _shares(one.rates)))
        for one in found
    ]  # fmt: skip
    note = _("As of {day}. A day that was moved never improves the rate by the first day.").format(day=on)
    return Sheet(_("Three rates"), columns, table, [note])


def _who(by: str) -> str:
    return _("the park") if by == PARK else _("the firm")
