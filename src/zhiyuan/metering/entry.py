"""Registers that people read: what may be taken over, and every reason why something may not.

All or nothing: one reading that cannot be leaves all of them out, each mistake named with where it
stands and what to do. A reading is checked against what is kept before and after it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from zhiyuan.kernel.errors import Malformed
from zhiyuan.metering.kept import Around, Kept
from zhiyuan.park.shape import MOST_PROBLEMS, Problems
from zhiyuan.telemetry.historian import instant, micros
from zhiyuan.telemetry.point import Point

MOST = 5000
Place = Callable[[datetime], str]


@dataclass(frozen=True, slots=True)
class Entered:
    """One reading as somebody wrote it down; ``where`` is the row or cell it stands in."""

    where: str
    meter: str
    at: datetime
    value: Decimal
    note: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """A reading that may be taken over: its point, stamp [µs since 1970 UTC] and scaled value."""

    entered: Entered
    point: Point
    ts: int
    scaled: int


def number(text: str) -> Decimal:
    """A number as somebody typed it.

    Raises
    ------
    Malformed
        When it is none, or not finite.
    """
    try:
        found = Decimal(text.strip())
        if found.is_finite():
            return found
    except InvalidOperation:
        pass
    raise Malformed("{found} is not a number", found=repr(text.strip()))


def refuse(problems: Problems) -> None:
    """Raise one Malformed that lists the problems, where there are any."""
    if problems:
        raise Malformed(
            "nothing was taken over. Problems found: {count}\n{problems}",
            count=len(problems),
            problems=Problems(problems[:MOST_PROBLEMS]),
        )


def check(
    entered: Sequence[Entered],
    points: Mapping[str, Point],
    around: Callable[[Sequence[tuple[int, int]]], Sequence[Around]],
    now: datetime,
    clock: Place,
) -> list[Checked]:
    """All readings, or Malformed with every problem.

    Parameters
    ----------
    points
        The energy point of each meter.
    around
        What is kept beside (point, instant) pairs.
    clock
        How an instant reads on the site's clock.
    """
    if not entered:
        raise Malformed("there is no reading to take over")
    if len(entered) > MOST:
        raise Malformed("{count} readings at once; at most {most} are taken over", count=len(entered), most=MOST)
    problems, good = Problems(), list[Checked]()
    for one in entered:
        found = _own(one, points, now, clock)
        if isinstance(found, Malformed):
            problems.append(_at(one, found))
        else:
            good.append(found)
    problems += _twice(good, clock)
    beside = around([(one.point.id, one.ts) for one in good])
    problems += _against(good, beside, clock)
    refuse(problems)
    return good


def _at(one: Entered, problem: Malformed) -> Malformed:
    return Malformed("{where}: {problem}", where=one.where, problem=problem)


def _own(one: Entered, points: Mapping[str, Point], now: datetime, clock: Place) -> Checked | Malformed:
    """What a reading shows by itself."""
    point = points.get(one.meter)
    if point is None:
        return Malformed("there is no meter {meter}; copy the key from the list of meters", meter=one.meter or "—")
    if point.kind != "register":
        return Malformed("{meter} says the energy of each interval; it has no register to read", meter=one.meter)
    if one.at > now:
        return Malformed("{at} lies ahead; enter when the meter was read", at=clock(one.at))
    if one.value < 0:
        return Malformed("a register never shows less than 0")
    if point.rollover is not None and one.value > Decimal(str(point.rollover)):
        return Malformed("{value} is more than the register can show ({most})", value=one.value, most=point.rollover)
    scaled = one.value * 10**point.decimals
    if scaled != int(scaled):
        return Malformed(
            "{value} has more decimals than the meter's {count}; enter what the register shows", value=one.value,
            count=point.decimals,
        )  # fmt: skip
    return Checked(one, point, micros(one.at), int(scaled))


def _twice(good: Sequence[Checked], clock: Place) -> list[Malformed]:
    seen: dict[tuple[int, int], Entered] = {}
    problems = []
    for one in good:
        first = seen.setdefault((one.point.id, one.ts), one.entered)
        if first is not one.entered:
            said = Malformed(
                "{meter} at {at} is already in {first}; keep one of the two", meter=one.entered.meter,
                at=clock(one.entered.at), first=first.where,
            )  # fmt: skip
            problems.append(_at(one.entered, said))
    return problems


def _against(good: Sequence[Checked], beside: Sequence[Around], clock: Place) -> list[Malformed]:
    """Each reading against the one before it, entered with it or kept, and the kept one after."""
    order = sorted(range(len(good)), key=lambda k: (good[k].point.id, good[k].ts))
    problems, last = [], None
    for k in order:
        one, kept = good[k], beside[k]
        before = kept.before
        if last is not None and last.point.id == one.point.id and (before is None or last.ts > before.ts):
            before = Kept(last.ts, last.scaled)
        if problem := _fits(one, before, kept, clock):
            problems.append(_at(one.entered, problem))
        last = one
    return problems


def _fits(one: Checked, before: Kept | None, kept: Around, clock: Place) -> Malformed | None:
    if kept.at is not None:
        return Malformed(
            "{value} is already kept for {at}; leave the row out, or correct that reading", value=_shown(one, kept.at),
            at=clock(one.entered.at),
        )  # fmt: skip
    if before is not None and one.scaled < before.value and not _rolled(one, before):
        return Malformed(
            "{value} is less than {other} at {at}; check the digits, or note a replacement of the meter first",
            value=one.entered.value, other=_shown(one, before), at=clock(instant(before.ts)),
        )  # fmt: skip
    after = kept.after
    if after is not None and one.scaled > after.value and not _replaced(one.point, one.ts, after.ts):
        return Malformed(
            "{value} is more than {other} at {at}, which is kept already; check the digits and the time",
            value=one.entered.value, other=_shown(one, after), at=clock(instant(after.ts)),
        )  # fmt: skip
    return None


def _rolled(one: Checked, before: Kept) -> bool:
    """Whether the register may stand lower: a replacement on record, or a rollover that could have flowed."""
    if _replaced(one.point, before.ts, one.ts):
        return True
    if one.point.rollover is None or one.point.max_rate is None:
        return False
    kwh = (one.scaled - before.value) / 10**one.point.decimals + one.point.rollover
    return kwh * one.point.multiplier <= one.point.max_rate * (one.ts - before.ts) / 3.6e9


def _replaced(point: Point, start: int, end: int) -> bool:
    return any(start <= r.at <= end for r in point.replacements)


def _shown(one: Checked, kept: Kept) -> str:
    return f"{kept.value / 10**one.point.decimals:.{one.point.decimals}f}"


def allowed(one: Kept, around: Around, point: Point) -> tuple[int | None, int | None]:
    """Between which scaled values a register may be corrected; None where nothing bounds it."""
    low = around.before.value if around.before and not _replaced(point, around.before.ts, one.ts) else None
    high = around.after.value if around.after and not _replaced(point, one.ts, around.after.ts) else None
    return (low, None) if low is not None and high is not None and high < low else (low, high)
