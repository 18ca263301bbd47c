"""The durable log ``$MQTT_msgs``, read in sequence from a position that somebody else keeps.

The consumer is ephemeral and acknowledges nothing: there is no second position that could
disagree with the one kept beside the readings. Every message must be the one after the last;
when it is not, or the consumer is gone with a restarted server, a new one starts at the
position. ``natsrpy`` reads in bulk; ``nats-py`` is behind the same interface, slower.
"""

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

from zhiyuan.telemetry.broker import STREAM

log = logging.getLogger(__name__)
INFO = f"$JS.API.STREAM.INFO.{STREAM}"
QUIET_S = 1.0
PATIENCE_S = 8.0
T = TypeVar("T")


class Stored(NamedTuple):
    """One message of the log; ``published`` in s since 1970 UTC, real time."""

    seq: int
    subject: str
    payload: bytes
    published: float


class State(NamedTuple):
    """What the server says of the log; ``made`` names it: a log made anew begins at 1 again."""

    made: str
    first: int
    last: int
    size: int


class Client(Protocol):
    """What we need of a NATS library."""

    async def open(self) -> None:
        """Connect."""

    async def ask(self, subject: str) -> bytes:
        """One question to the server."""

    async def consume(self, start: int) -> None:
        """A fresh consumer whose first message is ``start``."""

    async def fetch(self, limit: int) -> Sequence[Stored]:
        """What is there now, at most ``limit``."""

    async def close(self) -> None:
        """Disconnect."""


class RustClient:
    """By natsrpy: about 200,000 messages a second."""

    def __init__(self, address: str, user: str, password: str) -> None:
        self._to = f"nats://{address}", (user, password)
        self._nats: Any = None
        self._consumer: Any = None

    async def open(self) -> None:
        """Connect."""
        import natsrpy

        self._nats = natsrpy.Nats([self._to[0]], user_and_pass=self._to[1], request_timeout=3.0)
        await self._nats.startup()

    async def ask(self, subject: str) -> bytes:
        """One question to the server."""
        answer = await self._nats.request(subject, b"", timeout=3.0)
        return bytes(answer.payload)

    async def consume(self, start: int) -> None:
        """A fresh consumer whose first message is ``start``."""
        from natsrpy.js import AckPolicy, DeliverPolicy, PullConsumerConfig

        stream = await (await self._nats.jetstream(timeout=3.0)).streams.get(STREAM)
        self._consumer = await stream.consumers.create(
            PullConsumerConfig(
                deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
                delivery_start_sequence=start,
                ack_policy=AckPolicy.NONE,
                memory_storage=True,
                inactive_threshold=60.0,
            )
        )

    async def fetch(self, limit: int) -> Sequence[Stored]:
        """What is there now, at most ``limit``."""
        found = await self._consumer.fetch(limit, timeout=2.0)
        return [Stored(m.stream_sequence, m.subject, m.payload, m.published.timestamp()) for m in found]

    async def close(self) -> None:
        """Disconnect."""
        held, self._nats = self._nats, None
        if held is not None:
            await held.shutdown()


class PlainClient:
    """By nats-py: about 38,000 messages a second, the second choice."""

    def __init__(self, address: str, user: str, password: str) -> None:
        self._address, self._user, self._password = address, user, password
        self._nats: Any = None
        self._subscription: Any = None

    async def open(self) -> None:
        """Connect."""
        import nats

        self._nats = await nats.connect(
            f"nats://{self._address}", user=self._user, password=self._password, max_reconnect_attempts=-1
        )

    async def ask(self, subject: str) -> bytes:
        """One question to the server."""
        answer = await self._nats.request(subject, b"", timeout=3.0)
        return bytes(answer.data)

    async def consume(self, start: int) -> None:
        """A fresh consumer whose first message is ``start``."""
        from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

        config = ConsumerConfig(
            deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
            opt_start_seq=start,
            ack_policy=AckPolicy.NONE,
            mem_storage=True,
            inactive_threshold=60.0,
        )
        self._subscription = await self._nats.jetstream().pull_subscribe("$MQTT.msgs.>", stream=STREAM, config=config)

    async def fetch(self, limit: int) -> Sequence[Stored]:
        """What is there now, at most ``limit``."""
        from nats.errors import TimeoutError as NothingThere

        try:
            found = await self._subscription.fetch(min(limit, 1000), timeout=0.3)
        except NothingThere:
            return []
        return [Stored(m.metadata.sequence.stream, m.subject, m.data, m.metadata.timestamp.timestamp()) for m in found]

    async def close(self) -> None:
        """Disconnect."""
        held, self._nats = self._nats, None
        if held is not None:
            await held.close()


