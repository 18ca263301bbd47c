"""Tells Django that the room is there, and lays the guards again after every migration."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

from zhiyuan.billing import bill_guards, price_guards

# By the migration that first lays each.
GUARDS: dict[str, Any] = {
    "0001_accounts_and_prices": price_guards,
    "0002_closes_and_bills": bill_guards,
}


class BillingConfig(AppConfig):
    """See the room's own docstring."""

    name = "zhiyuan.billing"
    label = "billing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """A later migration may remake a table, and SQLite then forgets its triggers."""
        post_migrate.connect(_lay_guards, sender=self)


def _lay_guards(sender: Any, using: str = "default", plan: Any = (), **_: Any) -> None:
    connection = connections[using]
    forward = {m.name for m, back in plan if m.app_label == "billing" and not back}
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM django_migrations WHERE app = 'billing'")
        done = {name for (name,) in cursor.fetchall()} | forward
        for migration, guard in GUARDS.items():
            if migration in done:
                for statement in guard.lay(connection.vendor):
                    cursor.execute(statement)
