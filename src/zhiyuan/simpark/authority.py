"""An invented authority that answers data checks over HTTP: the tax, market or land system of a demo or a test.

It checks signatures and nonces as a real one would, and does what a script says: answer, turn from clear to
arrears, or misbehave (slow, silent, busy, garbled, unsigned, about somebody else, byte by byte). Every subject is 模拟.
"""

import contextlib
import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec

from zhiyuan.adapters.authority import signature, wire
from zhiyuan.kernel.errors import Refused

MANNERS = ("plain", "silent", "busy", "garbled", "unsigned", "other subject", "trickle")
LONGEST_SILENCE_S = 30.0
CLEAR = {"tax_state": "T2", "deed_tax_paid": "yes", "grant_contract": "yes", "price_paid": "yes",
         "report_published": "yes"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Turn:
    """What it does when it is asked once: an answer, and in what manner. ``lag`` makes the answer old."""

    answer: str
    manner: str = "plain"
    open_items: tuple[str, ...] = ()
    lag: timedelta = timedelta()
    wait_s: float = 0.0


@dataclass
class Script:
    """Turns for a subject and an item, one after another; the last goes on for ever. Others are clear."""

    turns: Mapping[tuple[str, str], Sequence[Turn]] = field(default_factory=dict)
    asked: dict[tuple[str, str], int] = field(default_factory=dict)

    def next(self, subject: str, item: str) -> Turn:
        """What to do now."""
        number = self.asked.get((subject, item), 0)
        self.asked[subject, item] = number + 1
        turns = self.turns.get((subject, item)) or [Turn(CLEAR.get(item, "no"))]
        return turns[min(number, len(turns) - 1)]


@dataclass(frozen=True, slots=True)
class _Message:
    """What a signature is made over: a request, or an answer with the request before it."""

    headers: dict[str, str]
    method: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class _Reply:
    status_code: int
    headers: dict[str, str]
    request: _Message


class DemoAuthority:
    """The server. A context manager; ``url`` is where it listens."""

    def __init__(self, key_id: str, key: bytes, script: Script | None = None, port: int = 0) -> None:
        self.key_id, self.key, self.script = key_id, key, script or Script()
        self.nonces: set[str] = set()
        self.refused: list[str] = []
        self.released = threading.Event()
        self.lock = threading.Lock()
        handler = type("Handler", (_Handler,), {"authority": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/datacheck"

    def __enter__(self) -> "DemoAuthority":
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        self.server.shutdown()
        self.server.server_close()

    def admit(self, message: _Message, body: bytes) -> wire.Asked:
        """The question, if its signature holds and its nonce is new."""
        _, nonce = signature.verify_question(message, body, {self.key_id: self.key})
        with self.lock:
            if nonce in self.nonces:
                raise Refused("the nonce was used before")
            self.nonces.add(nonce)
        try:
            return msgspec.json.decode(body, type=wire.Asked)
        except msgspec.DecodeError as why:
            raise Refused("the question cannot be read: {why}", why=why) from why

    def turn(self, asked: wire.Asked) -> Turn:
        """What the script says to this question."""
        with self.lock:
            return self.script.next(asked.subject, asked.item)

    def answer(self, asked: wire.Asked, turn: Turn) -> bytes:
        """The body of an answer; garbled or about somebody else where the manner is so."""
        subject = "模拟他人" if turn.manner == "other subject" else asked.subject
        said = wire.Answered(subject, asked.item, asked.nonce, asked.asked_at - turn.lag, turn.answer, turn.open_items)
        body = msgspec.json.encode(said)
        return body[: len(body) // 2] if turn.manner == "garbled" else body


class _Handler(BaseHTTPRequestHandler):
    authority: DemoAuthority
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        url = f"http://{self.headers.get('Host', '')}{self.path}"
        message = _Message(dict(self.headers.items()), "POST", url)
        try:
            asked = self.authority.admit(message, body)
        except Refused as why:
            self.authority.refused.append(str(why))
            return self._send(message, 401, json.dumps({"error": str(why)}).encode(), signed=False)
        turn = self.authority.turn(asked)
        self.authority.released.wait(turn.wait_s)
        if turn.manner == "silent":
            self.close_connection = True
            self.authority.released.wait(LONGEST_SILENCE_S)
            return None
        status = 503 if turn.manner == "busy" else 200
        answer = self.authority.answer(asked, turn)
        return self._send(message, status, answer, turn.manner != "unsigned", turn.manner == "trickle")

    def _send(self, asked: _Message, status: int, body: bytes, signed: bool, trickle: bool = False) -> None:
        reply = _Reply(status, {"Content-Type": "application/json"}, asked)
        if signed:
            here = self.authority
            signature.sign_answer(reply, body, here.key_id, here.key, datetime.now(UTC))
        self.send_response(status)
        for name, value in (reply.headers | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        with contextlib.suppress(OSError):  # the other side may have hung up
            for number, piece in enumerate(_pieces(body, trickle)):
                self.authority.released.wait(0.1 if number else 0.0)
                self.wfile.write(piece)
                self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: what was asked is nobody else's business."""


def _pieces(body: bytes, trickle: bool) -> list[bytes]:
    return [body[i : i + 1] for i in range(len(body))] if trickle else [body]
