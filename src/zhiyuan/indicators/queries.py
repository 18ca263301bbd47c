"""The way in for reading: definitions in force, facts as known on a day, what each indicator comes to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache

from zhiyuan.indicators import live_answers, pages
from zhiyuan.indicators.checks import flags
from zhiyuan.indicators.definition import GROUPS, Definition, Register
from zhiyuan.indicators.models import Fact as Row
from zhiyuan.indicators.models import Proposal, Publication
from zhiyuan.indicators.models import Target as TargetRow
from zhiyuan.indicators.period import Period
from zhiyuan.indicators.said import Said
from zhiyuan.indicators.target import AMBER, GREEN, RED, UP, Aim, Target, light
from zhiyuan.indicators.worth import Book, Fact, Worth
from zhiyuan.kernel.errors import NotFound, Refused
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


def targets(site: Any, on: date) -> dict[str, list[Target]]:
    """By indicator the targets as known on a day, the latest period last; withdrawn ones have no value."""
    newest = {}
    for row in TargetRow.objects.filter(site=site, as_of__lte=on).order_by("pk"):
        newest[row.key, row.start, row.end] = row
    found: dict[str, list[Target]] = {}
    for row in sorted(newest.values(), key=lambda r: (r.end, r.start, r.pk)):
        found.setdefault(row.key, []).append(decided(row))
    return found


def decided(row: TargetRow) -> Target:
    """A row of a target as a value."""
    value = None if row.value is None else row.value.normalize()
    return Target(row.key, Period(row.start, row.end), value, row.source, row.as_of, row.pk)


def target_rows(site: Any, key: str = "") -> list[TargetRow]:
    """Every row of the targets of a park, or of one indicator, the latest period and its newest row first."""
    rows = TargetRow.objects.filter(site=site).select_related("entered_by")
    return list((rows.filter(key=key) if key else rows).order_by("key", "-end", "-start", "-pk"))


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
    return Book(register(day), facts(site, on), live(site) if on == day else {}, on, targets(site, on))


@dataclass(frozen=True, slots=True)
class Tile:
    """An indicator as the cockpit shows it: the figure, what it is held against and its light, its flags, the earlier
    ones, facts by subject."""

    worth: Worth
    aim: Aim | None
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

    @property
    def reached(self) -> float | None:
        """How much of its target a figure is, where less is better how much of the figure the target is. [%]"""
        said, against = self.worth.said, self.aim
        if said is None or against is None or said.value <= 0 or against.wanted <= 0:
            return None
        up = self.worth.definition.better == UP
        return float(100 * (said.value / against.wanted if up else against.wanted / said.value))


def tile(known: Book, key: str) -> Tile:
    """One indicator's tile."""
    worth = known.latest(key)
    own = known.facts(key)
    trend = tuple(float(f.value) for f in own[-13:] if not f.subject and f.value is not None)
    against = known.aim(worth)
    return Tile(worth, against, light(worth.definition, worth.said, against), tuple(flags(known, worth)), trend,
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
class Standing:
    """How the figures on the cockpit stand: by light those that have a target, the worst first, and those to check."""

    lights: dict[str, list[Tile]]
    flagged: list[Tile]

    @property
    def aimed(self) -> list[Tile]:
        """Every figure that a target gives a light, the worst first."""
        return [tile for tiles in self.lights.values() for tile in tiles]


def standing(groups: Iterable[tuple[str, list[Tile]]]) -> Standing:
    """How the figures of the cockpit stand."""
    tiles = [tile for _, tiles in groups for tile in tiles]
    lights = {colour: [t for t in tiles if t.light == colour] for colour in (RED, AMBER, GREEN)}
    return Standing(lights, [tile for tile in tiles if tile.flags])
