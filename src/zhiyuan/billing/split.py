"""Energy cut where stage or period changes, in whole µkWh that always add up.

A running sum is read off at every cut; inside a quarter hour it is taken pro rata by time and
rounded half-up to a µkWh. Each piece is the difference of two such readings, so that nothing is
lost or doubled wherever the cuts lie.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from zhiyuan.billing.load import SECOND_US, Load
from zhiyuan.billing.period import on_clock
from zhiyuan.billing.stage import Stage, stages
from zhiyuan.billing.terms import Tariff
from zhiyuan.kernel.reference import book
from zhiyuan.kernel.span import Span, days, micros
from zhiyuan.telemetry.energy import INTERVAL_US

INTERVAL_S = INTERVAL_US // SECOND_US


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """A span cut into pieces: ``edges`` has one more entry than ``part`` [µs since 1970 UTC].

    ``part`` says which of ``parts`` (stage number, period) each piece belongs to.
    """

    edges: NDArray[np.int64]
    part: NDArray[np.int64]
    parts: tuple[tuple[int, str], ...]
    stages: tuple[Stage, ...]


def calendar(tariff: Tariff, span: Span, zone: ZoneInfo) -> Calendar:
    """Where a tariff cuts a span; kept for accounts that share the tariff."""
    return _calendar(tariff, span, zone, book().digest)


@lru_cache(maxsize=256)
def _calendar(tariff: Tariff, span: Span, zone: ZoneInfo, book_digest: str) -> Calendar:
    del book_digest  # only part of the cache's key: the book in use may change
    found = tuple(stages(tariff, span, zone))
    edges: list[int] = []
    named: list[tuple[int, str]] = []
    for number, stage in enumerate(found):
        for day in days(stage.start, stage.end):
            for whole, period in on_clock(day, stage.stretches(day), zone):
                piece = span.overlap(whole)
                if piece and (not named or named[-1] != (number, period)):
                    edges.append(micros(piece.start))
                    named.append((number, period))
    parts = sorted(set(named), key=lambda p: (p[0], found[p[0]].order(p[1])))
    where = {part: at for at, part in enumerate(parts)}
    return Calendar(
        np.array([*edges, micros(span.end)], np.int64),
        np.array([where[n] for n in named], np.int64),
        tuple(parts),
        found,
    )


def energy_by_part(energy: NDArray[np.int64], start: int, at: Calendar) -> NDArray[np.int64]:
    """Energy of each part of a calendar. [µkWh]

    Parameters
    ----------
    energy
        Consecutive quarter hours along the last axis, of one meter or of many. [µkWh]
    start
        Instant at which the first begins, not after the calendar's. [µs since 1970 UTC]
    """
    return gather(np.diff(running(energy, start, at.edges), axis=-1), at.part, len(at.parts))


def running(energy: NDArray[np.int64], start: int, edges: NDArray[np.int64]) -> NDArray[np.int64]:
    """Energy from the first quarter hour up to each edge. [µkWh]"""
    hour, into = np.divmod(edges - start, INTERVAL_US)
    seconds = into // SECOND_US
    total = np.zeros((*energy.shape[:-1], energy.shape[-1] + 1), np.int64)
    np.cumsum(energy, axis=-1, out=total[..., 1:])
    inside = np.minimum(hour, energy.shape[-1] - 1)
    share = (2 * energy[..., inside] * seconds + INTERVAL_S) // (2 * INTERVAL_S)
    return np.asarray(total[..., hour] + share, np.int64)


def gather(pieces: NDArray[np.int64], part: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Sums along the last axis of the pieces that belong together; every part has at least one piece."""
    order = np.argsort(part, kind="stable")
    begin = np.searchsorted(part[order], np.arange(count))
    return np.asarray(np.add.reduceat(pieces[..., order], begin, axis=-1), np.int64)


def of_load(load: Load, at: Calendar) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Energy of each part and how much of it is not measured. [µkWh]"""
    first = int(load.start[0])
    unmeasured = np.where(load.quality != 0, load.kwh, 0)
    return energy_by_part(load.kwh, first, at), energy_by_part(unmeasured, first, at)


def between(load: Load, edges: Sequence[int], column: NDArray[np.int64]) -> int:
    """What a column sums to between two instants of the load. [µkWh or µkvarh]"""
    low, high = running(column, int(load.start[0]), np.array(edges, np.int64))
    return int(high - low)
