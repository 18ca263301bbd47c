"""Enterprises that may be one: written alike, called what another was called, or with a code another had."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F

from zhiyuan.enterprises.models import Enterprise, FormerCode, FormerName, Merge

MOST = 100
WRITTEN, CALLED, CODED = "written", "called", "coded"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two enterprises and why they may be one."""

    one: Enterprise
    other: Enterprise
    why: str


def pairs(site: Any) -> list[Pair]:
    """The first hundred pairs of a park that may be one."""
    found = {frozenset((p.one.pk, p.other.pk)): p for p in (*_alike(site), *_called(site), *_coded(site))}
    return list(found.values())[:MOST]


def merges(site: Any) -> Any:
    """What was merged last."""
    return Merge.objects.filter(survivor__site=site).select_related("survivor__site", "absorbed__site", "by")[:MOST]


def _alive(site: Any) -> Any:
    return Enterprise.objects.filter(site=site, merged_into=None)


def _alike(site: Any) -> Iterator[Pair]:
    several = _alive(site).exclude(spelling="").order_by().values("spelling").annotate(n=Count("pk")).filter(n__gt=1)
    spellings = [row["spelling"] for row in several[:MOST]]
    first: dict[str, Enterprise] = {}
    for firm in _alive(site).filter(spelling__in=spellings).order_by("pk"):
        before = first.setdefault(firm.spelling, firm)
        if before is not firm:
            yield Pair(before, firm, WRITTEN)


def _called(site: Any) -> Iterator[Pair]:
    rows = FormerName.objects.filter(enterprise__site=site, enterprise__merged_into=None)
    other = rows.filter(spelling__in=_alive(site).values("spelling")).exclude(spelling=F("enterprise__spelling"))
    for row in other.select_related("enterprise")[:MOST]:
        for firm in _alive(site).filter(spelling=row.spelling).exclude(pk=row.enterprise_id)[:1]:
            yield Pair(row.enterprise, firm, CALLED)


def _coded(site: Any) -> Iterator[Pair]:
    rows = FormerCode.objects.filter(enterprise__site=site, enterprise__merged_into=None)
    for row in rows.filter(uscc__in=_alive(site).values("uscc")).select_related("enterprise")[:MOST]:
        for firm in _alive(site).filter(uscc=row.uscc).exclude(pk=row.enterprise_id)[:1]:
            yield Pair(row.enterprise, firm, CODED)
