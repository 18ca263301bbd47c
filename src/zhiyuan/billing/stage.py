"""Stages of a span: runs of days on which nothing changes that a price depends on.

A stage ends at the end of a month, where terms, price sheet or contract curve change, and where the
book has a newer value of the periods, the ratios or what floats (豫发改价管〔2022〕867号 to 〔2024〕283号
on 2024-06-01). Inside a stage each period has one price.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

from zhiyuan.billing.period import DAY_MINUTES, NAMES, Stretch, day_stretches
from zhiyuan.billing.tariff import COMPONENTS, unit_price
from zhiyuan.billing.terms import HOURS, Curve, Sheet, Tariff, Terms
from zhiyuan.kernel.reference import book, figure
from zhiyuan.kernel.span import Span, days, next_month, span_days

FLAT = (Stretch(0, DAY_MINUTES, "flat"),)
READ_OF_PAGE = ("periods", "ratios", "floats")


@dataclass(frozen=True, slots=True)
class Stage:
    """Days [start, end) of one month that share terms, prices and rules."""

    start: date
    end: date
    terms: Terms
    sheet: Sheet
    curve: Curve | None
    page: str

    @property
    def month(self) -> str:
        """Its calendar month, like 2025-04."""
        return f"{self.start:%Y-%m}"

    @property
    def days(self) -> int:
        """How many days it has; a day begun counts whole."""
        return (self.end - self.start).days

    @property
    def whole_month(self) -> bool:
        """Whether it is a calendar month from the first to the last day."""
        return self.start.day == 1 and self.end == next_month(self.start)

    def stretches(self, day: date) -> tuple[Stretch, ...]:
        """The periods of one of its days, in minutes of the local clock."""
        if self.curve is not None:
            return _hours(self.curve.hourly)
        return day_stretches(self.page, day, book().digest) if self.terms.tou_elected else FLAT

    def price(self, period: str) -> Decimal:
        """Price of one kWh in a period, fund included, every decimal kept. [CNY/kWh]"""
        if self.curve is not None:
            others = tuple(name for name in COMPONENTS if name != "energy")
            return curve_prices(self.curve.hourly)[period] + self.sheet.components.flat_sum(others)
        if not self.terms.tou_elected:
            return self.sheet.components.flat_sum(COMPONENTS)
        return unit_price(self.sheet.components, period, self.start, page=self.page)

    @property
    def clause(self) -> str:
        """The document its periods rest on."""
        name = "tariffs/rules#market_periods" if self.curve is not None else f"{self.page}#ratios"
        return str(figure(name, self.start).source["document"])

    def order(self, period: str) -> tuple[int, str]:
        """Where a period stands among the lines of a bill."""
        return (NAMES.index(period), "") if period in NAMES else (len(NAMES), period)


def stages(tariff: Tariff, span: Span, zone: ZoneInfo) -> Iterator[Stage]:
    """The stages of a span, in order.

    Raises
    ------
    NotReady
        For the first day without terms, checked prices or contract curve.
    """
    run: list[date] = []
    kept: tuple[object, ...] = ()
    for day in days(*span_days(span, zone)):
        now = _holding(tariff, day)
        if run and now != kept:
            yield _stage(tariff, run)
            run = []
        kept = now
        run.append(day)
    yield _stage(tariff, run)


def curve_prices(hourly: Sequence[Decimal]) -> dict[str, Decimal]:
    """Hours of one price together, named by the clock. [CNY/kWh]

    >>> curve_prices([Decimal("0.3")] * 8 + [Decimal("0.5")] * 14 + [Decimal("0.3")] * 2)
    {'00-08, 22-24': Decimal('0.3'), '08-22': Decimal('0.5')}
    """
    edges = [0, *(h for h in range(1, HOURS) if hourly[h] != hourly[h - 1]), HOURS]
    spans: dict[Decimal, list[str]] = {}
    for start, end in pairwise(edges):
        spans.setdefault(hourly[start], []).append(f"{start:02}-{end:02}")
    return {", ".join(names): price for price, names in spans.items()}


def _hours(hourly: Sequence[Decimal]) -> tuple[Stretch, ...]:
    name_of = {price: name for name, price in curve_prices(hourly).items()}
    return tuple(Stretch(60 * h, 60 * h + 60, name_of[hourly[h]]) for h in range(HOURS))


def _holding(tariff: Tariff, day: date) -> tuple[object, ...]:
    terms = tariff.terms_on(day)
    curve = tariff.curve_on(day) if terms.market else None
    since: tuple[date, ...] = ()
    if terms.tou_elected and not terms.market:
        since = tuple(figure(f"{tariff.page}#{name}", day).since for name in READ_OF_PAGE)
    return day.replace(day=1), terms, tariff.sheet_on(day), curve, since


def _stage(tariff: Tariff, run: Sequence[date]) -> Stage:
    terms = tariff.terms_on(run[0])
    curve = tariff.curve_on(run[0]) if terms.market else None
    return Stage(run[0], run[-1] + timedelta(days=1), terms, tariff.sheet_on(run[0]), curve, tariff.page)
