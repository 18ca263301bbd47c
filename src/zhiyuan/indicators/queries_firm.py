"""Everything that rooms tell of one firm, to whoever may see it; what a person may not see is None, not empty."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from zhiyuan.agency import queries as agency
from zhiyuan.agency.layer import layers
from zhiyuan.billing.bill_queries import visible_bills
from zhiyuan.cases import queries as cases
from zhiyuan.cases import queries_promises as promises
from zhiyuan.cases import visit_queries as visits
from zhiyuan.cases.kind import Words
from zhiyuan.cases.names import PHASE
from zhiyuan.cases.promise import FIRM, PARK, WAITING
from zhiyuan.enterprises import queries as enterprises
from zhiyuan.enterprises import queries_chain
from zhiyuan.identity.verbs import may
from zhiyuan.indicators.firm import Happening, lane_of, lanes
from zhiyuan.innovation import queries as innovation
from zhiyuan.park.queries import day_at, today
from zhiyuan.policies import queries as policies

MOST, MOST_READ = 12, 200
MOVED_IN, MOVED_OUT = Words("租约开始", "tenancy begins"), Words("租约结束", "tenancy ends")
VISITED = Words("走访", "visit")


def all_round(person: Any, firm: Any) -> dict[str, Any]:
    """The parts of the page by name."""
    day = today(firm.site)
    seen = {act: may(person, f"{act}.view", firm) for act in ("cases", "billing", "innovation", "policies", "agency")}
    happened = [*_tenancies(firm, day), *(_told(person, firm) if seen["cases"] else ())]
    return {
        "lanes": lanes(happened, MOST),
        "visits": list(_visits(person, firm)) if seen["cases"] else None,
        "promises": _promises(person, firm, day) if seen["cases"] else None,
        "bills": _bills(person, firm) if seen["billing"] else None,
        "ladder": _ladder(firm, day) if seen["innovation"] else None,
        "policies": policies.fitting(firm, day) if seen["policies"] else None,
        "officers": _officers(firm, day) if seen["agency"] else None,
        "chain": queries_chain.placements(firm),
    }


def _tenancies(firm: Any, day: date) -> Iterator[Happening]:
    for row in enterprises.tenancies_of(firm):
        note = ", ".join(str(space) for space in row.spaces.all())
        yield Happening(row.start, "enter", MOVED_IN, note, f"/enterprises/{firm.pk}/")
        if row.end and row.end <= day:
            yield Happening(row.end, "exit", MOVED_OUT, note, f"/enterprises/{firm.pk}/")


def _told(person: Any, firm: Any) -> Iterator[Happening]:
    for case in cases.visible(person).filter(enterprise=firm).order_by("-opened")[:MOST_READ]:
        _, kind, _ = cases.brief(case)
        opened = day_at(firm.site, case.opened)
        phase = PHASE.get(case.phase)
        yield Happening(opened, lane_of(case.lane), kind.title, case.number, f"/cases/{case.pk}/", phase)
    for row in _visits(person, firm):
        yield Happening(row.day, "stay", VISITED, row.visitors, f"/visits/{row.pk}/")


def _visits(person: Any, firm: Any) -> Any:
    return visits.visible(person).filter(enterprise=firm).order_by("-day")[:MOST]


def _promises(person: Any, firm: Any, day: date) -> dict[str, Any]:
    found = promises.of_firm(person, firm, day)
    sides = {by: promises.counted(rows) for by in (PARK, FIRM) if (rows := found.filter(by=by)).exists()}
    waiting = promises.entries(promises.with_cases(found.filter(was=WAITING).order_by("last", "pk"))[:MOST])
    return {"park": sides.get(PARK), "firm": sides.get(FIRM), "open": waiting}


def _bills(person: Any, firm: Any) -> list[Any]:
    return list(visible_bills(person).filter(enterprise=firm, state="issued").order_by("-start", "-pk")[:MOST])


def _ladder(firm: Any, day: date) -> dict[str, Any]:
    last = {row.rule: row for row in reversed(innovation.history(firm)[:MOST_READ])}
    names = {rule: Words(rules.rule, rules.en) for rule, rules in innovation.rules_on(day).items()}
    return {"held": list(innovation.qualifications(firm)[:MOST]), "judged": list(last.values()), "names": names}


def _officers(firm: Any, day: date) -> list[tuple[Words, Any]]:
    names = layers(day)
    return [(names[row.layer], row) for row in agency.officers_of(firm) if row.holds_on(day) and row.layer in names]
