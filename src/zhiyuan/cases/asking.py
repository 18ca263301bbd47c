"""When an authority is asked: at once for who waits, and again by itself at a pace that leaves it in peace. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zhiyuan.cases.facts import HOLDS, LONG_AGO, UNCLEAR, standing
from zhiyuan.cases.kind import Check, Step
from zhiyuan.cases.state import State, ready_since
from zhiyuan.kernel.reference import figure

PAGE = "authorities/asking"


@dataclass(frozen=True, slots=True)
class Pace:
    """How long to wait before asking again by itself."""

    first: timedelta
    """After the first silence; each one more in a row doubles it."""
    longest: timedelta
    stale: timedelta
    unclear: timedelta

    def after_silence(self, unheard: int) -> timedelta:
        """How long to wait after nothing was heard so often in a row."""
        doubled = min(max(unheard, 1) - 1, 20)  # beyond that any pace is at its longest
        return min(self.first * 2**doubled, self.longest)


@dataclass(frozen=True, slots=True)
class Asked:
    """When an authority was asked last about a fact, and how often in a row nothing was heard."""

    at: datetime
    unheard: int = 0


def pace(day: date) -> Pace:
    """What the book says of it on a day."""
    unheard = figure(f"{PAGE}#unheard_minutes", day).value
    stale, unclear = (figure(f"{PAGE}#{name}_minutes", day).value for name in ("stale", "unclear"))
    minutes = (timedelta(minutes=count) for count in (unheard["first"], unheard["longest"], stale, unclear))
    return Pace(*minutes)


def asked_next(
    item: Check, step: Step, state: State, last: Asked | None, now: datetime, day: date, pace: Pace
) -> datetime | None:
    """When the authority is asked about a fact that a ready step rests on; None while there is no need.

    A decision wants an answer of the moment: it is asked for by whoever decides, not all day long by itself.
    """
    wish, since = state.wished.get(item.key), ready_since(step, state)
    if wish and (last is None or last.at < wish.at):
        return wish.at
    how = standing(item, step, state, now, day)
    if how in (HOLDS, LONG_AGO):
        return None
    if last is None or (since is not None and last.at < since.at):
        return since.at if since else now
    if last.unheard:
        return last.at + pace.after_silence(last.unheard)
    return last.at + (pace.unclear if how == UNCLEAR else pace.stale)
