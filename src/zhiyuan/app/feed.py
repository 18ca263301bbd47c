"""From the broker to the live stream: what devices say and what ``steer`` decides, by floor.

Started by the first viewer. Topics: ``floor:<id>`` with sections ``lamps`` [key, level %, fault,
power W], ``groups`` [key, level, reason, mode, until ms] and ``floor``; ``park`` with ``floors``
[id, power kW, lit, faults, luminaires, manual groups]; ``alarms`` with ``open`` [severity, count];
``pulse`` with ``bus`` ["bus", connected, when a device was last heard in ms], which the word "live" tells.
"""

import asyncio
import json
import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import nats

from zhiyuan.app import home
from zhiyuan.app.live import TICK_S, Hub
from zhiyuan.telemetry.messages import Items, address, decode_up

SUMS_S = 1.0
ALARMS_S = 5.0
log = logging.getLogger(__name__)


@dataclass
class Lamp:
    """What was last heard of one luminaire: level [%], fault (0 none), power [W]."""

    floor: int
    level: float | None = None
    fault: int = 0
    power: float | None = None

    def row(self, key: str) -> list[Any]:
        """As a frame says it."""
        return [key, self.level, self.fault, self.power]


@dataclass
class Park:
    """Where luminaires and groups are, and what was last heard of them."""

    lamps: dict[str, Lamp] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)
    manual: dict[str, bool] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)

    def hear(self, items: Items) -> dict[int, list[list[Any]]]:
        """Take the readings of one message up; the changed rows by floor."""
        changed: dict[str, Lamp] = {}
        bad = {i for i, _ in items.bad}
        for i, (key, value) in enumerate(zip(items.p, items.v, strict=True)):
            kind, _, rest = key.partition("/")
            name, _, what = rest.partition("/")
            lamp = self.lamps.get(name) if kind == "lum" else None
            if lamp is not None and i not in bad and what in {"level", "power", "fault"}:
                setattr(lamp, what, int(value) if what == "fault" else value)
                changed[name] = lamp
        return self._by_floor(changed)

    def reached(self, levels: dict[str, float]) -> dict[int, list[list[Any]]]:
        """Take up the levels that an acknowledgement read back. [%]"""
        known = {key: self.lamps[key] for key in levels if key in self.lamps}
        for key, lamp in known.items():
            lamp.level = levels[key]
        return self._by_floor(known)

    def _by_floor(self, changed: dict[str, Lamp]) -> dict[int, list[list[Any]]]:
        rows: dict[int, list[list[Any]]] = {}
        for key, lamp in changed.items():
            rows.setdefault(lamp.floor, []).append(lamp.row(key))
        self.touched |= rows.keys()
        return rows

    def decided(self, groups: dict[str, list[Any]]) -> dict[int, list[list[Any]]]:
        """Take up what ``steer`` said of groups: [level, reason, until ms, mode]."""
        rows: dict[int, list[list[Any]]] = {}
        for key, (level, reason, until, mode, *_rest) in groups.items():
            floor = self.groups.get(key)
            if floor is not None:
                self.manual[key] = mode == "manual"
                rows.setdefault(floor, []).append([key, level, reason, mode, until])
        self.touched |= rows.keys()
        return rows

    def sums(self, floors: Iterable[int]) -> list[list[Any]]:
        """One row for each floor: id, power [kW], lit, faults, luminaires, groups under manual control."""
        wanted = set(floors)
        rows: dict[int, list[Any]] = {floor: [str(floor), 0.0, 0, 0, 0, 0] for floor in wanted}
        for lamp in self.lamps.values():
            if lamp.floor in wanted:
                row = rows[lamp.floor]
                row[1] += (lamp.power or 0.0) / 1000
                row[2] += bool(lamp.level)
                row[3] += bool(lamp.fault)
                row[4] += 1
        for key, manual in self.manual.items():
            if manual and self.groups[key] in wanted:
                rows[self.groups[key]][5] += 1
        return [[r[0], round(r[1], 4), *r[2:]] for r in rows.values()]


class Feed:
    """Listens to the broker for the hub; comes back by itself when the broker does."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.park = Park()
        self.heard = 0.0
        self.connected = False
        self._tasks: list[asyncio.Task[None]] = []

    def begin(self) -> None:
        """Start once, in the loop that serves the first viewer."""
        if not any(not task.done() for task in self._tasks):
            runs = (self._listen(), self._beat(), self._sum(), self._watch_alarms())
            self._tasks = [asyncio.create_task(run) for run in runs]

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            self.hub.tick()

    async def _sum(self) -> None:
        while True:
            await asyncio.sleep(SUMS_S)
            touched, self.park.touched = self.park.touched, set()
            rows = self.park.sums(touched)
            self.hub.publish("park", "floors", rows)
            for row in rows:
                self.hub.publish(f"floor:{row[0]}", "floor", [row])
            self.hub.publish("pulse", "bus", [["bus", self.connected, int(self.heard * 1000)]])

    async def _watch_alarms(self) -> None:
        from zhiyuan.app import live_door

        while True:
            topic = self.hub.topics.get("alarms")
            if topic and topic.viewers:
                counts = await asyncio.to_thread(live_door.alarm_counts)
                self.hub.publish("alarms", "open", [[s, n] for s, n in counts.items()])
            await asyncio.sleep(ALARMS_S)

    async def _listen(self) -> None:
        from zhiyuan.app import live_door

        await self._load(live_door)
        here = home.current()
        if not here.exists():
            return
        host, port = here.address("nats")
        bus = await nats.connect(
            f"nats://{host}:{port}",
            user="core",
            password=here.secret("broker"),
            max_reconnect_attempts=-1,
            reconnect_time_wait=1,
            allow_reconnect=True,
            error_cb=_quiet,
            disconnected_cb=self._lost,
            reconnected_cb=self._found,
        )
        self.connected = True
        await bus.subscribe("zy.*.*.up", cb=self._up)
        await bus.subscribe("zy.*.*.ack", cb=self._ack)
        await bus.subscribe("state.groups", cb=self._state)
        await bus.subscribe("news.park.>", cb=self._park_changed)
        await bus.publish("state.groups.get", b"")
        await asyncio.Event().wait()

    async def _lost(self) -> None:
        self.connected = False

    async def _found(self) -> None:
        self.connected = True

    async def _load(self, door: Any) -> None:
        self.park = await asyncio.to_thread(door.load_park)
        for floor, rows in self.park._by_floor(self.park.lamps).items():
            self.hub.publish(f"floor:{floor}", "lamps", rows)
        groups = await asyncio.to_thread(door.load_groups)
        self._publish("groups", self.park.decided(groups))

    async def _up(self, message: Any) -> None:
        if address(message.subject):
            items = decode_up(message.data)
            if isinstance(items, Items):
                self.heard = time.time()
                self._publish("lamps", self.park.hear(items))

    async def _ack(self, message: Any) -> None:
        try:
            levels = json.loads(message.data).get("levels", {})
        except (ValueError, AttributeError):
            return  # the store keeps what cannot be read; nothing to show
        self._publish("lamps", self.park.reached(levels))

    async def _state(self, message: Any) -> None:
        self._publish("groups", self.park.decided(json.loads(message.data).get("g", {})))

    async def _park_changed(self, message: Any) -> None:
        from zhiyuan.app import live_door

        await self._load(live_door)

    def _publish(self, section: str, rows: dict[int, list[list[Any]]]) -> None:
        for floor, changed in rows.items():
            self.hub.publish(f"floor:{floor}", section, changed)


async def _quiet(fault: Exception) -> None:
    log.info("the live stream waits for the broker: %s", fault)
