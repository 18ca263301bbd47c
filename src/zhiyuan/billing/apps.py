"""Tells Django that the room is there, and lays the guards again after every migration."""

from collections.abc import Iterable

from django.apps import AppConfig

from zhiyuan.billing import bill_guards, price_guards
from zhiyuan.park.writes_guards import lay_again


class BillingConfig(AppConfig):
    """See the room's own docstring."""

    name = "zhiyuan.billing"
    label = "billing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The room's guards are laid with every migration."""
        lay_again(self, _guards)


def _guards(vendor: str, there: frozenset[str]) -> Iterable[str]:
    if {table.table for table in price_guards.TABLES} <= there:
        yield from price_guards.lay(vendor)
    if {fixed.table for fixed in bill_guards.FIXED} <= there:
        yield from bill_guards.lay(vendor)
