"""Deputies for signatures: who signs for whom on which days, and the handing over once it was waited for too long."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from zhiyuan.cases import writes
from zhiyuan.cases.models import Case, SigningDeputy, Turn
from zhiyuan.cases.officetime import office_time_after
from zhiyuan.cases.state import State
from zhiyuan.cases.turn import SIGN
from zhiyuan.identity.models import Person
from zhiyuan.identity.roles import WORK, allows
from zhiyuan.identity.standing import held
from zhiyuan.kernel import fmt, parktime
from zhiyuan.kernel.errors import Malformed, NotFound, NotReady, Refused
from zhiyuan.kernel.reference import value
from zhiyuan.park.queries import today, zone

LONGEST_MIN = 10_000


def after_minutes(day: date) -> int:
    """How long a signature is waited for before the deputy may give it, where nothing else is said. [min of office
    time]"""
    return int(value("cases/signing#deputy_after_min", day))


def appointed(
    person: Any, head: Person, deputy: str, first: date, last: date, minutes: int | None, kind: str, step: str
) -> SigningDeputy:
    """Let somebody sign for another on some days, once a signature was waited for so long. [min of office time]"""
    who = Person.objects.filter(username=deputy, is_active=True).first()
    if who is None:
        raise NotFound("nobody signs in as {username}", username=deputy)
    if who.pk == head.pk:
        raise Malformed("the deputy is somebody else")
    if last < first:
        raise Malformed("the last day is before the first: {first}, {last}", first=first, last=last)
    minutes = after_minutes(first) if minutes is None else minutes
    if not 0 <= minutes <= LONGEST_MIN:
        raise Malformed("a deputy signs after 0 to {most} minutes, not {minutes}", most=LONGEST_MIN, minutes=minutes)
    if not any(allows(grant.role, WORK) for grant in held(who)):
        raise Refused("{person} works at no desk and could not sign", person=who)
    return SigningDeputy.objects.create(head=head, deputy=who, kind=kind, step=step, first=first, last=last,
                                        after_minutes=minutes, entered=parktime.now(), entered_by=person)  # fmt: skip


def ended(row: SigningDeputy) -> SigningDeputy:
    """From now on the deputy signs no more; what was handed over stays so."""
    if row.ended is not None:
        raise Refused("it ended on {day} already", day=row.ended.date())
    row.ended = parktime.now()
    row.save(update_fields=["ended"])
    return row


def signs_for(person: Any, case: Case, step: str) -> Person | None:
    """For whom somebody signs a step; nobody where they were asked themselves, or are nobody's deputy.

    A signature that was waited for long enough is handed over now, if nobody did it before.

    Raises
    ------
    NotReady
        When the one whose deputy they are may still sign alone.
    """
    state = writes.state_now(case)
    asked = state.asked_to_sign.get(step, frozenset())
    if person.username in asked:
        return None
    for name in sorted(asked):
        if state.deputies.get((step, name)) == person.username:
            return Person.objects.get(username=name)
    mine = (one for one in _waits(case, state) if one.step == step and one.row.deputy_id == person.pk)
    if (found := next(mine, None)) is None:
        return None
    if parktime.now() < found.due:
        raise NotReady("{person} is waited for until {at}; from then on you may sign for them", person=found.row.head,
                       at=fmt.moment(found.due, zone(case.site)))  # fmt: skip
    _hand_over(case, found)
    return found.row.head


def hand_over_due(site: Any) -> int:
    """Hand over every signature of a park that was waited for long enough; how many there were."""
    heads = _holding(today(site)).values("head__username")
    turns = Turn.objects.filter(case__site=site, what=SIGN, holder__in=heads)
    handed = 0
    for case in Case.objects.filter(pk__in=turns.values("case")).select_related("site", "edition"):
        for one in _waits(case, writes.state_now(case)):
            if parktime.now() >= one.due:
                _hand_over(case, one)
                handed += 1
    return handed


@dataclass(frozen=True, slots=True)
class _Wait:
    """A signature that is asked for, the appointment that is for it, and when it is handed over."""

    step: str
    whose: str
    row: SigningDeputy
    due: datetime


def _waits(case: Case, state: State) -> Iterator[_Wait]:
    asked = [(step, name) for step, names in state.asked_to_sign.items() for name in sorted(names)]
    asked = [one for one in asked if one not in state.deputies]
    rows = list(_holding(today(case.site)).filter(head__username__in={name for _, name in asked}))
    for step, name in asked:
        for row in rows:
            if row.head.username == name and row.kind in ("", case.edition.kind) and row.step in ("", step):
                since, minutes = state.asked_since[step, name].at, timedelta(minutes=row.after_minutes)
                due = office_time_after(since, minutes, zone(case.site)) if minutes else since
                yield _Wait(step, name, row, due)
                break


def _hand_over(case: Case, one: _Wait) -> None:
    data = {"of": one.whose, "to": one.row.deputy.username}
    writes.append(case, "hand_over", writes.NOBODY, step=one.step, data=data)


def _holding(day: date) -> "QuerySet[SigningDeputy]":
    """The appointments that hold on a day, the one that was entered last first."""
    rows = SigningDeputy.objects.filter(Q(ended=None), first__lte=day, last__gte=day)
    return rows.select_related("head", "deputy").order_by("-pk")
