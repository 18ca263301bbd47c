"""What a schedule's rule may say; what it comes to is the business of ``lighting.program``.

A schedule is an ordered list of rules, each with any of::

    days: workdays | days_off | daily | mon … sun | a date | a list of those         [daily]
    on:   "08:00" | "sunset+10" | "sunrise-5" (minutes) | "dark"                     ["00:00"]
    off:  the same words; "24:00" is the end of the day                              ["24:00"]
    level: share of the target while on; 0 keeps the lights off                      [1.0]
    dark_below_lx: holds only while horizontal daylight is below it                  [30 with "dark"]
    window_min: how far from the sun's instant the light sensor may decide           [30]
    minimum_burn_min: a shorter burn is not begun                                    [10]
    season: ["03-01", "09-30"], both days included, may pass the new year
    name: what the reason shows                                                      ["rule 1"]
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from zhiyuan.kernel.errors import Malformed

DAYS = ("daily", "workdays", "days_off", "mon", "tue", "wed", "thu", "fri", "sat", "sun")
MEMBERS = ("days", "on", "off", "level", "dark_below_lx", "window_min", "minimum_burn_min", "season", "name")
DEFAULTS: dict[str, object] = {
    "days": "daily", "on": "00:00", "off": "24:00", "level": 1.0,
    "dark_below_lx": 30.0, "window_min": 30.0, "minimum_burn_min": 10.0,
}  # fmt: skip
MOST = {"level": 1.0, "dark_below_lx": 100_000.0, "window_min": 180.0, "minimum_burn_min": 720.0}

_INSTANT = re.compile(
    r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00|dark|(?:sunrise|sunset)(?:[+-](?:1[0-7][0-9]|180|[0-9]{1,2}))?"
)
_SUN = re.compile(r"(sunrise|sunset)([+-][0-9]{1,3})?")


def problems(rule: Mapping[str, object]) -> Iterator[tuple[str, Malformed]]:
    """What is wrong with a rule, and with which member of it."""
    for name in rule:
        if name not in MEMBERS:
            yield name, Malformed("a rule has no {name}; it has {known}", name=name, known=", ".join(MEMBERS))
    for word in _listed(rule.get("days", "daily")):
        if not _is_day(word):
            known = ", ".join(DAYS)
            yield "days", Malformed("{found} is no day: say {known} or a date", found=repr(word), known=known)
    yield from _times(rule)
    yield from _numbers(rule)


def is_instant(said: object) -> bool:
    """Whether this names an instant of the day.

    >>> is_instant("sunset+10"), is_instant("24:00"), is_instant("8:00")
    (True, True, False)
    """
    return isinstance(said, str) and bool(_INSTANT.fullmatch(said))


def _times(rule: Mapping[str, object]) -> Iterator[tuple[str, Malformed]]:
    on, off = (rule.get(name, DEFAULTS[name]) for name in ("on", "off"))
    for name, said in (("on", on), ("off", off)):
        if isinstance(said, int) and not isinstance(said, bool):
            yield name, Malformed("YAML read the time as the number {found}; put it in quotes", found=said)
        elif not is_instant(said):
            yield (
                name,
                Malformed(
                    '{name} is "08:00", "sunset+10", "sunrise-5" or "dark", not {found}', name=name, found=repr(said)
                ),
            )
    if (on == off and on != "dark") or (on, off) == ("24:00", "00:00") or _runs_backwards(on, off):
        yield "off", Malformed("a rule ends at another time than it begins")
    season = rule.get("season")
    if season is not None and not _is_season(season):
        yield (
            "season",
            Malformed('a season is two days of the year like ["03-01", "09-30"], not {found}', found=repr(season)),
        )


def _runs_backwards(on: object, off: object) -> bool:
    """Whether it ends before it begins by the same instant of the sun, in every season."""
    first, last = (_SUN.fullmatch(said) if isinstance(said, str) else None for said in (on, off))
    return bool(first and last and first[1] == last[1] and int(last[2] or 0) <= int(first[2] or 0))


def _numbers(rule: Mapping[str, object]) -> Iterator[tuple[str, Malformed]]:
    for name, most in MOST.items():
        said = rule.get(name, 0)
        if isinstance(said, bool) or not isinstance(said, int | float) or not 0 <= said <= most:
            yield (
                name,
                Malformed("{name} is a number from 0 to {most}, not {found}", name=name, most=most, found=repr(said)),
            )
    if not isinstance(rule.get("name", ""), str):
        yield "name", Malformed("a rule's name is text")


def _listed(said: object) -> list[object]:
    return list(said) if isinstance(said, list | tuple) and said else [said]


def _is_day(word: object) -> bool:
    return word in DAYS or (isinstance(word, str) and _is_date(word))


def _is_season(said: object) -> bool:
    return (
        isinstance(said, list | tuple)
        and len(said) == 2
        and all(isinstance(d, str) and _is_date(f"2024-{d}") for d in said)  # a leap year has every day
    )


def _is_date(said: str) -> bool:
    try:
        return bool(date.fromisoformat(said)) and len(said) == 10
    except ValueError:
        return False