def client(address: str, user: str, password: str, library: str = "natsrpy") -> Client:
    """A client by the preferred library, the other where that is not installed."""
    if library == "natsrpy":
        try:
            import natsrpy  # noqa: F401
        except ImportError:
            log.warning("natsrpy cannot be imported; reading with nats-py")
        else:
            return RustClient(address, user, password)
    return PlainClient(address, user, password)


class Log:
    """Reads the log without a hole and without a repetition, across restarts of the server.

    After any fault the next call starts with a new connection: a library's own recovery was
    seen to wait for ever on a request that went down with the server.
    """

    def __init__(self, made_by: Client) -> None:
        self._client = made_by
        self._next = 1
        self._connected = self._ready = False
        self._one_at_a_time = asyncio.Lock()
        self._heard = time.monotonic()
        self.lost = 0
        self.mended = 0

    async def open(self) -> State:
        """Connect; what the server has."""
        return await self.state()

    async def state(self) -> State:
        """What the server has now."""
        said = json.loads(await self._do(lambda: self._client.ask(INFO)))
        if "error" in said:
            raise ConnectionError(said["error"].get("description", "no stream"))
        state = said["state"]
        return State(said["created"], state["first_seq"], state["last_seq"], state["bytes"])

    def start(self, after: int) -> None:
        """Go on with the message after ``after``."""
        self._next, self._ready = after + 1, False

    async def fetch(self, limit: int = 5000) -> Sequence[Stored]:
        """The next messages, in sequence; none when there are none. Raises while the server is away."""
        if not self._ready:
            await self._do(lambda: self._client.consume(self._next))
            self._ready, self._heard = True, time.monotonic()
        found = await self._do(lambda: self._client.fetch(limit))
        if not found:
            await self._look_after()
            return []
        whole = self._whole(found)
        if whole < len(found):
            found = found[:whole]
            await self._mend(f"a hole after {self._next - 1 + whole}")
        if found:
            self._next, self._heard = found[-1].seq + 1, time.monotonic()
        return found

    async def _do(self, act: Callable[[], Awaitable[T]]) -> T:
        """One call to the server, on a new connection after a fault, and never for ever."""
        async with self._one_at_a_time:
            try:
                async with asyncio.timeout(PATIENCE_S):
                    if not self._connected:
                        await self._client.open()
                        self._connected = True
                    return await act()
            except BaseException:
                was, self._connected, self._ready = self._connected, False, False
                self.mended += was
                await self._give_up()
                raise

    async def _give_up(self) -> None:
        """Leave a connection that failed; whether that works does not matter."""
        with contextlib.suppress(Exception):
            async with asyncio.timeout(1.0):
                await self._client.close()

    def _whole(self, found: Sequence[Stored]) -> int:
        """How many are in sequence without a hole."""
        if found[0].seq == self._next and found[-1].seq == self._next + len(found) - 1:
            return len(found)
        return next((k for k, m in enumerate(found) if m.seq != self._next + k), len(found))

    async def _look_after(self) -> None:
        """Nothing came for a while: is there something that should have come?"""
        if time.monotonic() - self._heard < QUIET_S:
            return
        state = await self.state()
        self._heard = time.monotonic()
        if state.last >= self._next:
            await self._mend("the consumer is gone")

    async def _mend(self, why: str) -> None:
        """Start again where we were; go on behind what the log itself no longer has."""
        state = await self.state()
        self.mended += 1
        log.info("reading the log again from %s: %s", self._next, why)
        if state.first > self._next:
            self.lost += state.first - self._next
            log.error("messages %s to %s left the log before they were read", self._next, state.first - 1)
            self._next = state.first
        self._ready = False

    async def close(self) -> None:
        """Disconnect."""
        self._connected = False
        await self._give_up()


__all__ = ["Client", "Log", "PlainClient", "RustClient", "State", "Stored", "client"]
