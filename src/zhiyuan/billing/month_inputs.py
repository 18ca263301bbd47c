"""What a month's bills are computed from, in a form that can be kept and read again. Pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from zhiyuan.billing.load import Load
from zhiyuan.billing.terms import Tariff
from zhiyuan.enterprises.occupied import Occupied, Vacant
from zhiyuan.kernel.span import Span, days_span

OWN = ""  # the party that no enterprise is: the operator's own use


@dataclass(frozen=True, slots=True)
class Common:
    """A meter of what all use: shared by ``area`` of everybody there, or of those on one ``floor``; or ``own``."""

    meter: str
    name: str
    how: str
    floor: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Inputs:
    """All that a month's bills are computed from; every load is on the grid of the month."""

    first: date
    until: date
    zone: ZoneInfo
    tariff: Tariff
    master: Load
    meters: Mapping[str, Load]
    stays: tuple[Occupied, ...]
    common: tuple[Common, ...] = ()
    vacant: tuple[Vacant, ...] = ()
    accepted: bool = False  # a person accepted what is missing or suspect, as it stands

    @property
    def span(self) -> Span:
        """The month, as instants."""
        return days_span(self.first, self.until, self.zone)

    def plain(self) -> dict[str, Any]:
        """What to keep beside the quarter hours so that all can be computed again."""
        stays = [{k: str(v) if isinstance(v, Decimal | date) else v for k, v in asdict(s).items()} for s in self.stays]
        return {
            "first": str(self.first),
            "until": str(self.until),
            "zone": self.zone.key,
            "tariff": self.tariff.plain(),
            "master": self.master.digest,
            "meters": {key: load.digest for key, load in self.meters.items()},
            "stays": json.loads(json.dumps(stays)),
            "common": [asdict(c) for c in self.common],
            "vacant": [asdict(v) | {"area_m2": f"{v.area_m2:f}"} for v in self.vacant],
            "accepted": self.accepted,
        }

    @classmethod
    def read(cls, plain: Mapping[str, Any], loads: Mapping[str, Load]) -> "Inputs":
        """From what ``plain`` wrote and the quarter hours by digest."""
        stays = tuple(_read_stay(s) for s in plain["stays"])
        return cls(
            date.fromisoformat(plain["first"]), date.fromisoformat(plain["until"]), ZoneInfo(plain["zone"]),
            Tariff.read(plain["tariff"]), loads[plain["master"]], {k: loads[d] for k, d in plain["meters"].items()},
            stays, tuple(Common(**c) for c in plain["common"]),
            tuple(Vacant(**v | {"area_m2": Decimal(v["area_m2"])}) for v in plain["vacant"]), plain["accepted"],
        )  # fmt: skip


def intervals_digest(basis: Mapping[str, Any]) -> str:
    """The version of all intervals, tenancies and ways of sharing of a month, from ``Inputs.plain``."""
    said = {name: basis[name] for name in ("master", "meters", "stays", "common", "vacant")}
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _read_stay(said: Mapping[str, Any]) -> Occupied:
    listed = {name: tuple(said[name]) for name in ("spaces", "floors", "meters")}
    end = None if said["end"] is None else date.fromisoformat(said["end"])
    whole = {**said, **listed, "start": date.fromisoformat(said["start"]), "end": end}
    return Occupied(**{**whole, "area_m2": Decimal(said["area_m2"])})
