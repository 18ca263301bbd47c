"""What may be said of an enterprise or a park: metrics with kind, unit and kind of period, from the pages ``facts/*``.

A metric that is also asked for by the ladder has its kind, unit and names from ``ladder/fields``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from zhiyuan.enterprises import period
from zhiyuan.enterprises.fact import BASES, EQUAL, RELATIONS, Known
from zhiyuan.enterprises.ladder.fields import CHOICE, FLAG, LIST, Field, as_field, fields
from zhiyuan.kernel.errors import Malformed, NotFound
from zhiyuan.kernel.reference import Book, book

FOLDER, FIGURE = "facts/", "metrics"
DECIMALS = 6
BETWEEN = "、"
LONGEST_SOURCE = 200
YES, NO = ("1", "yes", "true", "是", "有"), ("0", "no", "false", "否", "无")


@dataclass(frozen=True, slots=True)
class Metric:
    """A field and the kind of period over which it is measured."""

    field: Field
    period: str

    @property
    def name(self) -> str:
        """How facts call it."""
        return self.field.name

    def read(self, said: Any) -> tuple[Decimal | None, str]:
        """An answer as it is kept: a number, or words for a choice or a list; nothing for None.

        Raises
        ------
        Malformed
            When it does not fit the metric's kind or lies outside its ends.
        """
        if said is None or said == "":
            return None, ""
        if self.field.kind == FLAG:
            return Decimal(int(_truth(self.name, said))), ""
        if self.field.kind in (CHOICE, LIST):
            several = said if isinstance(said, list | tuple) else str(said).replace(",", BETWEEN).split(BETWEEN)
            words = [str(one).strip() for one in several]
            self.field.value(words if self.field.kind == LIST else BETWEEN.join(words))
            return None, BETWEEN.join(words)
        number = _number(self.name, said)
        self.field.value(number)
        return number, ""


def _truth(name: str, said: Any) -> bool:
    word = str(said).strip().lower()
    if word not in (*YES, *NO):
        raise Malformed("{field} is yes or no, not {said}", field=name, said=repr(word))
    return word in YES


def _number(name: str, said: Any) -> Decimal:
    try:
        number = Decimal(str(said).strip().replace(",", ""))
        if number.is_finite() and number == round(number, DECIMALS):
            return number
    except InvalidOperation:
        pass
    raise Malformed("{field} is a number with at most {most} decimals, not {said}",
                    field=name, most=DECIMALS, said=repr(str(said)))  # fmt: skip


@lru_cache(maxsize=4)
def metrics(book: Book, day: date = date.max) -> Mapping[str, Metric]:
    """Every metric by name, as the book has them on a day."""
    found: dict[str, Metric] = {}
    shared = fields(book, day)
    for page in sorted(name for name in book.pages if name.startswith(FOLDER)):
        for name, said in book.figure(f"{page}#{FIGURE}", day).value.items():
            if name in found:
                raise Malformed("{page}: {metric} stands on another page already", page=page, metric=name)
            found[name] = _metric(page, name, dict(said), shared)
    return found


def metric(book: Book, name: str) -> Metric:
    """One metric."""
    known = metrics(book)
    if name not in known:
        raise NotFound("there is no metric {metric}; there are {known}", metric=name, known=", ".join(known))
    return known[name]


def said_fact(name: str, of: str, basis: str, value: Any, relation: str, source: str, as_of: date) -> Known:
    """What somebody says of a metric, checked against the book.

    Raises
    ------
    NotFound, Malformed
        When there is no such metric, or what is said does not fit it.
    """
    about = metric(book(), name)
    if relation not in RELATIONS:
        raise Malformed(
            "{relation} is no relation; there are {known}", relation=repr(relation), known=" ".join(RELATIONS)
        )
    if basis not in BASES:
        raise Malformed("{basis} is no basis; there are {known}", basis=repr(basis), known=", ".join(BASES[1:]))
    if not source.strip():
        raise Malformed("a fact needs its source: a document, a table, or who said it")
    if len(source) > LONGEST_SOURCE:
        raise Malformed("the source has {length} characters; at most {most} are kept",
                        length=len(source), most=LONGEST_SOURCE)  # fmt: skip
    number, words = about.read(value)
    if relation != EQUAL and number is None:
        raise Malformed("only a number can be {relation} something", relation=relation)
    when = period.checked(of, about.period)
    return Known(name, when, basis, number, words, relation, about.field.unit, source.strip(), as_of)


def _metric(page: str, name: str, said: dict[str, Any], shared: Mapping[str, Field]) -> Metric:
    of = said.pop("period", "")
    if of not in period.FORMS:
        raise Malformed("{page}: {metric} has no kind of period {period}; there are {known}",
                        page=page, metric=name, period=of, known=", ".join(period.FORMS))  # fmt: skip
    if said:
        return Metric(as_field(page, name, said), of)
    if name not in shared or shared[name].years:
        raise Malformed("{page}: {metric} needs a kind, a unit and names", page=page, metric=name)
    return Metric(shared[name], of)
