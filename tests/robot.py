"""A real HTTP server in place of a group's robot or an SMS service; it checks signatures and misbehaves on demand.

``manner`` is plain, busy (503), often (the service's own word for too many), refuses, silent, slow or garbled.
"""

import contextlib
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from zhiyuan.adapters.notify.groups import signature


@dataclass
class Robot:
    """The server. ``taken`` are the bodies or parameters that it took; ``says`` its words for taken, often, refused."""

    manner: str = "plain"
    secret: str = ""
    says: tuple[dict[str, Any], ...] = ({"errcode": 0, "errmsg": "ok"}, {"errcode": 45009}, {"errcode": 40008})
    taken: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Robot":
        handler = type("Handler", (_Handler,), {"robot": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/send?key=SECRET-OF-THE-TEST"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        self.server.shutdown()
        self.server.server_close()

    def signed(self, said: dict[str, list[str]]) -> bool:
        """Whether what 钉钉 asks beside the address is there, right and fresh."""
        if not self.secret:
            return True
        at = int(said.get("timestamp", ["0"])[0])
        given = said.get("sign", [""])[0]
        fresh = abs(time.time() * 1000 - at) < 3_600_000
        return fresh and parse_qs(f"s={signature(at, self.secret)}")["s"][0] == given


class _Handler(BaseHTTPRequestHandler):
    robot: Robot

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        said, robot = parse_qs(urlsplit(self.path).query), self.robot
        if robot.manner == "silent":
            self.close_connection = True
            robot.released.wait(30.0)
            return None
        if robot.manner == "slow":
            robot.released.wait(0.2)
        if robot.manner == "busy":
            return self._send(503, b"{}")
        if robot.manner == "often":
            return self._send(200, json.dumps(robot.says[1]).encode())
        if robot.manner == "refuses" or not robot.signed(said):
            return self._send(200, json.dumps(robot.says[2]).encode())
        robot.taken.append(json.loads(body) if body else {name: value[0] for name, value in said.items()})
        robot.headers.append(dict(self.headers.items()))
        return self._send(200, b"<html>" if robot.manner == "garbled" else json.dumps(robot.says[0]).encode())

    def _send(self, status: int, body: bytes) -> None:
        with contextlib.suppress(OSError):
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""
