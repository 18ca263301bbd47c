"""The cost of a verified saving: the account's month as it was, and as it would have been, both billed. Pure.

What the savings room expects of each circuit takes the place of what the circuit used; everything else behind
the meter stays. Both months go through the same engine, and ``effects`` says what the difference is made of.
Reactive energy is taken as it was metered: nobody knows what the old lamps drew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from math import hypot
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from zhiyuan.billing.effects import Effects, cost_of_savings, values
from zhiyuan.billing.load import Load
from zhiyuan.billing.resale import cents_together
from zhiyuan.billing.split import Calendar, calendar, energy_by_part
from zhiyuan.billing.terms import Tariff
from zhiyuan.kernel.errors import NotReady
from zhiyuan.kernel.span import Span, instant
from zhiyuan.savings.counterfactual import Expected
from zhiyuan.telemetry.energy import INTERVAL_US, Quality

Ints = NDArray[np.int64]
MICRO = Decimal(1_000_000)
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class CircuitCost:
    """One circuit's part of the saving, below zero where it used more. [kWh, CNY]"""

    circuit: str
    expected_kwh: Decimal
    used_kwh: Decimal
    cny: Decimal

    @property
    def kwh(self) -> Decimal:
        """What was saved. [kWh]"""
        return self.expected_kwh - self.used_kwh


@dataclass(frozen=True, slots=True)
class Band:
    """What the money of a saving may be off by, from what its energy may be off by.

    Parameters
    ----------
    expected_kwh, expected_cny
        The expected energy and what it is worth in the hours it was laid out over. [kWh, CNY]
    laid_out
        Half-width of that worth, because the energy could have been laid out otherwise. [CNY]
    """

    expected_kwh: float
    expected_cny: float
    laid_out: float

    def half_width(self, half_kwh: float) -> Decimal:
        """An error of the energy counts at the mean worth of what was expected; both errors in squares. [CNY]"""
        each = self.expected_cny / self.expected_kwh if self.expected_kwh else 0.0
        return Decimal(str(round(hypot(half_kwh * each, self.laid_out), 2)))

    def __add__(self, other: "Band") -> "Band":
        """Months that learn from the same days err together."""
        return Band(
            self.expected_kwh + other.expected_kwh,
            self.expected_cny + other.expected_cny,
            self.laid_out + other.laid_out,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Cost:
    """What a saving is worth, and what it rests on; ``circuits`` are the parts of its saving, to the cent."""

    effects: Effects
    band: Band
    circuits: tuple[CircuitCost, ...]


def cost(
    load: Load,
    tariff: Tariff,
    span: Span,
    zone: ZoneInfo,
    circuits: Sequence[Expected],
    accepted: Sequence[Span] = (),
    confidence: float = 0.90,
) -> Cost:
    """The cost of what some circuits behind an account saved in a span.

    Parameters
    ----------
    load
        What the whole account used.

    Raises
    ------
    NotReady
        Where prices, terms or energy are missing, or circuits count more than the account's own meter.
    """
    actual = load.on_grid(span)
    effects = cost_of_savings((would_be(actual, circuits, zone), tariff), (actual, tariff), span, zone, accepted)
    at = calendar(tariff, span, zone)
    first, count = int(actual.start[0]), len(actual.start)
    saved = {c.circuit: energy_by_part(_placed(c.start, c.saved, first, count), first, at) for c in circuits}
    parts = cents_together(_exact(saved, effects), effects.saving)
    found = (CircuitCost(c.circuit, _kwh(c.expected), _kwh(c.used), parts[c.circuit]) for c in circuits)
    return Cost(effects, _band(circuits, at, confidence), tuple(found))


def would_be(load: Load, circuits: Sequence[Expected], zone: ZoneInfo) -> Load:
    """The account's quarter hours had the circuits used what is expected of them, all those flagged as estimated.

    A register counts in steps, so a quarter hour of the account may hold less than a circuit counts in it;
    what would be below zero is set off against other hours of the same day.

    Raises
    ------
    NotReady
        Naming the day on which the circuits together count more than the account's meter.
    """
    first, count = int(load.start[0]), len(load.start)
    change, touched = np.zeros(count, np.int64), np.zeros(count, bool)
    for one in circuits:
        change += _placed(one.start, one.saved, first, count)
        touched[_places(one.start, first, count)[1]] = True
    energy = load.kwh + change
    days = [instant(int(at)).astimezone(zone).date() for at in load.start]
    for day, of in groupby(range(count), key=lambda n: days[n]):
        places = list(of)
        part = slice(places[0], places[-1] + 1)
        if energy[part].sum() < 0:
            raise NotReady(
                "on {day} the circuits count more than the account's meter: check readings and multipliers", day=day
            )
        energy[part] = _set_off(energy[part])
    quality = np.where(touched, np.maximum(load.quality, Quality.ESTIMATED), load.quality).astype(np.int8)
    return Load(load.start, energy, quality, load.kvarh)


def _set_off(energy: Ints) -> Ints:
    """The same sum, with nothing below zero: what is missing in a quarter hour is taken from its neighbours.

    >>> _set_off(np.array([3, -2, 4, 1])).tolist(), _set_off(np.array([3, -2])).tolist()
    ([3, 0, 2, 1], [1, 0])
    """
    running = np.cumsum(energy)
    kept = np.clip(np.maximum.accumulate(running), 0, running[-1])
    return np.asarray(np.diff(kept, prepend=0), np.int64)


def _places(start: Ints, first: int, count: int) -> tuple[NDArray[np.bool_], Ints]:
    """Which quarter hours lie in a grid, and where."""
    at = (start - first) // INTERVAL_US
    inside = (at >= 0) & (at < count)
    return inside, at[inside]


def _placed(start: Ints, energy: Ints, first: int, count: int) -> Ints:
    whole = np.zeros(count, np.int64)
    inside, at = _places(start, first, count)
    whole[at] = energy[inside]
    return whole


def _exact(saved: Mapping[str, Ints], effects: Effects) -> dict[str, Decimal]:
    """What each circuit's kWh are worth by the period they lie in; together the saving but for rounding. [CNY]

    What the account's meter counts otherwise than its circuits, by its steps, goes with their energy.
    """
    factors = values(effects.rows)
    found = {
        name: sum((Decimal(int(kwh)) / MICRO * f for kwh, f in zip(by_part, factors, strict=True)), ZERO)
        for name, by_part in saved.items()
    }
    rest = effects.saving - sum(found.values(), ZERO)
    moved = {name: Decimal(int(np.abs(by_part).sum())) for name, by_part in saved.items()}
    whole = sum(moved.values(), ZERO)
    return {name: worth + (rest * moved[name] / whole if whole else ZERO) for name, worth in found.items()}


def _band(circuits: Sequence[Expected], at: Calendar, confidence: float) -> Band:
    """Prices as floats: for what may be off only, amounts are Decimal."""
    price = np.array([float(at.stages[n].price(period)) for n, period in at.parts])[at.part]
    band = Band(0.0, 0.0, 0.0)
    for one in circuits:
        worth = price[np.clip(np.searchsorted(at.edges, one.start, side="right") - 1, 0, len(price) - 1)]
        energy = np.abs(one.expected) / 1e6
        band += Band(float(energy.sum()), float(energy @ worth), one.shape_half_width(worth, confidence))
    return band


def _kwh(energy: Ints) -> Decimal:
    return Decimal(int(energy.sum())) / MICRO
