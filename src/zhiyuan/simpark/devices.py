"""The invented park's gear as arrays: levels that fade, power that is drawn, registers that turn.

A device does what real ones do: it holds its minimum, draws standby, forgets nothing when the
network is gone, and after five minutes without its controller lights up by itself.
Everything is deterministic; time comes in as seconds that have passed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from zhiyuan.lighting.dimming import effective_level, power_w
from zhiyuan.park.document import Park

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
NOWHERE = -1


@dataclass(frozen=True)
class Fleet:
    """What is fixed about every luminaire of a park, in the order of the park file."""

    park: Park
    group: Ints
    gateway: Ints
    circuit: Ints
    space: Ints
    rated_w: Floats
    curve: tuple[Floats, Floats, Floats]
    standby_w: Floats
    minimum: Floats

    @cached_property
    def keys(self) -> list[str]:
        """Luminaire keys."""
        return [luminaire.key for luminaire in self.park.luminaires]

    @cached_property
    def groups(self) -> dict[str, Ints]:
        """Group key → its luminaires."""
        names = [group.key for space in self.park.spaces for group in space.groups]
        return {name: np.flatnonzero(self.group == i) for i, name in enumerate(names)}

    @cached_property
    def gateways(self) -> dict[str, Ints]:
        """Gateway key → the luminaires behind it."""
        return {g.key: np.flatnonzero(self.gateway == i) for i, g in enumerate(self.park.gateways)}

    @cached_property
    def addresses(self) -> dict[tuple[str, int], int]:
        """(gateway key, address) → luminaire."""
        return {
            (lum.gateway, lum.address): i
            for i, lum in enumerate(self.park.luminaires)
            if lum.gateway is not None and lum.address is not None
        }

    @cached_property
    def circuits(self) -> dict[str, int]:
        """Circuit key → its place in the arrays."""
        return {circuit.key: i for i, circuit in enumerate(self.park.circuits)}

    @cached_property
    def controllable(self) -> Bools:
        """Luminaires that obey at all."""
        return self.gateway != NOWHERE


def fleet(park: Park) -> Fleet:
    """Lay a park's luminaires out as arrays."""
    lums = park.luminaires
    groups = {g.key: i for i, g in enumerate(g for space in park.spaces for g in space.groups)}
    gateways = {g.key: i for i, g in enumerate(park.gateways)}
    circuits = {c.key: i for i, c in enumerate(park.circuits)}
    types = [park.types[lum.type] for lum in lums]
    spaces = [i for i, space in enumerate(park.spaces) for _ in space.luminaires]
    return Fleet(
        park=park,
        group=np.array([groups.get(lum.group or "", NOWHERE) for lum in lums]),
        gateway=np.array([gateways.get(lum.gateway or "", NOWHERE) for lum in lums]),
        circuit=np.array([circuits[lum.circuit] for lum in lums]),
        space=np.array(spaces),
        rated_w=np.array([t.rated_w for t in types]),
        curve=tuple(np.array([t.power_curve[n] for t in types]) for n in range(3)),  # type: ignore[arg-type]  # three
        standby_w=np.array([t.standby_w for t in types]),
        minimum=np.array([t.minimum_level for t in types]),
    )


