"""A line of a bill opened: which quarter hours of which meters it sums, day by day. Pure.

Works on the quarter hours that were billed, so that what opens is what was charged, to the µkWh.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from zhiyuan.billing.load import Load
from zhiyuan.billing.split import calendar
from zhiyuan.billing.terms import Tariff
from zhiyuan.enterprises.occupied import Occupied
from zhiyuan.kernel.span import Span, day_span, days, days_span, instant, micros, midnight
from zhiyuan.telemetry.energy import Quality

MICRO = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Day:
    """What one day adds to a line. [kWh]"""

    day: date
    kwh: Decimal
    estimated: Decimal


@dataclass(frozen=True, slots=True)
class Quarter:
    """One quarter hour of one meter under a line. [kWh]"""

    meter: str
    start: datetime
    kwh: Decimal
    quality: Quality


@dataclass(frozen=True, slots=True, eq=False)
class Under:
    """The quarter hours under one line: a mask over each meter's load."""

    zone: ZoneInfo
    loads: Mapping[str, Load]
    masks: Mapping[str, NDArray[np.bool_]]
    first: date
    until: date

    @property
    def total(self) -> Decimal:
        """What they sum to. [kWh]"""
        return Decimal(sum(int(self.loads[m].kwh[mask].sum()) for m, mask in self.masks.items())) / MICRO

    def days(self) -> list[Day]:
        """Every day of the line."""
        return [self._day(day) for day in days(self.first, self.until)]

    def _day(self, day: date) -> Day:
        kwh = estimated = 0
        for meter, mask in self.masks.items():
            load = self.loads[meter]
            low, high = _cut(load, day_span(day, self.zone))
            energy = np.where(mask[low:high], load.kwh[low:high], 0)
            kwh += int(energy.sum())
            estimated += int(energy[load.quality[low:high] != 0].sum())
        return Day(day, Decimal(kwh) / MICRO, Decimal(estimated) / MICRO)

    def quarters(self, day: date) -> list[Quarter]:
        """The quarter hours of one day, by meter and time."""
        found = []
        for meter, mask in self.masks.items():
            load = self.loads[meter]
            low, high = _cut(load, day_span(day, self.zone))
            for n in range(low, high):
                if mask[n]:
                    kwh, at = Decimal(int(load.kwh[n])) / MICRO, instant(int(load.start[n]))
                    found.append(Quarter(meter, at, kwh, Quality(int(load.quality[n]))))
        return found


def _cut(load: Load, span: Span) -> tuple[int, int]:
    low, high = np.searchsorted(load.start, [micros(span.start), micros(span.end)])
    return int(low), int(high)


def under(
    line: Mapping[str, Any],
    loads: Mapping[str, Load],
    held: Iterable[tuple[str, date, date]],
    tariff: Tariff,
    zone: ZoneInfo,
    month: tuple[date, date],
) -> Under:
    """The quarter hours that a line sums.

    Parameters
    ----------
    held
        (meter, first day, day after the last) that the payer had each meter in the month.
    """
    first = date.fromisoformat(line["start"]) if line.get("start") else month[0]
    until = date.fromisoformat(line["end"]) if line.get("end") else month[1]
    at = calendar(tariff, days_span(*month, zone), zone)
    period = str(line.get("period") or "")
    wanted = np.array([not period or name == period for _, name in at.parts])
    masks: dict[str, NDArray[np.bool_]] = {}
    for meter, begin, end in held:
        load = loads[meter]
        part = at.part[np.clip(np.searchsorted(at.edges, load.start, side="right") - 1, 0, len(at.part) - 1)]
        low, high = (micros(midnight(d, zone)) for d in (max(begin, first), min(end, until)))
        mask = wanted[part] & (load.start >= low) & (load.start < high)
        masks[meter] = masks[meter] | mask if meter in masks else mask
    return Under(zone, loads, masks, first, until)


def held_by(stays: Sequence[Occupied], party: str, month: tuple[date, date]) -> list[tuple[str, date, date]]:
    """Which meters an enterprise had on which days of a month."""
    return [
        (meter, max(stay.start, month[0]), min(stay.end or month[1], month[1]))
        for stay in stays
        if stay.enterprise == party
        for meter in stay.meters
    ]
