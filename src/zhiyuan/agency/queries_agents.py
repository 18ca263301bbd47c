"""Whom firms let act for them on a day, to be told what they are told: one statement for all of them.

It is written out, since it lies before every event that a firm is told of (ADR 0011).
"""

import json
from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import connections, router

from zhiyuan.agency.delegation import APPLY, covers
from zhiyuan.agency.models import Delegation
from zhiyuan.park.queries import today

IN_FORCE = """SELECT d.enterprise_id, p.username, p.id, d.kinds, d.case_id FROM agency_delegation d
    JOIN identity_person p ON p.id = d.agent_id AND p.is_active
    WHERE d.first <= %s AND d.last >= %s AND d.revoked IS NULL AND d.enterprise_id IN ({firms})"""


def speaking(cases: Collection[Any], site: Any) -> dict[int, dict[str, int]]:
    """The agents whose delegation is in force today and covers the case, by the case's number."""
    by_firm = _in_force({case.enterprise_id for case in cases if case.enterprise_id}, today(site))
    return {
        case.pk: {
            name: person
            for name, person, kinds, only in by_firm.get(case.enterprise_id, ())
            if covers(only, kinds, case)
        }
        for case in cases
    }


def _in_force(firms: Collection[int], day: date) -> dict[int, list[tuple[str, int, list[str], int | None]]]:
    """Who acts for each firm on a day: sign-in name, number, kinds of cases, and the one case it is for."""
    found: dict[int, list[tuple[str, int, list[str], int | None]]] = {}
    if firms:
        with connections[router.db_for_read(Delegation)].cursor() as cursor:
            cursor.execute(IN_FORCE.format(firms=", ".join(["%s"] * len(firms))), [day, day, *firms])
            for firm, name, person, kinds, only in cursor.fetchall():
                found.setdefault(firm, []).append((name, person, json.loads(kinds), only))
    return found


def applying(enterprises: Collection[int], kind: str, day: date) -> dict[int, set[int]]:
    """Who may apply for firms by a kind of case on a day as their agent: people by the number of the firm."""
    found: dict[int, set[int]] = {}
    rows = Delegation.objects.filter(enterprise__in=enterprises, case=None, revoked=None, first__lte=day, last__gte=day)
    for row in rows.filter(agent__is_active=True):
        if APPLY in row.acts and (not row.kinds or kind in row.kinds):
            found.setdefault(row.enterprise_id, set()).add(row.agent_id)
    return found
