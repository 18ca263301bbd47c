"""The live stream: server-sent events from a bare ASGI route, at most ten frames a second and topic.

A Django view would pin a thread and a database connection per viewer; here a viewer costs a queue.
Each topic keeps its latest rows, so a newcomer gets a ``snapshot`` and then ``tick`` frames with
what changed. A viewer who cannot follow loses frames and gets a new snapshot. Sessions are looked
up in a thread, and again every minute, so that signing out ends the stream.

Frames: ``data: {"topic": "floor:3", "kind": "snapshot" | "tick", "lamps": [[key, …], …], …}``.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs

QUEUE = 20
TICK_S = 0.1
PING_S = 15.0
RECHECK_S = 60.0
MOST_TOPICS = 20

Rows = dict[str, dict[str, list[Any]]]  # section → key → row
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


@dataclass(eq=False)
class Viewer:
    """One open stream: the topics it asked for, and the frames it has not taken yet."""

    topics: tuple[str, ...]
    queue: asyncio.Queue[bytes] = field(default_factory=lambda: asyncio.Queue(QUEUE))


@dataclass
class Topic:
    """The latest rows, those that changed since the last tick, and who listens."""

    rows: Rows = field(default_factory=dict)
    changed: Rows = field(default_factory=dict)
    viewers: set[Viewer] = field(default_factory=set)


class Hub:
    """Takes rows from the feed and gives frames to viewers; lives in one event loop."""

    def __init__(self) -> None:
        self.topics: dict[str, Topic] = {}

    def publish(self, topic: str, section: str, rows: Iterable[list[Any]]) -> None:
        """Take rows up; each begins with its key. Equal rows are no news."""
        held = self.topics.setdefault(topic, Topic())
        kept, changed = held.rows.setdefault(section, {}), held.changed.setdefault(section, {})
        for row in rows:
            if kept.get(row[0]) != row:
                kept[row[0]] = changed[row[0]] = row

    def tick(self) -> None:
        """Give every topic's changes to its viewers; called ten times a second."""
        for name, topic in self.topics.items():
            if not any(topic.changed.values()):
                continue
            if topic.viewers:
                made = frame(name, "tick", topic.changed)
                for viewer in topic.viewers:
                    self._give(viewer, made)
            topic.changed = {}

    def join(self, viewer: Viewer) -> None:
        """Begin with a snapshot of each topic."""
        for name in viewer.topics:
            topic = self.topics.setdefault(name, Topic())
            topic.viewers.add(viewer)
            viewer.queue.put_nowait(frame(name, "snapshot", topic.rows))

    def leave(self, viewer: Viewer) -> None:
        """Forget a viewer."""
        for name in viewer.topics:
            self.topics[name].viewers.discard(viewer)

    def viewers(self) -> int:
        """How many streams are open."""
        return len({viewer for topic in self.topics.values() for viewer in topic.viewers})

    def _give(self, viewer: Viewer, made: bytes) -> None:
        try:
            viewer.queue.put_nowait(made)
        except asyncio.QueueFull:
            while not viewer.queue.empty():
                viewer.queue.get_nowait()
            for name in viewer.topics:
                viewer.queue.put_nowait(frame(name, "snapshot", self.topics[name].rows))


def frame(topic: str, kind: str, rows: Rows) -> bytes:
    """One event.

    >>> frame("park", "tick", {"floors": {"1": ["1", 2.5]}})
    b'data: {"topic":"park","kind":"tick","floors":[["1",2.5]]}\\n\\n'
    """
    said = {"topic": topic, "kind": kind, **{section: list(found.values()) for section, found in rows.items() if found}}
    return b"data: " + json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n\n"


Check = Callable[[str, tuple[str, ...]], int]  # session key, topics → 200, 401, 403 or 404


class Live:
    """The ASGI application under ``/live/``."""

    def __init__(self, hub: Hub, check: Check, cookie: str, begin: Callable[[], None] = lambda: None) -> None:
        self.hub, self.check, self.cookie, self.begin = hub, check, cookie, begin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request: refuse it, or stream until one side has had enough."""
        topics = tuple(dict.fromkeys(parse_qs(scope.get("query_string", b"").decode()).get("t", ())))[:MOST_TOPICS]
        session = cookie_of(scope, self.cookie)
        status = await asyncio.to_thread(self.check, session, topics) if topics else 400
        if status != 200 or scope["method"] != "GET":
            await _refuse(send, status if status != 200 else 405)
            return
        self.begin()
        await self._stream(Viewer(topics), session, receive, send)

    async def _stream(self, viewer: Viewer, session: str, receive: Receive, send: Send) -> None:
        headers = [
            (b"content-type", b"text/event-stream; charset=utf-8"),
            (b"cache-control", b"no-store"),
            (b"x-accel-buffering", b"no"),
            (b"x-content-type-options", b"nosniff"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        self.hub.join(viewer)
        gone = asyncio.ensure_future(_until_gone(receive))
        try:
            await self._send_frames(viewer, session, gone, send)
        finally:
            self.hub.leave(viewer)
            gone.cancel()

    async def _send_frames(self, viewer: Viewer, session: str, gone: "asyncio.Future[None]", send: Send) -> None:
        loop = asyncio.get_running_loop()
        checked = loop.time()
        while not gone.done():
            body = await _next(viewer, gone)
            if loop.time() - checked > RECHECK_S:
                checked = loop.time()
                if await asyncio.to_thread(self.check, session, viewer.topics) != 200:
                    await send({"type": "http.response.body", "body": b"event: over\ndata: {}\n\n"})
                    return
            await send({"type": "http.response.body", "body": body, "more_body": True})


async def _next(viewer: Viewer, gone: "asyncio.Future[None]") -> bytes:
    """Frames that wait, or a ping after a time of silence."""
    waiting: asyncio.Future[bytes] = asyncio.ensure_future(viewer.queue.get())
    either: set[asyncio.Future[Any]] = {waiting, gone}
    await asyncio.wait(either, timeout=PING_S, return_when=asyncio.FIRST_COMPLETED)
    if not waiting.done():
        waiting.cancel()
        return b": ping\n\n"
    body = waiting.result()
    while not viewer.queue.empty():
        body += viewer.queue.get_nowait()
    return body


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(send: Send, status: int) -> None:
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps({"error": status}).encode()})


def cookie_of(scope: Scope, name: str) -> str:
    """One cookie of a request."""
    jar: SimpleCookie = SimpleCookie()
    for header, value in scope["headers"]:
        if header == b"cookie":
            jar.load(value.decode("latin-1"))
    return jar[name].value if name in jar else ""
