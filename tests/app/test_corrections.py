"""The night's own process, on a real installation: what arrived late is proposed next night and nothing is touched."""

import asyncio
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import databases
from journeys.installation import PASSWORD, Installation
from zhiyuan.app import clock
from zhiyuan.app.jobs import Jobs

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]  # the embedded server's, not ours
TESTS = str(Path(__file__).parents[1])


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def made(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    """An installation whose April 2026 is issued; every process of it finds it by ``ZHIYUAN_HOME``."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([os.environ.get("PYTHONPATH", ""), TESTS]))
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "zhiyuan.app.settings")
    found = Installation(tmp_path / "home")
    monkeypatch.setenv("ZHIYUAN_HOME", str(found.path))
    if request.param == "sqlite":
        yield _issued(found, [])
        return
    with databases.server(tmp_path / "server") as address:
        yield _issued(found, ["--database", address])


def _issued(found: Installation, options: list[str]) -> Installation:
    found.zhiyuan("init", str(found.path), "--admin", "administrator", "--password", PASSWORD, *options)
    night(found, "2026-05-01")
    asked(found, "issue")
    return found


def night(found: Installation, day: str) -> None:
    """The park's clock stands at three in the morning of a day in Nanyang."""
    at = datetime.fromisoformat(f"{day}T19:00:00").replace(tzinfo=UTC)
    clock.starting(at.timestamp(), 1.0).save(found.path / "clock.json")


def asked(found: Installation, what: str = "look") -> dict[str, Any]:
    return dict(json.loads(found.python(str(Path(__file__).with_name("corrections_park.py")), what)))


def run(found: Installation) -> Any:
    """What ``jobs`` does when the task is due: a process of its own, and its one line of JSON."""
    jobs = Jobs(found.path / "run" / "jobs.json")
    asyncio.run(jobs.run("corrections"))
    assert jobs.states["corrections"].ok, jobs.states["corrections"].said
    return jobs.states["corrections"].said


def test_late_readings_are_proposed_the_next_night_once_and_the_issued_bills_stay(made: Installation) -> None:
    first = asked(made)
    assert len(first["bills"]) == 4
    assert run(made)["park"] == {"closes": 1, "proposals": 0, "failed": {}}
    asked(made, "late")
    assert run(made) == {"due": False}  # the night's look is over; the next one comes
    assert asked(made)["proposals"] == []
    night(made, "2026-05-02")
    said = run(made)["park"]
    found = asked(made)
    assert said["proposals"] == len(found["proposals"]) > 0
    assert ["甲公司", "readings"] in [one[:2] for one in found["proposals"]]
    assert found["alarms"] == ["main-2026-04"]
    night(made, "2026-05-03")
    run(made)
    assert asked(made) == found
    assert found["bills"] == first["bills"]
