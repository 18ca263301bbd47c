"""Appending to a case's log, and what is kept beside it to be found by. The caller holds the transaction."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import router, transaction

from zhiyuan.cases import effects, writes_beside, writes_certificates, writes_log, writes_personal, writes_telling
from zhiyuan.cases import event as chain
from zhiyuan.cases.clock import due
from zhiyuan.cases.fold import folded, followed
from zhiyuan.cases.kind import APPLICANT, Kind
from zhiyuan.cases.kindread import read
from zhiyuan.cases.models import Case, Edition, Event, Promise, Rating, Reach
from zhiyuan.cases.remembered import Remembered
from zhiyuan.cases.state import FOLLOWUP, RUNNING, State, answer_until, open_promises
from zhiyuan.cases.subject import FIRM, Subject
from zhiyuan.cases.telling import tellings
from zhiyuan.cases.turn import Turn, turns
from zhiyuan.cases.writes_beside import Beside, beside
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import NotReady, Refused
from zhiyuan.kernel.reference import book
from zhiyuan.park.queries import day_at, today

MOVE, NOBODY = "move", "–"
"""Who acts when only time passes."""
TRIES = 3
REMEMBERED = Remembered()


def pinned(kind: Kind) -> Edition:
    """The edition of a kind, kept with the first case that is opened under it."""
    number = writes_log.edition(kind.digest)
    if number is not None:
        return Edition(pk=number, kind=kind.key, digest=kind.digest, said=kind.said, desks=list(kind.desks))
    said = {"kind": kind.key, "said": chain.plain(kind.said), "desks": list(kind.desks)}
    return Edition.objects.get_or_create(digest=kind.digest, defaults=said)[0]


def kind_of(case: Case) -> Kind:
    """The kind as it was when the case was opened."""
    return kind_of_edition(case.edition)


def kind_of_edition(edition: Edition) -> Kind:
    """The kind as an edition says it."""
    return _read(edition.pk, edition.digest)


@lru_cache(maxsize=256)
def _read(edition_id: int, digest: str) -> Kind:
    row = Edition.objects.get(pk=edition_id)
    return read(row.kind, row.said)


def log(case: Case) -> tuple[chain.Event, ...]:
    """What happened in a case, in order."""
    return logs([case])[case.pk]


def logs(cases: Collection[Case]) -> dict[int, tuple[chain.Event, ...]]:
    """What happened in some cases, read in one statement."""
    found: dict[int, list[chain.Event]] = {case.pk: [] for case in cases}
    for r in Event.objects.filter(case__in=found).order_by("case", "seq"):
        event = chain.Event(r.act, r.at, r.day, r.actor, r.step, r.data, r.on_behalf, r.seq, r.previous, r.digest)
        found[r.case_id].append(event)
    return {case: tuple(events) for case, events in found.items()}


def opened(kind: Kind, of: Subject) -> Case:
    """A new case without an event yet, with the next number of its day.

    Raises
    ------
    Refused
        When the kind is not about such a subject, or not open to a firm of this legal form.
    """
    if of.about != kind.about:
        raise Refused("{kind} is not about {subject}", kind=kind.title, subject=of.name)
    if kind.forms and of.enterprise.legal_form not in kind.forms:
        raise Refused("{kind} is not open to the legal form of {subject}; amend its particulars if they are wrong",
                      kind=kind.title, subject=of.name)  # fmt: skip
    now, site = parktime.now(), of.site
    day = day_at(site, now)
    row = Case(site=site, enterprise=of.enterprise, edition=pinned(kind), number=_number(site, day), lane=kind.lane)
    row.subject_type, row.subject_id = of.label, of.number
    row.subject_name = "" if of.label == FIRM else of.name
    row.opened, row.phase = now, State().phase
    row.save()
    if of.label != FIRM:
        Reach.objects.bulk_create(Reach(case=row, scope_type=kind_, scope_id=id_) for kind_, id_ in of.reach)
    return row


def _number(site: Any, day: date) -> str:
    return f"{day:%Y%m%d}-{writes_log.number(site.pk, day):04d}"


def append(
    case: Case, act: str, actor: str, *, step: str = "", data: Mapping[str, Any] | None = None, on_behalf: str = ""
) -> Event:
    """One more event, if the rules let it happen after what others did just now.

    Raises
    ------
    NotReady
        When others were quicker time and again.
    """
    plain = chain.plain(data or {})
    if plain.get("form"):
        plain = writes_personal.apart(case, kind_of(case), plain)
    for _ in range(TRIES):
        before = _last(case)
        kind = kind_of(case)
        now = max([parktime.now(), *([before.at] if before else [])])
        day = day_at(case.site, now)
        said = chain.Event(act, now, day, actor, step, plain, on_behalf)
        earlier = state_after(case, kind, before)
        number, event, state = _added(case, kind, before, earlier, said)
        if number is not None:
            REMEMBERED.keep(_name(kind, event), state)
            was = None if act == MOVE else beside(kind, earlier, before.day if before else day)
            now_due, new = settle(case, kind, state, day, was)
            # Under another edition something else may be issued, though the state is the same.
            writes_certificates.lay(case, kind, State() if act == MOVE else earlier, state)
            writes_telling.tell(case, kind, tellings(kind, event, state, now_due, new), event)
            return _row(number, case, event)
    raise NotReady("somebody else just acted on {case}; look at it again", case=case)


def _last(case: Case) -> chain.Event | None:
    """The last event; a case that somebody just moved to another edition is seen under that one."""
    if (found := writes_log.last(case.pk)) is None:
        return None
    event, edition = found
    if edition != case.edition_id:
        case.refresh_from_db(fields=["edition"])
    return event


def state_after(case: Case, kind: Kind, last: chain.Event | None) -> State:
    """Where a case stands after its last event: remembered, or folded from the whole log."""
    if last is None:
        return State()
    found = REMEMBERED.get(_name(kind, last))
    if found is None:
        found = folded(kind, (event for event in log(case) if event.seq <= last.seq))
        REMEMBERED.keep(_name(kind, last), found)
    return found


def state_now(case: Case) -> State:
    """Where a case stands by the last line of its log."""
    last = _last(case)
    return state_after(case, kind_of(case), last)


def _name(kind: Kind, last: chain.Event) -> tuple[str, str, str]:
    """All that a state follows from: the rules, the calendar, and by its last digest the log."""
    return kind.digest, book().digest, last.digest


def _row(number: int, case: Case, event: chain.Event) -> Event:
    return Event(
        pk=number, case=case, seq=event.seq, act=event.act, step=event.step, at=event.at, day=event.day,
        actor=event.actor, on_behalf=event.on_behalf, data=event.data, previous=event.previous, digest=event.digest,
    )  # fmt: skip


def _added(
    case: Case, kind: Kind, last: chain.Event | None, state: State, said: chain.Event
) -> tuple[int | None, chain.Event, State]:
    """The event's row, the event and the case after it; no row, and nothing brought about, when others were quicker."""
    log = (last,) if last else ()
    event, after = followed(kind, log, state, said)
    if said.data.get("form"):
        effects.refuse_unknown(case, kind, after.form)
    if after.effects.keys() == state.effects.keys():
        return writes_log.add(case.pk, event), event, after
    alias = router.db_for_write(Event)
    mark = transaction.savepoint(using=alias)
    changed = effects.change(case, kind, state, after, said)
    event, after = followed(kind, log, state, replace(said, data={**said.data, **changed}))
    number = writes_log.add(case.pk, event)
    if number is None:
        transaction.savepoint_rollback(mark, using=alias)
    else:
        transaction.savepoint_commit(mark, using=alias)
    return number, event, after


