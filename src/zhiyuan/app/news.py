"""News: what follows of an act, and every committed act told on the bus as ``news.<room>.<verb>``.

That is how an override reaches ``steer``. An act never fails because nobody could be told: the
database holds it, and ``steer`` reads the database at its start. NATS's own protocol is text, so
one blocking connection of a few lines serves every process, in any thread and without a loop.
"""

import json
import logging
import socket
import threading
from collections.abc import Callable
from typing import Any

from zhiyuan.app import gateways, home
from zhiyuan.identity.models import Trail

TIMEOUT_S = 1.0
log = logging.getLogger(__name__)


def _hand_out_passwords(here: home.Home) -> None:
    """A park's gateways get their passwords, whichever door the park came in by."""
    gateways.sync(here, gateways.from_park())


def _link_claims(here: home.Home) -> None:
    """Which policy a new claim names, whichever door it came in by."""
    from zhiyuan.park.queries import sites
    from zhiyuan.policies.writes import link_claims

    for site in sites():
        link_claims(site)


AFTER: dict[str, tuple[Callable[[home.Home], None], ...]] = {
    "park.import_park": (_hand_out_passwords,),
    "cases.open_case": (_link_claims,),
}
"""What follows from an act, in the same process, before others hear of it."""


def tell(line: Trail) -> None:
    """Do what follows, then publish one line of the trail; a listener of ``identity.verbs``."""
    here = home.current()
    if not here.exists():
        return  # a test, or a command outside any installation
    for follow in AFTER.get(line.verb, ()):
        follow(here)
    try:
        _wire(here).publish(f"news.{line.verb}", message(line))
    except (OSError, ValueError, KeyError) as fault:
        log.info("nobody heard of %s: %s", line.verb, fault)


def message(line: Trail) -> bytes:
    """What is said of an act: enough to know which part of the database to read again."""
    said = {
        "sequence": line.sequence,
        "verb": line.verb,
        "actor": line.actor,
        "object_type": line.object_type,
        "object_id": line.object_id,
        "params": line.params,
    }
    return json.dumps(said, ensure_ascii=False, default=str).encode()


class Wire:
    """One connection to the broker, opened when first used and again after it was lost."""

    def __init__(self, address: tuple[str, int], user: str, password: str) -> None:
        self.address, self.user, self.password = address, user, password
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None

    def publish(self, subject: str, payload: bytes) -> None:
        """Say it and wait until the broker has it; OSError when there is no broker."""
        said = b"PUB %s %d\r\n%s\r\nPING\r\n" % (subject.encode(), len(payload), payload)
        with self._lock:
            try:
                self._say(said)
            except OSError:
                self.close()
                self._say(said)  # the broker was started again since; if not, the caller hears it

    def close(self) -> None:
        """Forget the connection."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _say(self, said: bytes) -> None:
        if self._socket is None:
            self._socket = self._connect()
        self._socket.sendall(said)
        self._await_pong(self._socket)

    def _connect(self) -> socket.socket:
        opened = socket.create_connection(self.address, timeout=TIMEOUT_S)
        who = {"verbose": False, "pedantic": False, "user": self.user, "pass": self.password, "name": "news"}
        opened.sendall(b"CONNECT " + json.dumps(who).encode() + b"\r\nPING\r\n")
        self._await_pong(opened)
        return opened

    def _await_pong(self, opened: socket.socket) -> None:
        heard = b""
        while b"PONG\r\n" not in heard:
            more = opened.recv(65536)
            if not more:
                raise ConnectionError("the broker closed the connection")
            if b"-ERR" in more:
                raise ConnectionError(more.decode(errors="replace").strip())
            heard += more
        if heard.startswith(b"PING\r\n") or b"\r\nPING\r\n" in heard:
            opened.sendall(b"PONG\r\n")


_wires: dict[Any, Wire] = {}


def _wire(here: home.Home) -> Wire:
    if here.path not in _wires:
        _wires[here.path] = Wire(here.address("nats"), "core", here.secret("broker"))
    return _wires[here.path]
