"""From a running meter register to energy per interval, with what it is worth.

A register is followed from reading to reading. Each *step* carries the energy that flowed
between two readings, as a whole number of µkWh (10⁻⁶ kWh), so that sums never drift. A
boundary inside a step takes its linear share. Whatever a step cannot know is flagged:

- a gap longer than a reading is missed for: ESTIMATED, spread linearly;
- one to three readings that cannot be, denied by the reading after them: left out (spike);
- the register fell back: rollover if that much can have flowed, else a reset: SUSPECT;
- the register jumped and stayed up: nothing is counted, SUSPECT, until a person accepts it;
- a replacement on record: the old meter to its final, the new one from its initial reading.

The decision at a reading looks back to the last good reading and ahead by three, so that a
late reading can change only what lies between two *anchors* (:func:`anchors`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Self

import numpy as np
from numpy.typing import NDArray

from zhiyuan.kernel.units import scale
from zhiyuan.telemetry.point import Point, Replacement

INTERVAL_US = 900_000_000
GAP_US = INTERVAL_US * 3 // 2  # a quarter-hourly reading was missed when more than this lies between two
MARGIN = 1.2  # on the greatest power, for what clocks and rounding add
LOOKAHEAD = 3
SLACK = 2  # counts of the last decimal that two truncated readings may differ by
HOUR_US = 3_600_000_000


class Quality(IntEnum):
    """What an interval's energy is worth; of several the worst counts."""

    MEASURED = 0
    ESTIMATED = 1
    SUSPECT = 2
    MISSING = 3


def microunits(point: Point) -> float:
    """What one count of a point's last decimal is worth, transformers included. [µkWh, of reactive energy µkvarh]"""
    base = "kvarh" if point.unit.endswith("varh") else "kWh"
    return float(scale(point.unit, base)) * point.multiplier / 10.0**point.decimals * 1e6


@dataclass(frozen=True, slots=True)
class Register:
    """How to read one meter's register, in counts of its last decimal."""

    microkwh_per_count: float
    modulus: int | None
    counts_per_us: float
    replacements: tuple[Replacement, ...] = ()
    decimals: int = 0

    @classmethod
    def of(cls, point: Point) -> Self:
        """The register of a point."""
        unit = microunits(point)
        modulus = None if point.rollover is None else round(point.rollover * 10.0**point.decimals)
        rate = np.inf if point.max_rate is None else point.max_rate * 1e6 / unit / HOUR_US * MARGIN
        return cls(unit, modulus, rate, point.replacements, point.decimals)


@dataclass(frozen=True, slots=True)
class Finding:
    """A reading that cannot be taken as it stands: where and why."""

    ts: int
    value: int
    reason: str


@dataclass(frozen=True, slots=True)
class Steps:
    """What flowed between good readings: start, end [µs], energy [µkWh], quality of each."""

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    energy: NDArray[np.int64]
    quality: NDArray[np.int8]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Intervals:
    """Energy per quarter hour: start [µs since 1970 UTC], energy [µkWh], quality."""

    start: NDArray[np.int64]
    energy: NDArray[np.int64]
    quality: NDArray[np.int8]


def intervals(steps: Steps) -> Intervals:
    """Energy of every interval that the steps complete; the first may be begun, then it is estimated."""
    if not len(steps.start):
        return Intervals(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int8))
    first, last = int(steps.start[0]) // INTERVAL_US, int(steps.end[-1]) // INTERVAL_US
    edges = np.arange(first, last + 1, dtype=np.int64) * INTERVAL_US
    total = np.concatenate([[0], np.cumsum(steps.energy)])
    at = np.clip(np.searchsorted(steps.end, edges, side="left"), 0, len(steps.end) - 1)
    into = np.clip(edges - steps.start[at], 0, None) / (steps.end[at] - steps.start[at])
    share = np.floor(steps.energy[at] * into + 0.5).astype(np.int64)
    quality = np.zeros(len(edges) - 1, np.int8)
    for k in np.flatnonzero(steps.quality):
        a, b = int(steps.start[k]) // INTERVAL_US - first, -(-int(steps.end[k]) // INTERVAL_US) - first
        quality[a:b] = np.maximum(quality[a:b], steps.quality[k])
    if len(quality) and steps.start[0] > edges[0]:
        quality[0] = max(quality[0], Quality.ESTIMATED)
    return Intervals(edges[:-1], np.diff(total[at] + share), quality)


def steps(
    ts: NDArray[np.int64], value: NDArray[np.int64], register: Register, trusted: frozenset[int] = frozenset()
) -> Steps:
    """Follow a register through its readings, ordered by time; ``trusted`` stamps a person accepted."""
    parts = [_follow(t, v, ends, register, trusted) for t, v, ends in _lives(ts, value, register)]
    if not parts:
        none = np.zeros(0, np.int64)
        return Steps(none, none, none, np.zeros(0, np.int8))
    return Steps(
        np.concatenate([p.start for p in parts]),
        np.concatenate([p.end for p in parts]),
        np.concatenate([p.energy for p in parts]),
        np.concatenate([p.quality for p in parts]),
        tuple(f for p in parts for f in p.findings),
    )


