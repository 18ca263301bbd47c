"""The way in for reading: definitions in force, facts as known on a day, what each indicator comes to, what is owed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache

from zhiyuan.indicators import live_answers, pages
from zhiyuan.indicators.checks import flags, light
from zhiyuan.indicators.definition import GROUPS, Definition, Register
from zhiyuan.indicators.models import Fact as Row
from zhiyuan.indicators.models import Proposal, Publication
from zhiyuan.indicators.period import Period, complete
from zhiyuan.indicators.said import Said
from zhiyuan.indicators.worth import Book, Fact, Worth
from zhiyuan.kernel.errors import NotFound, Refused
from zhiyuan.kernel.workday import working_day_after, working_days_between
from zhiyuan.park.queries import today

KEPT_S = 60  # how long what rooms answered is told again without asking them


def register(day: date) -> Register:
    """The indicators in force."""
    text = own_text()
    return pages.with_own(text, day) if text else pages.shipped(day)


def own_text() -> str:
    """The page of definitions of the installation's own that holds; empty where there is none."""
    newest = Publication.objects.select_related("proposal").last()
    return newest.proposal.text if newest else ""


def definition(day: date, key: str) -> Definition:
    """One indicator."""
    known = register(day)
    if key not in known:
        raise NotFound("there is no indicator {name}", name=repr(key))
    return known[key]


def proposals() -> list[Proposal]:
    """The pages proposed and not published, the newest first."""
    return list(Proposal.objects.filter(publication=None).select_related("proposed_by").order_by("-pk"))


def facts(site: Any, on: date, keys: Iterable[str] | None = None) -> dict[str, list[Fact]]:
    """By indicator the facts as known on a day, the latest period last."""
    rows = Row.objects.filter(site=site, as_of__lte=on)
    if keys is not None:
        rows = rows.filter(key__in=list(keys))
    newest = {}
    for row in rows.order_by("pk").values_list(*COLUMNS):
        newest[row[1:5]] = row
    found: dict[str, list[Fact]] = {}
    for row in sorted(newest.values(), key=lambda r: (r[4], r[3], r[0])):
        found.setdefault(row[1], []).append(_fact(row))
    return found


COLUMNS = (
    "pk", "key", "subject", "start", "end", "value", "relation", "text", "out_of", "source", "as_of"
)  # fmt: skip


def _fact(row: tuple[Any, ...]) -> Fact:
    number, key, subject, start, end, value, relation, text, out_of, source, as_of = row
    value = None if value is None else value.normalize()
    return Fact(key, Period(start, end), value, relation, text, subject, out_of, source, as_of, number)


def said(row: Row) -> Fact:
    """A row as a value."""
    return _fact(tuple(getattr(row, name) for name in COLUMNS))


def history(site: Any, key: str) -> list[Row]:
    """Every row of an indicator, the latest period and its newest row first."""
    rows = Row.objects.filter(site=site, key=key).select_related("entered_by")
    return list(rows.order_by("-end", "-start", "subject", "-pk"))


def live(site: Any) -> dict[str, Said | None]:
    """What rooms answer about themselves today; asked once a minute, however many look."""
    kept: dict[str, Said | None] | None = cache.get(f"indicators-live-{site.pk}")
    if kept is None:
        kept = live_answers.answers(site)
        cache.set(f"indicators-live-{site.pk}", kept, KEPT_S)
    return kept


def book(site: Any, on: date | None = None) -> Book:
    """Facts as known on a day (else today), and what rooms answer, which is known for today only."""
    day = today(site)
    on = on or day
    if on > day:
        raise Refused("{day} has not come yet: ask for today or earlier", day=on)
    return Book(register(day), facts(site, on), live(site) if on == day else {}, on)


@dataclass(frozen=True, slots=True)
class Tile:
    """An indicator as the cockpit shows it: the figure, its light, its flags, the earlier ones, facts by subject."""

    worth: Worth
    light: str
    flags: tuple[Refused, ...]
    trend: tuple[float, ...]
    subjects: tuple[Fact, ...] = ()

    @property
    def fact(self) -> Fact | None:
        """What it rests on: the fact itself, else the first of a subject."""
        return self.worth.fact or next(iter(self.subjects), None)

    @property
    def says_something(self) -> bool:
        """Whether there is anything to show."""
        return self.worth.said is not None or self.fact is not None


def tile(known: Book, key: str) -> Tile:
    """One indicator's tile."""
    worth = known.latest(key)
    own = known.facts(key)
    trend = tuple(float(f.value) for f in own[-13:] if not f.subject and f.value is not None)
    return Tile(worth, light(worth.definition, worth.said), tuple(flags(known, worth)), trend,
                tuple(f for f in own if f.subject))  # fmt: skip


def cockpit(known: Book) -> list[tuple[str, list[Tile]]]:
    """The indicators by group that have something to say, the groups in their order."""
    found: dict[str, list[Tile]] = {group: [] for group in GROUPS}
    for key in known.register:
        shown = tile(known, key)
        if shown.says_something:
            found[shown.worth.definition.group].append(shown)
    return [(group, tiles) for group, tiles in found.items() if tiles]


@dataclass(frozen=True, slots=True)
class Owed:
    """A figure that somebody has to enter: by when, and how many working days late it is."""

    definition: Definition
    period: Period
    due: date
    late: int


def owed(site: Any) -> list[Owed]:
    """The figures of the last complete periods that nobody has entered, what is due first first."""
    day = today(site)
    known = facts(site, day)
    found = []
    for one in register(day).values():
        if one.collected:
            period = complete(day, one.every, cumulative=one.counting == "cumulative")
            if not any(f.period == period and not f.subject for f in known.get(one.key, [])):
                due = working_day_after(period.last, one.lag or 0) if one.lag else period.last
                found.append(Owed(one, period, due, max(0, working_days_between(due, day)) if day > due else 0))
    return sorted(found, key=lambda o: (o.due, o.definition.key))
