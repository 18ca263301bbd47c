"""Kills and cuts during ingest: no acknowledged reading is lost, none is kept twice.

``make check`` runs the short forms; ``pytest -m slow tests/telemetry`` the full ones (20 kills).
The report of each run is printed (``pytest -s``).
"""

import asyncio
import contextlib
import logging
import os
import random
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

import aiomqtt
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from telemetry import keeping
from zhiyuan.app.home import Home
from zhiyuan.telemetry.broker import Broker
from zhiyuan.telemetry.energy import Register, intervals, steps
from zhiyuan.telemetry.historian import Historian
from zhiyuan.telemetry.messages import encode_up
from zhiyuan.telemetry.point import Point
from zhiyuan.telemetry.quarantine import Quarantine
from zhiyuan.telemetry.rollup import EnergyReader

pytestmark = pytest.mark.broker
logging.getLogger("mqtt").setLevel(logging.ERROR)
PROGRAM = Path(__file__).with_name("keeping.py")


@dataclass
class Gateway:
    """Publishes its points as fast as ``rate`` allows; keeps what is not acknowledged and sends it again."""

    broker: Broker
    number: int
    points: list[Point]
    rate: float = 60.0
    waiting: dict[int, bytes] = field(default_factory=dict)
    made: int = 0
    acked: int = 0
    resent: int = 0

    def next_payload(self, now_ms: int) -> None:
        """A message of all points; values follow from the number of the message."""
        values = [float(self.made)] + [float(self.made % 500)] * (len(self.points) - 1)
        self.waiting[self.made] = encode_up(now_ms, [p.key for p in self.points], values)
        self.made += 1

    async def run(self, until: asyncio.Event, cut: asyncio.Event) -> None:
        """Until told, and until everything is acknowledged; offline while ``cut`` is set."""
        producer = asyncio.create_task(self._produce(until))
        while not (producer.done() and not self.waiting):
            if cut.is_set():
                await asyncio.sleep(0.05)
                continue
            with contextlib.suppress(aiomqtt.MqttError, TimeoutError, OSError):
                await self._connected(producer, cut)
            await asyncio.sleep(0.05)

    async def _produce(self, until: asyncio.Event) -> None:
        stamp = int(time.time() * 1000)
        while not until.is_set():
            stamp = max(stamp + 1, int(time.time() * 1000))
            self.next_payload(stamp)
            await asyncio.sleep(1 / self.rate)

    async def _connected(self, producer: asyncio.Task[None], cut: asyncio.Event) -> None:
        host, port = self.broker.mqtt.split(":")
        name = f"park.gw{self.number}"
        async with aiomqtt.Client(
            host, int(port), username=name, password="secret", identifier=name.replace(".", ":"), timeout=3.0
        ) as client:
            while not cut.is_set() and not (producer.done() and not self.waiting):
                batch = list(self.waiting.items())[:20]
                self.resent += len(batch)
                await asyncio.gather(*(self._send(client, k, payload) for k, payload in batch))
                await asyncio.sleep(0.005 if batch else 0.02)

    async def _send(self, client: aiomqtt.Client, number: int, payload: bytes) -> None:
        await client.publish(f"zy/park/gw{self.number}/up", payload, qos=1)
        if self.waiting.pop(number, None) is not None:
            self.acked += 1


@dataclass
class Keeper:
    """The store as a child process."""

    home: Home
    log: Path
    process: subprocess.Popen[bytes] | None = None
    kills: int = 0

    def start(self) -> None:
        with self.log.open("ab") as said:
            self.process = subprocess.Popen(
                [sys.executable, str(PROGRAM)], stderr=said, env=os.environ | {"ZHIYUAN_HOME": str(self.home.path)}
            )

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        self.kills += 1

    def stop(self) -> float:
        assert self.process is not None
        begun = time.monotonic()
        self.process.terminate()
        self.process.wait(20)
        return time.monotonic() - begun


@pytest.fixture
def home(tmp_path: Path, broker: Broker) -> Home:
    """An installation whose broker runs."""
    home = Home(tmp_path)
    home.config_file.write_text(f"nats: {broker.nats}\nmqtt: {broker.mqtt}\n")
    home.keep_secret("broker", "secret")
    return home


@pytest.fixture
def keeper(home: Home, tmp_path: Path) -> Iterator[Keeper]:
    """A running store."""
    keeper = Keeper(home, tmp_path / "store.log")
    keeper.start()
    yield keeper
    if keeper.process is not None and keeper.process.poll() is None:
        keeper.kill()


Disturb = Callable[[asyncio.Event], Awaitable[None]]


async def _disturbed(broker: Broker, keeper: Keeper, disturb: Disturb, rate: float = 60.0) -> list[Gateway]:
    by_gateway = points_by_gateway()
    gateways = [Gateway(broker, n, points, rate) for n, points in by_gateway.items()]
    until, cut = asyncio.Event(), asyncio.Event()
    tasks = [asyncio.create_task(g.run(until, cut)) for g in gateways]
    await disturb(cut)
    until.set()
    await asyncio.wait_for(asyncio.gather(*tasks), 120)
    await _caught_up(keeper, sum(len(g.points) * g.made for g in gateways))
    return gateways


