"""The register's list, found by its indexes and read a page at a time: a million firms are never counted or sorted."""

from dataclasses import replace
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhiyuan.enterprises import queries
from zhiyuan.enterprises.models import Enterprise, FormerName, Tag
from zhiyuan.kernel.paging import Page, page

PAGE, FEW = 50, 5_000
"""Up to ``FEW`` firms that fit are sorted; where more do, the list is read along in its order until a page is full."""
ORDERS = {"": ("name", "pk"), "key": ("key",), "industry": ("industry", "name", "pk"), "new": ("-pk",)}
"""How the list may be ordered: each along an index, so that a register of any size is read and not sorted."""


def listed(
    person: Any, site: Any, *, q: str = "", present: str = "", standing: str = "", tag: str = "", industry: str = "",
    order: str = "", number: str = "",
) -> Page:  # fmt: skip
    """A page of a park's enterprises in one of ``ORDERS``, with their tags and the area that each rents today. [m²]"""
    found = queries.visible(person).filter(site=site)
    if standing:
        found = found.filter(standing=standing)
    if tag:
        found = found.filter(tags__word=tag)
    if industry:
        found = found.filter(industry__begins=industry.upper())
    if present in ("yes", "no"):
        found = found.filter(_here(site) if present == "yes" else ~_here(site))
    if words := q.strip():
        found = _of_words(found, words)
    by = ORDERS.get(order, ORDERS[""])
    shown = page(found.order_by(*by).values_list("pk", flat=True), number, PAGE)
    rows = queries.with_area(Enterprise.objects.filter(pk__in=shown.rows)).prefetch_related("tags").order_by(*by)
    return replace(shown, rows=list(rows))


def tags(site: Any) -> list[str]:
    """The tags in use in a park."""
    return list(Tag.objects.filter(enterprise__site=site).order_by("word").values_list("word", flat=True).distinct())


def _here(site: Any) -> Q:
    """Who has a tenancy today; of many firms each is asked on the way, or a page would cost what all of them cost."""
    there = queries.present(site)
    some = list(there.values_list("enterprise", flat=True)[: FEW + 1])
    return Q(pk__in=some) if len(some) <= FEW else Q(Exists(there.filter(enterprise=OuterRef("pk"))))


def _of_words(found: "QuerySet[Enterprise]", words: str) -> "QuerySet[Enterprise]":
    """By name, also a former one, by the beginning of the code or by the key; of a common word in the list's order."""
    near = queries.found(words, FEW + 1)
    if len(near) > FEW:
        return found.filter(name__has_along=words)
    called = FormerName.objects.filter(name__icontains=words).values_list("enterprise", flat=True)[:FEW]
    return found.filter(Q(pk__in=[*near, *called]) | Q(key=words))
