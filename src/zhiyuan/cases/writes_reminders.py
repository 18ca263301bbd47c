"""Telling people what time brings: turns that are due or overdue, promises of a firm that will be. Each once.

What was told is known by its key, so that it may be run at any time and as often as one likes.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from zhiyuan.cases.clock import due
from zhiyuan.cases.desks import desks
from zhiyuan.cases.escalation import PAGE, Rung, ladder, office_open, overdue, reached, soon
from zhiyuan.cases.fold import folded
from zhiyuan.cases.kind import APPLICANT
from zhiyuan.cases.models import Case, Turn
from zhiyuan.cases.names import title
from zhiyuan.cases.state import ENDED, open_promises
from zhiyuan.cases.telling import DESK, FIRM, HEAD, LEADER, Telling, To, both, whose
from zhiyuan.cases.writes import kind_of, log
from zhiyuan.cases.writes_telling import Roll
from zhiyuan.identity.writes_notifications import tell
from zhiyuan.kernel.reference import value
from zhiyuan.kernel.workday import working_day_after
from zhiyuan.park.queries import day_at, zone

FORGOTTEN_AFTER = 60
"""So many days after the last rung nobody is told any more."""


def remind(site: Any, now: datetime) -> int:
    """Tell what is due or overdue in a park, in office hours only; how many were told."""
    if not office_open(now, zone(site)):
        return 0
    day = day_at(site, now)
    found = [*_turns(site, day), *_promises(site, day)]
    roll = Roll(site, [(case, one) for case, one in found])
    told = [
        each
        for case, one in found
        for each in roll.told(case, kind_of(case), one, f"case:{case.pk}:{one.kind}:{one.mark}")
    ]
    return tell(told, site.timezone, now)


def _turns(site: Any, day: date) -> Iterator[tuple[Case, Telling]]:
    rungs = ladder(day)
    last = max((rung.after for rung in rungs), default=0)
    first = date.fromordinal(day.toordinal() - 2 * last - FORGOTTEN_AFTER)
    rows = Turn.objects.filter(case__site=site, due__gte=first, due__lte=working_day_after(day, 1))
    for turn in rows.select_related("case__site", "case__enterprise", "case__edition"):
        what = both(title(kind_of(turn.case), turn.what))
        told = {"what": what, "due": turn.due.isoformat()}
        mark = f"{turn.desk}:{turn.what}:{turn.due:%Y%m%d}"
        if soon(turn.due, day):
            yield turn.case, Telling(whose(turn), "due_tomorrow", mark, told)
        if turn.desk != APPLICANT:
            yield from ((turn.case, _rung(turn, rung, mark, told, day)) for rung in reached(turn.due, day, rungs))


def _rung(turn: Turn, rung: Rung, mark: str, told: dict[str, Any], day: date) -> Telling:
    whom = {DESK: whose(turn), HEAD: To(HEAD, turn.desk), LEADER: To(LEADER)}[rung.to]
    names = desks(day)
    desk = both(names[turn.desk]) if turn.desk in names else turn.desk
    return Telling(whom, rung.kind, f"{mark}:{rung.after}", {**told, "desk": desk, "days": overdue(turn.due, day)})


def _promises(site: Any, day: date) -> Iterator[tuple[Case, Telling]]:
    ahead = value(f"{PAGE}#promise_ahead", day)
    for case in _with_promises(site):
        kind = kind_of(case)
        state = folded(kind, log(case))
        for promise in open_promises(state):
            last = due(promise.made, kind.defer[promise.doc]).day
            if promise.doc not in state.docs and soon(last, day, ahead):
                told = {"what": both(kind.document[promise.doc].title), "due": last.isoformat()}
                yield case, Telling(To(FIRM), "promise_due", f"{promise.doc}:{last:%Y%m%d}", told)


def _with_promises(site: Any) -> Iterable[Case]:
    found = Case.objects.filter(site=site, events__act="promise").exclude(phase__in=ENDED).distinct()
    return found.select_related("site", "enterprise", "edition")