async def _caught_up(keeper: Keeper, rows: int) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until:
        with contextlib.suppress(Exception):
            if sum(f.rows for f in Historian(keeper.home.historian).delta.files()) >= rows:
                break
        await asyncio.sleep(0.5)
    await asyncio.sleep(1.5)  # a reading kept twice would come now


def assert_exact(home: Home, gateways: list[Gateway], title: str, keeper: Keeper) -> None:
    """Every message that was made is kept, once, with its values; energy equals a computation from scratch."""
    historian = Historian(home.historian)
    rows = historian.between_us([p.id for g in gateways for p in g.points], 0, 2**62)
    made = sum(len(g.points) * g.made for g in gateways)
    pairs = np.stack([rows["point"].to_numpy(), rows["ts"].to_numpy()])
    unique = np.unique(pairs, axis=1).shape[1]
    acked = sum(len(g.points) * g.acked for g in gateways)
    print(
        f"\n{title}: {keeper.kills} kills of store; readings made {made}, acknowledged {acked}, kept {rows.num_rows}, "
        f"lost {made - unique}, twice {rows.num_rows - unique}"
    )
    assert rows.num_rows == unique == made == acked
    for g in gateways:
        values = rows_of(rows, g.points[0].id)["value"].to_numpy()
        assert np.array_equal(values, np.arange(g.made) * 1000)
        assert_energy_equals_full(home, g.points[0], rows)
    assert Quarantine(home.quarantine).entries() == []


def rows_of(rows: pa.Table, point: int) -> pa.Table:
    return rows.filter(pc.equal(rows["point"], point))


def assert_energy_equals_full(home: Home, point: Point, rows: pa.Table) -> None:
    mine = rows_of(rows, point.id)
    full = intervals(steps(mine["ts"].to_numpy(), mine["value"].to_numpy(), Register.of(point)))
    kept = EnergyReader(home.historian, ZoneInfo("Asia/Shanghai")).stored([point.id])
    assert kept["start"].to_pylist() == full.start.tolist()
    assert kept["kwh"].to_pylist() == full.energy.tolist()


def points_by_gateway() -> dict[int, list[Point]]:
    by_site, _ = keeping.points()
    return {g: [p for p in by_site["park"] if p.source == f"gw{g}"] for g in range(1, keeping.GATEWAYS + 1)}


def run_kills(broker: Broker, home: Home, keeper: Keeper, kills: int, title: str) -> None:
    chance = random.Random(7)

    async def kill(_: asyncio.Event) -> None:
        for _k in range(kills):
            await asyncio.sleep(chance.uniform(0.4, 3.0))
            keeper.kill()
            keeper.start()
        await asyncio.sleep(1.0)

    gateways = asyncio.run(_disturbed(broker, keeper, kill))
    assert keeper.stop() < 5.0
    assert_exact(home, gateways, title, keeper)


def run_broker_restarts(broker: Broker, home: Home, keeper: Keeper, restarts: int) -> None:
    async def restart(_: asyncio.Event) -> None:
        for k in range(restarts):
            await asyncio.sleep(2.0)
            broker.kill() if k % 2 == 0 else broker.stop()
            await asyncio.sleep(0.5)
            broker.start()
        await asyncio.sleep(1.0)

    gateways = asyncio.run(_disturbed(broker, keeper, restart))
    keeper.stop()
    assert_exact(home, gateways, f"{restarts} broker restarts (every other kill -9)", keeper)


def run_gap(broker: Broker, home: Home, keeper: Keeper, seconds: float, rate: float) -> None:
    async def gap(cut: asyncio.Event) -> None:
        await asyncio.sleep(1.0)
        cut.set()
        await asyncio.sleep(seconds)
        cut.clear()
        await asyncio.sleep(1.0)

    gateways = asyncio.run(_disturbed(broker, keeper, gap, rate))
    keeper.stop()
    assert_exact(home, gateways, f"network away for {seconds:.0f} s", keeper)


def test_three_kills_of_store_lose_nothing_and_keep_nothing_twice(broker: Broker, home: Home, keeper: Keeper) -> None:
    run_kills(broker, home, keeper, 3, "short form")


def test_a_broker_restart_loses_nothing(broker: Broker, home: Home, keeper: Keeper) -> None:
    run_broker_restarts(broker, home, keeper, 1)


@pytest.mark.soak
def test_twenty_kills_of_store_lose_nothing_and_keep_nothing_twice(broker: Broker, home: Home, keeper: Keeper) -> None:
    run_kills(broker, home, keeper, 20, "full form")


@pytest.mark.soak
def test_six_broker_restarts_lose_nothing(broker: Broker, home: Home, keeper: Keeper) -> None:
    run_broker_restarts(broker, home, keeper, 6)


@pytest.mark.soak
def test_a_ten_minute_network_gap_loses_nothing(broker: Broker, home: Home, keeper: Keeper) -> None:
    run_gap(broker, home, keeper, 600.0, rate=5.0)
