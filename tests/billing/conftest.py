"""A park with an account for tests that need the database; ``database`` runs them on SQLite and PostgreSQL."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

import databases
from billing.priced import Priced, priced
from park.conftest import postgres_alias

__all__ = ["bills", "database", "postgres_alias"]
BOTH = [
    pytest.param("default", marks=pytest.mark.django_db),
    pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.slow]),
]


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[str]:
    """All queries of the test go to this database and are rolled back at its end."""
    alias = request.param
    request.getfixturevalue("db" if alias == "default" else "postgres_alias")
    with django_db_blocker.unblock(), databases.only(alias), transaction.atomic(using=alias):
        yield alias
        transaction.set_rollback(True, using=alias)


@pytest.fixture
def bills(database: str) -> Priced:
    """A small park with one account, two bookkeepers, and the checked prices of April 2026."""
    return priced()
