"""Whether an account should elect time of use: its own year billed both ways."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhiyuan.billing import queries
from zhiyuan.billing.account_load import account_load
from zhiyuan.billing.advice import advice
from zhiyuan.billing.models import Account
from zhiyuan.billing.period import day_stretches
from zhiyuan.billing.views.common import lines, seen_account
from zhiyuan.kernel.errors import NotReady, ZhiyuanError
from zhiyuan.kernel.reference import book
from zhiyuan.kernel.span import Span, days_span, month_before, next_month
from zhiyuan.park.queries import today, zone
from zhiyuan.telemetry.energy import Quality

MONTHS = 12


@require_GET
def advise(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether to elect time of use: the account's own year billed both ways."""
    one = seen_account(request, pk)
    until = _until(request.GET.get("until", ""), today(one.site))
    context: dict[str, Any] = {"account": one, "first": month_before(until), "until": until, "problems": []}
    try:
        context["first"] = _first_priced(one, until)
        context |= _both_ways(one, context["first"], until)
    except ZhiyuanError as failure:
        context["problems"] = lines(failure)
    return render(request, "billing/advice.html", context)


def _until(said: str, now: date) -> date:
    """The first day after the last whole month that is asked for."""
    try:
        return min(next_month(date.fromisoformat(f"{said}-01")), now.replace(day=1))
    except ValueError:
        return now.replace(day=1)


def _first_priced(one: Account, until: date) -> date:
    """The first of the months back from a day, twelve at most, that have prices and readings without a break.

    Raises
    ------
    NotReady
        When not even the last month can be billed.
    """
    first = month_before(until)
    _billable(one, first, until)
    while (until.year - first.year) * MONTHS + until.month - first.month < MONTHS:
        before = month_before(first)
        try:
            _billable(one, before, first)
        except ZhiyuanError:
            break
        first = before
    return first


def _billable(one: Account, first: date, until: date) -> None:
    """Whether the days have a tariff whose hours are known, and any reading."""
    span = _span(one, first, until)
    made = queries.tariff(one, span)
    for day in (first, until - timedelta(days=1)):
        day_stretches(made.page, day, book().digest)
    if not (account_load(one, span).quality < Quality.SUSPECT).any():
        raise NotReady("{account} has no readings in {month}", account=one.name, month=f"{first:%Y-%m}")


def _span(one: Account, first: date, until: date) -> Span:
    return days_span(first, until, zone(one.site))


def _both_ways(one: Account, first: date, until: date) -> dict[str, Any]:
    span = _span(one, first, until)
    load = account_load(one, span)
    doubtful = load.quality >= Quality.SUSPECT
    accepted = [span] if doubtful.any() else []
    said = advice(load, queries.tariff(one, span), span, zone(one.site), accepted)
    months = sorted({line.start.replace(day=1) for line in said.tou.lines if line.start})
    held = queries.terms_on(one, until - timedelta(days=1))
    return {
        "said": said,
        "months": [(month, _of(said.tou, month), _of(said.flat, month)) for month in months],
        "kwh": int(load.kwh.sum()) / 1e6,
        "doubtful_hours": int(doubtful.sum()) / 4,
        "elected": held is not None and held.tou_elected,
    }


def _of(bill: Any, month: date) -> Any:
    return sum(line.amount for line in bill.lines if line.start and line.start.replace(day=1) == month)
