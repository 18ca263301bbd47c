"""A real installation to look at: made, filled and served by the program's own commands."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from ports import free_port

ROOT = Path(__file__).parents[2]
PARK = ROOT / "examples" / "science-city" / "park.yaml"
PASSWORD = "correct-horse-1"
ROLES = ("administrator", "operator", "leader", "auditor")
START_S = 60.0


@dataclass
class Installation:
    """A directory and the address of its pages; roles are also the names of those who hold them."""

    path: Path
    url: str = ""
    server: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def environment(self) -> dict[str, str]:
        """What every process of it needs."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("ZHIYUAN_", "DJANGO_"))}
        return kept | {"ZHIYUAN_HOME": str(self.path), "DJANGO_SETTINGS_MODULE": "zhiyuan.app.settings"}

    def zhiyuan(self, *arguments: str) -> str:
        """Run a command of the program; what it printed."""
        return self.run(str(Path(sys.executable).with_name("zhiyuan")), *arguments)

    def python(self, *arguments: str) -> str:
        """Run a Python process of the installation; what it printed."""
        return self.run(sys.executable, *arguments)

    def run(self, *command: str) -> str:
        """Run a process of the installation; what it printed."""
        done = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout

    def serve(self) -> None:
        """Start the pages and wait until they answer."""
        port = free_port()
        command = [sys.executable, "-m", "uvicorn", "zhiyuan.app.asgi:application", "--port", str(port)]
        options = ["--log-level", "warning", "--timeout-graceful-shutdown", "1"]
        with (self.path / "web.log").open("wb") as log:
            self.server = subprocess.Popen([*command, *options], env=self.environment, cwd=ROOT, stdout=log, stderr=log)
        self.url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + START_S
        while not answers(f"{self.url}/sign-in/"):
            assert self.server.poll() is None, (self.path / "web.log").read_text()
            assert time.monotonic() < deadline, "the pages do not answer"
            time.sleep(0.2)

    def stop(self) -> None:
        """End the server that this object started."""
        if self.server is not None:
            self.server.terminate()
            self.server.wait(10)


def with_example_park(folder: Path) -> Installation:
    """An installation with its administrator and the example park, and nobody else."""
    made = Installation(folder / "home")
    addresses = ["--nats", f"127.0.0.1:{free_port()}", "--mqtt", f"127.0.0.1:{free_port()}"]
    made.zhiyuan("init", str(made.path), "--admin", "administrator", "--password", PASSWORD, *addresses)
    made.zhiyuan("import", "park", str(PARK), "--home", str(made.path))
    return made


def make(folder: Path) -> Installation:
    """An installation with the example park, one person a role, two months of energy and a state of the lamps."""
    made = with_example_park(folder)
    for role in ROLES[1:]:
        made.zhiyuan("person", "add", role, "--name", role, "--role", role, "--password", PASSWORD)
    made.python(str(Path(__file__).with_name("fill.py")))
    return made


def answers(url: str) -> bool:
    """Whether pages are served there."""
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
