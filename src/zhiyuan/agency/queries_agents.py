"""Whom firms let act for them on a day, to be told what they are told: one statement for all of them."""

from collections.abc import Collection
from datetime import date
from typing import Any

from zhiyuan.agency.delegation import APPLY
from zhiyuan.agency.models import Delegation
from zhiyuan.park.queries import today


def speaking(cases: Collection[Any], site: Any) -> dict[int, dict[str, int]]:
    """The agents whose delegation is in force today and covers the case, by the case's number."""
    day = today(site)
    rows = Delegation.objects.filter(
        enterprise__in={case.enterprise_id for case in cases if case.enterprise_id},
        first__lte=day, last__gte=day, revoked=None, agent__is_active=True,
    ).select_related("agent")  # fmt: skip
    by_firm: dict[int, list[Delegation]] = {}
    for row in rows:
        by_firm.setdefault(row.enterprise_id, []).append(row)
    return {
        case.pk: {row.agent.username: row.agent_id for row in by_firm.get(case.enterprise_id, ()) if row.covers(case)}
        for case in cases
    }


def applying(enterprises: Collection[int], kind: str, day: date) -> dict[int, set[int]]:
    """Who may apply for firms by a kind of case on a day as their agent: people by the number of the firm."""
    found: dict[int, set[int]] = {}
    rows = Delegation.objects.filter(enterprise__in=enterprises, case=None, revoked=None, first__lte=day, last__gte=day)
    for row in rows.filter(agent__is_active=True):
        if APPLY in row.acts and (not row.kinds or kind in row.kinds):
            found.setdefault(row.enterprise_id, set()).add(row.agent_id)
    return found
