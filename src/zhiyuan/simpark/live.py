"""The invented park, live: luminaires, sensors, meters and people behind gateways that speak real MQTT.

One process, one connection and one password a gateway. Park time runs ``speed`` times as fast as
real time; whatever depends on minutes (people, sky, faults, registers) is done at every full minute
of park time, commands are obeyed and acknowledged as they come.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from zhiyuan.adapters.mqtt import Command, encode, encode_ack
from zhiyuan.park.document import Park
from zhiyuan.simpark.devices import Gear, Ints, Meters, fleet
from zhiyuan.simpark.failsafe import FailSafe
from zhiyuan.simpark.faults import Faults
from zhiyuan.simpark.line import Address, Line
from zhiyuan.simpark.reporting import Luminaires, Outbox, Values
from zhiyuan.simpark.tenants import Tenants

MINUTE, QUARTER = 60, 900
STEPS = {"illuminance": (3.0, 0.04), "power": (0.002, 0.02)}
ACK_S = (0.02, 0.08)
SWITCH_PER_MINUTE = 1 / 400
HEALTH_EVERY_MIN = 2


@dataclass(frozen=True)
class Moment:
    """People, sky and programs in one minute.

    ``hit``: what presence sensors see, by space. ``facade_lx``: light on N, E, S, W behind blinds. [lx]
    ``horizontal_lx``: outdoors. [lx]  ``schedule``: level each space's program wants. [1]
    """

    hit: NDArray[np.bool_]
    facade_lx: NDArray[np.float32]
    horizontal_lx: float
    schedule: NDArray[np.float32]


class World(Protocol):
    """Where people and sky come from."""

    def moment(self, minute: int) -> Moment:
        """The minute that begins so many minutes after 1970 UTC."""
        ...

    def readings(self, moment: Moment, group_level: NDArray[np.floating]) -> dict[str, float]:
        """What every light sensor indoors shows. [lx]"""
        ...


@dataclass
class LivePark:
    """The whole invented park as it is now."""

    park: Park
    world: World
    addresses: Mapping[str, Address]
    clock: Callable[[], float]
    speed: float
    state_file: Path
    seed: int = 1
    lines: dict[str, Line] = field(init=False)

    def __post_init__(self) -> None:
        self.fleet = fleet(self.park)
        self.gear, self.meters = Gear(self.fleet), Meters(self.park)
        self.faults, self.failsafe = Faults(self.park, self.seed), FailSafe(self.fleet)
        self.told, self.values = Luminaires(self.fleet), Values(STEPS)
        self.tenants = Tenants(self.park, self.seed)
        self.lines = {key: Line(key, address, self.heard) for key, address in self.addresses.items()}
        self.draw = np.random.default_rng([self.seed, int(self.clock())])
        self.zone = ZoneInfo(self.park.site.timezone)
        self.now = self.clock()
        self.lamp = {key: i for i, key in enumerate(self.fleet.keys)}
        spaces = {space.key: i for i, space in enumerate(self.park.spaces)}
        self.space = {s.key: spaces[s.space] for s in self.park.sensors if s.space is not None}
        self.pressed: dict[str, str] = {}
        self.acks: set[asyncio.Task[None]] = set()
        self._resume()

    # -- commands ------------------------------------------------------------------------------

    def heard(self, gateway: str, command: Command) -> None:
        """Obey a command at once; say what was reached a little later."""
        self.tick()
        self.failsafe.heard(gateway)
        mine = self.fleet.gateways[gateway]
        touched: list[int] = []
        for cast in command.set:
            which = np.intersect1d(self.fleet.groups.get(cast.g, mine[:0]), mine)
            self._tell(which, cast.level, cast.fade, touched)
        for single in command.lum:
            index = self.fleet.addresses.get((gateway, single.a))
            self._tell(np.array([] if index is None else [index], dtype=np.int64), single.level, single.fade, touched)
        contactors = {c.c: int(c.closed) for c in command.contactor if self._switch(gateway, c.c, c.closed)}
        levels = {self.fleet.keys[i]: round(float(self.gear.target[i]) * 100, 1) for i in touched}
        task = asyncio.get_running_loop().create_task(self._answer(gateway, command.id, levels, contactors))
        self.acks.add(task)
        task.add_done_callback(self.acks.discard)

    def _tell(self, which: Ints, level: float, fade_s: float, touched: list[int]) -> None:
        self.gear.command(which, level, fade_s)
        touched.extend(i for i in which.tolist() if not self.gear.failed[i])

    def _switch(self, gateway: str, circuit: str, closed: bool) -> bool:
        known = self.fleet.circuits.get(circuit)
        if known is None or self.park.circuits[known].gateway != gateway or not self.park.circuits[known].contactor:
            return False
        self.gear.switch(circuit, closed)
        return True

    async def _answer(
        self, gateway: str, command_id: str, levels: dict[str, float], contactors: dict[str, int]
    ) -> None:
        await asyncio.sleep(self.draw.uniform(*ACK_S))
        self.lines[gateway].say(encode_ack(command_id, round(self.clock() * 1000), levels, contactors), "ack")

    # -- time ----------------------------------------------------------------------------------

    async def run(self) -> None:
        """Live on until cancelled."""
        keeping = [asyncio.create_task(line.keep()) for line in self.lines.values()]
        try:
            while True:
                self.tick()
                await asyncio.sleep(min(1.0, max(0.1, MINUTE / self.speed)))
        finally:
            self._save()
            for task in keeping:
                task.cancel()
            await asyncio.gather(*keeping, return_exceptions=True)

    def tick(self) -> None:
        """Go on to the present, doing at every full minute on the way what belongs to it."""
        present = self.clock()
        if present - self.now > 6 * 3600:  # the machine slept: nobody made up what happened meanwhile
            self.now = present - MINUTE
        while (boundary := (self.now // MINUTE + 1) * MINUTE) <= present:
            self.catch_up(boundary)
            self.minute(int(boundary) // MINUTE)
        self.catch_up(present)

    def catch_up(self, present: float) -> None:
        """Let fades go on and registers turn until now."""
        passed = present - self.now
        if passed <= 0:
            return
        before = self.gear.circuit_w
        self.gear.advance(passed)
        lighting_w = (before + self.gear.circuit_w) / 2
        self.meters.turn(lighting_w + self.tenants.now_w(self.now), passed)
        self.now = present

    def minute(self, minute: int) -> None:
        """Everything that happens once a minute: people, sky, faults, readings."""
        local = datetime.fromtimestamp(minute * MINUTE, UTC).astimezone(self.zone)
        faulty = self.faults.now(local.date(), local.hour * 60 + local.minute)
        self.gear.failed[:] = False
        self.gear.failed[[self.lamp[key] for key in faulty["lamp"]]] = True
        for key, line in self.lines.items():
            line.unplugged = key in faulty["gateway"]
        moment = self.world.moment(minute)
        self._watch_over(minute, moment)
        out = Outbox()
        self._sense(minute, moment, faulty["stuck"], out)
        self._report(minute, out)
        self._deliver(minute, out)

    def _watch_over(self, minute: int, moment: Moment) -> None:
        """Gear that has not heard from its controller lights up by itself."""
        online = {key: line.online for key, line in self.lines.items()}
        lost = self.failsafe.lost(online, minute)
        if len(lost):
            wanted = moment.schedule[self.fleet.space[lost]]
            for level in np.unique(wanted):
                self.gear.command(lost[wanted == level], float(level), 0.0)

    # -- readings ------------------------------------------------------------------------------

    def _sense(self, minute: int, moment: Moment, stuck: set[str], out: Outbox) -> None:
        now = float(minute * MINUTE)
        level = np.array([self.gear.lit[i].mean() if len(i) else 0.0 for i in self.fleet.groups.values()])
        shown = self.world.readings(moment, level)
        for sensor in self.park.sensors:
            key = f"sensor/{sensor.key}/{sensor.kind}"
            if sensor.kind == "presence":
                seen = sensor.key in stuck or bool(moment.hit[self.space[sensor.key]])
                self.values.report(sensor.gateway, key, float(seen), now, out)
            elif sensor.kind == "illuminance":
                lx = shown.get(sensor.key, moment.horizontal_lx)
                self.values.report(sensor.gateway, key, round(lx, 1), now, out)
            elif sensor.kind == "fire":
                self.values.report(sensor.gateway, key, 0.0, now, out)
        self._switches(moment, out)

    def _switches(self, moment: Moment, out: Outbox) -> None:
        released, self.pressed = self.pressed, {}
        for key, gateway in released.items():
            out.put(gateway, f"sensor/{key}/switch", 0.0)
        for sensor in self.park.sensors:
            if sensor.kind != "switch" or sensor.key in released or not moment.hit[self.space[sensor.key]]:
                continue
            if self.draw.random() < SWITCH_PER_MINUTE:
                out.put(sensor.gateway, f"sensor/{sensor.key}/switch", float(self.draw.choice([1, 2, 3, 4])))
                self.pressed[sensor.key] = sensor.gateway

    def _report(self, minute: int, out: Outbox) -> None:
        now = float(minute * MINUTE)
        # each gateway says everything once an hour, each at another minute
        order = np.where(self.fleet.gateway >= 0, self.fleet.gateway % 60, -1)
        self.told.report(self.gear, order == minute % 60, out)
        power = self.meters.power_kw(self.gear.circuit_w + self.tenants.now_w(now))
        for meter, kw in zip(self.park.meters, power.tolist(), strict=True):
            self.values.report(meter.gateway, f"meter/{meter.key}/power", round(kw, 3), now, out)
        if minute * MINUTE % QUARTER == 0:
            self._save()
            for meter, shown in zip(self.park.meters, self.meters.shown().tolist(), strict=True):
                out.put(meter.gateway, f"meter/{meter.key}/energy", round(shown, meter.decimals))
        for circuit in self.park.circuits:
            if circuit.contactor and circuit.gateway is not None:
                closed = float(self.gear.closed[self.fleet.circuits[circuit.key]])
                self.values.report(circuit.gateway, f"circuit/{circuit.key}/closed", closed, now, out)
        for i, key in enumerate(self.lines):
            if (minute + i) % HEALTH_EVERY_MIN == 0:
                out.put(key, f"gw/{key}/health", 0.0)

    def _deliver(self, minute: int, out: Outbox) -> None:
        for gateway, points, values in out.messages():
            if gateway in self.lines:
                self.lines[gateway].say(encode(points, values, minute * MINUTE * 1000))

    # -- what survives a restart ---------------------------------------------------------------

    def _save(self) -> None:
        """Keep registers and levels; written before the registers are said, so none ever runs backwards."""
        registers = dict(zip(self.meters.keys, self.meters.register.tolist(), strict=True))
        draft = self.state_file.with_suffix(".new")
        kept = {"now": self.now, "registers": registers, "levels": self.gear.target.round(4).tolist()}
        draft.write_text(json.dumps(kept))
        draft.replace(self.state_file)

    def _resume(self) -> None:
        if not self.state_file.exists():
            return
        kept = json.loads(self.state_file.read_text())
        self.meters.resume(kept["registers"])
        levels = np.array(kept.get("levels", []))
        if len(levels) == len(self.gear.level):
            self.gear.level[:] = self.gear.target[:] = np.where(self.fleet.controllable, levels, 1.0)
