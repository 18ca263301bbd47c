"""Polled meters reach the broker like any device's readings, also when the broker comes late."""

import asyncio
import json
from pathlib import Path

import nats
import pytest

from adapters.test_dlt645 import answer
from zhiyuan.app.collect import Collector, sources
from zhiyuan.app.home import Home
from zhiyuan.kernel.errors import Malformed, NotFound
from zhiyuan.telemetry.broker import Broker
from zhiyuan.telemetry.messages import encode_up
from zhiyuan.telemetry.spool import Spool

ONE = {"site": "park", "gateway": "gw1", "adapter": "dlt645", "every": 1, "host": "127.0.0.1"}


def config(folder: Path, *entries: dict[str, object]) -> Path:
    path = folder / "collect.yaml"
    path.write_text(json.dumps({"sources": entries}))
    return path


def test_without_a_file_there_is_nothing_to_poll(tmp_path: Path) -> None:
    assert sources(tmp_path / "collect.yaml") == []


@pytest.mark.parametrize(
    ("entry", "error", "said"),
    [
        ({"adapter": "dlt645"}, Malformed, "collect.yaml, source 1: site, gateway, points missing"),
        (ONE | {"points": [1], "adapter": "knx"}, NotFound, "no adapter speaks knx"),
        (ONE | {"points": [1], "adapter": "mqtt"}, Malformed, "mqtt is not polled"),
        (ONE | {"points": [1], "every": 0}, Malformed, "'every' is in seconds"),
    ],
)
def test_a_source_that_cannot_be_meant_is_refused_with_its_place(
    tmp_path: Path, entry: dict[str, object], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        sources(config(tmp_path, entry))


def test_the_spool_keeps_order_and_drops_the_oldest_with_a_count(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool.sqlite3", most=3)
    spool.add("park.gw1", [encode_up(k, "p", float(k)) for k in range(5)])
    waiting = spool.oldest("park.gw1")
    assert [json.loads(p)["t"] for _, p in waiting] == [2, 3, 4]
    assert spool.dropped == 2
    spool.done([waiting[0][0]])
    spool.close()
    again = Spool(tmp_path / "spool.sqlite3", most=3)
    assert [json.loads(p)["t"] for _, p in again.oldest("park.gw1")] == [3, 4]
    again.close()


@pytest.mark.broker
def test_a_polled_meter_waits_on_disk_until_the_broker_is_back(tmp_path: Path, broker: Broker) -> None:
    home = Home(tmp_path)
    home.config_file.write_text(f"nats: {broker.nats}\nmqtt: {broker.mqtt}\n")
    home.keep_secret("gateways/park.gw1", {"site": "park", "gateway": "gw1", "password": "secret"})

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(20):
            writer.write(answer("000000000161", 12.5))
        writer.close()

    async def go() -> list[bytes]:
        meter = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = meter.sockets[0].getsockname()[1]
        point = {"key": "meter/M1/energy", "address": "161"}
        collector = Collector(home, sources(config(tmp_path, ONE | {"port": port, "points": [point]})))
        broker.kill()
        running = asyncio.create_task(collector.run())
        await asyncio.sleep(2.5)
        waited = len(collector.spool)
        broker.start()
        bus = await nats.connect(f"nats://{broker.nats}", user="core", password="secret")
        for _ in range(60):
            await asyncio.sleep(0.25)
            info = await bus.jetstream().stream_info("$MQTT_msgs")
            if info.state.messages > waited:
                break
        read = await bus.jetstream().pull_subscribe("$MQTT.msgs.zy.park.gw1.up", stream="$MQTT_msgs")
        found = [m.data for m in await read.fetch(50, timeout=2)]
        collector.stop.set()
        await running
        await bus.close()
        meter.close()
        assert waited >= 1
        return found

    found = [json.loads(m) for m in asyncio.run(go())]
    assert len(found) >= 2
    assert all(m["p"] == ["meter/M1/energy"] and m["v"] == [12.5] for m in found)
    assert len({m["t"][0] for m in found}) == len(found)
