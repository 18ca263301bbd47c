"""Appending to a case's log, and what is kept beside it to be found by. The caller holds the transaction."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError
from django.db.models import F

from zhiyuan.cases import event as chain
from zhiyuan.cases.fold import folded, followed
from zhiyuan.cases.kind import APPLICANT, Kind
from zhiyuan.cases.kindread import read
from zhiyuan.cases.models import Case, Edition, Event, Numbers, Reach, Turn
from zhiyuan.cases.state import State, answer_until
from zhiyuan.cases.subject import FIRM, Subject
from zhiyuan.cases.turn import turns
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import NotReady, Refused

NOBODY = "–"
"""Who acts when only time passes."""


def pinned(kind: Kind) -> Edition:
    """The edition of a kind, kept with the first case that is opened under it."""
    known = Edition.objects.filter(digest=kind.digest).first()
    if known is None:
        said = chain.plain(kind.said)
        known, _ = Edition.objects.get_or_create(
            digest=kind.digest, defaults={"kind": kind.key, "said": said, "desks": list(kind.desks)}
        )
    return known


def kind_of(case: Case) -> Kind:
    """The kind as it was when the case was opened."""
    return _read(case.edition_id, case.edition.digest)


@lru_cache(maxsize=256)
def _read(edition_id: int, digest: str) -> Kind:
    row = Edition.objects.get(pk=edition_id)
    return read(row.kind, row.said)


def log(case: Case) -> tuple[chain.Event, ...]:
    """What happened in a case, in order."""
    rows = Event.objects.filter(case=case).order_by("seq")
    return tuple(
        chain.Event(r.act, r.at, r.day, r.actor, r.step, r.data, r.on_behalf, r.seq, r.previous, r.digest) for r in rows
    )


def opened(kind: Kind, of: Subject) -> Case:
    """A new case without an event yet, with the next number of its day.

    Raises
    ------
    Refused
        When the kind is not about such a subject.
    """
    if of.about != kind.about:
        raise Refused("{kind} is not about {subject}", kind=kind.title, subject=of.name)
    now, site = parktime.now(), of.site
    day = now.astimezone(ZoneInfo(site.timezone)).date()
    row = Case(site=site, enterprise=of.enterprise, edition=pinned(kind), number=_number(site, day), lane=kind.lane)
    row.subject_type, row.subject_id = of.label, of.number
    row.subject_name = "" if of.label == FIRM else of.name
    row.opened, row.phase = now, State().phase
    row.save()
    if of.label != FIRM:
        Reach.objects.bulk_create(Reach(case=row, scope_type=kind_, scope_id=id_) for kind_, id_ in of.reach)
    return row


def _number(site: Any, day: date) -> str:
    Numbers.objects.get_or_create(site=site, day=day)
    Numbers.objects.filter(site=site, day=day).update(last=F("last") + 1)
    return f"{day:%Y%m%d}-{Numbers.objects.get(site=site, day=day).last:04d}"


def append(
    case: Case, act: str, actor: str, *, step: str = "", data: Mapping[str, Any] | None = None, on_behalf: str = ""
) -> Event:
    """One more event, if the rules let it happen; two who act at once are taken one after the other.

    Raises
    ------
    NotReady
        When somebody else acted in between: what they did may have changed what can be done.
    """
    Case.objects.select_for_update().only("pk").get(pk=case.pk)
    kind, before = kind_of(case), log(case)
    now = max([parktime.now(), *(e.at for e in before[-1:])])
    day = now.astimezone(ZoneInfo(case.site.timezone)).date()
    said = chain.Event(act, now, day, actor, step, chain.plain(data or {}), on_behalf)
    event, state = followed(kind, before, folded(kind, before), said)
    row = Event(
        case=case, seq=event.seq, act=act, step=step, at=event.at, day=day, actor=actor, on_behalf=on_behalf,
        data=event.data, previous=event.previous, digest=event.digest,
    )  # fmt: skip
    try:
        row.save(force_insert=True)
    except IntegrityError:
        raise NotReady("somebody else just acted on {case}; look at it again", case=case) from None
    settle(case, kind, state, day)
    return row


def take_silence(case: Case) -> int:
    """Pass every step of a case that nobody answered in time, marked as silence; how many there were."""
    taken = 0
    for turn in case.turns.filter(desk=APPLICANT):
        kind = kind_of(case)
        state, step = folded(kind, log(case)), kind.step.get(turn.what)
        last = answer_until(step, state) if step else None
        if last and parktime.now().astimezone(ZoneInfo(case.site.timezone)).date() > last:
            append(case, "silence", NOBODY, step=turn.what)
            taken += 1
    return taken


def settle(case: Case, kind: Kind, state: State, today: date) -> None:
    """Lay phase, due day and turns anew from the log."""
    now = turns(kind, state, today)
    first = min((turn for turn in now if turn.due), key=lambda turn: turn.due or today, default=None)
    case.phase, case.due = state.phase, first.due if first else None
    case.provisional = bool(first and first.provisional)
    case.save(update_fields=["phase", "due", "provisional"])
    Turn.objects.filter(case=case).delete()
    Turn.objects.bulk_create(
        Turn(case=case, desk=t.desk, what=t.what, due=t.due, provisional=t.provisional, holder=t.holder) for t in now
    )


def settle_again(case: Case, at: datetime) -> bool:
    """Lay the due day of an open case anew, for a new day or a new notice of working days; whether it moved."""
    was, kind = (case.due, case.provisional), kind_of(case)
    settle(case, kind, folded(kind, log(case)), at.astimezone(ZoneInfo(case.site.timezone)).date())
    return was != (case.due, case.provisional)