@dataclass
class Gear:
    """The luminaires as they are now: level, where it is going and how fast, what has failed."""

    fleet: Fleet
    level: Floats = field(init=False)
    target: Floats = field(init=False)
    rate: Floats = field(init=False)
    failed: Bools = field(init=False)
    closed: Bools = field(init=False)

    def __post_init__(self) -> None:
        count = len(self.fleet.keys)
        # Gear powers up at full output (DALI power-on level); what cannot be commanded stays there.
        self.level, self.target = np.ones(count), np.ones(count)
        self.rate = np.full(count, np.inf)
        self.failed = np.zeros(count, dtype=bool)
        self.closed = np.ones(len(self.fleet.park.circuits), dtype=bool)

    def command(self, which: Ints, level: float, fade_s: float) -> None:
        """Tell luminaires a level [1] to be reached in so many seconds; others than ours do not listen."""
        heard = which[self.fleet.controllable[which]]
        self.target[heard] = effective_level(np.full(len(heard), level), 0.0)
        self.target[heard] = np.where(level > 0, np.maximum(level, self.fleet.minimum[heard]), 0.0)
        way = np.abs(self.target[heard] - self.level[heard])
        self.rate[heard] = way / fade_s if fade_s > 0 else np.inf

    def switch(self, circuit: str, closed: bool) -> None:
        """Open or close a contactor; a lamp that gets its supply back powers up where it was told to be."""
        self.closed[self.fleet.circuits[circuit]] = closed

    def advance(self, seconds: float) -> None:
        """Let fades go on for so long. [s]"""
        way = self.target - self.level
        step = np.minimum(self.rate, 1e9) * seconds
        self.level = self.level + np.clip(way, -step, step)

    @property
    def lit(self) -> Floats:
        """Light that really comes out, as a share of full output. [1]"""
        supplied = self.closed[self.fleet.circuit] & ~self.failed
        return np.where(supplied, self.level, 0.0)

    @property
    def power_w(self) -> Floats:
        """Power that each luminaire draws, standby included. [W]"""
        f = self.fleet
        drawn = power_w(np.where(self.failed, 0.0, self.level), f.rated_w, *f.curve, f.standby_w, f.minimum)
        return np.where(self.closed[f.circuit], drawn, 0.0)

    @property
    def circuit_w(self) -> Floats:
        """Power of each circuit. [W]"""
        return np.bincount(self.fleet.circuit, self.power_w, len(self.closed)).astype(np.float64)


@dataclass
class Meters:
    """Cumulative registers that turn with the circuits' power, as the meters show them. [kWh]"""

    park: Park
    register: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.register = np.zeros(len(self.park.meters))

    @cached_property
    def keys(self) -> list[str]:
        """Meter keys."""
        return [meter.key for meter in self.park.meters]

    @cached_property
    def share(self) -> Floats:
        """One row a meter, one column a circuit: 1 where the meter counts the circuit, itself or below it.

        A head meter (no circuit of its own, nothing above it) also counts what no meter counts.
        """
        circuits = {c.key: i for i, c in enumerate(self.park.circuits)}
        place = {key: i for i, key in enumerate(self.keys)}
        matrix = np.zeros((len(self.keys), len(circuits)))
        for meter in self.park.meters:
            above: str | None = meter.key
            while meter.circuit is not None and above is not None:
                matrix[place[above], circuits[meter.circuit]] = 1.0
                above = self.park.meters[place[above]].parent
        unmetered = ~matrix.any(axis=0)
        for meter in self.park.meters:
            if meter.circuit is None and meter.parent is None:
                matrix[place[meter.key], unmetered] = 1.0
        return matrix

    @cached_property
    def multiplier(self) -> Floats:
        """What one unit of the register stands for. [1]"""
        return np.array([meter.multiplier for meter in self.park.meters])

    @cached_property
    def rollover(self) -> Floats:
        """Where each register starts again from zero. [kWh]"""
        return np.array([meter.rollover for meter in self.park.meters])

    @cached_property
    def decimals(self) -> Ints:
        """Decimals that each meter shows."""
        return np.array([meter.decimals for meter in self.park.meters])

    def power_kw(self, circuit_w: Floats) -> Floats:
        """What each meter shows as power. [kW]"""
        return self.share @ circuit_w / 1000.0

    def turn(self, circuit_w: Floats, seconds: float) -> None:
        """Let the registers turn for so long at this power. [s]"""
        energy = self.power_kw(circuit_w) * seconds / 3600.0
        self.register = (self.register + energy / self.multiplier) % self.rollover

    def shown(self) -> Floats:
        """What the meters display: the register cut, never rounded up, to their decimals. [kWh]"""
        return cut(self.register, self.decimals)

    def resume(self, registers: Mapping[str, float]) -> None:
        """Go on from what was last shown."""
        for i, key in enumerate(self.keys):
            self.register[i] = registers.get(key, self.register[i])


def cut(values: Floats, decimals: Ints) -> Floats:
    """Cut to so many decimals, as a display does.

    >>> cut(np.array([1.239, 5.0]), np.array([2, 0])).tolist()
    [1.23, 5.0]
    """
    factor = 10.0**decimals
    return np.floor(values * factor + 1e-6) / factor
