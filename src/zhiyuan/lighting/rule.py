"""One rule of a control program, in the form that ``program`` computes with.

``park.rules`` says what may be written, and refuses the rest in words; ``program`` says what it means.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhiyuan.kernel.errors import Malformed
from zhiyuan.park.rules import DAYS, DEFAULTS, problems

CLOCK, SUNRISE, SUNSET, DARK = "clock", "sunrise", "sunset", "dark"
NOON = 720


@dataclass(frozen=True, slots=True)
class Time:
    """A word for an instant of a day: minutes after midnight, or after the sun's instant. [min]"""

    kind: str
    minutes: int

    @property
    def sun(self) -> bool:
        """Whether it moves with the season."""
        return self.kind in (SUNRISE, SUNSET)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that has been read. Gated: on only while it is dark, from ``on`` to ``off``."""

    name: str
    days: tuple[str | date, ...]
    on: Time
    off: Time
    level: float
    dark_below_lx: float
    sensed: bool
    gated: bool
    minimum_burn_min: float
    window_min: float
    season: tuple[tuple[int, int], tuple[int, int]] | None

    @property
    def overnight(self) -> bool:
        """Whether ``off`` is meant on the next day; decided by the words, not by the season."""
        on, off = self.on, self.off
        if DARK in (on.kind, off.kind):
            return (on.kind, off.kind) in ((DARK, SUNRISE), (SUNSET, DARK)) or (
                not (on.sun or off.sun) and off.minutes <= on.minutes
            )
        if on.kind == CLOCK:
            return off.minutes <= on.minutes if off.kind == CLOCK else off.kind == SUNRISE and on.minutes >= NOON
        if on.kind == SUNSET:
            return off.kind == SUNRISE or (off.kind == CLOCK and off.minutes < NOON)
        return False


def read_rules(rules: Sequence[Rule] | Sequence[Mapping[Any, Any]], where: str = "program") -> tuple[Rule, ...]:
    """Read rules as written; rules that were read before pass through.

    Raises Malformed with the rule and the field. ``where`` names the program in the message.

    >>> read_rules([{"on": "25:00"}], where="office hours")
    Traceback (most recent call last):
    ...
    zhiyuan.kernel.errors.Malformed: office hours, rule 1, on: on is "08:00", "sunset+10", ...
    """
    return tuple(r if isinstance(r, Rule) else _read(r, n, where) for n, r in enumerate(rules, 1))


def _read(raw: object, number: int, where: str) -> Rule:
    place = f"{where}, rule {number}"
    if not isinstance(raw, Mapping):
        raise Malformed("{where}: a rule is a table of fields, not {found!r}", where=place, found=raw)
    said = _as_written(raw)
    for field, why in problems(said):
        raise Malformed("{where}, {field}: {why}", where=place, field=field, why=why)
    return _rule(DEFAULTS | said, number, sensed="dark_below_lx" in said)


def _as_written(raw: Mapping[Any, Any]) -> dict[str, Any]:
    """What a person wrote, where YAML 1.1 read the bare keys on and off as true and false, and days as dates."""
    said = {("on" if k else "off") if isinstance(k, bool) else str(k): v for k, v in raw.items()}
    if isinstance(days := said.get("days"), list | tuple):
        said["days"] = [d.isoformat() if isinstance(d, date) else d for d in days]
    return said


def _rule(said: Mapping[str, Any], number: int, sensed: bool) -> Rule:
    on, off = _time(said["on"]), _time(said["off"])
    if off == Time(CLOCK, 0):
        off = Time(CLOCK, 1440)  # midnight ends a day
    dark = DARK in (on.kind, off.kind)
    days = said["days"] if isinstance(said["days"], list | tuple) else [said["days"]]
    return Rule(
        name=str(said.get("name") or f"rule {number}"),
        days=tuple(d if d in DAYS else date.fromisoformat(d) for d in days),
        on=on,
        off=off,
        level=float(said["level"]),
        dark_below_lx=float(said["dark_below_lx"]),
        sensed=dark or sensed,
        gated=dark or (sensed and not (on.sun or off.sun)),
        minimum_burn_min=float(said["minimum_burn_min"]),
        window_min=float(said["window_min"]),
        season=_season(said.get("season")),
    )


def _time(word: str) -> Time:
    if word == DARK:
        return Time(DARK, NOON)
    for sun in (SUNRISE, SUNSET):
        if word.startswith(sun):
            return Time(sun, int(word.removeprefix(sun) or 0))
    hours, minutes = word.split(":")
    return Time(CLOCK, int(hours) * 60 + int(minutes))


def _season(said: Sequence[str] | None) -> tuple[tuple[int, int], tuple[int, int]] | None:
    if said is None:
        return None
    first, last = (date.fromisoformat(f"2024-{day}") for day in said)  # a leap year has every day
    return (first.month, first.day), (last.month, last.day)
