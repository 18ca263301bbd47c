"""Tells Django that the room is there, and lays the guards again after every migration."""

from collections.abc import Iterable

from django.apps import AppConfig

from zhiyuan.cases import guards
from zhiyuan.cases.subject import FOUND
from zhiyuan.enterprises.holding import HOLDERS, Holder
from zhiyuan.enterprises.search_index import INDEXED
from zhiyuan.park.writes_guards import lay_again


class CasesConfig(AppConfig):
    """See the room's own docstring."""

    name = "zhiyuan.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The room's guards are laid with every migration, what a case is about is found by its words, and what cases
        hold about a person is given out and erased with the register."""
        from zhiyuan.cases import queries_personal, writes_personal

        lay_again(self, _guards)
        INDEXED[FOUND.table, FOUND.column] = FOUND
        HOLDERS.append(Holder(queries_personal.held, writes_personal.erase))


def _guards(vendor: str, there: frozenset[str]) -> Iterable[str]:
    yield from guards.lay(vendor, guards.FIXED.keys() & there)
    if FOUND.index in there:
        yield from FOUND.lay_again(vendor)
