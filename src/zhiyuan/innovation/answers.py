"""A firm as the ladder asks for it, from what is known of it: yearly facts, states on the day, qualifications held.

The figures of a filing are those of the last full year before it and of the years before that; a year that nobody
stated is not known, and is never taken from another year. "≥" and ">" are lower ends, "≈" decides nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import isqrt
from typing import Any

from zhiyuan.enterprises.fact import AT_LEAST, EQUAL, MORE, Key, Known
from zhiyuan.enterprises.ladder.exact import Between, Number, divided, exact, is_known
from zhiyuan.enterprises.ladder.fields import CHOICE, FLAG, LIST, NUMBERS, Field, fields
from zhiyuan.enterprises.ladder.firm import Firm
from zhiyuan.enterprises.metric import BETWEEN
from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.reference import Book

FINE = 10**9
DERIVED = "innovation/answers#derived"
BESIDE = ("age", "qualification")
"""The ways that need no fact."""
Table = Mapping[Key, Known]


@dataclass(frozen=True, slots=True)
class Subject:
    """What is known of one firm on a day of filing."""

    known: Table
    day: date
    founded: date | None = None
    qualifications: frozenset[str] = frozenset()
    """The rules of which it holds a qualification on the day."""


@dataclass(frozen=True, slots=True)
class Derived:
    """How one answer follows: ``how`` over the ``years`` of the metric ``of``."""

    how: str
    of: str = ""
    years: int = 0


@lru_cache(maxsize=4)
def derived(book: Book, day: date) -> Mapping[str, Derived]:
    """Every derived answer by its field."""
    table = book.figure(DERIVED, day).value
    found = {name: Derived(**said) for name, said in table.items()}
    if strange := [one.how for one in found.values() if one.how not in (*OVER, *BESIDE)]:
        raise Malformed("{page}: there is no way {how}", page=DERIVED, how=strange[0])
    return found


def firm(book: Book, subject: Subject) -> Firm:
    """Everything that can be answered of a firm."""
    vocabulary, said = fields(book), {metric for metric, _, _ in subject.known}
    answers = {}
    for field, way in _asked(book, subject.day):
        if (way is not None and way.how in BESIDE) or (way.of if way else field.name) in said:
            answer = _answer(field, way, subject)
            if answer is not None:
                answers[field.name] = answer
    return Firm(answers, vocabulary)


@lru_cache(maxsize=4)
def _asked(book: Book, day: date) -> list[tuple[Field, Derived | None]]:
    """Every field, and how it follows where it is no fact of the same name."""
    ways = derived(book, day)
    return [(field, ways.get(name)) for name, field in fields(book).items()]


def _answer(field: Field, way: Derived | None, subject: Subject) -> Any:
    """What is known of a field; None where nothing is, so that silence means what the field says it means."""
    if way is None:
        return _stated(field, subject)
    if way.how == "age":
        days = (subject.day - subject.founded).days if subject.founded else -1
        return (days, days) if days >= 0 else None
    if way.how == "qualification":
        return True if way.of in subject.qualifications else _stated(field, subject)
    last = subject.day.year - 1
    years = [_year(field, subject, way.of, last - back) for back in reversed(range(way.years))]
    if all(one is None for one in years):
        return None
    return OVER[way.how]([field.ends if one is None else one for one in years], field)


def _stated(field: Field, subject: Subject) -> Any:
    for period in ("", str(subject.day.year - 1)):
        if fact := _fact(subject.known, field.name, period):
            return _value(field, fact)
    return None


def _year(field: Field, subject: Subject, metric: str, year: int) -> Between | None:
    fact = _fact(subject.known, metric, str(year))
    return _between(fact, field.ends) if fact else None


def _fact(known: Table, metric: str, period: str) -> Known | None:
    fact = known.get((metric, period, ""))
    return None if fact is None or fact.withdrawn else fact


def _value(field: Field, fact: Known) -> Any:
    if field.kind == FLAG:
        return bool(fact.value)
    if field.kind == LIST:
        return tuple(fact.words.split(BETWEEN))
    if field.kind == CHOICE:
        return fact.words
    assert field.kind in NUMBERS
    return _between(fact, field.ends)


def _between(fact: Known, ends: Between) -> Between:
    """The ends between which a stated number lies."""
    assert fact.value is not None
    if fact.relation == EQUAL:
        number = exact(fact.value)
        return (number, number)
    return (exact(fact.value), ends[1]) if fact.relation in (AT_LEAST, MORE) else ends


def _sum(years: list[Between], field: Field) -> Between:
    least = sum(least for least, _ in years)
    return (least, least if all(map(is_known, years)) else sum(most for _, most in years))


def _mean(years: list[Between], field: Field) -> Between:
    least, most = _sum(years, field)
    mean = _over(least, len(years))
    return (mean, mean if least is most else _over(most, len(years)))


def _series(years: list[Between], field: Field) -> tuple[Between, ...]:
    return tuple(years)


def _growth(years: list[Between], field: Field) -> Between:
    """The arithmetic mean of the yearly growths; not known where a year before is, or may be, zero."""
    rates = [divided(after, before) for before, after in pairwise(years)]
    if any(rate is None for rate in rates):
        return field.ends
    least, most = _mean([rate for rate in rates if rate is not None], field)
    return (max(least - 1, field.ends[0]), most - 1)


def _compound(years: list[Between], field: Field) -> Between:
    """The compound growth of a year over two, between ends that hold the root; exact where the root is."""
    ratio = divided(years[-1], years[0])
    if ratio is None or len(years) != 3 or ratio[0] < 0 or isinstance(ratio[1], float):
        return field.ends
    (least, _), (_, most) = (_root(Fraction(end)) for end in ratio)
    return (least - 1, most - 1)


def _root(square: Fraction) -> tuple[Fraction, Fraction]:
    """The ends between which a square root lies; equal where it is known exactly."""
    whole = square * FINE * FINE
    below = isqrt(int(whole))
    return (Fraction(below, FINE), Fraction(below if below * below == whole else below + 1, FINE))


def _over(number: Number, count: int) -> Number:
    return number if isinstance(number, float) else Fraction(number, count)


OVER: Mapping[str, Callable[[list[Between], Field], Any]] = {
    "sum": _sum,
    "mean": _mean,
    "series": _series,
    "growth": _growth,
    "compound": _compound,
}
