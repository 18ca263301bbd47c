"""The points of an installation in columns, so that a whole batch is checked at once."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from zhiyuan.kernel.errors import Refused
from zhiyuan.kernel.units import scale
from zhiyuan.telemetry.point import ENERGY_KINDS, Point

MAX_SCALED = 2.0**53
UNKNOWN = -1
MANUAL = "~manual"  # the sender of readings that people enter; no gateway's key may hold a ~
BY_HAND = -2


class _Rows(dict[str, int]):
    """Key → row; what is not there is UNKNOWN, without a branch per reading."""

    def __missing__(self, key: str) -> int:
        return UNKNOWN


class PointTable:
    """Points by site and key; a *row* is a position in the columns.

    >>> table = PointTable({"park": [Point(7, "meter/M1/energy", "register", "kWh", 2, "gw1")]})
    >>> table.rows("park")["meter/M1/energy"], table.rows("park")["nothing"]
    (0, -1)
    """

    def __init__(self, by_site: Mapping[str, Sequence[Point]]) -> None:
        self.points: tuple[Point, ...] = tuple(p for points in by_site.values() for p in points)
        self._rows: dict[str, _Rows] = {}
        row = 0
        for site, points in by_site.items():
            self._rows[site] = _Rows((p.key, row + i) for i, p in enumerate(points))
            row += len(points)
        owners = [(site, p.source) for site, points in by_site.items() for p in points]
        self._sources = {owner: i for i, owner in enumerate(dict.fromkeys(owners))}
        self.id = np.array([p.id for p in self.points], np.int32)
        self.source = np.array([self._sources[owner] for owner in owners], np.int32)
        self.scale = np.array([10.0**p.decimals for p in self.points], np.float64)
        self.minimum = np.array([_lowest(p) for p in self.points], np.float64)
        self.maximum = np.array([_highest(p) for p in self.points], np.float64)
        self.energy = np.array([p.kind in ENERGY_KINDS for p in self.points], np.bool_)
        self.row_of_id = {p.id: i for i, p in enumerate(self.points)}
        self._sites = {p.id: site for site, points in by_site.items() for p in points}
        self._none = _Rows()

    def rows(self, site: str) -> Mapping[str, int]:
        """Rows by point key; an empty table for a site that is not ours."""
        return self._rows.get(site, self._none)

    def site_of(self, point: int) -> str:
        """The site of a point id."""
        return self._sites[point]

    def source_index(self, site: str, gateway: str) -> int:
        """The number of a gateway, UNKNOWN when no point names it, BY_HAND for people."""
        return BY_HAND if gateway == MANUAL else self._sources.get((site, gateway), UNKNOWN)

    def factor(self, row: int, unit: str) -> float:
        """What to multiply a value in ``unit`` by to have the point's unit; NaN when it cannot be."""
        try:
            return float(scale(unit, self.points[row].unit))
        except Refused:
            return float("nan")

    def rows_of_ids(self, ids: NDArray[np.int32]) -> NDArray[np.int64]:
        """Rows for point ids; UNKNOWN where a point is gone."""
        get = self.row_of_id.get
        return np.array([get(i, UNKNOWN) for i in ids.tolist()], np.int64)


def _lowest(point: Point) -> float:
    if point.minimum is not None:
        return point.minimum
    return 0.0 if point.kind in ("register", "interval", "state") else -np.inf


def _highest(point: Point) -> float:
    if point.maximum is not None:
        return point.maximum
    return point.rollover if point.kind == "register" and point.rollover is not None else np.inf
