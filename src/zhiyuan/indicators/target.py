"""What a figure is held against: the target of its period, else the limits of its definition; and the light of it.

A target of a year also holds for the months in it: for a rate or a level as it is, for a sum since January by the share
of the year's days that are over (序时进度). A light is given only where the sign of the figure allows it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from zhiyuan.indicators.definition import Definition
from zhiyuan.indicators.period import Period, since_january
from zhiyuan.indicators.said import EXACT, LOWER, UPPER, Said
from zhiyuan.kernel.errors import Refused
from zhiyuan.kernel.reference import value

GREEN, AMBER, RED = "green", "amber", "red"
UP, DOWN = "up", "down"
COUNTED = ("amount", "growth", "share", "rank")  # kinds that are more or less, and not words
PAGE = "cockpit/lights"


@dataclass(frozen=True, slots=True)
class Target:
    """What was decided for a period. ``value`` None says that the target is withdrawn."""

    key: str
    period: Period
    value: Decimal | None
    source: str = ""
    as_of: date | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class Aim:
    """What a figure should reach (``wanted``), and what is still near it; ``target`` is what that follows from.

    ``elapsed`` is the share of the target's period that is over, where the target is measured by it. [1]
    """

    wanted: Fraction
    near: Fraction | None
    target: Target | None = None
    elapsed: Fraction | None = None


Targets = Mapping[str, list[Target]]


def may_have(definition: Definition) -> None:
    """Whether a target can be set for an indicator.

    Raises
    ------
    Refused
        Where it is words or a day, or where nobody said which way is better.
    """
    if definition.kind not in COUNTED:
        raise Refused("{indicator} is said in words; it has no target", indicator=definition.title)
    if not definition.better:
        raise Refused(
            "whether more or less of {indicator} is better is not said; its definition says it (better: up or down)",
            indicator=definition.title,
        )


def aim(definition: Definition, targets: Iterable[Target], period: Period, *, live: bool, day: date) -> Aim | None:
    """What the figure of a period is held against; None where nothing is.

    Parameters
    ----------
    live
        Whether it was asked of a room, so that its period is today; a sum is then one since January.
    day
        On which day the book is asked what is near.
    """
    if definition.kind not in COUNTED or not definition.better:
        return None
    counted = since_january(period) if live and definition.counting == "cumulative" else period
    found = _holding(definition, targets, counted)
    if found is not None and found.value is not None:
        elapsed = _elapsed(definition, found.period, counted)
        wanted = Fraction(found.value) * (elapsed or 1)
        return Aim(wanted, _near(definition, wanted, day), found, elapsed)
    if GREEN not in definition.limits:
        return None
    amber = definition.limits.get(AMBER)
    return Aim(Fraction(definition.limits[GREEN]), None if amber is None else Fraction(amber))


def _holding(definition: Definition, targets: Iterable[Target], period: Period) -> Target | None:
    """The target of the period itself, else of the shortest that it lies in and can be measured by."""
    around = [t for t in targets if t.period == period or _measures(definition, t.period, period)]
    return min(around, key=lambda t: (t.period != period, t.period.end - t.period.start), default=None)


def _measures(definition: Definition, whole: Period, period: Period) -> bool:
    if not (whole.start <= period.start and period.end <= whole.end) or definition.counting == "single":
        return False
    return definition.counting != "cumulative" or whole.start == period.start or definition.kind != "amount"


def _elapsed(definition: Definition, whole: Period, period: Period) -> Fraction | None:
    if whole == period or definition.kind != "amount" or definition.counting != "cumulative":
        return None
    return Fraction((period.end - period.start).days, (whole.end - whole.start).days)


def _near(definition: Definition, wanted: Fraction, day: date) -> Fraction:
    """The last value that is near a target: by the definition's own distance, else by a share of the target."""
    share = Fraction(str(value(f"{PAGE}#near_share", day)))
    apart = Fraction(definition.limits["near"]) if "near" in definition.limits else abs(wanted) * share
    return wanted - apart if definition.better == UP else wanted + apart


def light(definition: Definition, said: Said | None, against: Aim | None) -> str:
    """Green, amber or red; empty where there is nothing to reach, or the sign leaves it open."""
    if said is None or against is None:
        return ""
    for colour, limit in ((GREEN, against.wanted), (AMBER, against.near)):
        if limit is not None:
            answer = _reaches(said, limit, up=definition.better == UP)
            if answer is None:
                return ""
            if answer:
                return colour
    return RED


def _reaches(said: Said, limit: Fraction, *, up: bool) -> bool | None:
    """Whether a value reaches a limit; None where its sign leaves that open."""
    good = said.value >= limit if up else said.value <= limit
    sure_if_good, sure_if_bad = (LOWER, UPPER) if up else (UPPER, LOWER)
    if said.relation == EXACT or said.relation in (sure_if_good if good else sure_if_bad):
        return good
    return None
