"""Lists that answer at once among a million cases: found by words, merged from several desks, turned page by page.

Nothing here counts a whole list, and nothing is sorted that an index does not have in order already.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import merge
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet

from zhiyuan.cases.models import Until
from zhiyuan.cases.subject import FIRM, LABELS
from zhiyuan.enterprises import queries as enterprises

OTHERS = [label for label in LABELS if label != FIRM]
FEW_FIRMS, FEW_CASES = 2_000, 5_000
"""Up to here what was found is sorted; where more fit, the list is read in its order until a page is full."""


def of_words(found: "QuerySet[Any]", words: str) -> "QuerySet[Any]":
    """Those of a list with the words in the name of firm or subject, or beginning its code or the case's number."""
    firms = enterprises.found(words, FEW_FIRMS + 1)
    if len(firms) <= FEW_FIRMS:
        other = Q(subject_type__in=OTHERS, subject_name__icontains=words)
        near = found.filter(Q(enterprise__in=firms) | Q(number__begins=words) | other).order_by()
        ids = list(near.values_list("pk", flat=True)[: FEW_CASES + 1])
        if len(ids) <= FEW_CASES:
            return found.filter(pk__in=ids)
    name, code = Q(enterprise__name__icontains=words), Q(enterprise__uscc__begins=words.upper())
    return found.filter(name | code | Q(number__begins=words) | Q(subject_name__icontains=words))


class Merged(Sequence[Any]):
    """Several lists of turns as one, what is due first; each is read only as far as the page that is asked for."""

    def __init__(self, parts: Sequence["QuerySet[Any]"]) -> None:
        self.parts = parts

    def __getitem__(self, place: Any) -> Any:
        if not isinstance(place, slice):
            return self[place : place + 1][0]
        start, stop = place.start or 0, place.stop
        found = self._rows([key[2] for key in islice(self._keys(stop), start, stop)])
        return found[:: place.step or 1]

    def __len__(self) -> int:
        return sum(1 for _ in self._keys(None))

    def __iter__(self) -> Iterator[Any]:
        return iter(self[:])

    def _keys(self, most: int | None) -> Iterator[tuple[date, int, int]]:
        """(due, case, row) in order, each once."""
        ordered = [
            ((due or date.max, case, pk) for due, case, pk in part.values_list("due", "case", "pk")[:most])
            for part in (part.order_by(Until("due"), "case", "pk") for part in self.parts)
        ]
        before = None
        for key in merge(*ordered):
            if key != before:
                yield key
            before = key

    def _rows(self, numbers: list[int]) -> list[Any]:
        if not numbers:
            return []
        rows = self.parts[0].model._default_manager.select_related("case__enterprise", "case__edition", "case__site")
        there = rows.in_bulk(numbers)
        return [there[number] for number in numbers if number in there]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list whose length nobody counted."""

    rows: list[Any]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        """Whether something comes before it."""
        return self.number > 1

    @property
    def previous_page_number(self) -> int:
        """The page before."""
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        """The page after."""
        return self.number + 1

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)


LAST_PAGE = 10_000


def page(found: Any, asked: str | None, size: int) -> Page:
    """A page by the number in an address; what is no number, or beyond the end, is the first."""
    number = min(int(asked), LAST_PAGE) if asked and asked.isascii() and asked.isdigit() and int(asked) else 1
    start = (number - 1) * size
    rows = list(found[start : start + size + 1])
    if not rows and number > 1:
        return page(found, None, size)
    return Page(rows[:size], number, len(rows) > size)
