"""The durable log is read in sequence by either library, across a restart of the server."""

import asyncio
import time
from collections.abc import Sequence

import aiomqtt
import pytest

from zhiyuan.telemetry.broker import Broker
from zhiyuan.telemetry.stream import Log, Stored, client

pytestmark = pytest.mark.broker
LIBRARIES = pytest.mark.parametrize("library", ["natsrpy", "nats-py"])


async def publish(broker: Broker, *payloads: bytes) -> None:
    host, port = broker.mqtt.split(":")
    async with aiomqtt.Client(host, int(port), username="park.gw1", password="secret", identifier="gw1") as gateway:
        for payload in payloads:
            await gateway.publish("zy/park/gw1/up", payload, qos=1)


async def read(log: Log, count: int, seconds: float = 15.0) -> Sequence[Stored]:
    found: list[Stored] = []
    until = time.monotonic() + seconds
    while len(found) < count and time.monotonic() < until:
        try:
            found += await log.fetch()
        except Exception:  # noqa: BLE001  # the server is away for a moment
            await asyncio.sleep(0.1)
        await asyncio.sleep(0.05)
    return found


@LIBRARIES
def test_reading_goes_on_after_a_position(broker: Broker, library: str) -> None:
    async def go() -> None:
        await publish(broker, *(b"%d" % k for k in range(1, 11)))
        log = Log(client(broker.nats, "core", "secret", library))
        state = await log.open()
        assert (state.first, state.last) == (1, 10)
        log.start(after=4)
        found = await read(log, 6)
        assert [m.payload for m in found] == [b"%d" % k for k in range(5, 11)]
        assert [m.seq for m in found] == list(range(5, 11))
        assert found[0].subject == "$MQTT.msgs.zy.park.gw1.up"
        assert abs(found[0].published - time.time()) < 60
        await log.close()

    asyncio.run(go())


@LIBRARIES
def test_a_restarted_server_is_read_on_without_a_hole_or_a_repetition(broker: Broker, library: str) -> None:
    async def go() -> None:
        await publish(broker, b"1", b"2")
        log = Log(client(broker.nats, "core", "secret", library))
        made = (await log.open()).made
        log.start(after=0)
        first = await read(log, 2)
        broker.kill()
        broker.start()
        await publish(broker, b"3", b"4")
        rest = await read(log, 2)
        assert [m.payload for m in (*first, *rest)] == [b"1", b"2", b"3", b"4"]
        assert (await log.state()).made == made
        assert log.mended >= 1
        await log.close()

    asyncio.run(go())
