"""Bring the demo's invented past in by the front door: through MQTT, as the gateways' own users.

Runs once, between broker and store, as a child of the supervisor; ends when the store has kept and
counted everything. Year two is computed in a second process while year one is being taken in.
"""

import asyncio
import json
import logging
import multiprocessing
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from multiprocessing.pool import AsyncResult
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import nats
import numpy as np

from zhiyuan.adapters.mqtt import Adapter
from zhiyuan.app import clock, demo_bills, gateways, home, manage
from zhiyuan.app.jobs import connect
from zhiyuan.park.document import Park
from zhiyuan.simpark import history
from zhiyuan.simpark.devices import Meters
from zhiyuan.simpark.levels import level_messages
from zhiyuan.simpark.registers import Past, Shown
from zhiyuan.telemetry.delta import DeltaFiles
from zhiyuan.telemetry.historian import READINGS
from zhiyuan.telemetry.rollup import APP as ENERGY_APP
from zhiyuan.telemetry.rollup import ENERGY

PLAN = "demo.json"
STATE = "simpark.json"
LEVEL_DAYS = 2
PATIENCE_S = 300.0

Batch = Sequence[tuple[str, bytes]]


@dataclass(frozen=True)
class Plan:
    """The demo's past: from which day, when controls were installed, and the moment the live park begins."""

    seed: int
    first: str
    installed: str
    now: float
    loaded: bool = False

    @staticmethod
    def read(folder: Path) -> "Plan":
        """The plan an installation was made with."""
        return Plan(**json.loads((folder / PLAN).read_text()))

    def save(self, folder: Path) -> None:
        """Keep it beside the installation's data."""
        (folder / PLAN).write_text(json.dumps(asdict(self), indent=1))

    @property
    def first_day(self) -> date:
        """First day of the past."""
        return date.fromisoformat(self.first)

    @property
    def install_day(self) -> date:
        """First day of the two weeks of installation."""
        return date.fromisoformat(self.installed)

    @property
    def controlled_day(self) -> date:
        """First day on which everything is controlled."""
        return self.install_day + timedelta(days=history.INSTALL_DAYS)

    def today(self, timezone: str) -> date:
        """The site's day on which the live park begins."""
        return datetime.fromtimestamp(self.now, ZoneInfo(timezone)).date()


def say(sentence: str) -> None:
    """Tell whoever started the demo."""
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


