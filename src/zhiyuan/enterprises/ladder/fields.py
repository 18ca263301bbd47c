"""The words in which a firm is described: page ``ladder/fields`` of the book.

A field has a kind, a unit and a name in both languages. One kind per shape of answer; an answer that
does not fit is Malformed and says which field. null is always an answer: not known.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from zhiyuan.enterprises.ladder.exact import INF, Between, Number, exact
from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.reference import Book

PAGE = "ladder/fields"
FLAG, CHOICE, LIST = "flag", "choice", "list"
COUNT, AMOUNT, SIGNED, SHARE, GROWTH, POINTS = "count", "amount", "signed", "share", "growth", "points"
NUMBERS: Mapping[str, Between] = {
    COUNT: (0, INF), AMOUNT: (0, INF), SIGNED: (-INF, INF), SHARE: (0, 1), GROWTH: (-1, INF), POINTS: (0, INF),
}  # fmt: skip
"""The kinds of number and the ends between which they lie."""
KINDS = (*NUMBERS, FLAG, CHOICE, LIST)
LARGEST = 10**15
FINEST = 12


@dataclass(frozen=True, slots=True)
class Field:
    """One question about a firm.

    ``years`` > 0 makes it that many numbers, oldest first. ``judged`` means that an expert answers, not the firm.
    ``unclaimed`` is what silence means for an exception that a firm must claim, such as a valid certificate.
    """

    name: str
    kind: str
    unit: str
    zh: str
    en: str
    years: int = 0
    ends: Between = (0, INF)
    part_of: str = ""
    options: tuple[str, ...] = ()
    judged: bool = False
    unclaimed: object = None
    unknown: Any = field(init=False, default=None)
    absent: Any = field(init=False, default=None)

    def __post_init__(self) -> None:
        number = self.kind in NUMBERS
        unknown = ((self.ends,) * self.years if self.years else self.ends) if number else None
        absent = unknown if self.unclaimed is None else self.value(self.unclaimed)
        object.__setattr__(self, "unknown", unknown)
        object.__setattr__(self, "absent", absent)

    def value(self, said: object) -> Any:
        """What an answer means: truth, ends of a number, one pair of ends per year, an option or a tuple of them."""
        if self.kind == FLAG:
            if not isinstance(said, bool):
                raise Malformed("{field} is true, false or null, not {said}", field=self.name, said=_quoted(said))
            return said
        if self.kind in (CHOICE, LIST):
            return self._chosen(said)
        if self.years:
            if not isinstance(said, (list, tuple)) or len(said) != self.years:
                raise Malformed("{field} is a list of {years} years, oldest first, not {said}",
                                field=self.name, years=self.years, said=_quoted(said))  # fmt: skip
            return tuple([self.ends if year is None else self._number(year) for year in said])
        if self.kind == POINTS and isinstance(said, (list, tuple)):
            return self._range(said)
        return self._number(said)

    def _number(self, said: object) -> Between:
        if type(said) is int and self.ends[0] <= said <= self.ends[1] and said <= LARGEST:
            return (said, said)
        written = self._written(said)
        if not self.ends[0] <= written <= self.ends[1]:
            raise Malformed("{field} lies between {least} and {most}, not {said}", field=self.name,
                            least=_end(self.ends[0]), most=_end(self.ends[1]), said=_quoted(said))  # fmt: skip
        number = exact(written)
        if self.kind == COUNT and number.denominator != 1:
            raise Malformed("{field} is a whole number, not {said}", field=self.name, said=_quoted(said))
        return (number, number)

    def _written(self, said: object) -> Decimal:
        if isinstance(said, bool) or not isinstance(said, (int, float, Decimal)):
            raise Malformed("{field} is a number without quotes or unit, not {said}",
                            field=self.name, said=_quoted(said))  # fmt: skip
        written = Decimal(repr(said)) if isinstance(said, float) else Decimal(said)
        if not written.is_finite() or abs(written) > LARGEST or int(written.as_tuple().exponent) < -FINEST:
            raise Malformed("{field} is a finite number up to {largest} with at most {finest} decimals, not {said}",
                            field=self.name, largest=LARGEST, finest=FINEST, said=_quoted(said))  # fmt: skip
        return written

    def _range(self, said: list[object] | tuple[object, ...]) -> Between:
        if len(said) != 2:
            raise Malformed("{field} is a number, or its least and most as [7, 8], not {said}",
                            field=self.name, said=_quoted(said))  # fmt: skip
        (least, _), (most, _) = self._number(said[0]), self._number(said[1])
        if least > most:
            raise Malformed("{field}: the least comes before the most, not {said}", field=self.name, said=_quoted(said))
        return (least, most)

    def _chosen(self, said: object) -> Any:
        if self.kind == LIST and not isinstance(said, (list, tuple)):
            raise Malformed("{field} is a list of {options}, not {said}", field=self.name, said=_quoted(said),
                            options=", ".join(self.options))  # fmt: skip
        several = list(said) if isinstance(said, (list, tuple)) and self.kind == LIST else [said]
        if strange := [one for one in several if one not in self.options]:
            raise Malformed("{field} knows {options}, not {said}", field=self.name, said=_quoted(strange[0]),
                            options=", ".join(self.options))  # fmt: skip
        if len(set(several)) < len(several):
            raise Malformed("{field} names one thing twice: {said}", field=self.name, said=_quoted(said))
        return tuple(several) if self.kind == LIST else said


def _quoted(said: object) -> str:
    text = {True: "true", False: "false"}[said] if isinstance(said, bool) else repr(said)
    text = str(said) if isinstance(said, Decimal) else text
    return text if len(text) <= 60 else f"{text[:57]}…"


def _end(number: Number) -> str:
    return "∞" if number == INF else "−∞" if number == -INF else str(number)


@lru_cache(maxsize=4)
def fields(book: Book, day: date = date.max) -> Mapping[str, Field]:
    """The vocabulary by name, as the book has it on a day."""
    return {name: as_field(PAGE, name, dict(said)) for name, said in book.figure(f"{PAGE}#fields", day).value.items()}


def as_field(page: str, name: str, said: dict[str, Any]) -> Field:
    """A field from what a page of the book says of it."""
    kind = said.pop("kind", "")
    if kind not in KINDS:
        raise Malformed("{page}: {field} has no kind {kind}; there are {kinds}",
                        page=page, field=name, kind=kind, kinds=", ".join(KINDS))  # fmt: skip
    least, most = NUMBERS.get(kind, (0, 0))
    ends = (least, said.pop("most", most))
    options = tuple(said.pop("options", ()))
    try:
        return Field(name, kind, ends=ends, options=options, **said)
    except TypeError as strange:
        raise Malformed("{page}: {field}: {why}", page=page, field=name, why=strange) from strange
