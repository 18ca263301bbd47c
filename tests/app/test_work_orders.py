"""Rounds that look for alarms may run twice at once, and may die: there is one whole order, or none yet."""

import subprocess
import sys
from pathlib import Path

import pytest

from journeys.installation import ROOT, Installation, with_example_park

pytestmark = pytest.mark.slow
SCRIPT = str(Path(__file__).with_name("ordered.py"))
ROUND = [sys.executable, "-m", "zhiyuan.app.tasks", "work_orders"]


@pytest.fixture(scope="module")
def park(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation with one alarm that asks for work."""
    made = with_example_park(tmp_path_factory.mktemp("orders"))
    assert made.python(SCRIPT, "raise").split() == ["0", "0"]
    return made


def test_a_round_that_is_killed_leaves_nothing_and_the_next_opens_one_order(park: Installation) -> None:
    died = subprocess.run([sys.executable, SCRIPT, "die"], env=park.environment, cwd=ROOT, check=False)
    assert died.returncode < 0
    assert park.python(SCRIPT, "count").split() == ["0", "0"]
    rounds = [subprocess.Popen(ROUND, env=park.environment, cwd=ROOT) for _ in range(3)]
    assert [one.wait(60) for one in rounds] == [0, 0, 0]
    assert park.python(SCRIPT, "count").split() == ["1", "1"]
    park.run(*ROUND)
    assert park.python(SCRIPT, "count").split() == ["1", "1"]
