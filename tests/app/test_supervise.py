"""The tree starts in order, stays up, stops at once and never runs twice."""

import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psutil
import pytest

from zhiyuan.app.home import Home
from zhiyuan.app.logs import LogFile
from zhiyuan.app.supervise import answers, only_one, ports_free, running
from zhiyuan.kernel.errors import Refused

TREE = r"""
import sys, os
from pathlib import Path
from zhiyuan.app.child import Program
from zhiyuan.app.home import Home
from zhiyuan.app.supervise import Supervisor, only_one

home = Home(Path(sys.argv[1]))
def program(name, layer, code):
    return Program(name, (sys.executable, "-u", "-c", code), layer)
idle = "from signal import *; signal(15, lambda *a: exit(print('bye'))); print('up')\nwhile True: pause()"
deaf = "from signal import *; signal(15, SIG_IGN); print('up')\nwhile True: pause()"
top = deaf if "deaf" in sys.argv else idle
programs = [program("ground", 0, idle), program("middle", 1, idle), program("top", 2, top)]
def say(sentence):
    print(sentence, flush=True)
with only_one(home):
    Supervisor(home, programs, say, dict(os.environ)).run(lambda: say("ready"))
say("all stopped")
"""


def start(tmp_path: Path, *args: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(TREE), str(tmp_path), *args], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def pids(tmp_path: Path) -> dict[str, int]:
    state = json.loads((tmp_path / "run" / "tree.json").read_text())
    return {name: child["pid"] for name, child in state["processes"].items()}


def wait_until(true: object, seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.05)


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_a_child_that_is_killed_comes_back_and_it_is_said(tmp_path: Path) -> None:
    tree = start(tmp_path)
    first = pids(tmp_path)["middle"]
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: pids(tmp_path)["middle"] not in {first, None})
    tree.send_signal(signal.SIGINT)
    said = tree.communicate(timeout=10)[0]
    assert "middle stopped (killed by SIGKILL); starting it again in 1 s" in said
    assert "all stopped" in said


def test_a_stop_ends_every_child_and_keeps_what_they_said(tmp_path: Path) -> None:
    tree = start(tmp_path)
    children = pids(tmp_path).values()
    wait_until(lambda: (tmp_path / "log" / "top.log").read_text() == "up\n")
    tree.send_signal(signal.SIGTERM)
    tree.communicate(timeout=10)
    assert all(gone(pid) for pid in children)
    assert (tmp_path / "log" / "top.log").read_text() == "up\nbye\n"


@pytest.mark.slow
def test_a_child_that_will_not_stop_is_killed_within_ten_seconds(tmp_path: Path) -> None:
    tree = start(tmp_path, "deaf")
    wait_until(lambda: (tmp_path / "log" / "top.log").read_text() == "up\n")
    begun = time.monotonic()
    tree.send_signal(signal.SIGTERM)
    said = tree.communicate(timeout=12)[0]
    assert time.monotonic() - begun < 10
    assert "top did not stop within 4 s; killed" in said


def test_no_child_outlives_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    tree = start(tmp_path)
    children = pids(tmp_path).values()
    tree.kill()
    tree.communicate()
    wait_until(lambda: all(gone(pid) for pid in children))


def test_one_directory_runs_once(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with only_one(home):
        assert running(home)
        with pytest.raises(Refused, match="already running"), only_one(home):
            pass
    assert not running(home)


def test_a_port_that_is_taken_is_named_with_its_setting(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        home.config_file.write_text(f'mqtt: "127.0.0.1:{port}"\n')
        assert answers("127.0.0.1", port)()
        with pytest.raises(Refused, match=f"cannot listen on 127.0.0.1:{port} .*'mqtt' in"):
            ports_free(home, ["mqtt"])


def test_a_log_turns_over_and_few_old_ones_stay(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "x.log", max_bytes=10, kept=2)
    for number in range(6):
        log.write(f"line {number}\n".encode())
    log.close()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["x.log", "x.log.1", "x.log.2"]
    assert (tmp_path / "x.log.2").read_text() == "line 3\n"
