"""What a clause measures of a firm: a field, a share, a growth. Answers ends, or None where a share is of nothing.

A share whose whole is known to be 0 cannot be formed: it meets no limit and earns the lowest points
(a firm without sales is scored by the other basis that 国科发政〔2017〕115号 六 offers).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from zhiyuan.enterprises.ladder.exact import INF, Between, Number, divided, percent, plain, quotient
from zhiyuan.enterprises.ladder.firm import Firm


class Measure(Protocol):
    """A number made of fields."""

    @property
    def names(self) -> tuple[str, ...]:
        """The fields it reads."""

    def of(self, firm: Firm) -> Between | None:
        """Its ends for a firm."""

    def limit(self, said: Number) -> Number:
        """A limit of the document, in the terms in which ``of`` answers."""

    def seen(self, number: Number) -> Number:
        """What ``of`` answers, in the document's terms; a display, never compared."""

    def text(self, firm: Firm, ends: Between) -> str:
        """How it reads where the document asks for no percent."""


class _Measure:
    """What most measures share: limits are as the document says them."""

    def limit(self, said: Number) -> Number:
        return said

    def seen(self, number: Number) -> Number:
        return number

    def text(self, firm: Firm, ends: Between) -> str:
        return plain(ends[0])


@dataclass(frozen=True, slots=True)
class Value(_Measure):
    """A field as it is."""

    name: str

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name,)

    def of(self, firm: Firm) -> Between | None:
        return firm.number(self.name)


@dataclass(frozen=True, slots=True)
class Share(_Measure):
    """One field divided by another. [1]"""

    part: str
    whole: str

    @property
    def names(self) -> tuple[str, ...]:
        return (self.part, self.whole)

    def of(self, firm: Firm) -> Between | None:
        return divided(firm.number(self.part), firm.number(self.whole))


@dataclass(frozen=True, slots=True)
class Yearly(_Measure):
    """The least of several years' shares: what holds "in each year". [1]"""

    parts: str
    wholes: str

    @property
    def names(self) -> tuple[str, ...]:
        return (self.parts, self.wholes)

    def of(self, firm: Firm) -> Between | None:
        return _least(divided(a, b) for a, b in zip(firm[self.parts], firm[self.wholes], strict=True))


@dataclass(frozen=True, slots=True)
class Each(_Measure):
    """The least of several years' amounts."""

    years: str

    @property
    def names(self) -> tuple[str, ...]:
        return (self.years,)

    def of(self, firm: Firm) -> Between | None:
        return _least(firm[self.years])


@dataclass(frozen=True, slots=True)
class First(_Measure):
    """The first of several years."""

    years: str

    @property
    def names(self) -> tuple[str, ...]:
        return (self.years,)

    def of(self, firm: Firm) -> Between | None:
        first: Between = firm[self.years][0]
        return first


@dataclass(frozen=True, slots=True)
class Sum(_Measure):
    """Several years together; reads as 600+700."""

    years: str

    @property
    def names(self) -> tuple[str, ...]:
        return (self.years,)

    def of(self, firm: Firm) -> Between | None:
        return (sum(least for least, _ in firm[self.years]), sum(most for _, most in firm[self.years]))

    def text(self, firm: Firm, ends: Between) -> str:
        return "+".join(plain(least) for least, _ in firm[self.years])


@dataclass(frozen=True, slots=True)
class Growth(_Measure):
    """Last year over first, compared with (1 + g)^n, so that no root is drawn. [1]

    Exactly 20 % a year, 1000 → 1728 in three years, meets a limit of 20 %.
    """

    field: str
    periods: int

    @property
    def names(self) -> tuple[str, ...]:
        return (self.field,)

    def of(self, firm: Firm) -> Between | None:
        years = firm[self.field]
        return divided(years[-1], years[0])

    def limit(self, said: Number) -> Number:
        return (1 + said) ** self.periods

    def seen(self, number: Number) -> Number:
        return _root(number, self.periods)

    def text(self, firm: Firm, ends: Between) -> str:
        return percent(self.seen(ends[0]), digits=1)


@dataclass(frozen=True, slots=True)
class MeanGrowth(_Measure):
    """½(y₂/y₁ + y₃/y₂) - 1 of three years. 国科发火〔2016〕195号 三(四)

    y₁ = 0: the last two years; y₂ = 0: no growth. A base below 0 is not provided for: anything, until an expert says.
    """

    field: str

    @property
    def names(self) -> tuple[str, ...]:
        return (self.field,)

    def of(self, firm: Firm) -> Between | None:
        years = firm[self.field]
        if any(least != most for least, most in years):
            return (-INF, INF)
        first, second, third = (least for least, _ in years)
        if second == 0:
            return (0, 0)
        if first < 0 or second < 0:
            return (-INF, INF)
        if first == 0:
            grown = quotient(third - second, second)
        else:  # the same as ½(y₂/y₁ + y₃/y₂) - 1 on one fraction bar
            grown = quotient(second * second + third * first - 2 * first * second, 2 * first * second)
        return (grown, grown)


def _least(several: Iterable[Between | None]) -> Between | None:
    ends = list(several)
    known = [one for one in ends if one is not None]
    if len(known) < len(ends):
        return None
    return (min(least for least, _ in known), min(most for _, most in known))


def _root(ratio: Number, periods: int) -> Number:
    """The yearly growth to a tenth of a percent, rounded down, found by powers."""
    if isinstance(ratio, float) or ratio < 0:
        return ratio
    thousandths = round(float(ratio) ** (1 / periods) * 1000)
    while Fraction(thousandths, 1000) ** periods > ratio:
        thousandths -= 1
    while Fraction(thousandths + 1, 1000) ** periods <= ratio:
        thousandths += 1
    return Fraction(thousandths - 1000, 1000)
