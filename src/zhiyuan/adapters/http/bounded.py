"""One request whose answer has at most so many bytes and comes by a moment, however it trickles in."""

import time
from typing import Any
from urllib.parse import urlsplit

import httpx2

from zhiyuan.kernel.errors import Malformed

HERE = frozenset({"127.0.0.1", "localhost", "::1"})
SAFE = frozenset({("https", True), ("https", False), ("http", True)})  # plain HTTP only within this machine


class TooLong(Exception):
    """The answer has more bytes than it may."""


class TooSlow(Exception):
    """The answer was not whole in time."""


def refuse_unsafe(url: str) -> None:
    """Refuse an address that would carry a secret in the open."""
    parts = urlsplit(url)
    if not parts.hostname or (parts.scheme, parts.hostname in HERE) not in SAFE:
        raise Malformed("{url}: another system is called over https", url=f"{parts.scheme}://{parts.hostname or ''}")


def sent(client: Any, request: Any, ends: float, largest: int) -> tuple[Any, bytes]:
    """The response and its body.

    Parameters
    ----------
    ends
        When to give up, by the monotonic clock. [s]
    largest
        How many bytes a body may have. [B]

    Raises
    ------
    TooLong, TooSlow
        When the answer does not keep within its bounds; what ``httpx2`` raises passes through.
    """
    body = bytearray()
    response = client.send(request, stream=True)
    try:
        for piece in response.iter_raw():
            body += piece
            if len(body) > largest:
                raise TooLong(f"more than {largest} bytes")
            if time.monotonic() > ends:
                raise TooSlow
    finally:
        response.close()
    return response, bytes(body)


def client(timeout_s: float) -> Any:
    """A client that goes nowhere but where it is sent, and asks for plain bytes."""
    return httpx2.Client(timeout=timeout_s, follow_redirects=False, headers={"Accept-Encoding": "identity"})