class Loader:
    """One load: computes, sends, waits."""

    def __init__(self, installation: home.Home, park: Park, plan: Plan) -> None:
        self.home, self.park, self.plan = installation, park, plan
        zone = ZoneInfo(park.site.timezone)
        midnight = datetime(plan.first_day.year, plan.first_day.month, plan.first_day.day, tzinfo=zone)
        self.start = int(midnight.timestamp())
        self.today = datetime.fromtimestamp(plan.now, UTC).astimezone(zone).date()
        self.quarters = int(plan.now - self.start) // 900
        self.before_days = (plan.controlled_day - plan.first_day).days
        self.after_days = (self.today - plan.install_day).days + 1
        quiet, told = demo_bills.past(self.today, zone)
        self.past = Past(park, self.start, self.quarters, plan.seed, quiet, told)

    async def run(self) -> None:
        """Everything in order of time."""
        begun, overlap = time.monotonic(), history.INSTALL_DAYS * history.QUARTERS
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            after = pool.apply_async(compute, (self.park, self.plan.install_day, self.after_days, self.plan.seed))
            before = history.uncontrolled(self.park, self.plan.first_day, self.before_days, self.plan.seed)
            self.past.expect(1.35 * Meters(self.park).share @ before.sum(axis=0))
            async with AsyncExitStack() as stack:
                adapters = await self._connect(stack)
                year_one = history.scattered(before[:-overlap], self.plan.seed)
                sent = await self._send(adapters, self.past.turn(year_one), "year one, schedule only")
                controlled = await self._await(after)
                rest = history.after_installation(before[-overlap:], controlled.kwh, self.plan.seed)
                left = self.quarters - len(year_one)
                sent += await self._send(adapters, self.past.turn(rest[:left]), "year two, controlled")
                sent += await self._send_levels(adapters, controlled)
        await self._await_store()
        self._hand_over()
        say(f"{sent:,} readings kept and counted in {time.monotonic() - begun:.0f} s")

    async def _connect(self, stack: AsyncExitStack) -> dict[str, Adapter]:
        host, port = self.home.address("mqtt")
        found: dict[str, Adapter] = {}
        for gateway in self.park.gateways:
            user, password = gateways.password(self.home, gateway.key, self.park.site.key)
            adapter = Adapter(host, port, user.split(".", 1)[0], gateway.key, password)
            found[gateway.key] = await stack.enter_async_context(adapter)
        return found

    async def _send(self, adapters: dict[str, Adapter], shown: Shown, what: str) -> int:
        say(f"sending {shown.readings:,} registers of {len(self.park.meters)} meters: {what}")
        for batch in shown.messages():
            await _publish(adapters, batch)
        return shown.readings

    async def _await(self, after: "AsyncResult[history.Controlled]") -> history.Controlled:
        if not after.ready():
            say("computing year two: the control, minute by minute, with invented people and sky")
        while not after.ready():
            await asyncio.sleep(0.2)
        return after.get()

    async def _send_levels(self, adapters: dict[str, Adapter], controlled: history.Controlled) -> int:
        skipped = (self.plan.install_day - self.plan.first_day).days * history.QUARTERS
        last = self.quarters - skipped
        first = max(0, last - LEVEL_DAYS * history.QUARTERS)
        level = controlled.level[first:last]
        stamps = self.start + (skipped + first + 1 + np.arange(len(level))) * 900
        count = 0
        for gateway, payload in level_messages(self.park, level, stamps):
            await adapters[gateway].publish(payload)
            count += payload.count(b'"lum/')
        say(f"sent {count:,} levels and powers of the last {LEVEL_DAYS} days")
        return count

    async def _await_store(self) -> None:
        """Until every message is kept and every register has become energy."""
        say("waiting until the store has kept it and turned registers into energy")
        bus = await connect(self.home)
        lag = await self._lag(bus)
        deadline = time.monotonic() + PATIENCE_S
        while (lag is None or lag > 0 or not self._settled()) and time.monotonic() < deadline:
            lag = await self._lag(bus)
        await bus.close()

    async def _lag(self, bus: Any) -> int | None:
        subscription = await bus.subscribe("state.store")
        try:
            message = await subscription.next_msg(timeout=10.0)
        except nats.errors.TimeoutError:
            return None
        finally:
            await subscription.unsubscribe()
        return int(json.loads(message.data)["lag"])

    def _settled(self) -> bool:
        # Versions that only tidy files bring nothing to count, so energy never follows them.
        counted = DeltaFiles(self.home.historian / "energy", ENERGY).position(ENERGY_APP)
        return not DeltaFiles(self.home.historian / "readings", READINGS).added_since(counted)

    def _hand_over(self) -> None:
        """What the live park goes on from: its registers."""
        registers = dict(zip(self.past.meters.keys, self.past.meters.register.tolist(), strict=True))
        (self.home.path / STATE).write_text(json.dumps({"now": self.plan.now, "registers": registers}))


def compute(park: Park, first: date, count: int, seed: int) -> history.Controlled:
    """Year two, in a process of its own."""
    return history.controlled(park, first, count, seed, lambda share: None)


async def _publish(adapters: dict[str, Adapter], batch: Iterable[tuple[str, bytes]]) -> None:
    """One month of all meters at once; each gateway's messages stay in order."""
    queues: dict[str, list[bytes]] = {}
    for gateway, payload in batch:
        queues.setdefault(gateway, []).append(payload)

    async def in_order(gateway: str, payloads: list[bytes]) -> None:
        for payload in payloads:
            await adapters[gateway].publish(payload)

    await asyncio.gather(*(in_order(gateway, payloads) for gateway, payloads in queues.items()))


def main() -> None:
    """Load, then say in the plan that it is done."""
    manage.ready()
    from zhiyuan.park import queries

    installation = home.current()
    plan = Plan.read(installation.path)
    assert clock.read(installation.clock_file).time() >= plan.now, "the park's clock must not lie before its past"
    asyncio.run(Loader(installation, queries.park_document(queries.site()), plan).run())
    Plan(**{**asdict(plan), "loaded": True}).save(installation.path)


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    main()
