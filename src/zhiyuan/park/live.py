"""What was last heard of points, from whoever keeps it; the app hands the source over at start.

Pages of the park show when a device was last heard; they do not know who listens.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """The last reading of a point, in the point's unit, and when it was."""

    at: datetime
    value: float


Scaled = Mapping[int, tuple[datetime, int]]  # point → when, and the value times 10^decimals
_source: list[Callable[[], Scaled]] = []


def use(source: Callable[[], Scaled]) -> None:
    """Take what was last heard from here; the app's doing."""
    _source[:] = [source]


def latest() -> Scaled:
    """The last reading of every point; those never heard are missing.

    >>> latest()
    {}
    """
    return _source[-1]() if _source else {}
