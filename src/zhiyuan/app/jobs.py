"""Runs the periodic tasks when they are due, or when somebody asks, and says how each went.

Last-run states are kept in ``run/jobs.json`` and published on ``state.jobs`` every minute; a message
to ``jobs.run.<task>`` runs a task now, and news of a changed park brings the broker's users up to date.
"""

import asyncio
import contextlib
import json
import logging
import signal
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import nats
from nats.aio.client import Client
from nats.aio.msg import Msg

from zhiyuan.app import home

EVERY_S: dict[str, float] = {
    "disk": 600.0,
    "nightly_backup": 600.0,
    "sessions": 6 * 3600.0,
    "gateway_users": 3600.0,
    "manual_readings": 300.0,
    "unusual_use": 3600.0,
    "corrections": 600.0,
    "step_tests": 3600.0,
    "case_clocks": 3600.0,
    "case_reminders": 1800.0,
    "figure_reminders": 1800.0,
    "data_checks": 120.0,
    "appointments": 3600.0,
    "signatures": 300.0,
    "land_reviews": 3600.0,
    "work_orders": 300.0,
    "files": 6 * 3600.0,
    "ladder": 24 * 3600.0,
    "policies": 24 * 3600.0,
    "notifications": 300.0,
}
ON_NEWS = {
    "park": "gateway_users",
    "metering": "manual_readings",
    "maintenance": "work_orders",
    **dict.fromkeys(("cases", "identity", "land", "policies", "projects"), "notifications"),
    "cases.ask": "data_checks",
}
"""What news of a room asks for, or of one act in a case."""
FIRST_AFTER_S = 60.0
LONGEST_S = 1800.0
TICK_S = 1.0
PUBLISH_S = 60.0

log = logging.getLogger("zhiyuan.jobs")


@dataclass
class State:
    """How a task went when it last ran. Times in s since 1970, real time."""

    due: float
    started: float | None = None
    took_s: float | None = None
    ok: bool | None = None
    said: Any = None


class Jobs:
    """The schedule and the states of all tasks; one runs at a time."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.states = {name: State(due=time.time() + FIRST_AFTER_S) for name in EVERY_S}
        for name, kept in (json.loads(file.read_text()) if file.exists() else {}).items():
            if name in self.states:
                self.states[name] = State(**(kept | {"due": self.states[name].due}))

    def ask(self, name: str) -> None:
        """Run a task as soon as the one in progress has ended."""
        if name in self.states:
            self.states[name].due = 0.0

    def next_due(self, now: float) -> str | None:
        """The task that has waited longest, if any is due."""
        name = min(self.states, key=lambda n: self.states[n].due)
        return name if self.states[name].due <= now else None

    async def run(self, name: str) -> None:
        """Run one task in a process of its own and note how it went."""
        state, begun = self.states[name], time.time()
        state.started, state.due = begun, begun + EVERY_S[name]
        state.ok, state.said = await _in_a_process(name)
        state.took_s = round(time.time() - begun, 2)
        if not state.ok:
            log.warning("%s failed: %s", name, state.said)
        self.file.parent.mkdir(exist_ok=True)
        self.file.write_bytes(self.message())

    def message(self) -> bytes:
        """All states as JSON."""
        return json.dumps({name: asdict(state) for name, state in self.states.items()}, ensure_ascii=False).encode()


def topics(subject: str, said: bytes) -> list[str]:
    """What a piece of news is about: its room, and in a case the act.

    >>> topics("news.cases.work_case", b'{"params": {"act": "ask"}}')
    ['cases', 'cases.ask']
    """
    room = subject.split(".")[1]
    try:
        act = json.loads(said)["params"]["act"]
    except (ValueError, KeyError, TypeError):
        return [room]
    return [room, f"{room}.{act}"]


async def _in_a_process(name: str) -> tuple[bool, Any]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "zhiyuan.app.tasks", name, stdout=asyncio.subprocess.PIPE
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(), LONGEST_S)
    except TimeoutError:
        process.kill()
        return False, f"took longer than {LONGEST_S:.0f} s"
    except asyncio.CancelledError:
        process.kill()
        raise
    with contextlib.suppress(ValueError):
        return process.returncode == 0, json.loads(said)
    return False, f"exit status {process.returncode}"


async def connect(installation: home.Home) -> Client:
    """Our own line to the broker; it comes back by itself."""
    return await nats.connect(
        f"nats://{installation.config()['nats']}",
        user="core",
        password=installation.secret("broker"),
        max_reconnect_attempts=-1,
        reconnect_time_wait=1,
        allow_reconnect=True,
    )


async def serve() -> None:
    """Run tasks until SIGTERM."""
    installation = home.current()
    jobs, stop = Jobs(installation.run / "jobs.json"), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    bus = await connect(installation)

    async def asked(message: Msg) -> None:
        jobs.ask(message.subject.rsplit(".", 1)[1])

    async def heard(message: Msg) -> None:
        for topic in topics(message.subject, message.data):
            jobs.ask(ON_NEWS.get(topic, ""))

    await bus.subscribe("jobs.run.*", cb=asked)
    await bus.subscribe("news.>", cb=heard)
    working = asyncio.create_task(_work(jobs, bus))
    await stop.wait()
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    await bus.close()


async def _work(jobs: Jobs, bus: Client) -> None:
    published = 0.0
    while True:
        now = time.time()
        due = jobs.next_due(now)
        if due is not None:
            await jobs.run(due)
        if due is not None or now - published > PUBLISH_S:
            with contextlib.suppress(nats.errors.Error):
                await bus.publish("state.jobs", jobs.message())
            published = now
        await asyncio.sleep(TICK_S)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    home.enter(home.current().path)
    asyncio.run(serve())
