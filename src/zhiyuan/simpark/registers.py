"""What meters showed in the past: registers every quarter of an hour, with what goes wrong in real ones.

A few meters were silent for a while, one rolled over, one said nonsense once, some messages came twice.
In the last stretch, whose bills people close, nothing goes wrong but what is told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from zhiyuan.adapters.mqtt import encode_up
from zhiyuan.park.document import Park
from zhiyuan.simpark.devices import Meters, cut

QUARTER_S = 900
DAY_QUARTERS = 96
SILENT = ((2, 0.31, 26), (7, 0.12, 150), (11, 0.66, 9), (16, 0.87, 300), (23, 0.74, 52))
"""Meters that were silent: number, when as a share of the time, for how many quarters of an hour."""
ROLLS_OVER = (4, 0.7)
NONSENSE = (9, 0.58, 30_000.0)
TWICE = (13, 0.45, 96)
MISSING = 0.0005


@dataclass(frozen=True, slots=True)
class Mishap:
    """What goes wrong with one meter from a moment on: so many quarters not heard, or one register too high.

    Parameters
    ----------
    at
        When. [s since 1970]
    quarters
        How long it is silent; nought for a wrong register. [1]
    excess
        By how much one register is too high. [kWh]
    """

    meter: str
    at: int
    quarters: int = 0
    excess: float = 0.0


@dataclass
class Past:
    """The meters of a park over a span that begins at ``start`` [s since 1970] and has so many quarters.

    From ``quiet_from`` [s since 1970] on nothing goes wrong by chance; ``told`` goes wrong whenever it says.
    """

    park: Park
    start: int
    quarters: int
    seed: int
    quiet_from: int | None = None
    told: Sequence[Mishap] = ()

    def __post_init__(self) -> None:
        self.meters = Meters(self.park)
        self.draw = np.random.default_rng([self.seed, 0xE7E5])
        self.meters.register = self.draw.uniform(800.0, 9000.0, len(self.park.meters))
        self.done = 0

    def expect(self, kwh: NDArray[np.float64]) -> None:
        """Let one meter begin so that it rolls over at its time; ``kwh`` is a guess of the whole use by meter."""
        number, share = ROLLS_OVER
        if number < len(self.park.meters):
            rollover = self.park.meters[number].rollover
            self.meters.register[number] = rollover - kwh[number] * share / self.meters.multiplier[number]

    def turn(self, circuit_kwh: NDArray[np.float64]) -> "Shown":
        """Let the registers turn through some quarters; what they show at the end of each."""
        used = np.cumsum(circuit_kwh @ self.meters.share.T, axis=0) / self.meters.multiplier
        register = (self.meters.register + used) % self.meters.rollover
        first = self.done
        self.meters.register, self.done = register[-1].copy(), first + len(register)
        stamps = self.start + (np.arange(first, self.done) + 1) * QUARTER_S
        shown = cut(register, self.meters.decimals)
        return Shown(self, first, stamps, self._nonsense(first, shown), self._heard(first, len(shown)))

    def _heard(self, first: int, count: int) -> NDArray[np.bool_]:
        heard = self.draw.random((count, len(self.park.meters))) > MISSING
        for number, share, length in SILENT:
            since = round(share * self.quarters) - first
            if number < heard.shape[1]:
                heard[max(0, since) : max(0, since + length), number] = False
        if self.quiet_from is not None:
            heard[max(0, self._quarter(self.quiet_from) - first) :] = True
        for one in self.told:
            since = self._quarter(one.at) - first
            heard[max(0, since) : max(0, since + one.quarters), self._number(one.meter)] = False
        return heard

    def _quarter(self, at: int) -> int:
        """The place of the register that is shown at a moment."""
        return (at - self.start) // QUARTER_S - 1

    def _number(self, meter: str) -> int:
        return [m.key for m in self.park.meters].index(meter)

    def _nonsense(self, first: int, shown: NDArray[np.float64]) -> NDArray[np.float64]:
        number, share, excess = NONSENSE
        at = round(share * self.quarters) - first
        if number < shown.shape[1] and 0 <= at < len(shown):
            shown[at, number] += excess
        for one in self.told:
            at = self._quarter(one.at) - first
            if one.excess and 0 <= at < len(shown):
                shown[at, self._number(one.meter)] += one.excess
        return shown


@dataclass(frozen=True)
class Shown:
    """Registers at the end of some quarters ``(quarters, meters)``, and which of them were heard."""

    past: Past
    first: int
    stamps: NDArray[np.int64]
    register: NDArray[np.float64]
    heard: NDArray[np.bool_]

    def messages(self, quarters: int = 31 * DAY_QUARTERS) -> Iterator[list[tuple[str, bytes]]]:
        """Batches of (gateway, payload), a month each, so that the store writes every day once."""
        for low in range(0, len(self.stamps), quarters):
            part = slice(low, low + quarters)
            batch = [
                (meter.gateway, payload)
                for number, meter in enumerate(self.past.park.meters)
                for payload in self._payloads(number, part)
            ]
            yield batch

    def _payloads(self, number: int, part: slice) -> Sequence[bytes]:
        meter = self.past.park.meters[number]
        heard = self.heard[part, number]
        stamps = (self.stamps[part][heard] * 1000).tolist()
        values = self.register[part, number][heard].round(meter.decimals).tolist()
        if not stamps:
            return ()
        payload = encode_up(stamps, [f"meter/{meter.key}/energy"] * len(stamps), values)
        return (payload, self._again(number, stamps, values)) if self._twice(number, part) else (payload,)

    def _twice(self, number: int, part: slice) -> bool:
        at = round(TWICE[1] * self.past.quarters) - self.first
        return number == TWICE[0] and part.start <= at < part.stop

    def _again(self, number: int, stamps: list[int], values: list[float]) -> bytes:
        count = TWICE[2]
        key = f"meter/{self.past.park.meters[number].key}/energy"
        return encode_up(stamps[:count], [key] * len(stamps[:count]), values[:count])

    @cached_property
    def readings(self) -> int:
        """How many registers are said."""
        return int(self.heard.sum())
