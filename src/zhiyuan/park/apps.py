"""Tells Django that the room is there, and lays the guards again after every migration."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

from zhiyuan.park import guards


class ParkConfig(AppConfig):
    """See the room's own docstring."""

    name = "zhiyuan.park"
    label = "park"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """A later migration may remake a table, and SQLite then forgets its triggers."""
        post_migrate.connect(_lay_guards, sender=self)


def _lay_guards(sender: Any, using: str = "default", plan: Any = (), **_: Any) -> None:
    connection = connections[using]
    if any(m.app_label == "park" and m.name == "0003_what_must_stay_on" and not back for m, back in plan) or _laid(
        connection
    ):
        with connection.cursor() as cursor:
            for statement in guards.lay(connection.vendor):
                cursor.execute(statement)


def _laid(connection: Any) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM django_migrations WHERE app = 'park' AND name = '0003_what_must_stay_on'")
        return cursor.fetchone() is not None
