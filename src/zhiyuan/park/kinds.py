"""What the book says of a kind of space, by its newest values.

A park file and a setting hold for the future, so they are measured against the newest figures.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from zhiyuan.kernel.reference import book, value

KINDS = "lighting/kinds"
LONGEST_HOLD_MIN = 240.0
NEWEST = date.max


def names() -> dict[str, str]:
    """Every kind and what it is called.

    >>> names()["stair"]
    '楼梯间'
    """
    return {kind: kind_of(kind)["name"] for kind in book().page(KINDS)}


def kind_of(kind: str) -> Mapping[str, Any]:
    """Standard, background, hold time and name of a kind."""
    said: Mapping[str, Any] = value(f"{KINDS}#{kind}", NEWEST)
    return said


def standard_lx(kind: str) -> float:
    """The least maintained illuminance that the standard asks of a kind; 0 where it asks none. [lx]

    >>> standard_lx("meeting"), standard_lx("landscape")
    (300.0, 0.0)
    """
    page = kind_of(kind)["standard"]
    return float(value(page, NEWEST)) if page else 0.0


def illuminance_lx(kind: str) -> float:
    """What a space of the kind aims at when nothing else is said. [lx]

    >>> illuminance_lx("landscape")
    5.0
    """
    said = kind_of(kind)
    return float(said.get("illuminance_lx") or standard_lx(kind))
