"""The ledger of promises that a person may see, from the logs of cases opened in the days before a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from zhiyuan.cases import queries
from zhiyuan.cases.kind import Kind, Words
from zhiyuan.cases.promise import FIRM, PARK, Promise, Rates, of_case, rates
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed
from zhiyuan.park.queries import sites, today, zone

DAYS = 365
LIMIT = Words("承诺办结时限", "the promised limit")


@dataclass(frozen=True, slots=True)
class Entry:
    """A promise in its case."""

    case: Any
    kind: Kind
    promise: Promise
    what: Words


@dataclass(frozen=True, slots=True)
class Row:
    """The rates of some promises: by whom, of which kind at which desk."""

    by: str
    kind: Kind
    rates: Rates


def latest_day() -> date:
    """Today, where it is the latest: a park's days are its own."""
    return max((today(site) for site in sites()), default=parktime.now().date())


def ledger(person: Any, on: date, *, by: str = "", kind: str = "", days: int = DAYS) -> list[Entry]:
    """The promises made until a day in cases opened so many days before it, the last case first. [d]

    Raises
    ------
    Malformed
        When that day has not come: what will be kept is not known.
    """
    if on > latest_day():
        raise Malformed("{day} has not come yet: ask for today or earlier", day=on)
    found = _made(queries.visible(person), on, kind, days)
    return [entry for entry in found if by in ("", entry.promise.by)]


def of_park(site: Any, on: date, days: int = DAYS) -> list[Entry]:
    """Every promise made to or by a park until a day, in cases opened so many days before it. [d]"""
    return _made(queries.of_site(site), on, "", days)


def _made(seen: Any, on: date, kind: str, days: int) -> list[Entry]:
    seen = seen.filter(events__act__in=("promise", "accept")).distinct().order_by("-pk")
    if kind:
        seen = seen.filter(edition__kind=kind)
    found = []
    for row in seen:
        midnight = datetime.combine(on - timedelta(days=days), time(), tzinfo=zone(row.site))
        if row.opened >= midnight:
            found += _entries(queries.read(row), on)
    return found


def _entries(found: queries.Read, on: date) -> list[Entry]:
    kind = found.kind
    promises = of_case(kind, found.state, found.today)
    return [
        Entry(found.case, kind, promise, kind.document[doc].title if doc else LIMIT)
        for doc, promise in promises
        if promise.made <= on
    ]


def summed(entries: Iterable[Entry], on: date) -> list[Row]:
    """Rates by who promised and kind of case, the park's first."""
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        groups.setdefault((entry.promise.by, entry.kind.key), []).append(entry)
    order = sorted(groups, key=lambda key: ((PARK, FIRM).index(key[0]), key[1]))
    return [Row(key[0], groups[key][0].kind, rates((e.promise for e in groups[key]), on)) for key in order]
