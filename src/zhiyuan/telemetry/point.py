"""What counts: a point is a stream of readings with a unit, decimals and a source.

``register`` is a cumulative meter, ``interval`` energy of the interval that ends at the stamp,
``gauge`` a value that holds until the next, ``state`` a small whole number.
Values travel and are kept as whole numbers: reading × 10^decimals.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["register", "interval", "gauge", "state"]
ENERGY_KINDS = ("register", "interval")  # what becomes energy


@dataclass(frozen=True, slots=True)
class Replacement:
    """A meter was swapped: what the old one showed last and the new one first, in the point's unit."""

    at: int  # [µs since 1970 UTC]
    final: float
    initial: float


@dataclass(frozen=True, slots=True)
class Point:
    """One point as ingest needs it; ``source`` is the gateway that may report it.

    ``multiplier`` turns what the register shows into what flowed (current transformers);
    ``rollover`` is where the register starts again from 0; ``max_rate`` is the most that can
    truly flow [kW for energy]; ``period`` is how long an ``interval`` reading is about. [s]
    """

    id: int
    key: str
    kind: Kind
    unit: str
    decimals: int
    source: str
    multiplier: float = 1.0
    rollover: float | None = None
    max_rate: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    replacements: tuple[Replacement, ...] = ()
    period: float = 900.0