def anchors(ts: NDArray[np.int64], value: NDArray[np.int64], register: Register) -> NDArray[np.bool_]:
    """Readings that are good whatever came before: more plausible steps in a row than a spike can last.

    With LOOKAHEAD = 3 a run of left-out readings ends at most three after it began; a reading
    that four plausible steps lead to is therefore reached, and kept, from any earlier state.
    """
    good = _plausible(np.diff(value), np.diff(ts), register)
    for event in register.replacements:
        crossing = np.searchsorted(ts, event.at) - 1
        if 0 <= crossing < len(good):
            good[crossing] = False
    run = np.concatenate([[0], np.cumsum(good)])
    found = np.zeros(len(ts), np.bool_)
    need = LOOKAHEAD + 1
    if len(ts) > need:
        found[need:] = run[need:] - run[:-need] == need
    return found


def _lives(
    ts: NDArray[np.int64], value: NDArray[np.int64], register: Register
) -> list[tuple[NDArray[np.int64], NDArray[np.int64], bool]]:
    """Readings by meter: each replacement ends one life with its final and begins one with its initial reading."""
    counts = 10.0**register.decimals
    lives, begin, initial = [], 0, None
    events = [e for e in sorted(register.replacements, key=lambda e: e.at) if len(ts) and e.at <= ts[-1]]
    for event in [*events, None]:
        cut = len(ts) if event is None else int(np.searchsorted(ts, event.at))
        t, v = ts[begin:cut], value[begin:cut]
        if initial is not None:
            t, v = np.concatenate([[initial[0]], t]), np.concatenate([[initial[1]], v])
            if len(t) > 1 and t[1] == t[0]:
                t, v = t[1:], v[1:]
        if event is not None and len(t):
            t, v = np.append(t, event.at), np.append(v, round(event.final * counts))
        if len(t):
            lives.append((t.astype(np.int64), v.astype(np.int64), event is not None))
        if event is not None:
            begin, initial = cut, (event.at, round(event.initial * counts))
    return lives


def _plausible(delta: NDArray[np.int64], gap: NDArray[np.int64], register: Register) -> NDArray[np.bool_]:
    most = _most(gap, register)
    flowed = _flowed(delta, register)
    rolled = delta < 0
    return (flowed >= 0) & (flowed <= np.where(rolled, _most_rolled(most, register), most))


def _flowed(delta: NDArray[np.int64], register: Register) -> NDArray[np.int64]:
    return delta if register.modulus is None else np.where(delta < 0, delta + register.modulus, delta)


def _most(gap: NDArray[np.int64], register: Register) -> NDArray[np.float64]:
    return np.asarray(register.counts_per_us * gap + SLACK, np.float64)


def _most_rolled(most: NDArray[np.float64], register: Register) -> NDArray[np.float64]:
    """Where the greatest power is not known, a fall by more than half the range is a rollover."""
    return most if np.isfinite(register.counts_per_us) else np.full_like(most, (register.modulus or 0) / 2)


def _follow(
    ts: NDArray[np.int64], value: NDArray[np.int64], ended: bool, register: Register, trusted: frozenset[int]
) -> Steps:
    """One meter's life. ``ended``: its last reading is the final one on record and stands."""
    n = len(ts)
    kept = np.ones(n, np.bool_)
    booked: dict[int, tuple[int, Quality]] = {}
    findings: list[Finding] = []
    good = _plausible(np.diff(value), np.diff(ts), register)
    doubtful = np.flatnonzero(~good) + 1
    k = 0
    while k < len(doubtful):
        i = int(doubtful[k])
        state = _judge(i, ts, value, ended, register, trusted, kept, booked, findings)
        k = int(np.searchsorted(doubtful, state, side="right"))
    where = np.flatnonzero(kept)
    flowed = _flowed(np.diff(value[where]), register)
    energy = np.floor(flowed * register.microkwh_per_count + 0.5).astype(np.int64)
    gap = np.diff(ts[where])
    quality = np.where(gap > GAP_US, Quality.ESTIMATED, Quality.MEASURED).astype(np.int8)
    for i, (counts, worth) in booked.items():
        step = int(np.searchsorted(where, i)) - 1
        energy[step] = int(np.floor(counts * register.microkwh_per_count + 0.5))
        quality[step] = max(quality[step], worth)
    return Steps(ts[where][:-1], ts[where][1:], energy, quality, tuple(findings))


