"""The register's list, found by its indexes and read a page at a time: a million firms are never counted or sorted."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from zhiyuan.enterprises import queries
from zhiyuan.enterprises.models import Enterprise, FormerName, Tag

PAGE, FEW, LAST_PAGE = 50, 2_000, 10_000


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


def listed(
    person: Any, site: Any, *, q: str = "", present: str = "", standing: str = "", tag: str = "", number: str = ""
) -> Page:
    """A page of a park's enterprises by name, with the area that each rents today. [m²]"""
    found = queries.visible(person).filter(site=site)
    if standing:
        found = found.filter(standing=standing)
    if tag:
        found = found.filter(tags__word=tag)
    if present in ("yes", "no"):
        here = Q(pk__in=queries.present(site))
        found = found.filter(here if present == "yes" else ~here)
    if words := q.strip():
        found = _of_words(found, words)
    asked = min(int(number), LAST_PAGE) if number.isascii() and number.isdigit() else 1
    start = (max(asked, 1) - 1) * PAGE
    ids = list(found.order_by("name", "pk").values_list("pk", flat=True)[start : start + PAGE + 1])
    rows = queries.with_area(Enterprise.objects.filter(pk__in=ids[:PAGE])).order_by("name", "pk")
    return Page(list(rows), max(asked, 1), len(ids) > PAGE)


def tags(site: Any) -> list[str]:
    """The tags in use in a park."""
    return list(Tag.objects.filter(enterprise__site=site).order_by("word").values_list("word", flat=True).distinct())


def _of_words(found: "QuerySet[Enterprise]", words: str) -> "QuerySet[Enterprise]":
    """By name, also a former one, by the beginning of the code or by the key; of a common word in the list's order."""
    near = queries.found(words, FEW + 1)
    if len(near) > FEW:
        return found.filter(name__icontains=words)
    called = FormerName.objects.filter(name__icontains=words).values_list("enterprise", flat=True)[:FEW]
    return found.filter(Q(pk__in=[*near, *called]) | Q(key=words))
