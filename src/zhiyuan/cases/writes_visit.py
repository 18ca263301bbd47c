"""Writing down visits and inspections: judged beside the firm's others, which are locked meanwhile."""

from datetime import date
from typing import Any

from zhiyuan.cases import inspection, visit, writes
from zhiyuan.cases.kindread import kind as edition
from zhiyuan.cases.models import Case, Finding, Inspection, Visit
from zhiyuan.cases.subject import subject
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, Refused
from zhiyuan.kernel.reference import value
from zhiyuan.park.queries import today

HELD, CANCELLED = "held", "cancelled"


def purposes(day: date) -> dict[str, dict[str, str]]:
    """What a visit may be about: key → its names."""
    found: dict[str, dict[str, str]] = value("cases/visits#purposes", day)
    return found


def bodies(day: date) -> dict[str, dict[str, str]]:
    """Who may inspect: key → its names."""
    found: dict[str, dict[str, str]] = value("cases/visits#bodies", day)
    return found


def others(enterprise: Any, but: int | None = None) -> list[visit.Visit]:
    """The firm's visits that are planned or were held."""
    rows = Visit.objects.filter(enterprise=enterprise).exclude(state=CANCELLED).exclude(pk=but)
    return [visit.Visit(row.pk, row.day, row.purpose, row.kind, row.state) for row in rows]


def judged(enterprise: Any, day: date, kind: str, purpose: str) -> visit.Verdict:
    """What the register says of a visit to a firm."""
    if purpose not in (known := purposes(day)) and kind != visit.INSPECTION:
        raise Malformed("{said} is no purpose of a visit; there are {known}", said=purpose, known=", ".join(known))
    return visit.judged(day, kind, purpose, others(enterprise), visit.quota(day))


def planned(person: Any, enterprise: Any, day: date, kind: str, purpose: str, visitors: str, override: str) -> Visit:
    """A visit that the register allows, or one that is made in spite of it, with the reason.

    Raises
    ------
    Refused
        When the register says no and nobody says why it is made all the same; an inspection always.
    """
    lock(enterprise)
    said, override = judged(enterprise, day, kind, purpose), override.strip()
    if said.word == visit.REFER or not (said.free or override):
        raise refusal(said)
    if not visitors.strip():
        raise Malformed("say who visits")
    return Visit.objects.create(
        site=enterprise.site, enterprise=enterprise, day=day, kind=kind, purpose=purpose, visitors=visitors.strip(),
        entered=parktime.now(), entered_by=person, verdict=said.word, test=said.test,
        overridden="" if said.free else override,
    )  # fmt: skip


def refusal(said: visit.Verdict) -> Refused:
    """Why the register says no, and what to do instead."""
    day = said.earlier.day if said.earlier else ""
    if said.word == visit.REFER:
        return Refused("an inspection is no visit: it is entered by an enforcement body as an inspection")
    if said.test == visit.SAME_PURPOSE:
        return Refused("the same purpose on {day}: open that visit, and ask the firm's officer what it said", day=day)
    if said.test == visit.SCHEDULED:
        return Refused("another visit is planned for {day}: go along with it", day=day)
    if said.test == visit.IN_YEAR:
        return Refused("the firm was visited as often as a year allows; telephone, or wait until it asks", day=day)
    return Refused("somebody was there on {day}: leave the firm alone for now, or wait until it asks", day=day)


def settled(row: Visit, state: str, note: str) -> Visit:
    """A planned visit is held or called off."""
    if state not in (HELD, CANCELLED):
        raise Malformed("a visit is {held} or {cancelled}", held=HELD, cancelled=CANCELLED)
    if row.state != visit.PLANNED:
        raise Refused("{visit} is settled already", visit=row)
    if state == HELD and row.day > today(row.site):
        raise Refused("{visit} has not come yet", visit=row)
    row.state, row.note = state, note.strip()[:2000] or row.note
    row.save(update_fields=["state", "note"])
    return row


def found(person: Any, row: Visit, kind: str, form: dict[str, str]) -> Case:
    """What a visit found, as a request of the firm; each knows the other.

    Raises
    ------
    Refused
        When the visit was not held, or the kind is not a request.
    """
    of = edition(kind, today(row.site))
    if row.state != HELD:
        raise Refused("{visit} was not held: nothing was found yet", visit=row)
    if of.lane != "request":
        raise Refused("{kind} is no request; the firm applies for it itself", kind=of.title)
    case = writes.opened(of, subject(row.enterprise))
    data = {"form": form, "docs": [], "visit": row.pk}
    writes.append(case, "submit", person.username, data=data, on_behalf=row.enterprise.name)
    Finding.objects.create(visit=row, case=case)
    return case


def inspected(person: Any, enterprise: Any, day: date, body: str, ground: str, cause: str) -> Inspection:
    """An inspection alone, or together with another body's that is near.

    Raises
    ------
    Refused
        When the body was there as often as its published yearly number, and nothing gives cause.
    """
    if body not in (known := bodies(day)):
        raise Refused("{body} may not inspect; enforcement bodies are {bodies}", body=body, bodies=", ".join(known))
    if not ground.strip():
        raise Malformed("say on what ground of law: document and clause")
    lock(enterprise)
    rows = {row.pk: row for row in Inspection.objects.filter(enterprise=enterprise).exclude(state=CANCELLED)}
    before = [
        inspection.Inspection(r.pk, r.day, tuple(r.bodies), bool(r.cause), r.state == visit.PLANNED)
        for r in rows.values()
    ]
    word, other = inspection.judged(day, body, bool(cause.strip()), before, inspection.cap(day))
    if word == inspection.CAPPED:
        raise Refused(
            "{body} inspected {firm} as often as its published yearly number allows", body=body, firm=enterprise
        )
    if word == inspection.JOIN and other:
        return _joined(rows[other.number], body, ground.strip())
    return Inspection.objects.create(
        site=enterprise.site, enterprise=enterprise, day=day, bodies=[body], ground=ground.strip(), cause=cause.strip(),
        entered=parktime.now(), entered_by=person,
    )  # fmt: skip


def _joined(row: Inspection, body: str, ground: str) -> Inspection:
    """One inspection together; each body keeps its own ground."""
    if body in row.bodies:
        raise Refused("{body} has an inspection planned for {day}: go then", body=body, day=row.day)
    row.bodies, row.ground = [*row.bodies, body], f"{row.ground}; {ground}"[:400]
    row.save(update_fields=["bodies", "ground"])
    return row


def lock(enterprise: Any) -> None:
    """Two who plan at once are judged one after the other."""
    type(enterprise).objects.select_for_update().only("pk").get(pk=enterprise.pk)
