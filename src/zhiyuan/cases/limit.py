"""How long something may take: a count whose unit is part of it.

A day that only says 日 is a natural day; 工作日 says so itself (行政许可法 82). "P1D" would be
neither, which is why a limit is never a bare duration.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhiyuan.kernel.errors import Malformed

WORKING_DAYS, NATURAL_DAYS, MONTHS = "working_days", "natural_days", "months"
UNITS = (WORKING_DAYS, NATURAL_DAYS, MONTHS)
LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class Limit:
    """So many working days, natural days or months."""

    count: int
    unit: str

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise Malformed("{unit} is no unit of a limit; there are {units}", unit=self.unit, units=", ".join(UNITS))
        if isinstance(self.count, bool) or not isinstance(self.count, int) or not 1 <= self.count <= LONGEST:
            raise Malformed("a limit is a whole number from 1 to {most}, not {count}", most=LONGEST, count=self.count)


def limit(said: Mapping[str, Any]) -> Limit:
    """A limit as a page of the book writes it.

    >>> limit({"working_days": 20})
    Limit(count=20, unit='working_days')
    """
    if len(said) != 1:
        raise Malformed("a limit names one unit and its count, like working_days: 20; not {said}", said=dict(said))
    ((unit, count),) = said.items()
    return Limit(count, unit)
