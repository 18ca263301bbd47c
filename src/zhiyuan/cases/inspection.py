"""入企检查: by whom, on what ground, how often, and together with whom (国办发〔2024〕54号)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zhiyuan.kernel.reference import Book, book

ALONE, JOIN, CAPPED = "alone", "join", "capped"


@dataclass(frozen=True, slots=True)
class Inspection:
    """An inspection of the firm that is planned or was held."""

    number: int
    day: date
    bodies: tuple[str, ...]
    for_cause: bool = False
    planned: bool = True


@dataclass(frozen=True, slots=True)
class Cap:
    """The published yearly number for one body and firm, and how near inspections must be to be made together."""

    in_year: int
    joint_days: int


def cap(day: date, within: Book | None = None) -> Cap:
    """The figures that hold on a day."""
    found = within or book()
    said = [found.figure(f"cases/visits#{name}", day).value for name in ("inspections_in_year", "joint_days")]
    return Cap(*map(int, said))


def judged(
    day: date, body: str, for_cause: bool, others: Iterable[Inspection], limits: Cap
) -> tuple[str, Inspection | None]:
    """``join`` the planned inspection that is near, ``capped`` when the body was there often enough, else ``alone``.

    One for cause (complaint, referral, warning by data) is outside the cap; it too is made together with others.
    """
    known = sorted(others, key=lambda one: (abs((one.day - day).days), one.number))
    for one in known:
        if one.planned and abs((one.day - day).days) <= limits.joint_days:
            return JOIN, one
    own = [one for one in known if body in one.bodies and one.day.year == day.year and not one.for_cause]
    if not for_cause and len(own) >= limits.in_year:
        return CAPPED, own[0]
    return ALONE, None
