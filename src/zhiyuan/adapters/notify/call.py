"""One POST of a notification, and what its failures mean: sent, certainly not sent, or nobody knows."""

import json
import time
from typing import Any

import httpx2

from zhiyuan.adapters.http import bounded
from zhiyuan.adapters.notify.letter import MaybeSent, NeverSent, NotSent

LARGEST_BYTES = 65_536
BUSY = frozenset({429, 502, 503, 504})


def post(url: str, timeout_s: float, *, content: bytes = b"", headers: dict[str, str] | None = None) -> dict[str, Any]:
    """The answer, a table in JSON that says whether the message was taken; an answer that is none leaves it open.

    Raises
    ------
    NotSent
        When nobody could be reached, or they were too busy.
    NeverSent
        When the request was refused without a word why.
    MaybeSent
        When no answer came in time, or none that can be read.
    """
    with bounded.client(timeout_s) as client:
        request = client.build_request("POST", url, content=content, headers=headers)
        try:
            response, body = bounded.sent(client, request, time.monotonic() + 2 * timeout_s, LARGEST_BYTES)
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout) as why:
            raise NotSent(type(why).__name__) from why  # the address would say too much: it may hold a secret
        except (httpx2.TransportError, bounded.TooLong, bounded.TooSlow) as why:
            raise MaybeSent(type(why).__name__) from why
    if response.status_code in BUSY:
        raise NotSent(f"status {response.status_code}")
    said = _table(body)
    if said is None and response.status_code >= 400:
        raise NeverSent(f"status {response.status_code}")
    if said is None:
        raise MaybeSent(f"status {response.status_code} and an answer that cannot be read")
    return said


def _table(body: bytes) -> dict[str, Any] | None:
    try:
        said = json.loads(body)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None
