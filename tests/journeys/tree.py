"""A whole installation, running: ``zhiyuan run``, and a small park of invented devices before its broker."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from journeys.installation import PASSWORD, ROOT, START_S, Installation, answers
from ports import free_port
from zhiyuan.app import clock
from zhiyuan.app.home import Home
from zhiyuan.app.supervise import answers as reachable

SMALL = Path(__file__).with_name("small.yaml")
SPEED = 60.0
FIRST, WORK, AFTER = date(2024, 9, 1), date(2025, 10, 1), date(2025, 10, 15)
ALIVE = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)  # one o'clock at night in Shanghai: all is dark
STOP_S = 20.0


@dataclass
class Tree(Installation):
    """An installation whose processes and devices this object started."""

    started: list[subprocess.Popen[bytes]] = field(default_factory=list, repr=False)

    def serve(self) -> None:
        """The tree, then the devices: what they say at once and then but once an hour shall be heard by all."""
        here = Home(self.path)
        clock.starting(ALIVE.timestamp() + 1, SPEED).save(here.clock_file)
        self._begin(str(Path(sys.executable).with_name("zhiyuan")), "run", str(self.path))
        self._await(reachable(*here.address("mqtt")))
        self._await(lambda: answers(f"{self.url}/sign-in/"))
        self._begin(sys.executable, "-m", "zhiyuan.app.simulated")

    def _await(self, true: Callable[[], bool]) -> None:
        deadline = time.monotonic() + START_S
        while not true():
            assert self.started[0].poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.1)

    def _begin(self, *command: str) -> None:
        with (self.path / f"started-{len(self.started)}.log").open("wb") as log:
            self.started.append(subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=log, stderr=log))

    def said(self) -> str:
        """What the processes said, for a test that failed."""
        logs = sorted([*self.path.glob("started-*.log"), *self.path.glob("log/*.log")])
        return "\n".join(f"{log.name}: {log.read_text()[-2000:]}" for log in logs)

    def stop(self) -> None:
        """End what was started, the devices first."""
        for process in reversed(self.started):
            process.send_signal(signal.SIGTERM)
            process.wait(STOP_S)


def make(folder: Path) -> Tree:
    """The small park with a year and a half behind it, whose saving is measured since the work was done."""
    made = Tree(folder / "home")
    ports = {name: f"127.0.0.1:{free_port()}" for name in ("http", "mqtt", "nats")}
    addresses = [word for name, address in ports.items() for word in (f"--{name}", address)]
    made.zhiyuan("init", str(made.path), "--admin", "administrator", "--password", PASSWORD, *addresses)
    made.zhiyuan("import", "park", str(SMALL), "--home", str(made.path))
    made.zhiyuan("person", "add", "operator", "--name", "operator", "--role", "operator", "--password", PASSWORD)
    past = str(Path(__file__).with_name("past.py"))
    made.python(past, *(day.isoformat() for day in (FIRST, WORK, AFTER)), str(ALIVE.timestamp()))
    made.url = f"http://{ports['http']}"
    return made
