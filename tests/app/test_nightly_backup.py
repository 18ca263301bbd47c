"""A night's backup of a real installation, restored beside it and started: nothing is missing, nothing is new."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

import databases
from command_line import zhiyuan
from journeys.installation import PASSWORD, START_S, Installation, answers
from ports import free_port
from zhiyuan.app import clock
from zhiyuan.app.home import Home
from zhiyuan.app.jobs import Jobs

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]  # the embedded server's, not ours
HERE = Path(__file__)


@dataclass
class Night:
    """An installation with an issued month, and how the database of another one is named."""

    there: Installation
    options: list[str]

    def at(self, moment: str) -> None:
        """The park's clock stands at a moment in Nanyang, and goes on from there."""
        begin = datetime.fromisoformat(f"{moment}+08:00").astimezone(UTC)
        clock.starting(begin.timestamp(), 1.0).save(self.there.path / "clock.json")

    def job(self) -> dict[str, Any]:
        """What ``jobs`` does when the backup is due: a process of its own, and its one line of JSON."""
        jobs = Jobs(self.there.path / "run" / "jobs.json")
        asyncio.run(jobs.run("nightly_backup"))
        assert jobs.states["nightly_backup"].ok, jobs.states["nightly_backup"].said
        return dict(jobs.states["nightly_backup"].said)


def known(of: Installation, what: str = "look") -> dict[str, Any]:
    """Readings, energy, bills and trail of an installation."""
    return dict(json.loads(of.python(str(HERE.with_name("nightly_backup_park.py")), what)))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def night(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Night]:
    """April 2026 is issued; a backup is asked for at two in the night."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([os.environ.get("PYTHONPATH", ""), str(HERE.parents[1])]))
    made = Installation(tmp_path / "home")
    monkeypatch.setenv("ZHIYUAN_HOME", str(made.path))
    if request.param == "sqlite":
        yield _filled(Night(made, []), [])
        return
    with databases.server(tmp_path / "server") as address:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("CREATE DATABASE beside")
        other = address.replace("@/postgres?", "@/beside?")
        yield _filled(Night(made, ["--database", other]), ["--database", address])


def _filled(night: Night, options: list[str]) -> Night:
    made = night.there
    ports = [word for name in ("http", "mqtt", "nats") for word in (f"--{name}", f"127.0.0.1:{free_port()}")]
    made.zhiyuan("init", str(made.path), "--admin", "administrator", "--password", PASSWORD, *ports, *options)
    settings = made.path / "zhiyuan.yaml"
    settings.write_text(settings.read_text("utf-8").replace("backup_hour: null", "backup_hour: 2"), "utf-8")
    night.at("2026-05-01T01:59:00")
    known(made, "fill")
    return night


@contextmanager
def started(where: Installation) -> Iterator[None]:
    """The whole tree of an installation, its pages answering."""
    host, port = Home(where.path).address("http")
    with (where.path / "tree.log").open("wb") as log:
        tree = subprocess.Popen(
            [str(Path(sys.executable).with_name("zhiyuan")), "run", str(where.path)],
            env=where.environment, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        deadline = time.monotonic() + START_S
        while not answers(f"http://{host}:{port}/sign-in/"):
            assert tree.poll() is None, (where.path / "tree.log").read_text()
            assert time.monotonic() < deadline, "the pages do not answer"
            time.sleep(0.2)
        yield
    finally:
        tree.send_signal(signal.SIGTERM)
        tree.wait(20)


def test_what_the_night_kept_is_restored_started_and_the_same(night: Night, tmp_path: Path) -> None:
    before = known(night.there)
    assert night.job() == {"due": False}  # one minute to two
    night.at("2026-05-01T02:00:00")
    kept = night.job()
    assert Path(kept["file"]).name == "nightly-2026-05-01.tar.zst"
    assert night.job() == {"due": False}  # one a night
    fresh = Installation(tmp_path / "fresh")
    zhiyuan("restore", kept["file"], fresh.path, *night.options)
    with started(fresh):
        found = known(fresh)
    assert len(before["readings"]) == 1440
    assert len(before["bills"]) == 4
    assert found["first_broken"] is None
    assert found == before


def test_a_damaged_night_is_refused_in_words_and_leaves_no_directory(night: Night, tmp_path: Path) -> None:
    night.at("2026-05-01T02:00:00")
    file = Path(night.job()["file"])
    whole = file.read_bytes()
    middle = len(whole) // 2
    for damaged in (whole[:middle], whole[:middle] + bytes([whole[middle] ^ 255]) + whole[middle + 1 :]):
        bad = tmp_path / "bad.tar.zst"
        bad.write_bytes(damaged)
        said = zhiyuan("restore", bad, tmp_path / "fresh", *night.options, status=2)
        assert "take another" in said
        assert not (tmp_path / "fresh").exists()
