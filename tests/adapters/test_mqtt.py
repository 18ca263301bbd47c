"""The park's MQTT convention, there and back; and a gateway's connection to a real broker."""

import asyncio

import nats
import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg

from zhiyuan.adapters.mqtt import (
    Adapter,
    Command,
    SetContactor,
    SetGroup,
    SetLuminaire,
    decode,
    decode_ack,
    decode_command,
    encode,
    encode_ack,
    encode_command,
)
from zhiyuan.kernel.errors import Malformed
from zhiyuan.telemetry.broker import Broker


def test_a_command_comes_back_as_it_was_sent() -> None:
    command = Command(
        "c1", 1767225600000, (SetGroup("g1", 0.35, 0.5),), (SetLuminaire(12, 0.5),), (SetContactor("c", True),), "scene"
    )
    assert decode_command(encode_command(command)) == command


def test_the_command_form_of_the_convention_is_read() -> None:
    text = b'{"id":"a","t":1,"set":[{"g":"k","level":0.35,"fade":0.5}],"reason":"occupancy","expires":null}'
    assert decode_command(text).set == (SetGroup("k", 0.35, 0.5),)


@pytest.mark.parametrize("text", [b"", b"{}", b'{"id":"a","t":1,"set":[{"g":"k","level":35}]}'])
def test_a_command_that_cannot_be_meant_is_refused(text: bytes) -> None:
    with pytest.raises(Malformed):
        decode_command(text)


def test_an_acknowledgement_comes_back_as_it_was_sent() -> None:
    ack = decode_ack(encode_ack("c1", 5, {"L1": 35.0}, {"K1": 1}))
    assert (ack.id, ack.t, ack.levels, ack.contactors) == ("c1", 5, {"L1": 35.0}, {"K1": 1})


def test_readings_come_back_as_they_were_sent() -> None:
    items = decode(encode(["a", "b"], [1.0, 2.0], t=7))
    assert (items.t, list(items.p), list(items.v)) == (7, ["a", "b"], [1.0, 2.0])


def test_readings_that_cannot_be_read_are_malformed_with_the_reason() -> None:
    with pytest.raises(Malformed, match="not JSON"):
        decode(b"online")


class Eager:
    """Somebody of ours who sends a command the moment a gateway says online."""

    def __init__(self, bus: Client) -> None:
        self.bus, self.sent = bus, 0
        self.news = asyncio.Event()

    async def status(self, message: Msg) -> None:
        if message.data == b"online":
            self.sent += 1
            await self.bus.publish("zy.park.gw1.cmd", encode_command(Command(f"c{self.sent}", 0)))
            await self.bus.flush()
            self.news.set()


async def heard_by_a_new_connection(broker: Broker, times: int) -> list[str]:
    """Ids of the first command that each connection of a gateway hears, sent when it said online."""
    bus = await nats.connect(f"nats://{broker.nats}", user="core", password="secret")
    eager, heard = Eager(bus), []
    await bus.subscribe("zy.park.gw1.status", cb=eager.status)
    await bus.flush()
    host, port = broker.mqtt.split(":")
    for _ in range(times):
        async with Adapter(host, int(port), "park", "gw1", "secret") as gateway:
            await asyncio.wait_for(eager.news.wait(), 5)
            eager.news.clear()
            heard.append((await asyncio.wait_for(anext(gateway.commands()), 5)).id)
    await bus.close()
    return heard


@pytest.mark.broker
def test_a_command_sent_the_moment_a_gateway_says_online_is_heard(broker: Broker) -> None:
    assert asyncio.run(heard_by_a_new_connection(broker, 1)) == ["c1"]


@pytest.mark.broker
def test_a_gateway_that_comes_back_hears_what_is_sent_then_and_nothing_older(broker: Broker) -> None:
    async def try_it() -> list[str]:
        first = await heard_by_a_new_connection(broker, 1)
        bus = await nats.connect(f"nats://{broker.nats}", user="core", password="secret")
        await bus.publish("zy.park.gw1.cmd", encode_command(Command("while it was away", 0)))
        await bus.close()
        return first + await heard_by_a_new_connection(broker, 2)

    assert asyncio.run(try_it()) == ["c1", "c1", "c2"]


@pytest.mark.broker
def test_after_the_broker_was_restarted_it_is_the_same(broker: Broker) -> None:
    broker.stop()
    broker.start()
    assert asyncio.run(heard_by_a_new_connection(broker, 1)) == ["c1"]
