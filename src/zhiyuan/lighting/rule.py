"""One rule of a control program: read from what a person wrote, refused in words.

``program`` says what the words mean; here they become a :class:`Rule` that cannot be wrong.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhiyuan.kernel.errors import Malformed

CLOCK, SUNRISE, SUNSET, DARK = "clock", "sunrise", "sunset", "dark"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_WORDS = ("workdays", "days_off", "daily", *WEEKDAYS)
FIELDS = ("name", "days", "on", "off", "level", "dark_below_lx", "minimum_burn_min", "window_min", "season")
NOON = 720
LONGEST_OFFSET_MIN = 180

_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")
_SUN = re.compile(r"(sunrise|sunset)\s*([+-]\s*\d{1,3})?")
_MONTH_DAY = re.compile(r"(\d{1,2})-(\d{1,2})")


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
    zhiyuan.kernel.errors.Malformed: office hours, rule 1, on: '25:00' is no time; write "08:00", ...
    """
    return tuple(r if isinstance(r, Rule) else _read(r, n, where) for n, r in enumerate(rules, 1))


def _read(raw: object, number: int, where: str) -> Rule:
    place = f"{where}, rule {number}"
    if not isinstance(raw, Mapping):
        raise Malformed("{where}: a rule is a table of fields, not {found!r}", where=place, found=raw)
    # YAML 1.1 reads the bare keys on and off as true and false.
    said: dict[Any, Any] = {("on" if k else "off") if isinstance(k, bool) else k: v for k, v in raw.items()}
    for key in said:
        if key not in FIELDS:
            raise Malformed(
                "{where}: there is no field {field!r}; there are {fields}",
                where=place,
                field=key,
                fields=", ".join(FIELDS),
            )
    return _checked(said, place, number)


def _checked(said: Mapping[str, Any], place: str, number: int) -> Rule:
    on, off = (
        _time(said.get("on", "00:00"), f"{place}, on", NOON),
        _time(said.get("off", "24:00"), f"{place}, off", NOON),
    )
    if off == Time(CLOCK, 0):
        off = Time(CLOCK, 1440)  # midnight ends a day; "00:00" to "00:00" is the whole of it
    _check_order(on, off, place)
    dark = DARK in (on.kind, off.kind)
    sensed = dark or said.get("dark_below_lx") is not None
    return Rule(
        name=str(said.get("name") or f"rule {number}"),
        days=_days(said.get("days", "daily"), f"{place}, days"),
        on=on,
        off=off,
        level=_number(said, "level", 1.0, place, 0.0, 1.0),
        dark_below_lx=_number(said, "dark_below_lx", 30.0, place, 0.0, 100_000.0),
        sensed=sensed,
        gated=sensed and (dark or not (on.sun or off.sun)),
        minimum_burn_min=_number(said, "minimum_burn_min", 10.0, place, 0.0, 720.0),
        window_min=_number(said, "window_min", 30.0, place, 0.0, 180.0),
        season=_season(said.get("season"), f"{place}, season"),
    )


def _time(word: object, where: str, dark_minutes: int) -> Time:
    if isinstance(word, int) and not isinstance(word, bool):
        raise Malformed("{where}: YAML read the time as the number {found}; put it in quotes", where=where, found=word)
    text = str(word).strip().lower()
    if text == DARK:
        return Time(DARK, dark_minutes)
    if (clock := _CLOCK.fullmatch(text)) and int(clock[1]) * 60 + int(clock[2]) <= 1440:
        return Time(CLOCK, int(clock[1]) * 60 + int(clock[2]))
    if sun := _SUN.fullmatch(text):
        minutes = int((sun[2] or "0").replace(" ", ""))
        if abs(minutes) > LONGEST_OFFSET_MIN:
            raise Malformed(
                "{where}: {found} is more than {most} minutes from the sun's instant",
                where=where,
                found=text,
                most=LONGEST_OFFSET_MIN,
            )
        return Time(sun[1], minutes)
    raise Malformed(
        '{where}: {found!r} is no time; write "08:00", "sunset+10", "sunrise-5" or "dark"', where=where, found=word
    )


def _check_order(on: Time, off: Time, place: str) -> None:
    same = on.kind == off.kind and on.kind != DARK
    if same and (on.minutes == off.minutes or (on.sun and off.minutes < on.minutes)):
        raise Malformed("{where}, off: it must come after on", where=place)


def _days(word: object, where: str) -> tuple[str | date, ...]:
    words = word if isinstance(word, list | tuple) else [word]
    if not words:
        raise Malformed("{where}: name at least one day", where=where)
    return tuple(_day(w, where) for w in words)


def _day(word: object, where: str) -> str | date:
    if isinstance(word, date):
        return date(word.year, word.month, word.day)
    text = str(word).strip().lower()
    if text in DAY_WORDS:
        return text
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Malformed(
            "{where}: {found!r} is no day; write {words} or a date like 2026-10-01",
            where=where,
            found=word,
            words=", ".join(DAY_WORDS),
        ) from None


def _number(said: Mapping[str, Any], field: str, default: float, place: str, low: float, high: float) -> float:
    found = said.get(field)
    if found is None:
        return default
    if isinstance(found, bool) or not isinstance(found, int | float) or not low <= found <= high:
        raise Malformed(
            "{where}, {field}: {found!r} is not a number from {low} to {high}",
            where=place,
            field=field,
            found=found,
            low=low,
            high=high,
        )
    return float(found)


def _season(said: object, where: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    if said is None:
        return None
    if not isinstance(said, list | tuple) or len(said) != 2:
        raise Malformed('{where}: write two days, like ["03-01", "09-30"]', where=where)
    return _month_day(said[0], where), _month_day(said[1], where)


def _month_day(word: object, where: str) -> tuple[int, int]:
    found = _MONTH_DAY.fullmatch(str(word).strip())
    try:
        if not found:
            raise ValueError
        day = date(2024, int(found[1]), int(found[2]))  # a leap year, so that 02-29 is a day
    except ValueError:
        raise Malformed("{where}: {found!r} is no day of a year; write MM-DD", where=where, found=word) from None
    return day.month, day.day
