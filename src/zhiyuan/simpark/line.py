"""A gateway's line to the broker: what it has to say waits in a bounded buffer until it is acknowledged.

While the broker is away the buffer fills, oldest dropped first and counted; when it is back, everything
is said again in order. Commands are handed on as they come.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import aiomqtt

from zhiyuan.adapters.mqtt import Adapter, Command

LONGEST_BACK_OFF_S = 10.0


@dataclass(frozen=True)
class Address:
    """Where and as whom a gateway connects."""

    host: str
    port: int
    site: str
    password: str


@dataclass
class Line:
    """One gateway's connection, kept alive until ``close``."""

    gateway: str
    address: Address
    heard: Callable[[str, Command], None]
    depth: int = 2000
    waiting: deque[tuple[str, bytes]] = field(default_factory=deque)
    dropped: int = 0
    online: bool = False
    unplugged: bool = False
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def say(self, payload: bytes, channel: str = "up") -> None:
        """Put a message at the end of the buffer."""
        if len(self.waiting) >= self.depth:
            self.waiting.popleft()
            self.dropped += 1
        self.waiting.append((channel, payload))
        self._news.set()

    async def keep(self) -> None:
        """Connect, say what waits, hear commands; on any loss wait a little longer and try again."""
        wait = 0.5
        while True:
            if self.unplugged:
                await asyncio.sleep(0.2)
                continue
            with contextlib.suppress(aiomqtt.MqttError, OSError):
                await self._talk()
                wait = 0.5
            self.online = False
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_BACK_OFF_S)

    async def _talk(self) -> None:
        a = self.address
        async with Adapter(a.host, a.port, a.site, self.gateway, a.password) as adapter:
            self.online = True
            talking = [asyncio.create_task(self._send(adapter)), asyncio.create_task(self._listen(adapter))]
            talking.append(asyncio.create_task(self._unplugged()))
            try:
                done, _ = await asyncio.wait(talking, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
            finally:
                for task in talking:
                    task.cancel()
                await asyncio.gather(*talking, return_exceptions=True)

    async def _send(self, adapter: Adapter) -> None:
        while True:
            while self.waiting:
                channel, payload = self.waiting[0]
                await adapter.publish(payload, channel)
                # only what the broker has acknowledged leaves the buffer
                if self.waiting and self.waiting[0][1] is payload:
                    self.waiting.popleft()
            self._news.clear()
            await self._news.wait()

    async def _listen(self, adapter: Adapter) -> None:
        async for command in adapter.commands():
            self.heard(self.gateway, command)

    async def _unplugged(self) -> None:
        while not self.unplugged:
            await asyncio.sleep(0.1)
