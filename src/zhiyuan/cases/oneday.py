"""The chance that a bundle of certificates is done in one day, before it is handed in.

"One day" is three clocks, and all three are told: the same calendar day, seven hours of office time,
and the legal working day (the day of receipt does not count). Where a step has enough cases of its
own, their durations are drawn; else those that ``cases/one_day`` assumes. The answer says which.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from math import ceil, hypot, sqrt
from zoneinfo import ZoneInfo

from zhiyuan.cases.kind import Kind
from zhiyuan.cases.officetime import worked
from zhiyuan.cases.onedayrun import Passage, passages
from zhiyuan.cases.onedaysetup import Assumptions, Setup
from zhiyuan.cases.state import PASSED, State
from zhiyuan.kernel.errors import Malformed

SEVEN_HOURS_MIN = 420.0
Z_95 = 1.96
BLOCK_DAYS = 100
RECEIVE = "receive"
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Observed:
    """How long a step of a past case took from its turn to its end, waiting and signature included. [min]"""

    step: str
    minutes: float
    green_lane: bool | None = None
    pre_reviewed: bool | None = None
    """How its case was worked on; None where that is not known, so that it counts for either."""

    def fits(self, setup: Setup) -> bool:
        """Whether it was worked on as this bundle would be."""
        known = ((self.green_lane, setup.green_lane), (self.pre_reviewed, setup.pre_reviewed))
        return all(was in (None, would) for was, would in known)


@dataclass(frozen=True, slots=True)
class Share:
    """A chance with what so many draws leave open: standard error and 95 % range (Wilson 1927). [1]"""

    share: float
    se: float
    low: float
    high: float

    @classmethod
    def of(cls, hits: int, n: int) -> "Share":
        """From so many hits of n draws.

        >>> Share.of(0, 100).high > 0.03
        True
        """
        p, spread = hits / n, 1 + Z_95**2 / n
        middle = (p + Z_95**2 / (2 * n)) / spread
        half = Z_95 / spread * sqrt(p * (1 - p) / n + Z_95**2 / (4 * n * n))
        return cls(p, sqrt(p * (1 - p) / n), max(0.0, middle - half), min(1.0, middle + half))


@dataclass(frozen=True, slots=True)
class Change:
    """From one chance to another, with its 95 % range (Newcombe 1998, method 10: from the two ranges). [1]"""

    change: float
    low: float
    high: float

    @classmethod
    def of(cls, before: Share, after: Share) -> "Change":
        """How much likelier it becomes."""
        change = after.share - before.share
        down = hypot(after.share - after.low, before.high - before.share)
        up = hypot(after.high - after.share, before.share - before.low)
        return cls(change, change - down, change + up)

    @property
    def shown(self) -> bool:
        """Whether it is more than so many draws leave open."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Estimate:
    """The three chances, how long it takes [h of office time], and what each step's duration rests on."""

    same_day: Share
    seven_hours: Share
    one_working_day: Share
    median_h: float
    p90_h: float
    bundles: int
    basis: str
    observed_cases: Mapping[str, int]


def observed(kind: Kind, state: State, zone: ZoneInfo) -> list[Observed]:
    """How long the passed steps of a case took: office time from a step's turn to its end, rework included.

    Receiving lasts from handing in to acceptance, supplements included. A case whose clock stood still says
    nothing about one day, and neither does one that was reopened.
    """
    if state.submitted is None or state.accepted is None or state.stops or state.began != state.accepted:
        return []
    turns = [(RECEIVE, state.submitted, state.accepted)]
    for step in kind.steps:
        done = state.done.get(step.key)
        if done is not None and done.how == PASSED:
            begins = max([state.accepted, *(state.done[need].when for need in step.needs)])
            turns.append((step.key, begins, done.when))
    how = (state.green is not None, bool(state.covered))
    return [Observed(key, worked(since.at, until.at, zone) / MINUTE, *how) for key, since, until in turns]


def measured(observed: Sequence[Observed], supposed: Assumptions) -> dict[str, list[float]]:
    """The durations of the steps that have enough cases. [min] Malformed for a step that the bundle does not have."""
    found: dict[str, list[float]] = {}
    for one in observed:
        if one.step not in supposed.steps:
            raise Malformed("{step} is no step; there are {steps}", step=one.step, steps=", ".join(supposed.steps))
        if not one.minutes >= 0:
            raise Malformed("{step}: a duration of {minutes} min is not possible", step=one.step, minutes=one.minutes)
        found.setdefault(one.step, []).append(one.minutes)
    return {step: taken for step, taken in found.items() if len(taken) >= supposed.enough_cases}


def estimate(
    supposed: Assumptions,
    setup: Setup,
    observed: Sequence[Observed] = (),
    *,
    bundles: int = 1000,
    seed: int = 1,
    progress: Callable[[int], None] = lambda done: None,
) -> Estimate:
    """Draw so many bundles (at least) in a made-up office and count; ``progress`` hears how many are done."""
    taken = measured([one for one in observed if one.fits(setup)], supposed)
    drawn: list[Passage] = []
    block = 0
    while len(drawn) < bundles:
        drawn += passages(supposed, setup, taken, days=BLOCK_DAYS, seed=f"{seed}.{block}")
        block += 1
        progress(min(len(drawn), bundles))
    return _counted(drawn, supposed, taken)


def by_hour(
    supposed: Assumptions, setup: Setup, observed: Sequence[Observed] = (), *, bundles: int = 400, seed: int = 1
) -> tuple[Share, ...]:
    """The chance of the same day for each hour of office time in which a bundle may be handed in, from one draw."""
    taken = measured([one for one in observed if one.fits(setup)], supposed)
    hours: list[list[bool]] = [[] for _ in range(ceil(supposed.day_min / 60))]
    block = drawn = 0
    while drawn < bundles or not all(hours):
        for one in passages(supposed, replace(setup, handed_in=None), taken, days=BLOCK_DAYS, seed=f"{seed}.{block}"):
            day, minute = divmod(one.handed_in, supposed.day_min)
            hours[int(minute // 60)].append(one.done <= (day + 1) * supposed.day_min)
            drawn += 1
        block += 1
    return tuple(Share.of(sum(hits), len(hits)) for hits in hours)


def _counted(drawn: Sequence[Passage], supposed: Assumptions, taken: Mapping[str, Sequence[float]]) -> Estimate:
    lengths = sorted(p.done - p.handed_in for p in drawn)
    # Done at closing time is done that day.
    days = [ceil(p.done / supposed.day_min) - 1 - p.handed_in // supposed.day_min for p in drawn]
    n, steps = len(drawn), len(supposed.steps)
    return Estimate(
        same_day=Share.of(sum(d < 1 for d in days), n),
        seven_hours=Share.of(sum(length <= SEVEN_HOURS_MIN for length in lengths), n),
        one_working_day=Share.of(sum(d < 2 for d in days), n),
        median_h=lengths[n // 2] / 60,
        p90_h=lengths[int(0.9 * n)] / 60,
        bundles=n,
        basis="assumed" if not taken else "observed" if len(taken) == steps else "mixed",
        observed_cases={step: len(taken.get(step, ())) for step in supposed.steps},
    )