def _judge(
    i: int,
    ts: NDArray[np.int64],
    value: NDArray[np.int64],
    ended: bool,
    register: Register,
    trusted: frozenset[int],
    kept: NDArray[np.bool_],
    booked: dict[int, tuple[int, Quality]],
    findings: list[Finding],
) -> int:
    """Decide on reading ``i``, which does not follow from the one before; where the chain goes on."""
    g, n = i - 1, len(ts)
    rise = int(value[i] - value[g])
    from_zero = 0 <= value[i] <= _most(ts[i] - ts[g], register)
    if ended and i == n - 1:
        booked[i] = (max(rise, 0), Quality.SUSPECT)
        return i
    if int(ts[i]) in trusted:
        booked[i] = (rise, Quality.MEASURED) if rise >= 0 else (int(value[i]) if from_zero else 0, Quality.ESTIMATED)
        return i
    ahead = np.arange(i + 1, min(i + LOOKAHEAD, n - 1) + 1)
    agrees = ahead[_plausible(value[ahead] - value[g], ts[ahead] - ts[g], register)]
    if len(agrees):
        j = int(agrees[0])
        kept[i:j] = False
        findings += [Finding(int(ts[x]), int(value[x]), "spike") for x in range(i, j)]
        return j
    if i + LOOKAHEAD >= n and not ended:
        kept[i:] = False  # too early to tell: the next readings decide
        return n
    counts = int(value[i]) if rise < 0 and from_zero else 0
    booked[i] = (counts, Quality.SUSPECT)
    findings.append(Finding(int(ts[i]), int(value[i]), "reset" if rise < 0 else "jump"))
    return i


@dataclass(frozen=True, slots=True)
class Window:
    """What a change can touch: intervals in [start, end) [µs], from readings[first:last]; None means no end."""

    first: int
    last: int
    start: int | None
    end: int | None


def window(
    ts: NDArray[np.int64], value: NDArray[np.int64], register: Register, lo: int, hi: int, whole: tuple[bool, bool]
) -> Window | None:
    """The intervals that readings stamped lo … hi [µs] can have changed, None when more readings must be loaded.

    ``whole`` tells whether the given readings go back to the first and on to the last there are.
    """
    good = np.flatnonzero(anchors(ts, value, register))
    before = good[ts[good] < lo]
    first, start = 0, None
    if len(before):
        start = int(ts[before[-1]]) // INTERVAL_US * INTERVAL_US
        earlier = before[ts[before] <= start]
        first = int(earlier[-1]) if len(earlier) else 0
    if not whole[0] and (start is None or first == 0):
        return None
    after = good[good >= np.searchsorted(ts, hi, side="right") + LOOKAHEAD + 1]
    last, end = len(ts), None
    if len(after):
        end = -(-int(ts[after[0]]) // INTERVAL_US) * INTERVAL_US
        later = after[ts[after] >= end]
        last = int(later[0]) + 1 if len(later) else len(ts)
    if not whole[1] and (end is None or last == len(ts)):
        return None
    return Window(first, last, start, end)


def restate(
    ts: NDArray[np.int64],
    value: NDArray[np.int64],
    register: Register,
    part: Window,
    trusted: frozenset[int] = frozenset(),
) -> tuple[Intervals, tuple[Finding, ...]]:
    """The intervals of a window anew, equal to those of the whole series."""
    t, v = ts[part.first : part.last], value[part.first : part.last]
    if part.first > 0:
        recent = tuple(e for e in register.replacements if e.at > t[0])
        register = replace(register, replacements=recent)
    chain = steps(t, v, register, trusted)
    found = intervals(chain)
    inside = np.ones(len(found.start), np.bool_)
    if part.start is not None:
        inside &= found.start >= part.start
    if part.end is not None:
        inside &= found.start < part.end
    findings = tuple(f for f in chain.findings if (part.start or f.ts) <= f.ts < (part.end or f.ts + 1))
    return Intervals(found.start[inside], found.energy[inside], found.quality[inside]), findings


def energy_per_interval(
    readings: Sequence[tuple[int, float]], point: Point, trusted: frozenset[int] = frozenset()
) -> tuple[Intervals, tuple[Finding, ...]]:
    """Energy of one meter from (stamp [µs], register) pairs in any order; duplicates count once.

    >>> meter = Point(1, "m", "register", "kWh", 1, "gw", max_rate=100)
    >>> found, _ = energy_per_interval([(0, 10.0), (1_800_000_000, 12.0)], meter)
    >>> (found.energy / 1e6).tolist(), found.quality.tolist()
    ([1.0, 1.0], [1, 1])
    """
    unique = dict(sorted(readings))
    ts = np.array(list(unique), np.int64)
    value = np.rint(np.array(list(unique.values())) * 10.0**point.decimals).astype(np.int64)
    chain = steps(ts, value, Register.of(point), trusted)
    return intervals(chain), chain.findings
