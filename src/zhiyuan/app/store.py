"""The process that keeps: durable log → admitted readings → historian → energy. One per installation.

It may be killed at any instant. The position in the log is kept in the commit that keeps the
readings, so the next start goes on with the first message whose readings are not there.
"""

import asyncio
import contextlib
import json
import logging
import shutil
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import nats
from nats.aio.client import Client as Bus

from zhiyuan.app import clock, home, pointlist
from zhiyuan.telemetry.ingest import Message
from zhiyuan.telemetry.intake import Changed, Intake
from zhiyuan.telemetry.point import Point
from zhiyuan.telemetry.points import PointTable
from zhiyuan.telemetry.quarantine import Quarantine
from zhiyuan.telemetry.recount import RECOUNT, Asked, told
from zhiyuan.telemetry.stream import Log, Stored, client

log = logging.getLogger("zhiyuan.store")
Points = Callable[[], tuple[Mapping[str, Sequence[Point]], ZoneInfo]]
LATENCY_S = 1.0
MOST_MESSAGES = 20_000
MOST_BYTES = 16_000_000
SETTLE_S = 15.0
HEALTH_S = 5.0
TIDY_S = 30.0
RETRY_S = 1.0


@dataclass
class Store:
    """The loop; everything that touches the disk runs in one thread, so that the bus stays alive."""

    home: home.Home
    points: Points = pointlist.read
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._worker = ThreadPoolExecutor(1, "intake")
        self._clock = clock.read(self.home.clock_file)
        self._stale = False
        self._rate = 0.0
        self._last, self._made = 0, ""
        self.intake: Intake | None = None

    async def run(self) -> None:
        """Keep until told to stop; a broker that is away is waited for."""
        config, password = self.home.config(), self.home.secret("broker")
        self.log = Log(client(config["nats"], "core", password))
        bus = await _bus(config["nats"], password, self.stop)
        if bus is None:
            return
        await bus.subscribe("news.park.>", cb=self._news)
        await bus.subscribe("state.latest.get", cb=self._tell_latest)
        await self._open()
        await bus.subscribe(RECOUNT, cb=self._recount)
        health = asyncio.create_task(self._tell_health(bus))
        try:
            await self._keep_on(bus)
        finally:
            health.cancel()
            await self._work(self._finish)
            await self.log.close()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(bus.close(), 1.0)

    async def _open(self) -> None:
        state = await self.log.open()
        self.intake = await self._work(self._make_intake, state.made)
        self._last, self._made = self.intake.position(), state.made
        self.log.start(self._last)
        log.info("keeping from message %s of %s", self.intake.position() + 1, state.last)

    def _make_intake(self, made: str) -> Intake:
        by_site, zone = self.points()
        quarantine = Quarantine(self.home.quarantine)
        return Intake(self.home.historian, quarantine, zone, PointTable(by_site), f":{made}", self._clock.speed)

    async def _keep_on(self, bus: Bus) -> None:
        settled = tidied = looked = time.monotonic()
        while not self.stop.is_set():
            try:
                batch = await self._batch()
            except (ImportError, AttributeError, TypeError):
                raise  # our own mistake, not the broker's
            except Exception as fault:  # noqa: BLE001  # each library has its own
                log.warning("the broker is away: %s", fault)
                self.log.start(self._last)  # what this batch had read already is read again
                await self._sleep(RETRY_S)
                continue
            if batch:
                await self._take(batch, bus)
            now = time.monotonic()
            if self._stale:
                self._stale = False
                await self._work(self._reload)
            if now - looked >= HEALTH_S:
                looked = now
                await self._work(self._let_in)
            if now - settled >= SETTLE_S:
                settled = now
                await self._work(self._settle)
            if now - tidied >= TIDY_S:
                tidied = now
                await self._work(self._tidy)

    async def _batch(self) -> list[Stored]:
        """Messages of at most a second, or as many as make a good file."""
        found: list[Stored] = []
        size, begun = 0, time.monotonic()
        while not self.stop.is_set():
            more = await self.log.fetch()
            found.extend(more)
            size += sum(len(m.payload) for m in more)
            waited = time.monotonic() - begun
            if len(found) >= MOST_MESSAGES or size >= MOST_BYTES or waited >= LATENCY_S:
                break
            if len(more) < 100:
                await self._sleep(0.1)
        return found

    async def _take(self, batch: list[Stored], bus: Bus) -> None:
        begun, before = time.monotonic(), self._intake.counts.readings
        messages = [Message(m.seq, m.subject, m.payload, self._received(m.published)) for m in batch]
        changed: Changed = await self._work(self._intake.take, messages, batch[-1].seq)
        self._last = batch[-1].seq
        kept = self._intake.counts.readings - before
        self._rate = 0.8 * self._rate + 0.2 * kept / max(LATENCY_S, time.monotonic() - begun)
        if changed:
            await bus.publish("state.latest", _latest(changed))

    def _received(self, published: float) -> float:
        """Park time of receipt; what was published under an earlier clock counts as received now."""
        c = self._clock
        return c.park0 + (published - c.real0) * c.speed if published >= c.real0 else c.time()

    @property
    def _intake(self) -> Intake:
        assert self.intake is not None
        return self.intake

    def _reload(self) -> None:
        by_site, zone = self.points()
        if zone != self._intake.zone:
            log.warning("the park's time zone is now %s; starting again", zone)
            self.stop.set()
            return
        self._intake.set_points(by_site)
        log.info("%s points", len(self._intake.table.points))

    def _let_in(self) -> None:
        count = self._intake.let_in()
        if count:
            log.info("%s readings let in from the quarantine", count)

    def _settle(self) -> None:
        self._intake.settle()

    def _tidy(self) -> None:
        self._intake.tidy(int(self._clock.time() * 1e6))

    def _finish(self) -> None:
        self._intake.flush(self._last)
        self._intake.settle()

    async def _news(self, _: Any) -> None:
        self._stale = True

    async def _tell_latest(self, message: Any) -> None:
        await message.respond(_latest(dict(self._intake.latest.all())))

    async def _recount(self, message: Any) -> None:
        """Somebody asks to have energy computed again; only this process may."""
        asked = Asked.read(message.data)
        changed = await self._work(self._intake.recount, asked.points, asked.first, asked.last)
        await message.respond(told(changed))

    async def _tell_health(self, bus: Bus) -> None:
        while True:
            try:
                state = await self.log.state()
                if state.made != self._made:
                    log.warning("the log was made anew; starting again from its first message")
                    self.stop.set()
                await bus.publish("state.store", json.dumps(self._health(state.last, state.size)).encode())
            except Exception as fault:  # noqa: BLE001  # health must not end the process that keeps
                log.info("no health told: %s", fault)
            await asyncio.sleep(HEALTH_S)

    def _health(self, last: int, log_bytes: int) -> dict[str, Any]:
        """Counts since the start, messages not yet kept, and how long the disk will do. [days]"""
        files = self._intake.writer.delta.files()
        by_day: dict[str, int] = {}
        for f in files:
            by_day[f.day] = by_day.get(f.day, 0) + f.size
        recent = [by_day[d] for d in sorted(by_day)[-8:-1]] or [sum(by_day.values())]
        per_day = sum(recent) / len(recent)
        free = shutil.disk_usage(self.home.path).free
        return {
            "t": int(self._clock.time() * 1000),
            **asdict(self._intake.counts),
            "rate": round(self._rate, 1),
            "lag": max(last - self._last, 0),
            "position": self._last,
            "lost": self.log.lost,
            "files": len(files),
            "rows": sum(f.rows for f in files),
            "bytes": sum(by_day.values()),
            "bytes_per_day": round(per_day),
            "log_bytes": log_bytes,
            "disk_free": free,
            "disk_days": round(free / per_day) if per_day else None,
        }

    async def _work(self, act: Callable[..., Any], *given: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._worker, act, *given)

    async def _sleep(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self.stop.wait(), seconds)
        except TimeoutError:
            return


