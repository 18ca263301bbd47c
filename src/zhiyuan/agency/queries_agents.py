"""Whom a firm lets act for it in some cases on this day, to be told what it is told: one statement for all of them."""

from collections.abc import Collection
from typing import Any

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
