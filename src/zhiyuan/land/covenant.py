"""Whether a parcel keeps what was agreed: each covenant beside what was observed, three-valued.

What is not known is never "not met": a figure that was never reported, that is only a bound on the
wrong side, that is about (≈), too old or not yet due leaves the question open and says why.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

MET, NOT_MET, UNKNOWN = "met", "not_met", "unknown"
AT_LEAST, AT_MOST = "≥", "≤"
OPS = (AT_LEAST, AT_MOST)
RELATIONS = ("=", "≥", ">", "≤", "<", "≈")
NOT_REPORTED, TOO_OLD, ONLY_A_BOUND, NOT_DUE = "not_reported", "too_old", "only_a_bound", "not_due"


@dataclass(frozen=True, slots=True)
class Observed:
    """A reported value with its relation sign; ``as_of`` is the day it was true."""

    value: Decimal
    relation: str
    source: str
    as_of: date


@dataclass(frozen=True, slots=True)
class Covenant:
    """An indicator that has to be at least, or at most, a target by a day; all in one unit."""

    indicator: str
    op: str
    target: Decimal
    unit: str
    due: date


@dataclass(frozen=True, slots=True)
class Finding:
    """One covenant judged; ``gap`` is how far the value is from the target, never below zero. [unit]"""

    covenant: Covenant
    observed: Observed | None
    verdict: str
    gap: Decimal | None = None
    why: str = ""


def judged(covenant: Covenant, observed: Iterable[Observed], day: date, fresh_days: int) -> Finding:
    """A covenant as it is known on a day, by the newest of what was observed until then.

    >>> tax = Covenant("tax", "≥", Decimal(50), "万元/亩", date(2026, 12, 31))
    >>> seen = Observed(Decimal("41.5"), "=", "模拟", date(2026, 12, 31))
    >>> judged(tax, [seen], date(2027, 1, 10), 400).verdict, judged(tax, [seen], date(2027, 1, 10), 400).gap
    ('not_met', Decimal('8.5'))
    """
    newest = max((o for o in observed if o.as_of <= day), key=lambda o: o.as_of, default=None)
    if newest is None:
        return Finding(covenant, None, UNKNOWN, why=NOT_REPORTED)
    if day - newest.as_of > timedelta(days=fresh_days):
        return Finding(covenant, newest, UNKNOWN, why=TOO_OLD)
    verdict = _compared(covenant, newest)
    if verdict == MET:
        return Finding(covenant, newest, MET, Decimal(0))
    gap = abs(covenant.target - newest.value)
    if verdict == UNKNOWN:
        return Finding(covenant, newest, UNKNOWN, why=ONLY_A_BOUND)
    if newest.as_of < covenant.due:
        return Finding(covenant, newest, UNKNOWN, gap, NOT_DUE)
    return Finding(covenant, newest, NOT_MET, gap)


def verdict(findings: Iterable[Finding]) -> str:
    """All of them together: one that is not met decides, then one that is not known; none at all is not known."""
    found = {finding.verdict for finding in findings}
    if NOT_MET in found:
        return NOT_MET
    return MET if found == {MET} else UNKNOWN


def _compared(covenant: Covenant, seen: Observed) -> str:
    """≥ and > bound a value from below, ≤ and < from above; a bound decides only on its own side."""
    below, above = seen.relation in ("≤", "<"), seen.relation in ("≥", ">")
    if seen.relation not in RELATIONS or seen.relation == "≈":
        return UNKNOWN
    if covenant.op == AT_LEAST:
        enough = seen.value >= covenant.target
        short = seen.value < covenant.target or (seen.relation == "<" and seen.value == covenant.target)
        return MET if enough and not below else NOT_MET if short and not above else UNKNOWN
    enough = seen.value <= covenant.target
    much = seen.value > covenant.target or (seen.relation == ">" and seen.value == covenant.target)
    return MET if enough and not above else NOT_MET if much and not below else UNKNOWN
