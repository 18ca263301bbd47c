"""Tells Django that the room is there, and lays the guards again after every migration."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

from zhiyuan.enterprises import fact_guards, guards, search_index


class EnterprisesConfig(AppConfig):
    """See the room's own docstring."""

    name = "zhiyuan.enterprises"
    label = "enterprises"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """A later migration may remake a table, and SQLite then forgets its triggers."""
        post_migrate.connect(_lay_guards, sender=self)
        from zhiyuan.enterprises import lookups  # noqa: F401  # makes them known


def _lay_guards(sender: Any, using: str = "default", **_: Any) -> None:
    connection = connections[using]
    there = set(connection.introspection.table_names())
    if {"enterprises_tenancy", *(held.table for held in guards.HELD)} <= there:
        _run(connection, guards.lay(connection.vendor))
    if fact_guards.TABLE in there:
        _run(connection, fact_guards.lay(connection.vendor))
    if search_index.NAMES.index in there:
        _run(connection, search_index.NAMES.lay_again(connection.vendor))


def _run(connection: Any, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
