"""From messages to what the decision needs: who moved, how bright it is, who was last heard when.

Time is the park's, in minutes since 1970. A reading much older or newer than now says that its
device lives but moves no light: spooled readings must not turn lamps on. [min]
"""

import math
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhiyuan.app.steering.ground import (
    CLOSED,
    FAULT,
    FIRE,
    LEVEL,
    LIGHT,
    OUTDOOR,
    POWER,
    PRESENCE,
    SWITCH,
    Ground,
    Route,
)  # fmt: skip
from zhiyuan.lighting.model import Bools, Floats
from zhiyuan.telemetry.messages import Items

Values = NDArray[np.float64]
Minutes = NDArray[np.float64]

NEVER = -math.inf
OUTDOOR_WINDOW_MIN = 5.0


class Event(NamedTuple):
    """Something that does not wait for the minute: what, the device's key, its place, the value."""

    what: int
    key: str
    place: int
    value: float


@dataclass
class Heard:
    """The newest of everything that the park said."""

    ground: Ground
    since: float
    moving: Bools = field(init=False)
    moved: Bools = field(init=False)
    presence_at: Minutes = field(init=False)
    light_lx: Values = field(init=False)
    light_at: Minutes = field(init=False)
    outdoor: dict[int, list[tuple[float, float]]] = field(default_factory=dict)
    fires: dict[str, bool] = field(default_factory=dict)
    gateway_at: Minutes = field(init=False)
    offline: set[str] = field(default_factory=set)
    level: Values = field(init=False)
    power: Values = field(init=False)
    fault: Values = field(init=False)
    luminaire_at: Minutes = field(init=False)
    closed: Values = field(init=False)
    touched: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        model, park = self.ground.model, self.ground.park
        sensors, lamps = len(self.ground.presence_sensors), len(park.luminaires)
        self.moving, self.moved = np.zeros(sensors, bool), np.zeros(sensors, bool)
        # What was never heard counts from our own start: a restart is no alarm.
        self.presence_at = np.full(sensors, self.since)
        self.light_lx, self.light_at = (np.full(len(model.light_sensors), v) for v in (np.nan, self.since))
        self.gateway_at = np.full(len(park.gateways), self.since)
        self.level, self.power = np.full(lamps, np.nan), np.full(lamps, np.nan)
        self.fault, self.luminaire_at = np.zeros(lamps), np.full(lamps, NEVER)
        self.closed = np.full(len(model.circuits), np.nan)

    def alive(self, gateway: str, now: float) -> bool:
        """A gateway was heard; True when it had been away and must be told everything again."""
        place = self.ground.gateway.get(gateway)
        if place is None:
            return False
        away = gateway in self.offline or now - self.gateway_at[place] > self.ground.model.settings.comm_loss_min
        self.gateway_at[place] = now
        self.offline.discard(gateway)
        return bool(away)

    def readings(self, gateway: str, items: Items, now: float) -> list[Event]:
        """Take the readings of one message up; what cannot wait for the minute comes back."""
        routes = self.ground.routes.get(gateway)
        if routes is None:
            return []
        slack = self.ground.model.settings.comm_loss_min
        bad = {i for i, _ in items.bad}
        events = []
        for i, (key, value) in enumerate(zip(items.p, items.v, strict=True)):
            route = routes.get(key)
            if route is None or i in bad or not math.isfinite(value):
                continue
            at = (items.t if isinstance(items.t, int) else items.t[i]) / 60_000
            if abs(at - now) <= slack:
                event = self._take(route, float(value), now)
                if event is not None:
                    events.append(event)
        return events

    def _take(self, route: Route, value: float, now: float) -> Event | None:
        what, key, place = route
        if what == PRESENCE:
            return self._presence(route, value > 0, now)
        if what == LIGHT:
            self.light_lx[place], self.light_at[place] = value, now
        elif what == OUTDOOR:
            self._outdoor(place, value, now)
        elif what == CLOSED:
            self.closed[place] = value
        elif what in {LEVEL, POWER, FAULT}:
            self._lamp(what, place, value, now)
        elif what == SWITCH and value:
            return Event(SWITCH, key, place, value)
        elif what == FIRE and self.fires.get(key) != (value > 0):
            self.fires[key] = value > 0
            return Event(FIRE, key, place, value)
        return None

    def _presence(self, route: Route, there: bool, now: float) -> Event | None:
        what, key, place = route
        self.presence_at[place] = now
        self.moving[place] = there
        self.moved[place] |= there
        return Event(what, key, int(self.ground.presence_at[place]), 1.0) if there else None

    def _outdoor(self, place: int, value: float, now: float) -> None:
        kept = [(t, v) for t, v in self.outdoor.get(place, []) if now - t < OUTDOOR_WINDOW_MIN]
        self.outdoor[place] = [*kept, (now, value)]

    def _lamp(self, what: int, place: int, value: float, now: float) -> None:
        column = {LEVEL: self.level, POWER: self.power, FAULT: self.fault}[what]
        if column[place] != value:
            column[place] = value
            self.touched.add(place)
        self.luminaire_at[place] = now

    def read_back(self, levels: dict[str, float], now: float) -> None:
        """Levels that came with an acknowledgement. [%]"""
        for key, level in levels.items():
            place = self.ground.luminaire.get(key)
            if place is not None:
                self._lamp(LEVEL, place, level, now)

    def hit(self) -> Bools:
        """Spaces where something moved since the last time this was asked."""
        seen = np.zeros(len(self.ground.model.spaces), bool)
        np.logical_or.at(seen, self.ground.presence_at, self.moving | self.moved)
        self.moved[:] = False
        return seen

    def presence_age(self, now: float) -> Floats:
        """Minutes since the longest silent presence sensor of each space was heard. [min]"""
        age = np.zeros(len(self.ground.model.spaces), np.float32)
        np.maximum.at(age, self.ground.presence_at, (now - self.presence_at).astype(np.float32))
        return age

    def light_age(self, now: float) -> Floats:
        """Minutes since each light sensor was heard. [min]"""
        return (now - self.light_at).astype(np.float32)

    def gateway_age(self, now: float) -> Floats:
        """Minutes since the longest silent gateway of each group was heard. [min]"""
        ages = (now - self.gateway_at).astype(np.float32)
        for gateway in self.offline:
            ages[self.ground.gateway[gateway]] = self.ground.model.settings.comm_loss_min + 1
        group, gateway_of = self.ground.reached
        longest = np.zeros(len(self.ground.model.groups), np.float32)
        np.maximum.at(longest, group, ages[gateway_of])
        return longest

    def horizontal_lx(self, now: float) -> float | None:
        """Daylight outdoors, the least of the last minutes; None when no sensor is heard. [lx]"""
        heard = [v for kept in self.outdoor.values() for t, v in kept if now - t <= OUTDOOR_WINDOW_MIN]
        return min(heard, default=None)
