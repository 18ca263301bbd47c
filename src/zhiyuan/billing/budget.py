"""How a month stands beside its budget: used so far, and what the rest of it is likely to use. Pure.

A coming day is expected to use the median of past days of its kind (weekday, working or not), as
``unusual`` looks back; so a month that ends in a holiday is not foretold by its busy first half.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from zhiyuan.billing.daily import DayUse
from zhiyuan.billing.unusual import Limits, Works, alike
from zhiyuan.kernel.workday import is_working_day

WITHIN, RISK, EXCEEDED = "within", "risk", "exceeded"


@dataclass(frozen=True, slots=True)
class Outlook:
    """A month by its budget. ``unknown`` of its days can neither be counted nor foretold. [kWh, d]"""

    budget_kwh: float
    used_kwh: float
    rest_kwh: float
    days_left: int
    unknown: int

    @property
    def forecast_kwh(self) -> float:
        """What the month comes to. [kWh]"""
        return self.used_kwh + self.rest_kwh

    @property
    def state(self) -> str:
        """within, risk or exceeded."""
        if self.used_kwh > self.budget_kwh:
            return EXCEEDED
        return RISK if self.forecast_kwh > self.budget_kwh else WITHIN

    @property
    def used_share(self) -> float:
        """How much of the budget is used. [1]"""
        return self.used_kwh / self.budget_kwh


def outlook(
    budget_kwh: float, known: Iterable[DayUse], first: date, until: date, today: date, works: Works = is_working_day
) -> Outlook:
    """The month [first, until) as it stands at the beginning of ``today``."""
    days = {d.day: d for d in known}
    asked = [first + timedelta(days=n) for n in range((until - first).days)]
    past = [days[d] for d in asked if d < today and d in days and days[d].quarters]
    coming = [expected(days.values(), d, works, today) for d in asked if d >= today]
    unknown = sum(not d.known for d in past) + sum(c is None for c in coming)
    rest = sum(c for c in coming if c is not None)
    return Outlook(budget_kwh, sum(d.kwh for d in past), rest, len(coming), unknown)


def expected(known: Iterable[DayUse], day: date, works: Works, today: date) -> float | None:
    """The median of past days like this one; None where too few are known. [kWh]"""
    limits = Limits.on(day)
    whole = {d.day: d.kwh for d in known if d.known and d.day < today}
    past = [whole[d] for d in alike(day, limits, works) if d in whole]
    return float(median(past)) if len(past) >= limits.least_days else None
