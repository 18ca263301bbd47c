"""What ``bench/cases.py`` measures is what an installation does: every way of it makes its events, by real people."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from zhiyuan.cases.models import Case, Event
from zhiyuan.cases.state import CLOSED
from zhiyuan.identity.models import Notification, Trail

BENCH = Path(__file__).parents[2] / "bench"


@pytest.fixture
def bench(database: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    module = loaded("cases", monkeypatch)
    module.plant()
    return module


def loaded(name: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A measurement by its path, since the folder is no package."""
    monkeypatch.syspath_prepend(str(BENCH))
    spec = spec_from_file_location(f"bench_{name}", BENCH / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("way", ["append", "cold", "verb"])
def test_each_way_works_a_case_through_and_tells_whom_it_concerns(bench: Any, way: str) -> None:
    bench.acting(way)()
    assert Case.objects.get().phase == CLOSED
    assert Event.objects.count() == bench.PER_CASE
    assert set(Notification.objects.values_list("person__username", flat=True)) == {bench.FIRM, bench.DESK}
    assert Trail.objects.count() == (bench.PER_CASE if way == "verb" else 0)


def test_a_long_log_grows_by_as_many(bench: Any) -> None:
    act = bench.acting("long7")
    before = Event.objects.count()
    act()
    assert Event.objects.count() == before + bench.PER_CASE


def test_a_measurement_that_fails_says_why_its_own_process_did(monkeypatch: pytest.MonkeyPatch) -> None:
    said = """Traceback (most recent call last):
  File "cases.py", line 1, in <module>
zhiyuan.kernel.errors.Refused: nobody may
Traceback (most recent call last):
  File "run.py", line 1, in <module>
IndexError: list index out of range
"""
    assert loaded("run", monkeypatch).errors(said)[0] == "zhiyuan.kernel.errors.Refused: nobody may"
