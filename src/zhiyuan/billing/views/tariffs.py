"""The tariff calendar: which hour of which month is what, by which notice, and what it costs."""

from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from zhiyuan.billing import queries
from zhiyuan.billing.forms import PERIOD_WORDS
from zhiyuan.billing.models import Account
from zhiyuan.billing.period import NAMES
from zhiyuan.billing.tariff import HENAN
from zhiyuan.billing.tariff_calendar import MonthRow, notices, picture, year_rows
from zhiyuan.billing.views.common import seen_site
from zhiyuan.kernel.reference import book
from zhiyuan.park.queries import today as site_today

YEARS_AHEAD = 1


@dataclass(frozen=True, slots=True)
class Priced:
    """A month of the table: hours and price of each period, and whether prices are there at all."""

    row: MonthRow
    cells: list[tuple[str, str, Decimal | None]]
    priced: bool


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """The year as a picture and as a table."""
    site = seen_site(request)
    today = site_today(site)
    every = queries.accounts(site)
    account = next((a for a in every if a.key == request.GET.get("account")), every[0] if every else None)
    page = account.page if account else HENAN
    first = min(v["since"] for v in book().page(page)["periods"]["values"])
    years = list(range(first.year, today.year + YEARS_AHEAD + 1))
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdigit() and int(asked) in years else today.year
    rows = year_rows(page, year)
    name = gettext("Periods of {year}, month by month and hour by hour").format(year=year)
    drawn = picture(name, rows, lambda p: str(PERIOD_WORDS[p]), gettext("hours in no source yet"), today)
    context = {
        "account": account, "accounts": every, "years": years, "year": year, "today": today,
        "picture": mark_safe(drawn),  # noqa: S308  # picture escapes
        "table": _table(rows, account),
        "notices": notices(page, year),
        "ratios": notices(page, year, "ratios"),
        "floats": notices(page, year, "floats"),
        "periods": list(PERIOD_WORDS.items()),
        "unknown": [row for row in rows if row.stretches is None],
    }  # fmt: skip
    return render(request, "billing/calendar.html", context)


def _table(rows: list[MonthRow], account: Account | None) -> list[Priced]:
    by_month = queries.prices_on(account, [row.day for row in rows]) if account else [{} for _ in rows]
    return [_priced(row, prices) for row, prices in zip(rows, by_month, strict=True)]


def _priced(row: MonthRow, by_period: dict[str, Decimal]) -> Priced:
    cells = [(period, row.hours(period), by_period.get(period)) for period in NAMES]
    return Priced(row, cells, bool(by_period))
