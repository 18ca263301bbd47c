"""What a tenant may read: their days, their own past, their month by its budget."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from zhiyuan.billing import daily, unusual
from zhiyuan.billing.budget import Outlook, outlook
from zhiyuan.billing.daily import Beside, DayUse
from zhiyuan.billing.models import Account, Budget
from zhiyuan.enterprises.occupied import Occupied
from zhiyuan.enterprises.queries import of_site, tenancies
from zhiyuan.kernel.span import Span, day_span, days_span, midnight, next_month
from zhiyuan.metering.queries import quarter_hours
from zhiyuan.park.queries import today as today
from zhiyuan.park.queries import zone as zone
from zhiyuan.telemetry.quarter import QuarterHours

MOST_DAYS_BACK = 70  # eight weeks and the month that they are compared with


def stays(enterprise: Any, first: date, until: date) -> list[Occupied]:
    """An enterprise's tenancies of these days."""
    found = tenancies(enterprise.site, days_span(first, until, zone(enterprise.site)))
    return [stay for stay in found if stay.enterprise_id == enterprise.pk]


def enterprises_of(site: Any, numbers: Iterable[int]) -> list[Any]:
    """Enterprises by their numbers, with their park at hand."""
    return list(of_site(site).filter(pk__in=list(numbers)).select_related("site"))


def use(enterprise: Any, first: date, until: date) -> daily.Use:
    """Quarter hours of all of an enterprise's meters, each on the days of its tenancy."""
    held = stays(enterprise, first, until)
    found = _read(enterprise.site, sorted({m for s in held for m in s.meters}), first, until)
    return daily.total(held, found, zone(enterprise.site))


def _read(site: Any, meters: Sequence[str], first: date, until: date) -> dict[str, QuarterHours]:
    return quarter_hours(site, meters, days_span(first, until, zone(site))) if meters else {}


def days(enterprise: Any, first: date, until: date) -> list[DayUse]:
    """An enterprise's days [first, until)."""
    return daily.by_day(use(enterprise, first, until), first, until, zone(enterprise.site))


def account_use(account: Account, first: date, until: date) -> daily.Use:
    """Quarter hours of an account's own meter, in the form of a tenant's."""
    meters = (account.counted_by,) if account.counted_by else ()
    whole = Occupied(0, account.key, account.name, 0, first, until, Decimal(0), meters=meters)
    return daily.total([whole], _read(account.site, meters, first, until), zone(account.site))


@dataclass(frozen=True, slots=True)
class Month:
    """A month of an enterprise: its whole days up to yesterday, its own past beside them, its budget."""

    first: date
    until: date
    days: tuple[DayUse, ...]
    usual: tuple[float | None, ...]
    beside: tuple[Beside, ...]
    outlook: Outlook | None

    @property
    def kwh(self) -> float:
        """What is known of the month. [kWh]"""
        return sum(d.kwh for d in self.days)

    @property
    def estimated_kwh(self) -> float:
        """How much of it is estimated. [kWh]"""
        return sum(d.estimated_kwh for d in self.days)

    @property
    def gaps(self) -> int:
        """Days with quarter hours of which nothing is known."""
        return sum(d.missing > 0 for d in self.days)


def month(enterprise: Any, first: date) -> Month:
    """A calendar month of an enterprise; of the running month, its days up to yesterday."""
    now, until = today(enterprise.site), next_month(first)
    ends = max(min(until, now), first)
    past = days(enterprise, first - timedelta(days=MOST_DAYS_BACK), ends)
    year = days(enterprise, first - timedelta(days=364), ends - timedelta(days=364)) if ends > first else []
    known = [*year, *past]
    shown = tuple(d for d in past if d.day >= first)
    by_day = {d.day: d.kwh for d in known if d.known}
    set_to = budget_of(enterprise=enterprise, month=first)
    ahead = outlook(float(set_to.kwh), past, first, until, min(now, until)) if set_to else None
    usual = tuple(daily.usual(by_day, d.day) for d in shown)
    return Month(first, until, shown, usual, tuple(daily.compare(known, first, ends)), ahead)


@dataclass(frozen=True, slots=True)
class Watched:
    """Hours with their bands, and what stands out among them."""

    hours: tuple[unusual.Judged, ...]
    runs: tuple[unusual.Run, ...]


def watched(of: Any, first: datetime, until: datetime) -> Watched:
    """The whole hours of [first, until) of an enterprise or an account, judged by their own past."""
    place = zone(of.site)
    limits = unusual.Limits.on(first.astimezone(place).date())
    begins = first.astimezone(place).date() - timedelta(weeks=limits.weeks)
    ends = until.astimezone(place).date() + timedelta(days=1)
    found = account_use(of, begins, ends) if isinstance(of, Account) else use(of, begins, ends)
    hours = daily.by_hour(found, Span(midnight(begins, place), until))
    judged = unusual.judge(hours, first, limits, place)
    return Watched(tuple(judged), tuple(unusual.runs(judged, limits)))


def day_watched(enterprise: Any, day: date) -> Watched:
    """One day of an enterprise beside what is expected of it."""
    span = day_span(day, zone(enterprise.site))
    return watched(enterprise, span.start, span.end)


def budget_of(*, enterprise: Any = None, account: Any = None, month: date) -> Budget | None:
    """The budget that holds in a month, or None."""
    owner = {"enterprise": enterprise} if enterprise is not None else {"account": account}
    return Budget.objects.filter(**owner, start__lte=month).order_by("-start").first()
