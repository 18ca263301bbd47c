"""A park with an account for tests that need the database; ``database`` runs them on SQLite and PostgreSQL."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from billing.priced import Priced, priced
from billing.saved_park import NOW, SavedPark, keep_saved, saved_park


@pytest.fixture
def bills(database: str) -> Priced:
    """A small park with one account, two bookkeepers, and the checked prices of April 2026."""
    return priced()


@pytest.fixture(scope="session")
def saved_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The historian's energy of ``saved_park``, kept once and only read."""
    home = tmp_path_factory.mktemp("saved")
    keep_saved(home)
    return home


@pytest.fixture
def saved(database: str, saved_home: Path, settings: Any, park_time: Callable[[datetime], None]) -> SavedPark:
    """The park of ``saved_park``, on the second of May 2026."""
    settings.HOME = saved_home
    park_time(NOW)
    return saved_park()
