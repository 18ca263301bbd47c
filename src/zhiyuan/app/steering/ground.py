"""What is fixed about a park while it is steered: who is behind which gateway, and what each point means."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np

from zhiyuan.kernel.errors import Malformed
from zhiyuan.lighting.commission import Measured, commissioned
from zhiyuan.lighting.model import ControlModel, Ints, build, output_left
from zhiyuan.lighting.rule import Rule, read_rules
from zhiyuan.lighting.settings import read_settings
from zhiyuan.park.document import Park, Sensor

PRESENCE, LIGHT, OUTDOOR, SWITCH, FIRE, LEVEL, POWER, FAULT, CLOSED = range(9)
Route = tuple[int, str, int]
"""What a point is, the key of its device, and its place in the arrays."""


@dataclass(frozen=True)
class Ground:
    """A park and its control model, with every look-up that the loop needs."""

    park: Park
    model: ControlModel

    @cached_property
    def site(self) -> str:
        """The site's key, first word of every subject."""
        return self.park.site.key

    @cached_property
    def zone(self) -> ZoneInfo:
        """The site's clock."""
        return ZoneInfo(self.park.site.timezone)

    def day(self, at: datetime) -> date:
        """The site's day that an instant lies in."""
        return at.astimezone(self.zone).date()

    @cached_property
    def space(self) -> dict[str, int]:
        """Space key → place."""
        return {key: i for i, key in enumerate(self.model.spaces)}

    @cached_property
    def group(self) -> dict[str, int]:
        """Group key → place."""
        return {key: i for i, key in enumerate(self.model.groups)}

    @cached_property
    def circuit(self) -> dict[str, int]:
        """Circuit key → place."""
        return {key: i for i, key in enumerate(self.model.circuits)}

    @cached_property
    def luminaire(self) -> dict[str, int]:
        """Luminaire key → place."""
        return {lum.key: i for i, lum in enumerate(self.park.luminaires)}

    @cached_property
    def gateway(self) -> dict[str, int]:
        """Gateway key → place."""
        return {g.key: i for i, g in enumerate(self.park.gateways)}

    @cached_property
    def members(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """(gateway, group) → its luminaires; only what may be commanded is in here."""
        found: dict[tuple[str, str], list[str]] = {}
        for lum in self.park.luminaires:
            if lum.controllable and lum.group and lum.gateway:
                found.setdefault((lum.gateway, lum.group), []).append(lum.key)
        return {pair: tuple(keys) for pair, keys in found.items()}

    @cached_property
    def uncontrollable(self) -> frozenset[str]:
        """Groups and gateways' luminaires that nothing of ours may command: must stay empty of groups."""
        return frozenset(lum.group for lum in self.park.luminaires if lum.group and not lum.controllable)

    @cached_property
    def gateways_of(self) -> tuple[tuple[str, ...], ...]:
        """The gateways of each group."""
        found: list[list[str]] = [[] for _ in self.model.groups]
        for gateway, group in self.members:
            found[self.group[group]].append(gateway)
        return tuple(tuple(gateways) for gateways in found)

    @cached_property
    def reached(self) -> tuple[Ints, Ints]:
        """Pairs of group and gateway, by place."""
        pairs = [(self.group[group], self.gateway[gateway]) for gateway, group in self.members]
        return np.array([g for g, _ in pairs], np.intp), np.array([w for _, w in pairs], np.intp)

    @cached_property
    def powered_by(self) -> tuple[tuple[int, ...], ...]:
        """The circuits that feed each group."""
        found: list[list[int]] = [[] for _ in self.model.groups]
        for circuit, groups in enumerate(self.groups_fed):
            for group in groups.tolist():
                found[group].append(circuit)
        return tuple(tuple(circuits) for circuits in found)

    @cached_property
    def groups_of(self) -> dict[str, tuple[int, ...]]:
        """The groups behind each gateway."""
        found: dict[str, list[int]] = {g.key: [] for g in self.park.gateways}
        for gateway, group in self.members:
            found[gateway].append(self.group[group])
        return {gateway: tuple(groups) for gateway, groups in found.items()}

    @cached_property
    def contactor_at(self) -> dict[str, str]:
        """Circuit → the gateway that switches it; only circuits that may be opened."""
        may = {key for key, i in self.circuit.items() if self.model.switchable[i]}
        return {c.key: c.gateway for c in self.park.circuits if c.gateway and c.key in may}

    @cached_property
    def groups_fed(self) -> tuple[Ints, ...]:
        """The groups on each circuit."""
        return tuple(
            np.unique(self.model.feed_group[self.model.feed_circuit == i]) for i in range(len(self.model.circuits))
        )

    @cached_property
    def spaces_of_building(self) -> dict[str, Ints]:
        """Building → its spaces."""
        return {
            b.key: np.array([self.space[s.key] for f in b.floors for s in f.spaces], np.intp)
            for b in self.park.buildings
        }

    @cached_property
    def floor_of_space(self) -> tuple[str, ...]:
        """The floor of each space."""
        return tuple(f.key for f in self.park.floors() for _ in f.spaces)

    @cached_property
    def presence_sensors(self) -> dict[str, tuple[str, int]]:
        """Presence sensor → its gateway and space."""
        return {s.key: (s.gateway, self.space[s.space]) for s in self.park.sensors if s.kind == "presence" and s.space}

    @cached_property
    def presence_at(self) -> Ints:
        """The space of each presence sensor."""
        return np.array([place for _, place in self.presence_sensors.values()], np.intp)

    @cached_property
    def presence_place(self) -> dict[str, int]:
        """Presence sensor → its place in the arrays."""
        return {key: i for i, key in enumerate(self.presence_sensors)}

    @cached_property
    def light_place(self) -> dict[str, int]:
        """Indoor light sensor → its place in the arrays."""
        return {key: i for i, key in enumerate(self.model.light_sensors)}

    @cached_property
    def outdoor_sensors(self) -> tuple[str, ...]:
        """Light sensors under the open sky: they tell when it is dark."""
        outdoor = {s.key for f in self.park.floors() if f.outdoor for s in f.spaces}
        return tuple(s.key for s in self.park.sensors if s.kind == "illuminance" and s.space in outdoor)

    @cached_property
    def rules(self) -> tuple[tuple[Rule, ...], ...]:
        """The rules of each schedule, read once; a schedule that cannot be read keeps its lights on."""
        return tuple(_rules(s.rules) for s in self.park.schedules)

    @cached_property
    def routes(self) -> dict[str, dict[str, Route]]:
        """Gateway → point key → what a reading there means; a point of another gateway is not in here."""
        found: dict[str, dict[str, Route]] = {g.key: {} for g in self.park.gateways}
        for lum in self.park.luminaires:
            if lum.gateway:
                place = self.luminaire[lum.key]
                for word, what in (("level", LEVEL), ("power", POWER), ("fault", FAULT)):
                    found[lum.gateway][f"lum/{lum.key}/{word}"] = (what, lum.key, place)
        for sensor in self.park.sensors:
            for word, route in self._sensor_routes(sensor):
                found[sensor.gateway][f"sensor/{sensor.key}/{word}"] = route
        for circuit in self.park.circuits:
            if circuit.gateway:
                found[circuit.gateway][f"circuit/{circuit.key}/closed"] = (
                    CLOSED, circuit.key, self.circuit[circuit.key],
                )  # fmt: skip
        return found

    def _sensor_routes(self, sensor: Sensor) -> list[tuple[str, Route]]:
        if sensor.kind == "presence" and sensor.space:
            return [("presence", (PRESENCE, sensor.key, self.presence_place[sensor.key]))]
        if sensor.kind == "illuminance" and sensor.key in self.outdoor_sensors:
            return [("illuminance", (OUTDOOR, sensor.key, self.outdoor_sensors.index(sensor.key)))]
        if sensor.kind == "illuminance" and sensor.key in self.light_place:
            return [("illuminance", (LIGHT, sensor.key, self.light_place[sensor.key]))]
        if sensor.kind == "switch" and sensor.space:
            return [("switch", (SWITCH, sensor.key, self.space[sensor.space]))]
        if sensor.kind == "fire" and sensor.building:
            return [("fire", (FIRE, sensor.building, 0))]
        return []


def _rules(said: tuple[dict[str, object], ...]) -> tuple[Rule, ...]:
    try:
        return tuple(read_rules(said))
    except Malformed:
        return tuple(read_rules([{"name": "unreadable"}]))


def ground(
    park: Park, day: date, hours: Mapping[str, float] | None = None, known: Mapping[str, Measured] | None = None
) -> Ground:
    """Lay a park out for steering, by the figures of a day.

    Parameters
    ----------
    hours
        Burning hours by luminaire, for constant light output. [h]
    known
        What lux meters and step tests found, by space.
    """
    narrow = read_settings(day, calibrated=True)
    made = Ground(park, commissioned(build(park, day), output_left(park, hours or {}), known or {}, narrow))
    assert made.routes.keys() == made.gateway.keys()  # laid out now, not when the first event waits for it
    return made
