"""Pages of a list whose length nobody counts: turned one by one, up to a last one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

LAST_PAGE = 1_000


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list whose length nobody counted; ``cut`` on the last where more fit than the list has."""

    rows: list[Any]
    number: int
    has_next: bool
    cut: bool = False

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


def page(found: Any, asked: str | None, size: int) -> Page:
    """A page by the number in an address; what is no number, or beyond the end, is the first."""
    number = min(int(asked), LAST_PAGE) if asked and asked.isascii() and asked.isdigit() and int(asked) else 1
    start = (number - 1) * size
    rows = list(found[start : start + size + 1])
    if not rows and number > 1:
        return page(found, None, size)
    more = len(rows) > size
    cut = getattr(found, "cut", False) or (more and number == LAST_PAGE)
    return Page(rows[:size], number, more and number < LAST_PAGE, cut)
