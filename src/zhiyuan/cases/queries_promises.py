"""The ledger of promises that a person may see, in cases opened in the days before a day: rows, and sums over them.

What a row was on a day is said here in SQL as ``promise.Promise.state`` and ``promise.rates`` say it of one promise;
the tests hold one against the other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Case as Either
from django.db.models import CharField, Count, DateField, F, Q, QuerySet, Value, When

from zhiyuan.cases import queries, writes
from zhiyuan.cases.kind import Kind, Words
from zhiyuan.cases.models import Edition, Promise
from zhiyuan.cases.promise import BROKEN, FIRM, KEPT, LAPSED, LATE, PARK, WAITING, Rates
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed
from zhiyuan.park.queries import sites, today, zone

DAYS = 365
LIMIT = Words("承诺办结时限", "the promised limit")
IS_KEPT, IS_LAPSED = Q(kept__lte=F("as_of")), Q(lapsed__lte=F("as_of"))
STATE = Either(
    When(IS_KEPT & Q(kept__lte=F("last")), then=Value(KEPT)),
    When(IS_KEPT, then=Value(LATE)),
    When(IS_LAPSED & Q(lapsed__lte=F("last")), then=Value(LAPSED)),
    When(last__lt=F("as_of"), then=Value(BROKEN)),
    default=Value(WAITING),
    output_field=CharField(),
)
DUE = Q(last__lte=F("as_of")) & ~Q(was=LAPSED)
COUNTS = {
    "of_due": Count("pk", filter=DUE),
    "of_on_time": Count("pk", filter=DUE & Q(was=KEPT)),
    "of_kept": Count("pk", filter=DUE & IS_KEPT),
    "of_vs_original": Count("pk", filter=DUE & IS_KEPT & Q(kept__lte=F("first"))),
    "of_broken": Count("pk", filter=DUE & Q(was=BROKEN)),
}
"""In the order of ``Rates``; a column of the table has one of its names."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A promise in its case, as it was on a day: until when in force, and what it was."""

    row: Promise
    kind: Kind
    what: Words
    due: date
    state: str


@dataclass(frozen=True, slots=True)
class Row:
    """The rates of some promises: by whom, of which kind at which desk."""

    by: str
    kind: Kind
    rates: Rates


def latest_day() -> date:
    """Today, where it is the latest: a park's days are its own."""
    return max((today(site) for site in sites()), default=parktime.now().date())


def ledger(
    person: Any, on: date, *, by: str = "", kind: str = "", state: str = "", days: int = DAYS
) -> "QuerySet[Promise]":
    """The promises made until a day in cases opened so many days before it, the last case first; each with ``last``,
    its day in force then, and ``was``, its state then. [d]

    Raises
    ------
    Malformed
        When that day has not come: what will be kept is not known.
    """
    if on > latest_day():
        raise Malformed("{day} has not come yet: ask for today or earlier", day=on)
    found = _made(on, days)
    if not queries.sees_everything(person):
        found = found.filter(case__in=queries.visible(person).values("pk"))
    asked = {"by": by, "kind": kind, "was": state}
    return found.filter(**{name: said for name, said in asked.items() if said})


def of_park(site: Any, on: date, days: int = DAYS) -> Rates:
    """The rates of every promise made to or by a park until a day, in cases opened so many days before it. [d]"""
    return Rates(*_made(on, days).filter(case__site=site).aggregate(**COUNTS).values())


def of_firm(person: Any, firm: Any, on: date, days: int = DAYS) -> "QuerySet[Promise]":
    """The promises in the cases of one firm that a person may see. [d]"""
    return ledger(person, on, days=days).filter(case__enterprise=firm)


def counted(found: "QuerySet[Promise]") -> Rates:
    """The rates of some rows of the ledger."""
    return Rates(*found.order_by().aggregate(**COUNTS).values())


def _made(on: date, days: int) -> "QuerySet[Promise]":
    day = Value(on, output_field=DateField())
    found = Promise.objects.filter(_opened(on - timedelta(days=days)), made__lte=on)
    last = Either(When(moved__lte=day, then=F("due")), default=F("first"))
    return found.annotate(as_of=day, last=last).annotate(was=STATE)


def _opened(since: date) -> Q:
    """Since the beginning of a day, which is each park's own."""
    begun = {site.pk: datetime.combine(since, time(), tzinfo=zone(site)) for site in sites()}
    if len({at.utctimetuple() for at in begun.values()}) == 1:
        return Q(opened__gte=next(iter(begun.values())))
    here = Q(pk__in=[])
    for site, at in begun.items():
        here |= Q(case__site=site, opened__gte=at)
    return here


def entries(rows: Iterable[Any]) -> list[Entry]:
    """Rows of the ledger with the names that people know; their cases come with them."""
    return [_entry(row) for row in rows]


def with_cases(found: "QuerySet[Promise]") -> "QuerySet[Promise]":
    """The rows with what a page shows of their cases."""
    return found.select_related("case__edition", "case__enterprise", "case__site")


def _entry(row: Any) -> Entry:
    kind = writes.kind_of(row.case)
    return Entry(row, kind, kind.document[row.doc].title if row.doc else LIMIT, row.last, row.was)


def summed(found: "QuerySet[Promise]") -> list[Row]:
    """Rates by who promised and kind of case, the park's first."""
    groups = found.order_by().values_list("by", "kind").annotate(**COUNTS)
    rows = sorted(groups, key=lambda row: ((PARK, FIRM).index(row[0]), row[1]))
    return [Row(by, _kind(key), Rates(*numbers)) for by, key, *numbers in rows]


def _kind(key: str) -> Kind:
    """A kind by the last edition that a case was opened under."""
    return writes.kind_of_edition(Edition.objects.filter(kind=key).latest("pk"))
