"""The park's own MQTT convention: readings up, commands down, acknowledgements back.

Topics are ``zy/<site>/<gateway>/{up,ack,status,cmd}``; ``up``, ``ack`` and ``status`` travel
with QoS 1, ``cmd`` with QoS 0 and is confirmed by the acknowledgement. Everything but
:class:`Adapter` is pure.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Any, Self

import aiomqtt
import msgspec

from zhiyuan.kernel.errors import Malformed
from zhiyuan.telemetry.messages import Items, decode_up, encode_up, subject, topic

__all__ = [
    "Ack", "Adapter", "Command", "SetContactor", "SetGroup", "SetLuminaire", "decode", "decode_ack", "decode_command",
    "decode_up", "encode", "encode_ack", "encode_command", "encode_up", "subject", "topic",
]  # fmt: skip

MOST_WAITING = 1000
"""Commands kept for a device that does not ask for them; later ones are dropped and come again unacknowledged."""


class SetGroup(msgspec.Struct, frozen=True):
    """A group cast: level as a share of full output [1], fade time [s]."""

    g: str
    level: float
    fade: float = 0.0


class SetLuminaire(msgspec.Struct, frozen=True):
    """One luminaire by its address behind the gateway: level [1], fade time [s]."""

    a: int
    level: float
    fade: float = 0.0


class SetContactor(msgspec.Struct, frozen=True):
    """Close (true) or open the contactor of a circuit."""

    c: str
    closed: bool


class Command(msgspec.Struct, frozen=True):
    """What a gateway is told; ``t`` and ``expires`` in ms since 1970 UTC."""

    id: str
    t: int
    set: tuple[SetGroup, ...] = ()
    lum: tuple[SetLuminaire, ...] = ()
    contactor: tuple[SetContactor, ...] = ()
    reason: str = ""
    expires: int | None = None

    def __post_init__(self) -> None:
        levels = [s.level for s in self.set] + [s.level for s in self.lum]
        fades = [s.fade for s in self.set] + [s.fade for s in self.lum]
        if not all(0.0 <= level <= 1.0 for level in levels) or any(fade < 0.0 for fade in fades):
            raise ValueError("a level lies between 0 and 1, a fade is not negative")


class Ack(msgspec.Struct, frozen=True):
    """What was reached, read back: levels by luminaire key [%], contactors 0 or 1 by circuit key."""

    id: str
    t: int
    levels: dict[str, float] = {}
    contactors: dict[str, int] = {}


_command = msgspec.json.Decoder(Command)
_ack = msgspec.json.Decoder(Ack)
_encode = msgspec.json.Encoder().encode


def encode_command(command: Command) -> bytes:
    """The ``cmd`` payload.

    >>> encode_command(Command("c1", 0, set=(SetGroup("g1", 0.35),), reason="occupancy"))[:44]
    b'{"id":"c1","t":0,"set":[{"g":"g1","level":0.'
    """
    return _encode(command)


def decode_command(payload: bytes) -> Command:
    """Read a ``cmd`` payload. Raises Malformed."""
    try:
        return _command.decode(payload)
    except msgspec.DecodeError as why:
        raise Malformed("a command that cannot be read: {why}", why=why) from why


def encode_ack(command_id: str, t: int, levels: Mapping[str, float], contactors: Mapping[str, int]) -> bytes:
    """The ``ack`` payload; levels in percent, ``t`` in ms since 1970 UTC."""
    return _encode(Ack(command_id, t, dict(levels), dict(contactors)))


def decode_ack(payload: bytes) -> Ack:
    """Read an ``ack`` payload. Raises Malformed."""
    try:
        return _ack.decode(payload)
    except msgspec.DecodeError as why:
        raise Malformed("an acknowledgement that cannot be read: {why}", why=why) from why


def encode(points: Sequence[str], values: Sequence[float], t: int) -> bytes:
    """Readings of one instant as a payload; ``t`` in ms since 1970 UTC."""
    return encode_up(t, points, values)


def decode(frame: bytes) -> Items:
    """The readings of a payload. Raises Malformed with the reason."""
    items = decode_up(frame)
    if isinstance(items, str):
        raise Malformed("readings that cannot be read: {why}", why=items)
    return items


class Adapter:
    """One gateway's connection: hears commands, says online, publishes readings.

    The broker itself says "offline" in its name when the connection is lost (last will). A new
    connection is a new session: nothing is heard that was sent while there was none.
    """

    def __init__(self, host: str, port: int, site: str, gateway: str, password: str) -> None:
        self.site, self.gateway = site, gateway
        will = aiomqtt.Will(topic(site, gateway, "status"), b"offline", qos=1)
        self._client = aiomqtt.Client(
            host, port, username=f"{site}.{gateway}", password=password, identifier=f"{site}:{gateway}", will=will,
            max_queued_incoming_messages=MOST_WAITING,
        )  # fmt: skip
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as opening:  # what fails half-way is closed again
            await opening.enter_async_context(self._client)
            # Before it says online: whoever hears that sends at once, and the broker keeps no QoS 0 for the deaf.
            await self._client.subscribe(topic(self.site, self.gateway, "cmd"), qos=0)
            await self._client.publish(topic(self.site, self.gateway, "status"), b"online", qos=1)
            self._open = opening.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._open.__aexit__(kind, error, trace)

    async def publish(self, payload: bytes, channel: str = "up") -> None:
        """Send with QoS 1; returns when the broker has it on disk."""
        await self._client.publish(topic(self.site, self.gateway, channel), payload, qos=1)

    async def commands(self) -> AsyncIterator[Command]:
        """Commands since the connection stands, as they come; what cannot be read is passed over."""
        async for message in self._client.messages:
            try:
                yield decode_command(_bytes(message.payload))
            except Malformed:
                continue


def _bytes(payload: Any) -> bytes:
    return payload if isinstance(payload, bytes) else str(payload).encode()
