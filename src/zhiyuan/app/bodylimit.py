"""What is too large is not read: a body over the limit is neither held in memory nor written to disk.

Django's ASGI handler takes a whole body before a view or a setting can object. What is over the limit is read
and thrown away part by part, since a browser shows no answer before it has sent everything; then the page
that says so is asked for instead. A body that claims an absurd length is answered at once.
"""

from asyncio import Event
from collections.abc import Awaitable, Callable
from typing import Any

from zhiyuan.archive.limits import largest
from zhiyuan.kernel import parktime

App = Callable[[Any, Any, Any], Awaitable[None]]
FORM_BYTES = 1_000_000
"""Room for the other answers of a form beside its files. [B]"""
FILES_AT_ONCE = 1
NEVER_READ_TIMES = 20
PAGE = "/too-large/"


def limited(app: App) -> App:
    """The application, with an end to what it is sent."""

    async def guarded(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["method"] not in ("POST", "PUT", "PATCH"):
            await app(scope, receive, send)
            return
        most = largest(parktime.now().date()) * FILES_AT_ONCE + FORM_BYTES
        length = dict(scope["headers"]).get(b"content-length", b"")
        counted = _Counted(receive, most)
        if length.isdigit() and int(length) > most:
            if int(length) <= NEVER_READ_TIMES * most:
                await counted.throw_away()
        else:
            await app(scope, counted, _Silent(send, counted))
            if not counted.over:
                return
            await counted.throw_away()
        await app(_instead(scope), _Empty(), send)

    return guarded


class _Counted:
    """Receives, and hangs up once too much came."""

    def __init__(self, receive: Any, most: int) -> None:
        self.receive, self.most = receive, most
        self.size, self.over, self.ended = 0, False, False

    async def __call__(self) -> Any:
        if self.over:
            return {"type": "http.disconnect"}
        message = await self._next()
        if self.size > self.most:
            self.over = True
            return {"type": "http.disconnect"}
        return message

    async def _next(self) -> Any:
        message = await self.receive()
        if message["type"] == "http.request":
            self.size += len(message.get("body", b""))
            self.ended = not message.get("more_body", False)
        else:
            self.ended = True
        return message

    async def throw_away(self) -> None:
        """Read to the end, or until it is absurd, and keep nothing."""
        while not self.ended and self.size <= NEVER_READ_TIMES * self.most:
            await self._next()


class _Silent:
    """Sends, unless the connection was hung up on: then somebody else answers."""

    def __init__(self, send: Any, counted: _Counted) -> None:
        self.send, self.counted = send, counted

    async def __call__(self, message: Any) -> None:
        if not self.counted.over:
            await self.send(message)


def _instead(scope: Any) -> Any:
    """The same request without its body, for the page that says that it was too large."""
    dropped = (b"content-length", b"content-type", b"transfer-encoding")
    headers = [(name, value) for name, value in scope["headers"] if name not in dropped]
    asked = b"api=1" if scope["path"].startswith("/api/") else b""
    return scope | {"method": "GET", "path": PAGE, "raw_path": PAGE.encode(), "query_string": asked, "headers": headers}


class _Empty:
    """Receives an empty body, and nothing after it: who listens on waits until it is told to stop.

    Django takes a second body for a fault of the server and answers with status 500.
    """

    def __init__(self) -> None:
        self.given = False

    async def __call__(self) -> Any:
        if self.given:
            await Event().wait()
        self.given = True
        return {"type": "http.request", "body": b"", "more_body": False}
