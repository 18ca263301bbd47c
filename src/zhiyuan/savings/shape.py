"""When a day's energy would have been used: learned from the quarter hours of days like it before the work. Pure.

The daily model says how much would have been used and how sure that is; it does not say when. A price
that changes by the hour needs both. So the expected energy of a day is laid over its quarter hours as
the circuit's own metered energy lay over them before the work, on the days of the same kind whose nights
were about as long. The sum of the day stays the model's; only the laying out is estimated (docs/adr/0010).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from zhiyuan.kernel.errors import NotReady
from zhiyuan.kernel.span import day_span, instant, micros
from zhiyuan.savings.ar1 import Array
from zhiyuan.savings.energy import EnergyDay
from zhiyuan.telemetry.energy import INTERVAL_US

CLOCK = 96
"""Quarter hours on a clock's face; a day on which clocks change has other ones twice or not at all."""
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class DayQuarters:
    """The quarter hours of one site day: first instants [µs since 1970 UTC] and their places on the clock."""

    start: Ints
    place: Ints


@lru_cache(maxsize=1024)
def quarters_of(day: date, zone: ZoneInfo) -> DayQuarters:
    """Of a day, 92 or 100 of them where clocks change."""
    span = day_span(day, zone)
    start = np.arange(micros(span.start), micros(span.end), INTERVAL_US, dtype=np.int64)
    clock = [instant(int(at)).astimezone(zone) for at in start]
    return DayQuarters(start, np.array([4 * c.hour + c.minute // 15 for c in clock], np.int64))


@dataclass(frozen=True)
class Learned:
    """Metered days before the work: their drivers, and energy by place on the clock (one row a day). [µkWh]"""

    days: tuple[EnergyDay, ...]
    energy: Array

    def like(self, day: EnergyDay, nearest: int, least: int, circuit: str) -> Array:
        """Shapes of the days like one, the likest first, each summing to 1.

        Where the days of its kind burned nothing, as in an office at weekends, next to nothing is expected of
        it either, and the hours are those of the days that burned.

        Raises
        ------
        NotReady
            Where too few such days were metered by the quarter hour to say when energy was used.
        """
        kind = self._working == day.working
        known = kind & self._burned
        if kind.sum() >= least > known.sum():
            known = self._burned
        if known.sum() < least:
            raise NotReady(
                "{circuit}: {count} days before the work are metered by the quarter hour and like {day}; "
                "{least} are needed to say when energy would have been used",
                circuit=circuit, count=int(known.sum()), day=day.day, least=least,
            )  # fmt: skip
        places = np.flatnonzero(known)
        chosen = places[np.argsort(np.abs(self._nights[places] - day.night_hours), kind="stable")[:nearest]]
        shapes: Array = self.energy[chosen] / self.energy[chosen].sum(axis=1, keepdims=True)
        return shapes

    @cached_property
    def _working(self) -> NDArray[np.bool_]:
        return np.array([known.working for known in self.days], dtype=bool)

    @cached_property
    def _nights(self) -> Array:
        return np.array([known.night_hours for known in self.days], dtype=np.float64)

    @cached_property
    def _burned(self) -> NDArray[np.bool_]:
        return np.asarray(self.energy.sum(axis=1) > 0)


def lay_out(kwh: float, shapes: Array) -> Ints:
    """A day's energy over its quarter hours by the mean of shapes; whole µkWh that add up. [µkWh]

    >>> lay_out(1.0, np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 1.0]]) / [[1.0], [2.0]]).tolist()
    [500000, 250000, 250000]
    """
    edges = np.concatenate([[0.0], np.cumsum(shapes.mean(axis=0))])
    edges[-1] = 1.0
    laid: Ints = np.diff(np.rint(edges * round(kwh * 1e6)).astype(np.int64))
    return laid


def on_day(shapes: Array, place: Ints) -> Array:
    """Shapes by the clock as shapes of the quarter hours that a day has, each summing to 1."""
    found = shapes[:, place]
    whole = found.sum(axis=1, keepdims=True)
    # A shape that lies wholly in an hour the clock skips says nothing of this day: it counts as even.
    even = np.full_like(found, 1 / found.shape[1])
    spread: Array = np.where(whole > 0, found / np.where(whole > 0, whole, 1.0), even)
    return spread


def by_clock(days: Sequence[date], start: Ints, energy: Ints, zone: ZoneInfo) -> Array:
    """Quarter hours of some days by place on the clock, one row a day; an hour that comes twice counts once. [µkWh]"""
    rows = np.zeros((len(days), CLOCK))
    for row, day in zip(rows, days, strict=True):
        quarters = quarters_of(day, zone)
        at = np.searchsorted(start, quarters.start)
        held = np.bincount(quarters.place, minlength=CLOCK)
        row += np.bincount(quarters.place, energy[at], CLOCK) / np.maximum(held, 1)
    return rows
