"""Tests with ``database`` as a fixture run on SQLite, and on PostgreSQL where that is asked for.

Here and nowhere else: a session's fixture that two folders define is two servers under one name.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

import databases


@pytest.fixture(scope="session")
def postgres_alias(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> Iterator[str]:
    """A migrated PostgreSQL database, one for the whole run."""
    with django_db_blocker.unblock(), databases.postgres(tmp_path_factory.mktemp("postgres")) as alias:
        yield alias


@pytest.fixture(
    params=[
        pytest.param("default", marks=pytest.mark.django_db),
        pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.slow]),
    ]
)
def database(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[str]:
    """All queries of the test go to this database and are rolled back at its end."""
    alias = request.param
    request.getfixturevalue("db" if alias == "default" else "postgres_alias")
    with django_db_blocker.unblock(), databases.only(alias), transaction.atomic(using=alias):
        yield alias
        transaction.set_rollback(True, using=alias)
