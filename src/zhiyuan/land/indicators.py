"""What a covenant may be about, by the book."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zhiyuan.cases.kind import Words
from zhiyuan.kernel.reference import book

PAGE = "land/indicators"


@dataclass(frozen=True, slots=True)
class Indicator:
    """Its name, its unit, and on which side of the target it has to be."""

    title: Words
    unit: str
    op: str


def indicators(day: date) -> Mapping[str, Indicator]:
    """Indicator by key.

    >>> indicators(date(2026, 3, 2))["energy"].op
    '≤'
    """
    found = {}
    for figure in book().figures(PAGE, day):
        said = figure.value
        title = Words(said["zh"], said["en"])
        found[figure.name.partition("#")[2]] = Indicator(title, said["unit"], said["op"])
    return found
