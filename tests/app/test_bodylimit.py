"""A body over the limit is answered in words, and is neither held in memory nor written to disk."""

import asyncio
import tracemalloc
from typing import Any

import pytest

from zhiyuan.app.bodylimit import limited

MB = 1_000_000


class Said:
    """An application that takes the whole body, as Django's does, and remembers what reached it."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str, int]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        size = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            size += len(message.get("body", b""))
            if not message.get("more_body"):
                break
        self.calls.append((scope["method"], scope["path"], size))
        if scope["path"] == "/too-large/":
            with pytest.raises(TimeoutError):  # Django listens on: a second body would be a fault of the server
                await asyncio.wait_for(receive(), 0.05)
        await send({"type": "http.response.start", "status": 200})


def ask(megabytes: int, length: bool = True, path: str = "/cases/1/files/") -> tuple[Said, list[Any], int]:
    headers = [(b"content-length", str(megabytes * MB).encode())] if length else []
    scope = {"type": "http", "method": "POST", "path": path, "headers": headers, "query_string": b""}
    app, sent, left = Said(), list[Any](), megabytes

    async def receive() -> Any:
        nonlocal left
        left -= 1
        return {"type": "http.request", "body": bytes(MB), "more_body": left > 0}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(limited(app)(scope, receive, send))
    return app, sent, left


def test_a_body_within_the_limit_passes_as_it_is() -> None:
    app, sent, _ = ask(5)
    assert (app.calls, len(sent)) == ([("POST", "/cases/1/files/", 5 * MB)], 1)


@pytest.mark.parametrize("length", [True, False])
def test_fifty_megabytes_are_read_to_their_end_and_thrown_away(length: bool) -> None:
    tracemalloc.start()
    app, sent, left = ask(50, length)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (app.calls, left, len(sent)) == ([("GET", "/too-large/", 0)], 0, 1)
    assert peak < 5 * MB


def test_a_body_that_claims_an_absurd_length_is_answered_at_once() -> None:
    app, _, left = ask(5000)
    assert (app.calls, left) == ([("GET", "/too-large/", 0)], 5000)


@pytest.mark.django_db
def test_the_page_and_the_api_say_how_large_a_file_may_be(client: Any) -> None:
    page = client.get("/too-large/", headers={"referer": "http://testserver/cases/1/"})
    assert page.status_code == 413
    assert "超过 20 MB" in page.content.decode()
    assert 'href="http://testserver/cases/1/"' in page.content.decode()
    assert (
        'href="http://testserver/"' in client.get("/too-large/", headers={"referer": "http://evil/"}).content.decode()
    )
    assert client.get("/too-large/?api=1").json()["error"] == "Refused"
