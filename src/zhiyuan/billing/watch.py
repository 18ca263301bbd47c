"""Looks at everybody's last day for unusual use, and at running months for their budgets; raises and clears alarms.

Run by ``jobs`` every hour. A fact is about an enterprise or an account; it is raised once, and
cleared by the facts: when the last day holds no such run, or a new month begins.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from zhiyuan.billing import tenant_queries as tenants
from zhiyuan.billing.budget import EXCEEDED, RISK, Outlook, outlook
from zhiyuan.billing.daily import by_day
from zhiyuan.billing.models import Account, Budget
from zhiyuan.billing.unusual import Run
from zhiyuan.enterprises.queries import tenancies
from zhiyuan.kernel.errors import NotFound
from zhiyuan.kernel.span import Span, next_month
from zhiyuan.maintenance.alarm import Fact
from zhiyuan.maintenance.writes import clear_alarm, raise_alarm

BACK = timedelta(hours=24)
SETTLES = timedelta(hours=1)  # readings of the last hour may still be on their way
KINDS = {EXCEEDED: "budgetExceeded", RISK: "budgetAtRisk"}


@dataclass
class Seen:
    """What one look found."""

    judged: int = 0
    unusual: int = 0
    over_budget: int = 0
    cleared: int = 0


def watch(site: Any, now: datetime) -> Seen:
    """Judge everybody of a park who has meters, and every budget of the running month."""
    seen = Seen()
    for owner in _owners(site, now):
        try:
            _judge(owner, now, seen)
        except NotFound:  # a meter that the park no longer counts by: others are still judged
            continue
    for budget in _budgets(site, now):
        _weigh(budget, now, seen)
    return seen


def _owners(site: Any, now: datetime) -> Iterable[Any]:
    stays = tenancies(site, Span(now - BACK, now))
    present = {stay.enterprise_id for stay in stays if stay.meters}
    yield from tenants.enterprises_of(site, present)
    yield from (a for a in Account.objects.filter(site=site) if a.counted_by)


def _judge(owner: Any, now: datetime, seen: Seen) -> None:
    until = (now - SETTLES).replace(minute=0, second=0, microsecond=0)
    runs = tenants.watched(owner, until - BACK, until).runs
    fact = Fact("unusualUse", owner._meta.label_lower, owner.key)
    seen.judged += 1
    if runs:
        raise_alarm(owner.site_id, fact, now, name=str(owner), params=said(max(runs, key=lambda r: abs(r.beyond_kwh))))
        seen.unusual += 1
    else:
        seen.cleared += clear_alarm(owner.site_id, fact, now)


def said(run: Run) -> dict[str, Any]:
    """A run as an alarm remembers it. [kWh]"""
    return {
        "way": run.way,
        "from": run.start.isoformat(),
        "hours": run.hours,
        "kwh": round(run.kwh, 1),
        "expected_kwh": round(run.expected_kwh, 1),
    }


def _budgets(site: Any, now: datetime) -> list[Budget]:
    """The budget that holds now for each owner that has one."""
    today = now.astimezone(tenants.zone(site)).date()
    rows = Budget.objects.filter(site=site, start__lte=today).select_related("enterprise__site", "account__site")
    holds = {(row.enterprise_id, row.account_id): row for row in rows.order_by("start")}
    return list(holds.values())


def _weigh(budget: Budget, now: datetime, seen: Seen) -> None:
    stands = standing(budget, now)
    owner = budget.owner
    for state, kind in KINDS.items():
        fact = Fact(kind, owner._meta.label_lower, owner.key)
        if stands.state == state:
            params = {"used_kwh": round(stands.used_kwh, 1), "forecast_kwh": round(stands.forecast_kwh, 1)}
            raise_alarm(owner.site_id, fact, now, name=str(owner), params=params | {"budget_kwh": stands.budget_kwh})
            seen.over_budget += 1
        else:
            seen.cleared += clear_alarm(owner.site_id, fact, now)


def standing(budget: Budget, now: datetime) -> Outlook:
    """A budget's running month as it stands at the beginning of today."""
    owner, zone = budget.owner, tenants.zone(budget.site)
    today = now.astimezone(zone).date()
    first = today.replace(day=1)
    back = first - timedelta(days=tenants.MOST_DAYS_BACK)
    used = tenants.account_use(owner, back, today) if budget.account_id else tenants.use(owner, back, today)
    return outlook(float(budget.kwh), by_day(used, back, today, zone), first, next_month(first), today)
