"""A park with an account for tests that need the database; ``database`` runs them on SQLite and PostgreSQL."""

import pytest

from billing.priced import Priced, priced


@pytest.fixture
def bills(database: str) -> Priced:
    """A small park with one account, two bookkeepers, and the checked prices of April 2026."""
    return priced()
