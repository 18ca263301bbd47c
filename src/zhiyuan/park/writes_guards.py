"""Laying the triggers of a room again after every migration: a later one may remake a table, and SQLite then forgets
them."""

from collections.abc import Callable, Iterable
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

Laid = Callable[[str, frozenset[str]], Iterable[str]]
"""What lays the triggers of a room, by the vendor of the database and the tables that are there by now."""


def lay_again(room: AppConfig, laid: Laid) -> None:
    """From here on the triggers of a room are laid after every migration."""

    def lay(sender: Any, using: str = "default", **_: Any) -> None:
        connection = connections[using]
        there = frozenset(connection.introspection.table_names())
        with connection.cursor() as cursor:
            for statement in laid(connection.vendor, there):
                cursor.execute(statement)

    post_migrate.connect(lay, sender=room, weak=False, dispatch_uid=f"{room.label}_guards")
