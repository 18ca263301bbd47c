"""Exact numbers that may be known only between two ends, and truth that may be unknown.

A number is int or Fraction, never a float, so that a limit is met exactly or not at all. What is not
known lies between two ends; ``INF`` is an end, never a value.
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from math import inf

INF = inf
Number = int | Fraction | float
"""int or Fraction; float only for an infinite end."""
Between = tuple[Number, Number]
"""Least and most that a number can be, both included; equal where it is known."""
Truth = bool | None
"""True, False, or None where what is known does not decide it."""
FINEST = 8
"""Decimals of a percentage, at most."""


def is_known(ends: Between) -> bool:
    """Whether both ends are one number; that they often are the same object saves comparing fractions."""
    return ends[0] is ends[1] or ends[0] == ends[1]


def all_of(truths: Iterable[Truth]) -> Truth:
    """Kleene's and: one False decides, one unknown leaves it open.

    >>> all_of([True, None]), all_of([None, False]), all_of([])
    (None, False, True)
    """
    seen: Truth = True
    for truth in truths:
        if truth is False:
            return False
        if truth is None:
            seen = None
    return seen


def any_of(truths: Iterable[Truth]) -> Truth:
    """Kleene's or: one True decides, one unknown leaves it open."""
    seen: Truth = False
    for truth in truths:
        if truth is True:
            return True
        if truth is None:
            seen = None
    return seen


def exact(said: int | float | Decimal | str) -> int | Fraction:
    """A number as it is written, without binary rounding.

    >>> exact("0.05"), exact(0.1), exact("3.0")
    (Fraction(1, 20), Fraction(1, 10), 3)
    """
    if isinstance(said, int):
        return said
    over, under = Decimal(repr(said) if isinstance(said, float) else said).as_integer_ratio()
    return over if under == 1 else Fraction(over, under)


def plain(number: Number) -> str:
    """A number as a person writes it; four decimals where it does not end.

    >>> plain(120), plain(Fraction(11, 100)), plain(Fraction(1, 3))
    ('120', '0.11', '0.3333')
    """
    if isinstance(number, int):
        return str(number)
    if isinstance(number, float):
        return "∞" if number > 0 else "−∞"
    if number.denominator == 1:
        return str(number.numerator)
    ends = number.denominator
    for prime in (2, 5):
        while ends % prime == 0:
            ends //= prime
    written = Decimal(number.numerator) / Decimal(number.denominator)
    return f"{written:f}" if ends == 1 else f"{written:.4f}"


def percent(number: Number, limit: Number | None = None, digits: int = 2) -> str:
    """A share in percent, rounded half up; with more digits where it would read like the limit it misses.

    >>> percent(Fraction(1900, 46000)), percent(Fraction(29999, 1000000), Fraction(3, 100))
    ('4.13%', '2.9999%')
    """
    if isinstance(number, float):
        return plain(number)
    scale, over, under = 10**digits, number.numerator, number.denominator
    whole = (200 * abs(over) * scale + under) // (2 * under)
    signed = -whole if over < 0 else whole
    if limit is not None and digits < FINEST and signed * limit.denominator == 100 * scale * limit.numerator:  # type: ignore[union-attr]
        return percent(number, limit, digits + 1) if number != limit else percent(number, digits=digits)
    return f"{'-' if signed < 0 else ''}{whole // scale}.{whole % scale:0{digits}d}%"


def divided(part: Between, whole: Between) -> Between | None:
    """The ends of a division; None where the whole is known to be 0, open upward where it may be.

    >>> divided((1, 1), (4, 4)), divided((0, INF), (0, 0))
    ((Fraction(1, 4), Fraction(1, 4)), None)
    """
    if is_known(part) and is_known(whole):
        if whole[0] == 0:
            return None
        share = quotient(part[0], whole[0])
        return (share, share)
    if whole[1] == 0:
        return None
    if whole[0] < 0:
        return (-INF, INF)
    corners = [_over(p, w) for p in part for w in whole]
    return (min(corners), max(corners))


def quotient(part: Number, whole: Number) -> Fraction:
    """One known number divided by another that is not 0."""
    return Fraction(part, whole)  # type: ignore[arg-type]  # an infinite end never comes here


def _over(part: Number, whole: Number) -> Number:
    if part == 0:
        return 0
    if whole == 0 or abs(part) == INF:
        return INF if part > 0 else -INF
    return 0 if whole == INF else quotient(part, whole)