async def _bus(address: str, password: str, stop: asyncio.Event) -> Bus | None:
    """A connection for news and health, waited for; None when told to stop meanwhile."""
    stopping = asyncio.ensure_future(stop.wait())
    try:
        while not stop.is_set():
            connecting = asyncio.ensure_future(_connect(address, password))
            await asyncio.wait({connecting, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not connecting.done():
                connecting.cancel()
            elif connecting.exception() is None:
                return connecting.result()
            else:
                log.warning("waiting for the broker at %s: %s", address, connecting.exception())
                await asyncio.wait({stopping}, timeout=RETRY_S)
    finally:
        stopping.cancel()
    return None


async def _connect(address: str, password: str) -> Bus:
    """It tries for ever by itself where nobody listens."""
    return await nats.connect(
        f"nats://{address}", user="core", password=password, name="store",
        max_reconnect_attempts=-1, reconnect_time_wait=1, error_cb=_quiet, connect_timeout=3,
    )  # fmt: skip


async def _quiet(fault: Exception) -> None:
    log.info("bus: %s", fault)


def _latest(changed: Changed) -> bytes:
    return json.dumps({"p": {str(p): [ts // 1000, value] for p, (ts, value) in changed.items()}}).encode()


async def main(points: Points = pointlist.read) -> None:
    """Run until SIGTERM."""
    store = Store(home.current(), points)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, store.stop.set)
    await store.run()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    asyncio.run(main())
