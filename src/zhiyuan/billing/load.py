"""Quarter-hour energy of an account as columns: what a bill is computed from.

Energy is a whole number of µkWh (10⁻⁶ kWh), so that no sum drifts however it is cut. A quarter hour
that is not there counts as missing, not as zero. The digest names the columns: the same digest, the
same bill.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhiyuan.kernel.errors import Malformed, NotReady
from zhiyuan.kernel.span import Span, instant, micros
from zhiyuan.telemetry.energy import INTERVAL_US, Quality

SECOND_US = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Load:
    """Quarter hours in order of time; none twice, none below zero.

    Parameters
    ----------
    start
        First instant of each quarter hour. [µs since 1970 UTC]
    kwh
        Active energy. [µkWh]
    quality
        :class:`zhiyuan.telemetry.energy.Quality` of each.
    kvarh
        Reactive energy, when a power factor has to be known. [µkvarh]
    """

    start: NDArray[np.int64]
    kwh: NDArray[np.int64]
    quality: NDArray[np.int8]
    kvarh: NDArray[np.int64] | None = field(default=None)

    def __post_init__(self) -> None:
        columns: list[tuple[str, NDArray[Any]]] = [("kwh", self.kwh), ("quality", self.quality)]
        if self.kvarh is not None:
            columns.append(("kvarh", self.kvarh))
        for name, column in columns:
            if len(column) != len(self.start):
                raise Malformed("a load has one {name} for each quarter hour: {have} for {want}",
                                name=name, have=len(column), want=len(self.start))  # fmt: skip
        if len(self.start) and (np.any(np.diff(self.start) <= 0) or np.any(self.start % INTERVAL_US)):
            raise Malformed("the quarter hours of a load start on the quarter, in order, none twice")
        for name, column in columns:
            if len(column) and int(column.min()) < 0:
                at = instant(int(self.start[int(column.argmin())]))
                raise Malformed(
                    "{name} of the quarter hour at {at} is below zero", name=name, at=f"{at:%Y-%m-%d %H:%M}Z"
                )

    @property
    def digest(self) -> str:
        """The name of these intervals: SHA-256 of all columns."""
        said = hashlib.sha256(b"load 1")
        for column, kind in ((self.start, "<i8"), (self.kwh, "<i8"), (self.quality, "<i1"), (self.kvarh, "<i8")):
            said.update(b"|" if column is None else np.ascontiguousarray(column, kind).tobytes() + b"|")
        return said.hexdigest()

    def plain(self) -> dict[str, Any]:
        """As JSON can carry it; :meth:`read` gives back the same digest."""
        kvarh = None if self.kvarh is None else self.kvarh.tolist()
        return {
            "start": self.start.tolist(), "kwh": self.kwh.tolist(), "quality": self.quality.tolist(), "kvarh": kvarh,
        }  # fmt: skip

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> "Load":
        """The load that :meth:`plain` wrote down."""
        kvarh = plain.get("kvarh")
        return cls(
            np.array(plain["start"], np.int64), np.array(plain["kwh"], np.int64), np.array(plain["quality"], np.int8),
            None if kvarh is None else np.array(kvarh, np.int64),
        )  # fmt: skip

    def on_grid(self, span: Span) -> "Load":
        """Every quarter hour that the span touches, the absent ones missing with no energy."""
        first = micros(span.start) // INTERVAL_US
        count = -(-micros(span.end) // INTERVAL_US) - first
        start = (first + np.arange(count, dtype=np.int64)) * INTERVAL_US
        if np.array_equal(start, self.start):
            return self
        a, b = np.searchsorted(self.start, [start[0], start[-1] + INTERVAL_US])
        at = (self.start[a:b] // INTERVAL_US - first).astype(np.int64)
        quality = np.full(count, Quality.MISSING, np.int8)
        quality[at] = self.quality[a:b]
        kvarh = None if self.kvarh is None else _placed(self.kvarh[a:b], at, int(count))
        return Load(start, _placed(self.kwh[a:b], at, int(count)), quality, kvarh)


def _placed(column: NDArray[np.int64], at: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    whole = np.zeros(count, np.int64)
    whole[at] = column
    return whole


def check_known(load: Load, accepted: Iterable[Span] = ()) -> None:
    """Refuse to bill energy nobody knows, unless a person accepted the span it lies in.

    Raises
    ------
    NotReady
        Naming the first span of missing or suspect quarter hours and how many there are.
    """
    open_ = load.quality >= Quality.SUSPECT
    for span in accepted:
        open_ &= ~((load.start >= micros(span.start)) & (load.start < micros(span.end)))
    where = np.flatnonzero(open_)
    if not len(where):
        return
    run = int(np.argmax(np.append(np.diff(where) > 1, True)))
    start, end = instant(int(load.start[where[0]])), instant(int(load.start[where[run]]) + INTERVAL_US)
    raise NotReady(
        "{count} quarter hours are missing or suspect, the first from {start} to {end} (UTC): "
        "complete them, or accept them by name",
        count=len(where), start=f"{start:%Y-%m-%d %H:%M}", end=f"{end:%Y-%m-%d %H:%M}",
    )  # fmt: skip
