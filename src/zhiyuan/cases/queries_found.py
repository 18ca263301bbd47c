"""Lists that answer at once among a million cases: each read in the order of an index, several merged into one,
turned page by page. Nothing here counts a whole list, and nothing is sorted but what is few.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from heapq import merge
from itertools import groupby, islice
from typing import Any

from django.db.models import Model, QuerySet

from zhiyuan.cases.models import Until

FEW = 5_000
"""Up to here what was found is sorted; where more fit, the list is read in its order until a page is full."""

PIECE = 500
"""So many rows of each part are read at first where several parts are merged."""

Key = tuple[Any, ...]
"""What a row is ordered by: what goes before its day, when it is due (the end of all days where it is not), what
decides then, its number."""


class Merged(Sequence[Any]):
    """Parts of one table as one list of rows, what is due first, each once, read as far as the page that is asked for.

    A part is a query, which an index has in order, or a few keys, sorted. Before the day the columns ``first`` decide,
    of what is due on one day the columns ``then``, at last the row's number. ``cut``: more fit than are in the list.
    """

    def __init__(
        self,
        model: type[Model],
        parts: Sequence["QuerySet[Any] | list[Key]"],
        *,
        first: Sequence[str] = (),
        then: Sequence[str] = (),
        related: Sequence[str] = (),
        cut: bool = False,
    ) -> None:
        self.model, self.parts, self.related, self.cut = model, parts, related, cut
        self.first, self.then = tuple(first), (*then, "pk")

    def __getitem__(self, place: Any) -> Any:
        if not isinstance(place, slice):
            return self[place : place + 1][0]
        start, stop = place.start or 0, place.stop
        return self._rows([key[-1] for key in self._keys(start, stop)])[:: place.step or 1]

    def __len__(self) -> int:
        return sum(1 for _ in self._keys(0, None))

    def __iter__(self) -> Iterator[Any]:
        return iter(self[:])

    def _keys(self, start: int, stop: int | None) -> Iterator[Key]:
        """From one place to another."""
        if len(self.parts) == 1:
            return iter(self._of(self.parts[0], start, stop))
        ordered = merge(*(self._along(part, stop) for part in self.parts))
        return islice((key for key, _ in groupby(ordered)), start, stop)

    def _of(self, part: "QuerySet[Any] | list[Key]", start: int, stop: int | None) -> list[Key]:
        if isinstance(part, list):
            return part[start:stop]
        return keys(part.order_by(*self.first, Until("due"), *self.then)[start:stop], self.then, self.first)

    def _along(self, part: "QuerySet[Any] | list[Key]", stop: int | None) -> Iterator[Key]:
        """Up to a place, read in growing pieces: of a part whose turn comes late only the beginning is looked at."""
        if isinstance(part, list) or stop is None:
            yield from self._of(part, 0, stop)
            return
        start, size = 0, PIECE
        while start < stop:
            piece = self._of(part, start, min(start + size, stop))
            yield from piece
            if len(piece) < size:
                return
            start, size = start + size, size * 4

    def _rows(self, numbers: list[int]) -> list[Any]:
        """What a page shows, read for that page alone."""
        if not numbers:
            return []
        there = self.model._default_manager.select_related(*self.related).in_bulk(numbers)
        return [there[number] for number in numbers if number in there]


def keys(rows: "QuerySet[Any]", then: Sequence[str] = ("pk",), first: Sequence[str] = ()) -> list[Key]:
    """What some rows are ordered by."""
    return [(*row[:-1 - len(then)], row[-1 - len(then)] or date.max, *row[-len(then) :])
            for row in rows.values_list(*first, "due", *then)]  # fmt: skip


def few_or_many(found: "QuerySet[Any]", phases: Sequence[str]) -> list["QuerySet[Any] | list[Key]"]:
    """Cases of some phases as parts: few are looked for by what they fit by and sorted; many are read along."""
    few = keys(found.filter(phase__in=phases).order_by()[: FEW + 1])
    return [sorted(few)] if len(few) <= FEW else many(found, phases)


def many(found: "QuerySet[Any]", phases: Sequence[str]) -> list["QuerySet[Any] | list[Key]"]:
    """Cases of some phases that are read along the order of each: the one that an index has."""
    return [found.filter(phase=phase) for phase in phases]
