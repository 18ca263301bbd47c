"""A made-up office at work on bundles: desks, other people's files, a signing officer who is not always there.

Time is office time in minutes from the first morning, so that nights and lunch take none. A discrete-event
simulation (SimPy): a desk serves one file at a time and never breaks one off; a bundle in the green lane goes
before other files. A step whose durations were observed takes one of them instead, waiting and signature
included, so that neither desks nor deputies change it.
"""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from math import exp
from random import Random
from typing import Any

import simpy

from zhiyuan.cases.onedaysetup import Assumptions, Minutes, Setup, Step, hand_in_minutes, prepared

Going = Generator[simpy.Event, Any, None]
OFFICER = "signing officer"
FIRST, AFTER = 0, 1


@dataclass(frozen=True, slots=True)
class Passage:
    """One drawn bundle: handed in and done, counted from the first morning. [min of office time]"""

    handed_in: float
    done: float


def passages(
    supposed: Assumptions, setup: Setup, taken: Mapping[str, Sequence[float]], *, days: int, seed: str
) -> list[Passage]:
    """Every bundle handed in during so many working days; the office works on until the last is done."""
    office = _Office(supposed, setup, taken, Random(seed))  # noqa: S311  # not for secrets
    office.env.run(until=office.env.process(office.open(days)))
    return office.done


class _Office:
    def __init__(
        self, supposed: Assumptions, setup: Setup, taken: Mapping[str, Sequence[float]], random: Random
    ) -> None:
        self.supposed, self.setup, self.taken, self.random = supposed, setup, taken, random
        self.env = simpy.Environment()
        self.steps = prepared(supposed, setup)
        desks = {step.desk for step in self.steps.values()}
        self.desks = {
            desk: simpy.PriorityResource(self.env, setup.staff.get(desk, 1)) for desk in sorted({*desks, OFFICER})
        }
        self.officer_back = 0.0
        self.lane = FIRST if setup.green_lane else AFTER
        self.done: list[Passage] = []
        for desk in sorted(desks):
            self.env.process(self._other_files(desk))
        if setup.deputy_after != 0:
            self.env.process(self._absences())

    def open(self, days: int) -> Going:
        """Bundles come by chance, so many a day on average, at the time of day that is asked about."""
        going, hours = [], hand_in_minutes(self.supposed, self.setup)
        for day in range(days):
            for minute in sorted(self.random.uniform(*hours) for _ in range(self._arrivals())):
                yield self.env.timeout(max(0.0, day * self.supposed.day_min + minute - self.env.now))
                going.append(self.env.process(self._bundle()))
        yield self.env.all_of(going)

    def _bundle(self) -> Going:
        begun = self.env.now
        ends: dict[str, simpy.Event] = {}
        for key, step in self.steps.items():
            ends[key] = self.env.process(self._step(key, step, [ends[need] for need in step.needs]))
        yield self.env.all_of(list(ends.values()))
        self.done.append(Passage(begun, self.env.now))

    def _step(self, key: str, step: Step, needs: Sequence[simpy.Event]) -> Going:
        yield self.env.all_of(list(needs))
        if key in self.taken:
            yield self.env.timeout(self.random.choice(self.taken[key]))
            return
        if step.outside:
            yield self.env.timeout(self._between(step.outside))
        yield from self._served(step.desk, self._between(step.minutes))
        if step.signed:
            yield from self._signed()
        if not step.needs and not self.setup.promises and self.random.random() < self.supposed.incomplete["share"]:
            yield self.env.timeout(self._between(self.supposed.incomplete["minutes"]))

    def _served(self, desk: str, minutes: float) -> Going:
        with self.desks[desk].request(priority=self.lane) as turn:
            yield turn
            yield self.env.timeout(minutes)

    def _signed(self) -> Going:
        with self.desks[OFFICER].request(priority=self.lane) as turn:
            yield turn
            wait = max(0.0, self.officer_back - self.env.now)
            if self.setup.deputy_after is not None:
                wait = min(wait, self.setup.deputy_after)
            yield self.env.timeout(wait + self._between(self.supposed.signature))

    def _absences(self) -> Going:
        away = self.supposed.away
        while True:
            yield self.env.timeout(self.random.expovariate(1 / away["present"]))
            length = self.random.uniform(away["least"], away["greatest"])
            self.officer_back = self.env.now + length
            yield self.env.timeout(length)

    def _other_files(self, desk: str) -> Going:
        busy, minutes = self.supposed.other_files["busy"], self.supposed.other_files["minutes"]
        per_min = busy * self.desks[desk].capacity / minutes
        while per_min:
            yield self.env.timeout(self.random.expovariate(per_min))
            self.env.process(self._other_file(desk, self.random.expovariate(1 / minutes)))

    def _other_file(self, desk: str, minutes: float) -> Going:
        with self.desks[desk].request(priority=AFTER) as turn:
            yield turn
            yield self.env.timeout(minutes)

    def _between(self, minutes: Minutes) -> float:
        least, likely, greatest = minutes
        return self.random.triangular(least, greatest, likely)

    def _arrivals(self) -> int:
        """Poisson's number of bundles on a day, by multiplying chances (Knuth, TAOCP 3.4.1)."""
        expected = self.setup.bundles_per_day
        floor, product, count = exp(-(self.supposed.bundles_per_day if expected is None else expected)), 1.0, -1
        while product >= floor:
            product *= self.random.random()
            count += 1
        return count
