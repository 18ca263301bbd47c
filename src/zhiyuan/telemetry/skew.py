"""A gateway's clock that is off by whole hours: a wrong time zone, or a clock change it made by itself.

Late readings are welcome (a gateway keeps them while the network is away), so that being an
hour old proves nothing. What gives a wrong clock away is that it is off by a whole number of
hours *and* one of these: the gateway was never heard before; the reading falls between two
kept readings that are no farther apart than usual, where none can be missing; or the gateway
has been off by the same hours for over a minute.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

MOST_HOURS = 14
TOLERANCE_S = 120.0
DWELL_S = 60.0
CROWDED = 1.5  # a gap this many times the usual one has room for no further reading


def hours_behind(late_s: NDArray[np.float64]) -> NDArray[np.int64]:
    """Whole hours that stamps lie behind their receipt, 0 where they do not.

    >>> hours_behind(np.array([5.0, 3600.0, 3725.0, 28_790.0])).tolist()
    [0, 1, 0, 8]
    """
    hours = np.rint(late_s / 3600.0)
    near = (np.abs(late_s - hours * 3600.0) <= TOLERANCE_S) & (hours >= 1) & (hours <= MOST_HOURS)
    return np.where(near, hours, 0).astype(np.int64)


def crowded(ts: int, kept: NDArray[np.int64]) -> bool:
    """Whether a stamp falls where no reading can be missing; ``kept`` are the point's stamps around it.

    >>> minutes = np.arange(0, 100, 10)
    >>> crowded(34, minutes), crowded(34, np.delete(minutes, 3))
    (True, False)
    """
    at = int(np.searchsorted(kept, ts))
    if len(kept) < 5 or at in (0, len(kept)):
        return False
    return bool(kept[at] - kept[at - 1] <= CROWDED * np.median(np.diff(kept)))


@dataclass(slots=True)
class Dwell:
    """Per gateway: since when [s] it has been off by the same whole hours."""

    _since: dict[int, tuple[int, float]] = field(default_factory=dict)

    def lasting(self, source: int, hours: Sequence[int], received: Sequence[float]) -> bool:
        """Take up a batch of one gateway; whether it has been off by the same hours for over a minute."""
        for h, t in zip(hours, received, strict=True):
            held = self._since.get(source)
            if h == 0:
                self._since.pop(source, None)
            elif held is None or held[0] != h:
                self._since[source] = (h, t)
        held = self._since.get(source)
        return held is not None and bool(len(received)) and received[-1] - held[1] >= DWELL_S
