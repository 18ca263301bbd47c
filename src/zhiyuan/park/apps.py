"""Tells Django that the room is there, and lays the guards again after every migration."""

from collections.abc import Iterable

from django.apps import AppConfig

from zhiyuan.park import guards
from zhiyuan.park.writes_guards import lay_again


class ParkConfig(AppConfig):
    """See the room's own docstring."""

    name = "zhiyuan.park"
    label = "park"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The room's guards are laid with every migration."""
        lay_again(self, _guards)


def _guards(vendor: str, there: frozenset[str]) -> Iterable[str]:
    return guards.lay(vendor) if {"park_circuit", *(fed.table for fed in guards.FED)} <= there else ()
