"""A process that is killed in the middle of its work loses nothing that it said was done."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import databases

SCRIPT = Path(__file__).with_name("killed.py")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    said = {k: v for k, v in os.environ.items() if k != "ZHIYUAN_DATABASE"} | {"ZHIYUAN_HOME": str(tmp_path)}
    if request.param == "sqlite":
        yield said
        return
    with databases.server(tmp_path / "pg") as uri:
        yield said | {"ZHIYUAN_DATABASE": uri}


@pytest.mark.slow
def test_what_was_answered_is_there_after_kill_9_and_every_chain_holds(environment: dict[str, str]) -> None:
    working = subprocess.Popen(
        [sys.executable, str(SCRIPT), "work"], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert working.stdout is not None
    answered = [working.stdout.readline() for _ in range(203)]  # in the middle of a case
    working.send_signal(signal.SIGKILL)
    answered += working.communicate()[0].splitlines(keepends=True)
    said = {line.strip() for line in answered if line.endswith("\n")}
    done = subprocess.run([sys.executable, str(SCRIPT), "read"], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    there = done.stdout.split()
    assert said <= set(there)
    assert len(there) <= len(said) + 1, "at most one event was written and not yet said"
