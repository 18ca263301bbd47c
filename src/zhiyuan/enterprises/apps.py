"""Tells Django that the room is there, and lays the guards again after every migration."""

from collections.abc import Iterable

from django.apps import AppConfig

from zhiyuan.enterprises import fact_guards, guards, search_index
from zhiyuan.park.writes_guards import lay_again


class EnterprisesConfig(AppConfig):
    """See the room's own docstring."""

    name = "zhiyuan.enterprises"
    label = "enterprises"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The room's guards are laid with every migration, and lookups are known."""
        lay_again(self, _guards)
        from zhiyuan.enterprises import lookups  # noqa: F401  # makes them known


def _guards(vendor: str, there: frozenset[str]) -> Iterable[str]:
    if {guards.TENANCY, *(held.table for held in guards.HELD)} <= there:
        yield from guards.lay(vendor)
    if fact_guards.TABLE in there:
        yield from fact_guards.lay(vendor)
    if search_index.NAMES.index in there:
        yield from search_index.NAMES.lay_again(vendor)
