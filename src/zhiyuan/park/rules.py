"""What a schedule's rule may say; what it means is the business of ``lighting.program``.

A rule: ``{days: workdays|daily|days_off, on: "08:00"|"sunset+10", off: "20:00"|"sunrise-5",
level: 1.0, dark_below_lx: 30}``. ``level`` is a share of the target; ``dark_below_lx`` lets the
rule hold only while horizontal daylight is below it. [lx]
"""

import re
from collections.abc import Iterator, Mapping

from zhiyuan.kernel.errors import Malformed

DAYS = ("daily", "workdays", "days_off")
MEMBERS = ("days", "on", "off", "level", "dark_below_lx")

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")
_SUN = re.compile(r"(sunrise|sunset)([+-][0-9]{1,3})?")


def problems(rule: Mapping[str, object]) -> Iterator[tuple[str, Malformed]]:
    """What is wrong with a rule, and with which member of it."""
    for name in rule:
        if name not in MEMBERS:
            yield name, Malformed("a rule has no {name}; it has {known}", name=name, known=", ".join(MEMBERS))
    if rule.get("days", "daily") not in DAYS:
        yield "days", Malformed("days is one of {known}, not {found}", known=", ".join(DAYS), found=repr(rule["days"]))
    for name in ("on", "off"):
        if not is_instant(rule.get(name)):
            yield (
                name,
                Malformed(
                    '{name} is "08:00", "sunset+10" or "sunrise-5", not {found}', name=name, found=repr(rule.get(name))
                ),
            )
    yield from _numbers(rule)


def is_instant(said: object) -> bool:
    """Whether this names an instant of the day.

    >>> is_instant("sunset+10"), is_instant("24:00"), is_instant("8:00")
    (True, True, False)
    """
    return isinstance(said, str) and bool(_CLOCK.fullmatch(said) or _SUN.fullmatch(said))


def _numbers(rule: Mapping[str, object]) -> Iterator[tuple[str, Malformed]]:
    level = rule.get("level", 1.0)
    if isinstance(level, bool) or not isinstance(level, int | float) or not 0 <= level <= 1:
        yield "level", Malformed("level is a share from 0 to 1, not {found}", found=repr(level))
    dark = rule.get("dark_below_lx", 0)
    if isinstance(dark, bool) or not isinstance(dark, int | float) or dark < 0:
        yield "dark_below_lx", Malformed("dark_below_lx is an illuminance in lx, not {found}", found=repr(dark))
