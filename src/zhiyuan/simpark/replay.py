"""Put a real room's people into a space of the made-up park."""

from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from zhiyuan.kernel.errors import NotFound
from zhiyuan.simpark.occupants import PRESENT, SEEN, mark
from zhiyuan.simpark.people import HABITS, SEATED_SEEN
from zhiyuan.simpark.records import Record, over_a_year
from zhiyuan.simpark.world import World


def replayed(world: World, space: str, record: Record, seed: int) -> World:
    """The same world with a record's people in one space, its weeks repeated over the year.

    A record of people (ROBOD) is seen by the sensor as imperfectly as invented people are; a record of a
    sensor (KETI) is what was seen.
    """
    keys = [s.key for s in world.park.spaces]
    if space not in keys:
        raise NotFound(
            "the park has no space {space}; it has {first} to {last}", space=space, first=keys[0], last=keys[-1]
        )
    number = keys.index(space)
    there = over_a_year(record, date(world.year.year, 1, 1).weekday(), world.year.days)
    row = np.zeros(world.year.minutes, np.uint8)
    if record.layout == "keti":
        row[there] = PRESENT | SEEN
    else:
        start, stop = _stays(there)
        mark(row, start, stop, _seen(world.designed.kinds[number]), np.random.default_rng((seed, number, 1)))
    bits = world.bits.copy()
    bits[number] = row
    return replace(world, bits=bits)


def _stays(there: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    edges = np.diff(np.concatenate(([0], there.view(np.int8), [0])))
    return np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)


def _seen(kind: str) -> float:
    habit = HABITS.get(kind)
    return habit.seen if habit else SEATED_SEEN
