"""What is known of enterprises and of the park on a day: each value the last that was said of it until then."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhiyuan.enterprises.fact import Key, Known
from zhiyuan.enterprises.models import Enterprise, Fact

PART, SAID = 5_000, 500
FIELDS = tuple(Known.__dataclass_fields__)
Table = Mapping[Key, Known]
"""What is known of one subject."""


def known(row: Fact) -> Known:
    """A fact as a value."""
    return Known(**{name: getattr(row, name) for name in FIELDS})


def of_enterprise(enterprise: Enterprise, day: date, metrics: Collection[str] = ()) -> Table:
    """What is known of one enterprise on a day, with what was said of those that it absorbed."""
    own = Q(enterprise=enterprise) | Q(enterprise__merged_into=enterprise)
    return _tables(_last(Fact.objects.filter(own), day, metrics)).get(enterprise.pk, {})


def of_enterprises(site: Any, day: date, metrics: Collection[str] = ()) -> Iterator[tuple[int, Table]]:
    """Every enterprise of a park with what is known of it on a day, also where that is nothing.

    Two statements for each five thousand enterprises, so that a park of any size needs little memory.
    """
    absorbed = _tables(_last(Fact.objects.filter(site=site, enterprise__merged_into__isnull=False), day, metrics))
    last = 0
    while part := list(_some(site, last)):
        own = Fact.objects.filter(
            enterprise__site=site, enterprise__merged_into=None, enterprise__gte=part[0], enterprise__lte=part[-1]
        )
        tables = _tables(_last(own, day, metrics))
        for number in part:
            _join(tables[number], absorbed.get(number, {}))
            yield number, tables[number]
        last = part[-1]


def current(site: Any, enterprises: Collection[int], metrics: Collection[str]) -> dict[tuple[int, Key], Known]:
    """What was said last of some enterprises, also what is withdrawn."""
    listed, found = sorted(enterprises), {}
    for start in range(0, len(listed), SAID):
        part = listed[start : start + SAID]
        for row in Fact.objects.filter(site=site, successor=None, enterprise__in=part, metric__in=metrics):
            found[row.enterprise_id, (row.metric, row.period, row.basis)] = known(row)
    return found


def history(enterprise: Enterprise) -> "QuerySet[Fact]":
    """Everything that was ever said of an enterprise, by metric and period, the latest first."""
    return Fact.objects.filter(enterprise=enterprise).order_by("metric", "-period", "basis", "-as_of", "-pk")


def _some(site: Any, after: int) -> Iterator[int]:
    rows = Enterprise.objects.filter(site=site, merged_into=None, pk__gt=after).order_by("pk")
    yield from rows.values_list("pk", flat=True)[:PART]


def _last(facts: "QuerySet[Fact]", day: date, metrics: Collection[str]) -> "QuerySet[Fact]":
    later = Fact.objects.filter(supersedes=OuterRef("pk"), as_of__lte=day)
    found = facts.filter(~Exists(later), ~Q(value=None, words=""), as_of__lte=day)
    return found.filter(metric__in=metrics) if metrics else found


def _tables(facts: "QuerySet[Fact]") -> dict[int, dict[Key, Known]]:
    """By enterprise, with what was said of those that it absorbed."""
    own: dict[int, dict[Key, Known]] = defaultdict(dict)
    absorbed: dict[int, dict[Key, Known]] = defaultdict(dict)
    rows = facts.order_by().values_list("enterprise", "enterprise__merged_into", *FIELDS)
    for subject, survivor, *said in rows.iterator(chunk_size=PART):
        one = Known(*said)
        _join(own[subject] if survivor is None else absorbed[survivor], {one.key: one})
    for survivor, more in absorbed.items():
        _join(own[survivor], more)
    return own


def _join(own: dict[Key, Known], more: Table) -> None:
    """Take what is known as of a later day; on the same day one's own."""
    for key, one in more.items():
        if key not in own or own[key].as_of < one.as_of:
            own[key] = one
