"""Viewers of the live floor page: what 200 of them cost the web process, against one in the same run.

The real ``zhiyuan.app.web`` with a real broker and database. Each viewer is signed in and opens the
stream that the page of a floor opens. Five times a second the lamps of the floor report, the first
of them with a number that tells when: each viewer must see each number. A frame is made once,
whoever looks; what remains for a viewer is to hand bytes to a socket.
"""

import argparse
import asyncio
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nats
import numpy as np
import psutil
import stage

from zhiyuan.telemetry.messages import encode_up

VIEWERS = 200
SECONDS = 65.0  # sessions are looked up again each minute, and that belongs to the cost
CHANGE_S = 0.2
LAMPS = 20  # lamps that report in one message
START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
PORTS = {"http": "127.0.0.1:9491", "mqtt": "127.0.0.1:9492", "nats": "127.0.0.1:9493"}


@dataclass
class Floor:
    """What viewers look at, and the number in the first lamp's power that tells when. [ms after the start]"""

    site: str
    gateway: str
    lamps: list[str]
    cookie: str
    number: int
    published: dict[int, float] = field(default_factory=dict)

    @property
    def query(self) -> str:
        """As the page's island asks."""
        return f"/live/?t=pulse&t=alarms&t=floor:{self.number}&t=park"

    def report(self, mark: int) -> bytes:
        """One message of the gateway: level and power of some lamps."""
        points = [f"lum/{key}/{what}" for key in self.lamps for what in ("level", "power")]
        values = [float(v) for i in range(len(self.lamps)) for v in (mark % 100, mark + i)]
        return encode_up(round(START.timestamp() * 1000), points, values)


@dataclass
class Viewer:
    """One stream, and what came through it."""

    floor: Floor
    lags: list[float] = field(default_factory=list)
    frames: int = 0

    async def look(self) -> None:
        """Read until cancelled."""
        host, port = PORTS["http"].split(":")
        reader, writer = await asyncio.open_connection(host, int(port), limit=2**20)
        writer.write(f"GET {self.floor.query} HTTP/1.1\r\nHost: {host}\r\nCookie: {self.floor.cookie}\r\n\r\n".encode())
        mark = re.compile(rb'\["%s",[0-9.]+,0,([0-9]+)' % self.floor.lamps[0].encode())
        status = await reader.readline()
        assert b" 200 " in status, status
        try:
            while line := await reader.readline():
                if b'"kind":"tick"' in line:
                    self._frame(mark.search(line))
        finally:
            writer.close()

    def _frame(self, found: "re.Match[bytes] | None") -> None:
        self.frames += 1
        if found and (since := self.floor.published.get(int(found[1]))) is not None:
            self.lags.append((time.perf_counter() - since) * 1000)


def run(viewers: int = VIEWERS, seconds: float = SECONDS, *, quick: bool = False) -> dict[str, Any]:
    """One viewer, then all of them. CPU-seconds of web per second, lag [ms], frames."""
    if quick:
        viewers, seconds = 20, 4.0
    with tempfile.TemporaryDirectory(prefix="zhiyuan-viewers-") as folder:
        site, broker = stage.installation(Path(folder), stage.example(), PORTS, START)
        floor = _floor(site)
        web = subprocess.Popen([sys.executable, "-m", "zhiyuan.app.lean", "zhiyuan.app.web"], stderr=subprocess.DEVNULL)
        try:
            secret = json.loads((Path(folder) / "secrets/broker.json").read_text())
            few, many = asyncio.run(_both(psutil.Process(web.pid), floor, secret, viewers, seconds))
        finally:
            web.terminate()
            web.wait(10)
            broker.stop()
    each = (many["web_cpu_s_per_s"] - few["web_cpu_s_per_s"]) / (viewers - 1)
    return {
        "viewers": viewers,
        "watched_s": seconds,
        "changes_per_s": 1 / CHANGE_S,
        "one": few,
        "all": many,
        "cpu_us_per_viewer_and_second": round(each * 1e6, 1),
        "cpu_us_per_frame": round(each * 1e6 / many["frames_per_viewer_and_s"], 1),
        "kib_per_viewer": round((many["web_rss_mib"] - few["web_rss_mib"]) * 1024 / (viewers - 1), 1),
        "baseline": "one viewer of the same floor in the same run",
        "ratio": round(many["web_cpu_s_per_s"] / few["web_cpu_s_per_s"], 1),
    }


