"""A metered park in the database, its readings kept in a folder, and park time two days later."""

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

from metering.metered_park import keep, metered_park, span
from small_park import SmallPark, person
from zhiyuan.kernel import parktime


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two days of readings, kept once and only read: floor 2 was not heard from six to nine."""
    home = tmp_path_factory.mktemp("metered")
    keep(home, 2.0, {"floor2": [(6.25, 9.0)]})
    return home


@pytest.fixture
def park(db: None, kept: Path, settings: Any) -> Iterator[SmallPark]:
    settings.HOME = kept
    before = list(parktime._source)
    parktime.use(lambda: span(48.5).end.astimezone(UTC))
    yield metered_park()
    parktime._source[:] = before


@pytest.fixture
def operator(park: SmallPark) -> Any:
    return person("operator", "operator")
