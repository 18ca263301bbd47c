"""What tests of figures stand on."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from indicators import seeded
from zhiyuan.kernel import parktime


@pytest.fixture
def z(database: str) -> Iterator[seeded.Zone]:
    """The account taken over, on both databases."""
    yield seeded.seeded()
    parktime.use(lambda: datetime.now(UTC))


@pytest.fixture
def empty(database: str) -> Iterator[seeded.Zone]:
    """Nothing stated yet, on both databases."""
    yield seeded.zone()
    parktime.use(lambda: datetime.now(UTC))
