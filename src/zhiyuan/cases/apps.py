"""Tells Django that the room is there, and lays the guards again after every migration."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

from zhiyuan.cases import guards
from zhiyuan.cases.subject import FOUND
from zhiyuan.enterprises.search_index import INDEXED


class CasesConfig(AppConfig):
    """See the room's own docstring."""

    name = "zhiyuan.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """A later migration may remake a table, and SQLite then forgets its triggers."""
        post_migrate.connect(_lay_guards, sender=self)
        INDEXED[FOUND.table, FOUND.column] = FOUND


def _lay_guards(sender: Any, using: str = "default", **_: Any) -> None:
    connection = connections[using]
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for statement in guards.lay(connection.vendor, frozenset(guards.FIXED.keys() & there)):
            cursor.execute(statement)
        for statement in FOUND.lay_again(connection.vendor) if FOUND.index in there else ():
            cursor.execute(statement)
