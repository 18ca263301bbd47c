"""Our line to one authority: asks, waits within limits, asks again, and says *not heard* rather than fail.

A question changes nothing over there, so it may be asked again; each time it is signed anew, with a new nonce.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

import httpx2
import stamina
from http_message_signatures.httpx2 import adapt_message

from zhiyuan.adapters.authority import signature, wire
from zhiyuan.adapters.http import bounded
from zhiyuan.kernel.datacheck import DataCheck, Item, Question, not_heard
from zhiyuan.kernel.errors import Malformed, Refused

BUSY = frozenset({429, 502, 503, 504})
JSON = "application/json"


class Authority(Protocol):
    """Whoever can be asked; tests and installations may bring another."""

    def ask(self, question: Question, item: Item, asked_at: datetime) -> DataCheck:
        """What was heard. Never raises for what the other side does."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where an authority is reached, by which secret, and how long to be patient. Times in s."""

    url: str
    key_id: str
    key: bytes = field(repr=False)
    timeout_s: float = 5.0
    attempts: int = 3
    first_wait_s: float = 0.5
    patience_s: float = 20.0

    def __post_init__(self) -> None:
        bounded.refuse_unsafe(self.url)
        if len(self.key) < 16:
            raise Malformed("{url}: the secret is shorter than 16 bytes", url=self.url)


class _Unheard(Exception):
    """Nothing was heard this time; asking again may help if it passes by itself."""

    def __init__(self, reason: str, detail: str, digest: str = "") -> None:
        super().__init__(detail)
        self.reason, self.detail, self.digest = reason, detail, digest


class _Passing(_Unheard):
    """Asking again may help."""


class Line:
    """Asks one authority over HTTP. A context manager: it closes its connections."""

    def __init__(self, settings: Settings, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.settings, self.now = settings, now
        self.client = bounded.client(settings.timeout_s)

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def ask(self, question: Question, item: Item, asked_at: datetime) -> DataCheck:
        """What was heard; after passing failures it is asked again, within ``patience_s`` in all."""
        limits = self.settings
        ends = time.monotonic() + limits.patience_s
        try:
            for attempt in stamina.retry_context(
                on=_Passing, attempts=limits.attempts, timeout=limits.patience_s, wait_initial=limits.first_wait_s,
                wait_max=limits.patience_s, wait_jitter=limits.first_wait_s,
            ):  # fmt: skip
                with attempt:
                    return self._once(question, item, asked_at, ends)
        except _Unheard as why:
            return not_heard(question, asked_at, why.reason, why.detail, why.digest)
        raise AssertionError("stamina ends by returning or raising")

    def _once(self, question: Question, item: Item, asked_at: datetime, ends: float) -> DataCheck:
        nonce = secrets.token_urlsafe(16)
        request = self._request(wire.encode(question, asked_at, nonce), nonce)
        response, body = self._sent(request, ends)
        if response.status_code in BUSY:
            raise _Passing("busy", f"status {response.status_code}")
        if response.status_code != httpx2.codes.OK:
            raise _Unheard("refused", f"status {response.status_code}")
        try:
            signature.verify_answer(adapt_message(response), body, {self.settings.key_id: self.settings.key})
        except Refused as why:
            raise _Unheard("unsigned", str(why), wire.digest(body)) from why
        try:
            return wire.decode(body, question, asked_at, nonce, item)
        except Malformed as why:
            raise _Unheard("malformed", str(why), wire.digest(body)) from why

    def _request(self, body: bytes, nonce: str) -> httpx2.Request:
        request = self.client.build_request("POST", self.settings.url, content=body, headers={"Content-Type": JSON})
        key_id, key = self.settings.key_id, self.settings.key
        signature.sign_question(adapt_message(request), body, key_id, key, self.now(), nonce)
        return request

    def _sent(self, request: httpx2.Request, ends: float) -> tuple[Any, bytes]:
        """The response with at most so many bytes; one that trickles in is cut off when patience ends."""
        try:
            return bounded.sent(self.client, request, ends, wire.LARGEST_BYTES)
        except bounded.TooLong as why:
            raise _Unheard("malformed", str(why)) from why
        except bounded.TooSlow as why:
            raise _Unheard("timeout", f"not whole after {self.settings.patience_s:g} s") from why
        except httpx2.TimeoutException as why:
            raise _Passing("timeout", type(why).__name__) from why
        except httpx2.TransportError as why:
            raise _Passing("unreachable", f"{type(why).__name__}: {why}") from why