def take_silence(case: Case) -> int:
    """Pass every step of a case that nobody answered in time, marked as silence; how many there were."""
    taken = 0
    for turn in case.turns.filter(desk=APPLICANT):
        kind = kind_of(case)
        state, step = folded(kind, log(case)), kind.step.get(turn.what)
        last = answer_until(step, state) if step else None
        if last and today(case.site) > last:
            append(case, "silence", NOBODY, step=turn.what)
            taken += 1
    return taken


def find_broken(case: Case) -> int:
    """Find a promise of the firm broken whose day is over and whose document is not here; how many there were."""
    if not Event.objects.filter(case=case, act="promise").exists():
        return 0
    kind, now = kind_of(case), today(case.site)
    state = folded(kind, log(case))
    for promise in open_promises(state) if state.phase in (RUNNING, FOLLOWUP) else ():
        if promise.doc not in state.docs and now > due(promise.made, kind.defer[promise.doc]).day:
            append(case, "breach", NOBODY, data={"doc": promise.doc})
            return 1
    return 0


def settle(
    case: Case, kind: Kind, state: State, day: date, was: Beside | None = None
) -> tuple[tuple[Turn, ...], set[tuple[str, str]]]:
    """Lay phase, due day, turns, promises and rating by the log, where they differ; all turns, and those that are new.

    ``was`` is what lies beside the log, where that is known without looking.
    """
    now = turns(kind, state, day)
    first = min((turn for turn in now if turn.due), key=lambda turn: turn.due or day, default=None)
    case.phase, case.due = state.phase, first.due if first else None
    case.provisional = bool(first and first.provisional)
    new = writes_log.settle(case.pk, case.phase, case.due, case.provisional, now)
    writes_beside.lay(case, writes_beside.laid(case) if was is None else was, beside(kind, state, day))
    return now, new


def certify_again(case: Case) -> None:
    """Lay anew what a case issued, for a new notice of working days."""
    kind = kind_of(case)
    writes_certificates.lay(case, kind, None, folded(kind, log(case)))


def settle_again(case: Case, at: datetime) -> bool:
    """Lay what lies beside the log of a case anew, for a new day, a new notice of working days or because rows are
    missing; whether its due day moved."""
    row = Case.objects.select_for_update(of=("self",)).select_related("site", "edition").get(pk=case.pk)
    was, kind = (row.due, row.provisional), kind_of(row)
    settle(row, kind, folded(kind, log(row)), day_at(row.site, at))
    return was != (row.due, row.provisional)


def rebuild(at: datetime) -> tuple[int, int]:
    """Lay what lies beside the log of every case anew, each in a transaction of its own; how many cases, and of how
    many the due day moved."""
    numbers, moved = list(Case.objects.order_by("pk").values_list("pk", flat=True)), 0
    for number in numbers:
        with transaction.atomic(using=router.db_for_write(Case)):
            moved += settle_again(Case(pk=number), at)
    return len(numbers), moved


def lay_missing(at: datetime) -> None:
    """Lay the promises and ratings of an installation whose cases are older than their tables."""
    told = Event.objects.filter(act__in=("accept", "promise", "rate"))
    if told.exists() and not Promise.objects.exists() and not Rating.objects.exists():
        rebuild(at)
