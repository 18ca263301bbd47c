"""The process that asks: meters and controllers that do not speak MQTT themselves are polled.

What they answer is published with QoS 1 under the name of their gateway, like any device's
readings, so that the store reads one sequence. Until the broker has a message it waits on
disk. ``collect.yaml`` in the installation names the sources; without it there is nothing to do.
"""

import asyncio
import logging
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiomqtt
import yaml

from zhiyuan import adapters
from zhiyuan.adapters import mqtt
from zhiyuan.app import clock, home
from zhiyuan.kernel.errors import Malformed, ZhiyuanError
from zhiyuan.telemetry.messages import Reading, encode_up
from zhiyuan.telemetry.spool import Spool

log = logging.getLogger("zhiyuan.collect")
CONFIG = "collect.yaml"
SPOOL = "collect.sqlite3"
BATCH = 50
LONGEST_WAIT_S = 30.0
MOST_PER_MESSAGE = 500


@dataclass(frozen=True, slots=True)
class Source:
    """One bus to poll: how, how often [s], and under which gateway's name it is published."""

    name: str
    site: str
    gateway: str
    adapter: str
    every_s: float
    settings: Mapping[str, Any]

    @property
    def bus(self) -> tuple[str, str]:
        """What may be asked only one question at a time."""
        return str(self.settings.get("host", self.name)), str(self.settings.get("port", ""))


def sources(path: Path) -> list[Source]:
    """The sources of a file; none when there is no file. Raises Malformed with the place."""
    if not path.exists():
        return []
    said = yaml.safe_load(path.read_text("utf-8")) or {}
    if not isinstance(said, dict) or not isinstance(said.get("sources", []), list):
        raise Malformed("{file}: 'sources' is a list", file=path.name)
    return [_source(path.name, number, entry) for number, entry in enumerate(said.get("sources", []), 1)]


def _source(file: str, number: int, said: Any) -> Source:
    where = f"{file}, source {number}"
    if not isinstance(said, dict):
        raise Malformed("{where}: a table is expected", where=where)
    missing = [k for k in ("site", "gateway", "adapter", "points") if not said.get(k)]
    if missing:
        raise Malformed("{where}: {missing} missing", where=where, missing=", ".join(missing))
    every = float(said.get("every", 60.0))
    if every <= 0:
        raise Malformed("{where}: 'every' is in seconds and more than 0", where=where)
    found = adapters.module(str(said["adapter"]))
    if not hasattr(found.Adapter, "readings"):
        raise Malformed("{where}: {adapter} is not polled", where=where, adapter=said["adapter"])
    name = str(said.get("name", where))
    return Source(name, str(said["site"]), str(said["gateway"]), str(said["adapter"]), every, said)


@dataclass
class Collector:
    """Polls every source and publishes from the spool."""

    home: home.Home
    sources: list[Source]
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.spool = Spool(self.home.path / SPOOL)
        self.clock = clock.read(self.home.clock_file)
        self._buses: dict[tuple[str, str], asyncio.Lock] = {s.bus: asyncio.Lock() for s in self.sources}
        self._news = {(s.site, s.gateway): asyncio.Event() for s in self.sources}

    async def run(self) -> None:
        """Until told to stop."""
        tasks: list[asyncio.Task[Any]] = [asyncio.create_task(self._poll(s)) for s in self.sources]
        tasks += [asyncio.create_task(self._publish(site, gateway)) for site, gateway in self._news]
        ended = asyncio.create_task(self.stop.wait())
        done, _ = await asyncio.wait([*tasks, ended], return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.spool.close()
        for task in done - {ended}:
            task.result()

    async def _poll(self, source: Source) -> None:
        adapter = adapters.module(source.adapter).Adapter(source.settings)
        said: dict[str, str] = {}
        while True:
            await asyncio.sleep(self.clock.real_seconds(source.every_s - self.clock.time() % source.every_s))
            async with self._buses[source.bus]:
                found, faults = await self._ask(adapter, source)
            if found:
                self.spool.add(f"{source.site}.{source.gateway}", _payloads(found))
                self._news[source.site, source.gateway].set()
            if faults != said:
                log.warning("%s: %s", source.name, faults or "answers again")
                said = faults

    async def _ask(self, adapter: Any, source: Source) -> tuple[list[Reading], dict[str, str]]:
        found: list[Reading] = []
        try:
            async for reading in adapter.readings(int(self.clock.time() * 1000)):
                found.append(reading)
        except (ZhiyuanError, OSError) as why:
            return found, {source.name: str(why)}
        return found, dict(adapter.faults)

    async def _publish(self, site: str, gateway: str) -> None:
        name, wait = f"{site}.{gateway}", 1.0
        host, port = self.home.address("mqtt")
        while True:
            password = str(self.home.secret(f"gateways/{name}")["password"])
            try:
                async with mqtt.Adapter(host, port, site, gateway, password) as broker:
                    wait = 1.0
                    await self._empty(broker, name, self._news[site, gateway])
            except (aiomqtt.MqttError, OSError, TimeoutError) as why:
                log.warning("%s: the broker is away (%s); %s messages wait", name, why, len(self.spool))
                await asyncio.sleep(wait)
                wait = min(2 * wait, LONGEST_WAIT_S)

    async def _empty(self, broker: mqtt.Adapter, name: str, news: asyncio.Event) -> None:
        """Publish what waits, oldest first; forget a message only when the broker has it."""
        while True:
            news.clear()
            while waiting := self.spool.oldest(name, BATCH):
                await asyncio.gather(*(broker.publish(payload) for _, payload in waiting))
                self.spool.done(number for number, _ in waiting)
            await news.wait()


def _payloads(found: list[Reading]) -> list[bytes]:
    parts = [found[k : k + MOST_PER_MESSAGE] for k in range(0, len(found), MOST_PER_MESSAGE)]
    return [encode_up([r.t for r in p], [r.point for r in p], [r.value for r in p]) for p in parts]


async def main() -> None:
    """Run until SIGTERM."""
    here = home.current()
    named = sources(here.path / CONFIG)
    collector = Collector(here, named)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, collector.stop.set)
    if named:
        log.info("polling %s", ", ".join(s.name for s in named))
    else:
        log.info("no %s: nothing is polled", CONFIG)
    await collector.run()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        asyncio.run(main())
    except ZhiyuanError as refusal:
        log.error("%s", refusal)
        sys.exit(2)
