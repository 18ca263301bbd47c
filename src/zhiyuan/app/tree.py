"""The processes of an installation and the order in which they start."""

import os
import subprocess
import sys
from collections.abc import Callable

from zhiyuan.app import gateways
from zhiyuan.app.child import Program, module
from zhiyuan.app.home import Home
from zhiyuan.app.supervise import Say, Supervisor, answers, only_one, ports_free
from zhiyuan.telemetry import broker

# Many small processes on few cores: threads and arenas that libraries open per core only cost memory.
FRUGAL = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",  # Arrow's own allocator keeps four MiB more in store
    "MALLOC_ARENA_MAX": "2",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONUNBUFFERED": "1",
    "PYTHONDONTWRITEBYTECODE": "",
}
LEAN = "zhiyuan.app.lean"
BROKER, STORE, OTHERS = range(3)


def run(home: Home, say: Say, extra: tuple[Program, ...] = (), on_ready: Callable[[], None] | None = None) -> None:
    """Run an installation until it is told to stop."""
    config = home.config()
    with only_one(home):
        ports_free(home)
        prepare(home)
        gateways.broker(home).make_stream()
        supervisor = Supervisor(home, [*programs(home), *extra], say, environment(home))
        supervisor.run(on_ready or (lambda: say(f"running at http://{config['http']}; Ctrl-C stops it")))
        say("stopped")


def prepare(home: Home) -> None:
    """Upgrade and match users in a process of its own; its words are its errors."""
    done = subprocess.run([sys.executable, "-m", "zhiyuan.app.prepare"], env=environment(home), check=False)
    if done.returncode:
        sys.exit(done.returncode)


def environment(home: Home) -> dict[str, str]:
    """What every child finds; what an administrator set outside wins over our thrift."""
    return FRUGAL | dict(os.environ) | home.environment()


def programs(home: Home) -> list[Program]:
    """Broker, store, collect, steer, jobs, web."""
    config_file = home.broker / "nats-server.conf"
    nats, mqtt, http = (answers(*home.address(setting)) for setting in ("nats", "mqtt", "http"))
    return [
        Program("broker", (broker.program(), "-c", str(config_file)), BROKER, lambda: nats() and mqtt()),
        module("store", LEAN, STORE, "zhiyuan.app.store"),
        module("collect", LEAN, OTHERS, "zhiyuan.app.collect"),
        module("steer", LEAN, OTHERS, "zhiyuan.app.steer"),
        module("jobs", "zhiyuan.app.jobs", OTHERS),
        module("web", LEAN, OTHERS, "zhiyuan.app.web", ready=http),
    ]
