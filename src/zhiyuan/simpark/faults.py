"""What goes wrong in the invented park, day by day: seeded, so that the same day fails the same way.

A lamp burns out and is replaced two days later; a gateway loses its network for a while; once a
week a presence sensor sticks. Nothing here is told to the controller except by its effects.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np

from zhiyuan.park.document import Park

MINUTES_A_DAY = 1440
LAMP_DAYS = 2
LAMPS_A_DAY = 0.8
GATEWAYS_A_DAY = 1.2
STUCK_DAYS = 2
STUCK_EVERY_DAYS = 7

Kind = Literal["lamp", "gateway", "stuck"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: which thing, from which minute of its day, for how long. [min]"""

    kind: Kind
    key: str
    day: date
    minute: int
    lasts_min: int

    def holds(self, day: date, minute: int) -> bool:
        """Whether it is there at a minute of a day."""
        since = (day - self.day).days * MINUTES_A_DAY + minute - self.minute
        return 0 <= since < self.lasts_min


def faults_of(park: Park, day: date, seed: int) -> Iterator[Fault]:
    """The faults that begin on a day."""
    draw = np.random.default_rng([seed, day.toordinal()])
    lamps = [lum.key for lum in park.luminaires if lum.controllable and lum.gateway]
    gateways = [g.key for g in park.gateways]
    sensors = [s.key for s in park.sensors if s.kind == "presence"]
    for key in draw.choice(lamps, min(draw.poisson(LAMPS_A_DAY), len(lamps)), replace=False) if lamps else ():
        yield Fault("lamp", str(key), day, int(draw.integers(MINUTES_A_DAY)), LAMP_DAYS * MINUTES_A_DAY)
    for key in draw.choice(gateways, min(draw.poisson(GATEWAYS_A_DAY), len(gateways)), replace=False):
        yield Fault("gateway", str(key), day, int(draw.integers(MINUTES_A_DAY)), int(draw.integers(8, 40)))
    if sensors and day.toordinal() % STUCK_EVERY_DAYS == seed % STUCK_EVERY_DAYS:
        yield Fault("stuck", str(draw.choice(sensors)), day, 600, STUCK_DAYS * MINUTES_A_DAY)


class Faults:
    """Which things are faulty now; remembers the draws of the last days."""

    def __init__(self, park: Park, seed: int) -> None:
        self.park, self.seed = park, seed
        self._days: dict[date, tuple[Fault, ...]] = {}

    def now(self, day: date, minute: int) -> dict[Kind, set[str]]:
        """Keys of what is faulty at a minute of a day, by kind."""
        found: dict[Kind, set[str]] = {"lamp": set(), "gateway": set(), "stuck": set()}
        for back in range(max(LAMP_DAYS, STUCK_DAYS) + 1):
            for fault in self._of(day - timedelta(days=back)):
                if fault.holds(day, minute):
                    found[fault.kind].add(fault.key)
        return found

    def _of(self, day: date) -> tuple[Fault, ...]:
        if day not in self._days:
            self._days = {d: f for d, f in self._days.items() if abs((day - d).days) < 5}
            self._days[day] = tuple(faults_of(self.park, day, self.seed))
        return self._days[day]
