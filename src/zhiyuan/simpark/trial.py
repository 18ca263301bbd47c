"""A year at one-minute steps: every strategy on the same people and the same sky, audited by the truth.

The year is cut into windows that run side by side (72 of five days by default, each with two hours of
warm-up, longer than control remembers), and the strategies that remember something run as one batch
through ``lighting.control.decide``. So one pass of NumPy over some seven thousand steps does a year of
everything. The audit sees the true matrix and the true sky, which no controller does.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhiyuan.lighting.contactor import busy_circuits, contactors
from zhiyuan.lighting.control import Clock, Inputs, State, decide, start
from zhiyuan.lighting.model import Bools, ControlModel, Floats
from zhiyuan.lighting.target import levels_for
from zhiyuan.simpark.calendar import DAY
from zhiyuan.simpark.ledger import BELOW, Ledger
from zhiyuan.simpark.occupants import PRESENT, SEEN
from zhiyuan.simpark.physics import light_readings, noises, standby_pairs
from zhiyuan.simpark.strategies import (
    CAUSAL,
    ORACLE,
    SCHEDULE,
    SERVES_AFTER_HOURS,
    STRATEGIES,
    TUNING,
    causal,
    full_where_told,
)
from zhiyuan.simpark.world import World

WARM, FLUSH = 120, 120
"""Longer than anything that control remembers, but for stuck sensors. [min]"""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Windows:
    """Stretches of the year that run side by side.

    Parameters
    ----------
    starts
        First counted minute of each.
    minutes
        Counted minutes of each.
    warm
        Minutes before them that run without being counted.
    """

    starts: tuple[int, ...]
    minutes: int
    warm: int = WARM

    def at(self, year: int) -> NDArray[np.intp]:
        """Minute of the year of every step and window; a warm-up before January is taken from December."""
        steps = np.arange(-self.warm, self.minutes)
        return (steps[:, None] + np.array(self.starts)) % year


def whole_year(minutes: int, count: int = 72) -> Windows:
    """All of a year in equal windows."""
    return Windows(tuple(range(0, minutes, minutes // count)), minutes // count)


def sampled_weeks(minutes: int, count: int = 12) -> Windows:
    """One week out of each twelfth of the year, from its middle."""
    part, week = minutes // count, 7 * DAY
    return Windows(tuple(n * part + (part - week) // 2 // DAY * DAY for n in range(count)), week)


@dataclass
class _Run:
    """The arrays of a running trial."""

    world: World
    batch: ControlModel
    bits: NDArray[np.uint8]
    program: Floats
    fixed: Floats
    facade: Floats
    horizontal: Floats
    tuned: Floats
    states: State
    idle: Floats
    levels: Floats


def run(world: World, windows: Windows, seed: int, progress: Progress | None = None) -> Ledger:
    """Run every strategy over the windows."""
    trial = _prepare(world, windows)
    ledger = Ledger(len(world.known.groups), len(world.known.feed_group), world.year.minutes)
    tally = _Tally(trial, ledger)
    rng = np.random.default_rng((seed, 0x5E25))
    noise = noises(rng, (len(windows.starts), len(world.known.light_sensors)))
    steps = windows.warm + windows.minutes
    for step in range(steps):
        seen = _step(trial, step, next(noise))
        if step >= windows.warm:
            tally.count(seen)
        if step % FLUSH == FLUSH - 1:
            tally.flush()
            if progress:
                progress(step + 1, steps)
    tally.flush()
    ledger.minutes = windows.minutes * len(windows.starts)
    return ledger


def _prepare(world: World, windows: Windows) -> _Run:
    at = windows.at(world.year.minutes)
    batch = causal(world.known)
    shape = (CAUSAL.stop - CAUSAL.start, len(windows.starts))
    known = world.known
    bits = np.empty((*at.shape, len(known.spaces)), np.uint8)
    for window in range(at.shape[1]):
        bits[:, window] = world.bits[:, at[:, window]].T
    asked = known.standard_lx[known.space_of] * np.float32(known.settings.guard)
    return _Run(
        world=world,
        batch=batch,
        bits=bits,
        program=world.program[at],
        fixed=world.fixed[at],
        facade=world.sky.facade_lx[at],
        horizontal=world.sky.horizontal_lx[at],
        tuned=np.maximum(levels_for(known, asked[None])[0], known.minimum_level),
        states=start(batch, shape),
        idle=np.zeros((shape[1], len(known.circuits)), np.float32),
        levels=np.zeros((len(STRATEGIES), shape[1], len(known.groups)), np.float32),
    )


@dataclass
class _Seen:
    """One minute as it truly was."""

    levels: Floats
    before: Floats
    daylight: Floats
    within: Bools
    served: Bools
    closed: Bools


def _step(trial: _Run, step: int, noise: Floats) -> _Seen:
    world, model = trial.world, trial.world.known
    bits, facade = trial.bits[step], trial.facade[step]
    program = trial.program[step].take(model.schedule_of, axis=-1)
    fixed = trial.fixed[step].take(model.schedule_of, axis=-1)
    present = (bits & PRESENT) > 0
    daylight = facade.take(world.facade_of, axis=-1) * world.truth.daylight
    before, levels = trial.levels, np.empty_like(trial.levels)
    on = fixed.take(model.space_of, axis=-1)
    levels[SCHEDULE] = on
    np.multiply(on, trial.tuned, out=levels[TUNING])
    decided, closed = _decide(trial, step, (bits & SEEN) > 0, program, fixed, noise)
    floor = program.take(model.space_of, axis=-1)
    levels[CAUSAL] = full_where_told(model, decided, trial.states.mode, on, floor)
    served = present & ((program > 0) | model.after_hours)
    levels[ORACLE] = _oracle(world, program, served, daylight)
    trial.levels = levels
    return _Seen(
        levels=levels,
        before=before,
        daylight=daylight,
        within=(present & (fixed > 0)).take(model.space_of, axis=-1),
        served=served.take(model.space_of, axis=-1),
        closed=_closed(trial, levels, closed, program > 0),
    )


def _decide(trial: _Run, step: int, seen: Bools, program: Floats, fixed: Floats, noise: Floats) -> tuple[Floats, Bools]:
    """One call for the three causal strategies."""
    world = trial.world
    at_sensor = trial.facade[step].take(world.facade_of[world.known.sensor_point], axis=-1)
    read = light_readings(world.truth, trial.states.given, at_sensor * world.truth.sensor_daylight, noise)
    read[1] = np.nan  # the occupancy strategy has no light sensors
    inputs = Inputs(
        hit=np.stack((fixed > 0, seen, seen)),
        schedule=np.stack((fixed, program, program)),
        horizontal_lx=trial.horizontal[step],
        light_lx=read,
    )
    trial.states, said = decide(trial.batch, trial.states, inputs, Clock(float(step)))
    return said.levels, said.contactors


def _oracle(world: World, program: Floats, served: Bools, daylight: Floats) -> Floats:
    """The least power that gives everybody the standard, and the empty spaces their vacant light."""
    model = world.truth.model
    wanted = np.maximum((program > 0) * model.vacant_lx, program * model.scheduled_lx)
    np.maximum(wanted, served * model.standard_lx, out=wanted)
    level = levels_for(model, wanted.take(model.space_of, axis=-1) - daylight)
    return np.maximum(level, (level > 0) * model.minimum_level)


def _closed(trial: _Run, levels: Floats, closed: Bools, within: Bools) -> Bools:
    """Contactor positions of every strategy; the oracle does not wait."""
    model = trial.world.known
    scheduled = within.take(model.space_of, axis=-1)
    every = np.empty((len(STRATEGIES), *closed.shape[1:]), bool)
    every[SCHEDULE] = True
    every[CAUSAL] = closed
    trial.idle, tuned = contactors(model, trial.idle, (levels[TUNING] > 0) | scheduled, 1.0)
    every[TUNING] = tuned
    every[ORACLE] = busy_circuits(model, (levels[ORACLE] > 0) | scheduled)
    return every


class _Tally:
    """Counts minutes in short sums, and carries them to the ledger every two hours."""

    def __init__(self, trial: _Run, ledger: Ledger) -> None:
        self.model, self.true, self.ledger = trial.world.known, trial.world.truth.model, ledger
        asked = self.true.standard_lx[self.true.space_of]
        self.limits = [asked * np.float32(share) for share in BELOW]
        shape = trial.levels.shape
        self.lit = np.zeros(shape, np.float32)
        self.changes, self.asked = np.zeros(shape, np.uint16), np.zeros(shape, np.uint16)
        self.below = np.zeros((len(BELOW), *shape), np.uint16)
        pairs = (*shape[:-1], len(self.model.feed_group))
        self.standby, self.cut = np.zeros(pairs, np.float32), np.zeros(pairs, np.float32)

    def count(self, seen: _Seen) -> None:
        """Add one minute."""
        self.lit += self.model.power(seen.levels)
        self.changes += seen.levels != seen.before
        off = seen.levels <= 0
        idle = standby_pairs(self.model, off, None)
        self.standby += idle
        idle *= seen.closed.take(self.model.feed_circuit, axis=-1)
        self.cut += idle
        self._audit(seen)

    def _audit(self, seen: _Seen) -> None:
        given = self.true.light(seen.levels)
        given += seen.daylight
        occupied = np.broadcast_to(seen.within, given.shape).copy()
        occupied[SERVES_AFTER_HOURS] = seen.served
        self.asked += occupied
        short = occupied
        for limit, below in zip(self.limits, self.below, strict=True):
            short = short & (given < limit)
            below += short

    def flush(self) -> None:
        """Carry the sums over."""
        book = self.ledger
        for total, part in (
            (book.lit, self.lit),
            (book.changes, self.changes),
            (book.asked, self.asked),
            (book.standby, self.standby),
            (book.standby_cut, self.cut),
            (book.below, self.below),
        ):
            total += part.sum(axis=-2, dtype=np.float64)
            part.fill(0)
