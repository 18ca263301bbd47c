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
    """What is known of one enterprise on a day."""
    return _tables(_last(Fact.objects.filter(enterprise=enterprise), day, metrics)).get(enterprise.pk, {})


def of_park(site: Any, day: date, metrics: Collection[str] = ()) -> Table:
    """What is known of the park itself on a day."""
    return _tables(_last(Fact.objects.filter(site=site, enterprise=None), day, metrics)).get(None, {})


def of_enterprises(site: Any, day: date, metrics: Collection[str] = ()) -> Iterator[tuple[int, Table]]:
    """Every enterprise of a park with what is known of it on a day, also where that is nothing.

    Two statements for each five thousand enterprises, so that a park of any size needs little memory.
    """
    last = 0
    while part := list(_some(site, last)):
        facts = Fact.objects.filter(enterprise__site=site, enterprise__gte=part[0], enterprise__lte=part[-1])
        tables = _tables(_last(facts, day, metrics))
        yield from ((number, tables.get(number, {})) for number in part)
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
    rows = Enterprise.objects.filter(site=site, pk__gt=after).order_by("pk")
    yield from rows.values_list("pk", flat=True)[:PART]


def _last(facts: "QuerySet[Fact]", day: date, metrics: Collection[str]) -> "QuerySet[Fact]":
    later = Fact.objects.filter(supersedes=OuterRef("pk"), as_of__lte=day)
    found = facts.filter(~Exists(later), ~Q(value=None, words=""), as_of__lte=day)
    return found.filter(metric__in=metrics) if metrics else found


def _tables(facts: "QuerySet[Fact]") -> dict[int | None, dict[Key, Known]]:
    tables: dict[int | None, dict[Key, Known]] = defaultdict(dict)
    for subject, *said in facts.order_by().values_list("enterprise", *FIELDS).iterator(chunk_size=PART):
        one = Known(*said)
        tables[subject][one.key] = one
    return tables
