"""What passing a step brings about outside its case, in the same transaction, and how it is taken back.

``DOES`` maps the names of ``effect`` to what is done. The published kind is the authority: whoever may
pass the step needs no other role. Each effect leaves its own line in the trail, and what it did is
written into the event that did it, so that the log alone says what has to be taken back.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from zhiyuan.cases import form
from zhiyuan.cases.effect import EFFECTS
from zhiyuan.cases.event import Event, plain
from zhiyuan.cases.kind import Kind
from zhiyuan.cases.models import Case
from zhiyuan.cases.state import State
from zhiyuan.enterprises import queries, writes
from zhiyuan.enterprises.standing import ACTIVE, FOUNDING, INDIVIDUAL, PARTICULARS, REMOVED
from zhiyuan.identity.models import Person
from zhiyuan.identity.verbs import facts, follow
from zhiyuan.kernel.errors import NotFound, NotReady, Refused

ANEW = "anew"
"""How an individual business becomes a company with another code: deregistered, then founded."""
Record = Mapping[str, Any]
"""What one effect did: its name, the object, and what has to be known to take it back."""


@dataclass(frozen=True, slots=True)
class Doing:
    """The case, its answers and the event for which something is done."""

    case: Case
    form: Mapping[str, Any]
    event: Event

    def day(self, key: str) -> Any:
        """A day of the form."""
        return form.day(self.form[key])

    def several(self, key: str) -> tuple[str, ...]:
        """What an answer names; nothing where it was not given."""
        return form.several(self.form.get(key, ""))


def change(case: Case, kind: Kind, before: State, after: State, event: Event) -> dict[str, list[Record]]:
    """Take back what no longer holds and bring about what the event newly does; what is to be written into it."""
    gone = [step for step in before.effects if step not in after.effects]
    new = [step for step in after.effects if step not in before.effects]
    undone, done = list[Record](), list[Record]()
    for step in reversed(gone):
        for record in reversed(before.effects[step]):
            undone.append({"effect": record["effect"], "name": _undo(Doing(case, before.form, event), record)})
    for step in new:
        for name in kind.step[step].effects:
            done.append(_do(Doing(case, after.form, event), name))
    return {key: some for key, some in (("undone", undone), ("effects", done)) if some}


def _do(doing: Doing, name: str) -> Record:
    if name not in DOES:
        raise NotFound("there is no effect {effect}; there are {known}", effect=name, known=", ".join(DOES))
    if doing.case.enterprise is None:
        raise Refused("{case} is no enterprise's: it cannot {effect}", case=doing.case, effect=EFFECTS[name].title)
    target, was = DOES[name].do(doing)
    return plain({"effect": name, "id": target.pk, "name": str(target), **was})


def _undo(doing: Doing, record: Record) -> str:
    DOES[record["effect"]].undo(doing, record)
    return str(record["name"])


@dataclass(frozen=True, slots=True)
class Does:
    """How an effect is brought about (the object, and what to remember) and taken back."""

    do: Callable[[Doing], tuple[Any, dict[str, Any]]]
    undo: Callable[[Doing, Record], None]


def _told(doing: Doing, verb: str, target: Any, before: Mapping[str, Any]) -> None:
    person = Person.objects.filter(username=doing.event.actor).first()
    follow(person, f"enterprises.{verb}", target, {"case": doing.case.number, "step": doing.event.step}, before)


def _allocate(doing: Doing) -> tuple[Any, dict[str, Any]]:
    firm, keys = doing.case.enterprise, doing.several("spaces")
    writes.allocate(firm, keys, doing.day("start"), doing.case.number)
    _told(doing, "allocate_spaces", firm, {})
    return firm, {"spaces": list(keys)}


def _release(doing: Doing, record: Record) -> None:
    writes.release(doing.case.enterprise, record["spaces"])
    _told(doing, "release_spaces", doing.case.enterprise, {})


def _open(doing: Doing) -> tuple[Any, dict[str, Any]]:
    firm, keys, said = doing.case.enterprise, doing.several("spaces"), doing.form
    kept = writes.release(firm, keys)
    row = writes.save_tenancy(
        writes.new_tenancy(firm),
        start=doing.day("start"),
        end=doing.day("last") + timedelta(days=1) if "last" in said else None,
        area_m2=Decimal(said["area_m2"]),
        spaces=keys,
        meters=doing.several("meters"),
        contract=said.get("contract", ""),
    )
    _told(doing, "open_tenancy", row, {})
    return row, {"kept": kept}


def _close_again(doing: Doing, record: Record) -> None:
    row = queries.tenancy(record["id"])
    if row.start <= doing.event.day:
        raise Refused("{tenancy} has begun and cannot be undone: end it instead", tenancy=row)
    before, firm = facts(row), row.enterprise
    _told(doing, "end_tenancy", row, before)
    writes.forget_tenancy(row)
    for one in record["kept"]:
        writes.allocate(firm, [one["space"]], form.day(one["start"]), one["reference"])


def _end(doing: Doing) -> tuple[Any, dict[str, Any]]:
    row, end = queries.tenancy(int(doing.form["tenancy"])), doing.day("leaves") + timedelta(days=1)
    if row.enterprise_id != doing.case.enterprise_id:
        raise Refused("{tenancy} is not {enterprise}'s", tenancy=row, enterprise=doing.case.enterprise)
    if row.end is not None and row.end < end:
        raise Refused("{tenancy} ends on {end} already", tenancy=row, end=row.end)
    was = row.end
    _let_end(doing, row, end)
    return row, {"end": was}


def _let_end(doing: Doing, row: Any, end: date | None) -> None:
    before = facts(row)
    writes.end_tenancy(row, end)
    _told(doing, "end_tenancy", row, before)


def _end_all(doing: Doing) -> tuple[Any, dict[str, Any]]:
    """Every tenancy that is not over by then; one that would begin after it is named and stops it."""
    firm, open_ = doing.case.enterprise, queries.open_tenancies(doing.case.enterprise, doing.event.day)
    if not open_:
        return firm, {"ended": []}
    names = ", ".join(map(str, open_))
    if not doing.form.get("leaves"):
        raise NotReady("{tenancies}: say on which last day they end", tenancies=names)
    end = doing.day("leaves") + timedelta(days=1)
    going = [row for row in open_ if row.end is None or row.end > end]
    ended = [{"id": row.pk, "end": row.end} for row in going]
    for row in going:
        _let_end(doing, row, end)
    return firm, {"name": names, "ended": ended}


def _all_go_on(doing: Doing, record: Record) -> None:
    for one in record["ended"]:
        _go_on(doing, one)


def _go_on(doing: Doing, record: Record) -> None:
    row = queries.tenancy(record["id"])
    if row.end is not None and row.end <= doing.event.day:
        raise Refused("{tenancy} is over since {end} and cannot be undone", tenancy=row, end=row.end)
    before = facts(row)
    writes.end_tenancy(row, form.day(record["end"]) if record["end"] else None)
    _told(doing, "amend_tenancy", row, before)


def _change(doing: Doing) -> tuple[Any, dict[str, Any]]:
    firm = doing.case.enterprise
    said = {name: doing.form[name] for name in PARTICULARS if name in doing.form}
    if not said:
        raise NotReady("nothing is to be changed: answer one of the questions")
    before = facts(firm)
    was = writes.change(firm, said)
    _told(doing, "amend_enterprise", firm, before)
    return firm, {"was": was, "now": {name: getattr(firm, name) for name in was}}


def _change_back(doing: Doing, record: Record) -> None:
    firm = doing.case.enterprise
    if changed := [name for name, value in record["now"].items() if getattr(firm, name) != value]:
        raise Refused("{names} of {enterprise} changed again since: amend it by hand", names=", ".join(changed),
                      enterprise=firm)  # fmt: skip
    before = facts(firm)
    writes.change(firm, record["was"])
    _told(doing, "amend_enterprise", firm, before)


def _convert(doing: Doing) -> tuple[Any, dict[str, Any]]:
    firm, said = doing.case.enterprise, doing.form
    if firm.legal_form not in ("", INDIVIDUAL):
        raise Refused("{enterprise} is no individual business", enterprise=firm)
    anew = said["way"] == ANEW
    if anew != ("uscc" in said) or (anew and said["uscc"] == firm.uscc):
        raise NotReady("a new credit code goes with founding anew, and only with that")
    if anew:
        writes.keep_code(firm, doing.event.day, doing.case.number)
    return _change(doing)


def _convert_back(doing: Doing, record: Record) -> None:
    _change_back(doing, record)
    writes.forget_code(doing.case.enterprise, doing.case.number)


def _found(doing: Doing) -> tuple[Any, dict[str, Any]]:
    firm = doing.case.enterprise
    if firm.standing != FOUNDING:
        raise Refused("{enterprise} is registered already", enterprise=firm)
    found, was = _change(doing)
    writes.set_standing(firm, ACTIVE, doing.event.day)
    return found, was


def _lasts(doing: Doing, record: Record) -> None:
    raise Refused("{name} cannot be undone", name=record["name"])


def _suspend(doing: Doing) -> tuple[Any, dict[str, Any]]:
    firm = doing.case.enterprise
    before, was = facts(firm), {"since": firm.suspended_from, "until": firm.suspended_until}
    writes.suspend(firm, doing.day("start"), doing.day("last"))
    _told(doing, "suspend_enterprise", firm, before)
    return firm, was


def _resume(doing: Doing, record: Record) -> None:
    firm, (since, until) = doing.case.enterprise, (record["since"], record["until"])
    before = facts(firm)
    writes.suspend(firm, form.day(since) if since else None, form.day(until) if until else None)
    _told(doing, "suspend_enterprise", firm, before)


def _remove(doing: Doing) -> tuple[Any, dict[str, Any]]:
    firm = doing.case.enterprise
    before, was = facts(firm), {"was": firm.standing, "since": firm.standing_since}
    writes.set_standing(firm, REMOVED, doing.event.day)
    _told(doing, "set_standing", firm, before)
    return firm, was


def _restore(doing: Doing, record: Record) -> None:
    before = facts(doing.case.enterprise)
    since = form.day(record["since"]) if record.get("since") else None
    writes.set_standing(doing.case.enterprise, record["was"], since)
    _told(doing, "set_standing", doing.case.enterprise, before)


DOES: Mapping[str, Does] = {
    "allocate_spaces": Does(_allocate, _release),
    "open_tenancy": Does(_open, _close_again),
    "end_tenancies": Does(_end_all, _all_go_on),
    "end_tenancy": Does(_end, _go_on),
    "change_particulars": Does(_change, _change_back),
    "convert_enterprise": Does(_convert, _convert_back),
    "found_enterprise": Does(_found, _lasts),
    "suspend_enterprise": Does(_suspend, _resume),
    "remove_enterprise": Does(_remove, _restore),
}


def refuse_unknown(case: Case, kind: Kind, answers: Mapping[str, Any]) -> None:
    """The things that answers name are there: spaces of the park, a tenancy of the firm."""
    for question, said in _named(kind, answers):
        if question.kind == "spaces" and (odd := queries.unknown_spaces(case.site, form.several(said))):
            raise NotFound("there is no space {keys} in this park", keys=", ".join(odd))
        if question.kind == "tenancy" and not queries.has_tenancy(case.enterprise, said):
            raise NotFound("{enterprise} has no tenancy {number}", enterprise=case.enterprise, number=said[:20])


def _named(kind: Kind, answers: Mapping[str, Any]) -> Iterator[tuple[Any, str]]:
    return ((f, answers[f.key]) for f in kind.form if f.key in answers)
