"""Tasks run when due or asked for, one at a time; their last state survives a restart."""

import json
from pathlib import Path

import pytest

from zhiyuan.app.home import Home
from zhiyuan.app.jobs import EVERY_S, Jobs
from zhiyuan.app.tasks import TASKS, disk, growth


def test_every_scheduled_task_exists() -> None:
    assert set(EVERY_S) == set(TASKS)


def test_a_task_that_is_asked_for_is_due_at_once(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path / "jobs.json")
    now = jobs.states["disk"].due - 1.0
    assert jobs.next_due(now) is None
    jobs.ask("gateway_users")
    jobs.ask("nothing of ours")
    assert jobs.next_due(now) == "gateway_users"


def test_the_last_state_of_a_task_survives_a_restart(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path / "jobs.json")
    jobs.states["disk"].ok, jobs.states["disk"].said = True, {"free_bytes": 5}
    (tmp_path / "jobs.json").write_bytes(jobs.message())
    again = Jobs(tmp_path / "jobs.json")
    assert again.states["disk"].said == {"free_bytes": 5}


def test_a_disk_that_does_not_grow_never_fills(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert disk(home)["days_left"] is None
    assert len(json.loads((home.run / "disk.json").read_text())) == 1


def test_growth_needs_an_hour_of_history() -> None:
    assert growth([(0.0, 0.0), (60.0, 1e9), (120.0, 2e9)]) == 0.0
    assert growth([(0.0, 0.0), (1800.0, 1.0), (3600.0, 2.0)]) == pytest.approx(48.0)
