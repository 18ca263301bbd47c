"""Appending to a case's log, and what is kept beside it to be found by. The caller holds the transaction."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import router, transaction

from zhiyuan.cases import effects, writes_certificates, writes_log, writes_personal, writes_telling
from zhiyuan.cases import event as chain
from zhiyuan.cases.clock import due
from zhiyuan.cases.fold import folded, followed
from zhiyuan.cases.kind import APPLICANT, Kind
from zhiyuan.cases.kindread import read
from zhiyuan.cases.models import Case, Edition, Event, Promise, Rating, Reach
from zhiyuan.cases.remembered import Known, Remembered
from zhiyuan.cases.state import FOLLOWUP, RUNNING, State, answer_until, open_promises
from zhiyuan.cases.subject import FIRM, Subject
from zhiyuan.cases.telling import tellings
from zhiyuan.cases.turn import turns
from zhiyuan.cases.writes_beside import Beside, beside, settle
from zhiyuan.identity.notification import Told
from zhiyuan.identity.writes_notifications import tell
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
    plain = chain.plain(data) if data else {}
    if not plain.get("form"):
        return _appended(case, act, actor, step, plain, on_behalf)
    # Personal answers lie there with their event or not at all.
    with transaction.atomic(using=router.db_for_write(Event)):
        apart = writes_personal.apart(case, kind_of(case), plain)
        return _appended(case, act, actor, step, apart, on_behalf)


def _appended(case: Case, act: str, actor: str, step: str, plain: dict[str, Any], on_behalf: str) -> Event:
    for _ in range(TRIES):
        before = _last(case)
        now = max([parktime.now(), *([before.at] if before else [])])
        said = chain.Event(act, now, day_at(case.site, now), actor, step, plain, on_behalf)
        ahead = _ahead(case, before, said)
        # Whoever holds no transaction yet holds the one writer of SQLite for no longer than these statements take.
        with transaction.atomic(using=router.db_for_write(Event), savepoint=False):
            number, ahead = _written(case, before, said, ahead)
        if number is not None:
            REMEMBERED.keep(_name(kind_of(case), ahead.event), ahead.known)
            return _row(number, case, ahead.event)
    raise NotReady("somebody else just acted on {case}; look at it again", case=case)


@dataclass(frozen=True, slots=True)
class Ahead:
    """All that an event will bring, known before anything is written."""

    event: chain.Event
    earlier: Known
    known: Known
    told: list[Told]


def _ahead(case: Case, before: chain.Event | None, said: chain.Event) -> Ahead:
    kind = kind_of(case)
    earlier = known_after(case, kind, before)
    event, state = followed(kind, (before,) if before else (), earlier.state, said)
    if said.data.get("form"):
        effects.refuse_unknown(case, kind, state.form)
    waiting = turns(kind, state, said.day)
    now = beside(kind, state, said.day, waiting)
    new = {who[:2] for who in now.turns} - {who[:2] for who in earlier.beside.turns}
    told = writes_telling.told(case, kind, tellings(kind, event, state, waiting, new), event)
    return Ahead(event, earlier, Known(state, now), told)


def _written(case: Case, before: chain.Event | None, said: chain.Event, ahead: Ahead) -> tuple[int | None, Ahead]:
    """The event's row with all that it brings; no row, and nothing brought about, when others were quicker."""
    alias, kind = router.db_for_write(Event), kind_of(case)
    was, now = ahead.earlier.state, ahead.known.state
    with writes_log.writing() as cursor:
        if now.effects.keys() == was.effects.keys():
            number = writes_log.add(cursor, case.pk, ahead.event)
        else:
            mark = transaction.savepoint(using=alias)
            changed = effects.change(case, kind, was, now, said)
            ahead = _ahead(case, before, replace(said, data={**said.data, **changed}))
            number = writes_log.add(cursor, case.pk, ahead.event)
            (transaction.savepoint_rollback if number is None else transaction.savepoint_commit)(mark, using=alias)
        if number is None:
            return None, ahead
        moved = said.act == MOVE  # the rows are those of another edition, which may issue something else by this state
        settle(cursor, case, ahead.known.state.phase, None if moved else ahead.earlier.beside, ahead.known.beside)
        writes_certificates.lay(case, kind, State() if moved else was, ahead.known.state)
        tell(ahead.told, case.site.timezone, ahead.event.at)
    return number, ahead


def _last(case: Case) -> chain.Event | None:
    """The last event; a case that somebody just moved to another edition is seen under that one."""
    if (found := writes_log.last(case.pk)) is None:
        return None
    event, edition = found
    if edition != case.edition_id:
        case.refresh_from_db(fields=["edition"])
    return event


def known_after(case: Case, kind: Kind, last: chain.Event | None) -> Known:
    """Where a case stands after its last event: remembered, or folded from the whole log."""
    if last is None:
        return Known(State(), Beside())
    found = REMEMBERED.get(_name(kind, last))
    if found is None:
        state = folded(kind, (event for event in log(case) if event.seq <= last.seq))
        found = Known(state, beside(kind, state, last.day))
        REMEMBERED.keep(_name(kind, last), found)
    return found


def state_now(case: Case) -> State:
    """Where a case stands by the last line of its log."""
    last = _last(case)
    return known_after(case, kind_of(case), last).state


def _name(kind: Kind, last: chain.Event) -> tuple[str, str, str]:
    """All that a state follows from: the rules, the calendar, and by its last digest the log."""
    return kind.digest, book().digest, last.digest


def _row(number: int, case: Case, event: chain.Event) -> Event:
    return Event(
        pk=number, case=case, seq=event.seq, act=event.act, step=event.step, at=event.at, day=event.day,
        actor=event.actor, on_behalf=event.on_behalf, data=event.data, previous=event.previous, digest=event.digest,
    )  # fmt: skip


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


def certify_again(case: Case) -> None:
    """Lay anew what a case issued, for a new notice of working days."""
    kind = kind_of(case)
    writes_certificates.lay(case, kind, None, folded(kind, log(case)))


def settle_again(case: Case, at: datetime) -> bool:
    """Lay what lies beside the log of a case anew, for a new day, a new notice of working days or because rows are
    missing; whether its due day moved."""
    row = Case.objects.select_for_update(of=("self",)).select_related("site", "edition").get(pk=case.pk)
    was, kind = (row.due, row.provisional), kind_of(row)
    state = folded(kind, log(row))
    with writes_log.writing() as cursor:
        settle(cursor, row, state.phase, None, beside(kind, state, day_at(row.site, at)))
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
