"""A measured park at noon of the first day of 2026, and who may do what in it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from savings.measured_park import NOW, keep_energy, measured_park
from small_park import SmallPark, person
from zhiyuan.kernel import parktime


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The historian's energy, kept once and only read."""
    home = tmp_path_factory.mktemp("measured")
    keep_energy(home)
    return home


@pytest.fixture
def park(db: None, kept: Path, settings: Any) -> Iterator[SmallPark]:
    settings.HOME = kept
    before = list(parktime._source)
    parktime.use(lambda: NOW)
    yield measured_park()
    parktime._source[:] = before


@pytest.fixture
def operator(park: SmallPark) -> Any:
    return person("operator", "operator")


@pytest.fixture
def leader(park: SmallPark) -> Any:
    return person("leader", "leader")