def _floor(site: Any) -> Floor:
    """The floor with the most lamps behind one gateway, and a signed-in operator's cookie."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import connection

    from zhiyuan.identity.models import Grant, Person
    from zhiyuan.park.models import Luminaire

    rows: dict[tuple[int, str], list[str]] = {}
    for place, gateway, key in Luminaire.objects.values_list("space__floor_id", "gateway__key", "key"):
        rows.setdefault((place, gateway or ""), []).append(key)
    (number, gateway), lamps = max(rows.items(), key=lambda item: (bool(item[0][1]), len(item[1])))
    who = Person.objects.create(username="viewer", display_name="viewer")
    Grant.objects.create(person=who, role="operator", scope_type="*", scope_id="")
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(who.pk), who.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session.create()
    connection.close()
    return Floor(site.key, gateway, lamps[:LAMPS], f"{settings.SESSION_COOKIE_NAME}={session.session_key}", number)


async def _both(
    web: psutil.Process, floor: Floor, secret: str, viewers: int, seconds: float
) -> tuple[dict[str, Any], dict[str, Any]]:
    bus = await nats.connect(f"nats://{PORTS['nats']}", user="core", password=secret)
    await _until(_answers)
    try:
        await _watched(web, bus, floor, 1, 2.0)  # the first viewer starts the feed
        return await _watched(web, bus, floor, 1, seconds), await _watched(web, bus, floor, viewers, seconds)
    finally:
        await bus.close()


async def _watched(web: psutil.Process, bus: Any, floor: Floor, count: int, seconds: float) -> dict[str, Any]:
    viewers = [Viewer(floor) for _ in range(count)]
    tasks = [asyncio.create_task(v.look()) for v in viewers]
    await asyncio.sleep(2.0)
    for task in tasks:
        if task.done():
            task.result()
    for viewer in viewers:
        viewer.lags, viewer.frames = [], 0
    floor.published.clear()
    before, begun = _cpu_s(web), time.perf_counter()
    marks = await _publish(bus, floor, seconds)
    await asyncio.sleep(1.0)
    took = time.perf_counter() - begun
    used, rss = _cpu_s(web) - before, web.memory_info().rss
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.sleep(1.0)  # the streams that were left are forgotten
    lags = np.array([lag for v in viewers for lag in v.lags])
    p50, p99 = np.percentile(lags, [50, 99])
    return {
        "viewers": count,
        "web_cpu_s_per_s": round(used / took, 4),
        "web_rss_mib": round(rss / 2**20, 1),
        "frames_per_viewer_and_s": round(sum(v.frames for v in viewers) / count / took, 2),
        "changes": marks,
        "delivered_share": round(len(lags) / (marks * count), 5),
        "lag_p50_ms": round(float(p50), 1),
        "lag_p99_ms": round(float(p99), 1),
    }


async def _publish(bus: Any, floor: Floor, seconds: float) -> int:
    """Report five times a second; how often."""
    start = time.perf_counter()
    for n in range(round(seconds / CHANGE_S)):
        await asyncio.sleep(max(0.0, start + n * CHANGE_S - time.perf_counter()))
        mark = 1000 + n
        floor.published[mark] = time.perf_counter()
        await bus.publish(f"zy.{floor.site}.{floor.gateway}.up", floor.report(mark))
    return len(floor.published)


def _cpu_s(process: psutil.Process) -> float:
    used = process.cpu_times()
    return float(used.user + used.system)


async def _answers() -> bool:
    host, port = PORTS["http"].split(":")
    try:
        _, writer = await asyncio.open_connection(host, int(port))
    except OSError:
        return False
    writer.close()
    return True


async def _until(true: Callable[[], Any], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not await true():
        if time.monotonic() > deadline:
            raise TimeoutError("web did not come up")
        await asyncio.sleep(0.1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--viewers", type=int, default=VIEWERS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    said = parser.parse_args()
    print(json.dumps(run(said.viewers, said.seconds), indent=1))
