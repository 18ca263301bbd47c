"""What is said of an enterprise or a park: a value with its relation, period, basis, source and day.

"160多家" is a lower bound, not a number: the relation says so and is never lost.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

EQUAL, AT_LEAST, MORE, ABOUT = "=", "≥", ">", "≈"
RELATIONS = (EQUAL, AT_LEAST, MORE, ABOUT)
CURRENT, COMPARABLE, CUMULATIVE, SINGLE = "current", "comparable", "cumulative", "single"
BASES = ("", CURRENT, COMPARABLE, CUMULATIVE, SINGLE)
"""现价, 可比价, 累计 (from January to the end of the period), 当期; empty where the metric needs none."""

Key = tuple[str, str, str]
"""(metric, period, basis): what a value is the value of, once its subject is known."""


@dataclass(frozen=True, slots=True)
class Known:
    """One value as it is known on a day; ``words`` instead of a value for a choice or a list."""

    metric: str
    period: str
    basis: str
    value: Decimal | None
    words: str
    relation: str
    unit: str
    source: str
    as_of: date

    @property
    def key(self) -> Key:
        """What it is the value of."""
        return self.metric, self.period, self.basis

    @property
    def withdrawn(self) -> bool:
        """Whether it only takes back what was said before."""
        return self.value is None and not self.words
