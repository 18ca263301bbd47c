"""A value with its sign: exactly, at least, more than, at most, less than, about. Signs survive reckoning.

"More than a thousand" and "three hundred" together are more than 1,300; what has no sure side any more is refused,
never guessed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from zhiyuan.kernel.errors import Malformed, Refused

EXACT, LEAST, ABOVE, MOST, BELOW, ABOUT = "=", "≥", ">", "≤", "<", "≈"
RELATIONS = (EXACT, LEAST, ABOVE, MOST, BELOW, ABOUT)
SPELT = {">=": LEAST, "<=": MOST, "~": ABOUT, "": EXACT, "以上": LEAST, "余": LEAST, "多": LEAST, "约": ABOUT}
LOWER, UPPER = (LEAST, ABOVE), (MOST, BELOW)
FLIPPED = {EXACT: EXACT, ABOUT: ABOUT, LEAST: MOST, ABOVE: BELOW, MOST: LEAST, BELOW: ABOVE}


@dataclass(frozen=True, slots=True)
class Said:
    """A value and on which side of it the truth is."""

    value: Fraction
    relation: str = EXACT

    def __add__(self, other: "Said") -> "Said":
        return Said(self.value + other.value, together((self.relation, other.relation)))

    def __neg__(self) -> "Said":
        return Said(-self.value, FLIPPED[self.relation])

    def __sub__(self, other: "Said") -> "Said":
        return self + -other

    def __mul__(self, other: "Said") -> "Said":
        return Said(self.value * other.value, together((self._scaled(other), other._scaled(self))))

    def __truediv__(self, other: "Said") -> "Said":
        if other.value == 0:
            raise Refused("nothing is divided by zero")
        if other.relation != EXACT and other.value < 0:
            raise Refused("a bound below zero is not divided by")
        upside = Said(1 / other.value, FLIPPED[other.relation])
        return self * upside

    def _scaled(self, by: "Said") -> str:
        """This sign after multiplication: it turns where the other factor is below zero."""
        if self.relation != EXACT and by.relation != EXACT and (self.value < 0 or by.value < 0):
            raise Refused("bounds below zero are not multiplied")
        return FLIPPED[self.relation] if by.value < 0 else self.relation


def together(relations: Iterable[str]) -> str:
    """The sign of a sum of values with these signs.

    >>> together(("≥", "=", ">")), together(("=", "≈"))
    ('>', '≈')

    Raises
    ------
    Refused
        When they point both ways.
    """
    found = set(relations) - {EXACT}
    if not found:
        return EXACT
    if found == {ABOUT}:
        return ABOUT
    for bounds, strict in ((LOWER, ABOVE), (UPPER, BELOW)):
        if found <= set(bounds):
            return strict if strict in found else bounds[0]
    raise Refused("values that are {signs} say nothing together", signs=", ".join(sorted(found)))


def relation(text: str) -> str:
    """The sign as people write it.

    >>> relation(">="), relation("余"), relation("")
    ('≥', '≥', '=')
    """
    found = SPELT.get(text.strip(), text.strip())
    if found not in RELATIONS:
        raise Malformed("{found} is no sign; there are {known}", found=repr(text), known=" ".join(RELATIONS))
    return found
