"""Who is in every space in every minute of a year, and what its presence sensor sees of them.

Persons in offices come, lunch, leave their desks and go (a chain of states each); meetings begin
near half hours; circulation is passed at random. A sensor always sees somebody enter and then
misses them as often as real ones do.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from zhiyuan.simpark.calendar import DAY, Year
from zhiyuan.simpark.people import HABITS, REFERENCE, Assumptions, Habit, Meetings, Offices, Passages

Minutes = NDArray[np.intp]
Rng = np.random.Generator

PRESENT, SEEN = np.uint8(1), np.uint8(2)
"""Bits of a minute: somebody is there; the sensor saw a movement."""

_MOST_ABSENCES = 14


@dataclass(frozen=True)
class Crowd:
    """``bits[space, minute]``: PRESENT and SEEN of a whole year."""

    bits: NDArray[np.uint8]


def crowd(kinds: tuple[str, ...], year: Year, seed: int, assumed: Assumptions = REFERENCE) -> Crowd:
    """Draw a year of people for spaces of the given kinds; each space has its own stream of the seed."""
    bits = np.zeros((len(kinds), year.minutes), np.uint8)
    working = year.working()
    for number, kind in enumerate(kinds):
        habit = HABITS.get(kind)
        if habit is not None:
            _fill(bits[number], habit, working, np.random.default_rng((seed, number)), assumed)
    return Crowd(bits)


def _fill(row: NDArray[np.uint8], habit: Habit, working: NDArray[np.bool_], rng: Rng, assumed: Assumptions) -> None:
    if isinstance(habit, Passages):
        start, stop = _passages(habit, working, rng, assumed.traffic)
    elif isinstance(habit, Meetings):
        start, stop = _meetings(habit, working, rng, assumed.traffic)
    else:
        if assumed.attendance is not None:
            habit = replace(habit, attendance=assumed.attendance)
        start, stop = _persons(habit, working, rng)
    mark(row, start, stop, habit.seen, rng)


def mark(row: NDArray[np.uint8], start: Minutes, stop: Minutes, seen: float, rng: Rng) -> None:
    """Enter stays into a space's minutes: who is there, and what is seen of them.

    Parameters
    ----------
    start, stop
        Stays of single persons or groups, half-open, in minutes of the year.
    seen
        Chance that one of them is seen in a minute after the one of entry. [1]
    """
    size = len(row)
    start, stop = np.clip(start, 0, size), np.clip(stop, 0, size)
    entered = np.bincount(start, minlength=size + 1)
    count = np.cumsum(entered - np.bincount(stop, minlength=size + 1))[:size]
    there = np.flatnonzero(count > 0)
    row[there] = PRESENT
    missed = (1 - seen) ** count[there]
    row[there[rng.random(len(there)) >= missed]] |= SEEN
    row[np.flatnonzero((entered[:size] > 0) & (count > 0))] |= SEEN


def _passages(habit: Passages, working: NDArray[np.bool_], rng: Rng, traffic: float) -> tuple[Minutes, Minutes]:
    hour = np.arange(DAY) / 60
    low, high, level = habit.plateau
    rate = habit.base + level * ((hour >= low) & (hour < high))
    for middle, width, peak in habit.peaks:
        rate = rate + peak * np.exp(-0.5 * ((hour - middle) / width) ** 2)
    by_day = np.where(working, 1.0, habit.days_off) * rng.uniform(0.5, 1.5) * traffic
    chance = np.cumsum(rate)
    events = rng.poisson(by_day * chance[-1])
    day = np.repeat(np.arange(len(working)), events)
    minute = np.searchsorted(chance, rng.random(len(day)) * chance[-1], side="right")
    start = day * DAY + np.minimum(minute, DAY - 1)
    return start, start + habit.stay_min


def _meetings(habit: Meetings, working: NDArray[np.bool_], rng: Rng, traffic: float) -> tuple[Minutes, Minutes]:
    held = rng.poisson(habit.per_day * traffic, len(working)) * working
    day = np.repeat(np.arange(len(working)), held)
    begin = rng.choice(habit.starts, len(day)) * 60 + rng.uniform(-habit.jitter_min, habit.jitter_min, len(day))
    start = day * DAY + np.round(begin).astype(np.intp)
    shape, scale = habit.length
    return start, start + np.maximum(1, np.round(rng.gamma(shape, scale, len(day)))).astype(np.intp)


def _persons(habit: Offices, working: NDArray[np.bool_], rng: Rng) -> tuple[Minutes, Minutes]:
    """Stays at the desk of everybody in one office."""
    people = int(rng.integers(habit.people[0], habit.people[1] + 1))
    share = np.where(working, habit.attendance, habit.attendance_days_off)
    day = np.tile(np.arange(len(working)), people)
    day = day[rng.random(len(day)) < share[day]]
    size = len(day)
    arrive, leave = (rng.normal(h * 60, spread * 60, size) for h, spread in (habit.arrive, habit.leave))
    lunch = rng.normal(habit.lunch[0] * 60, habit.lunch[1] * 60, size)
    lunch = np.where(rng.random(size) < habit.lunch_share, lunch, np.inf)
    back = lunch + np.maximum(5, rng.normal(*habit.lunch_min, size))
    away, home = _absences(habit, arrive, rng)
    kept = (away < leave[:, None]) & ~((away < back[:, None]) & (home > lunch[:, None]))
    away, home = np.where(kept, away, np.inf), np.where(kept, home, np.inf)
    away, home = np.column_stack((away, lunch)), np.column_stack((home, back))
    return _desk_stays(day, arrive, leave, away, home)


def _absences(habit: Offices, arrive: NDArray[np.float64], rng: Rng) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """When persons leave their desk and come back: exponential work, exponential absence and a walk."""
    size = (len(arrive), _MOST_ABSENCES)
    work = rng.exponential(habit.absence_every_min, size)
    absent = rng.exponential(habit.absence_min[0], size) + habit.absence_min[1]
    home = arrive[:, None] + np.cumsum(work + absent, axis=1)
    return home - absent, home


def _desk_stays(
    day: Minutes,
    arrive: NDArray[np.float64],
    leave: NDArray[np.float64],
    away: NDArray[np.float64],
    home: NDArray[np.float64],
) -> tuple[Minutes, Minutes]:
    """A person's stays are from arriving or coming back to going away or leaving."""
    order = np.argsort(away, axis=1)
    away, home = np.take_along_axis(away, order, 1), np.take_along_axis(home, order, 1)
    start = np.column_stack((arrive, home))
    stop = np.column_stack((away, np.full(len(day), np.inf)))
    stop = np.minimum(stop, leave[:, None])
    real = np.isfinite(start) & (np.round(stop) > np.round(start))
    offset = np.broadcast_to((day * DAY)[:, None], start.shape)[real]
    return offset + np.round(start[real]).astype(np.intp), offset + np.round(stop[real]).astype(np.intp)
