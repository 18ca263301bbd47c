"""A park whose April 2026 can be closed: a master meter, three tenants, a corridor, kept quarter hours."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from billing.months import START
from billing.priced import Priced, priced, sheet
from small_park import person
from zhiyuan.billing import services
from zhiyuan.enterprises import services as lets
from zhiyuan.park.models import Gateway, Meter, Point
from zhiyuan.telemetry.delta import DeltaFiles
from zhiyuan.telemetry.rollup import APP, ENERGY

NOW = datetime(2026, 5, 2, 2, 0, tzinfo=UTC)  # ten in the morning in Nanyang, the month is over
GAP = slice(8, 12)  # an hour of the first of April, valley
IDS = {"m1": 910_001, "ta": 910_002, "tb": 910_003, "tc": 910_004, "hall": 910_005}
USE = {"ta": 2.0, "tb": 1.0, "tc": 0.5, "hall": 0.4}  # kWh a quarter hour
LOST = 0.1


@dataclass
class Closing:
    """The rows by the names the tests use; ``home`` is where the historian lies."""

    of: Priced
    home: Path
    officer: Any
    tenants: dict[str, Any]

    @property
    def site(self) -> Any:
        """The park."""
        return self.of.site

    @property
    def account(self) -> Any:
        """The master account."""
        return self.of.account

    @property
    def li(self) -> Any:
        """The bookkeeper who closes."""
        return self.of.li

    def opened(self) -> Any:
        """April, opened."""
        return services.open_close(self.li, self.account, month=date(2026, 4, 1))

    def drafted(self) -> Any:
        """April, its gaps accepted and drafted."""
        close = self.opened()
        services.accept_estimates(self.li, close, reason="与抄表记录核对一致")
        return services.draft_bills(self.li, close)

    def issued(self) -> Any:
        """April, issued."""
        return services.issue_bills(self.li, self.drafted())


def closing(home: Path) -> Closing:
    """Three enterprises (丙公司 from the 17th), a corridor shared by area, April's prices checked."""
    of = priced()
    gateway = Gateway.objects.get(site=of.site, key="g1")
    for key, name in (("ta", "甲公司表"), ("tb", "乙公司表"), ("tc", "丙公司表"), ("hall", "公共走廊表")):
        Meter.objects.create(site=of.site, key=key, name=name, gateway=gateway, parent=of.account.meter)
    for key, number in IDS.items():
        about: dict[str, Any] = {"kind": "register", "unit": "kWh", "decimals": 3, "source": "g1"}
        Point.objects.create(pk=number, site=of.site, key=f"meter/{key}/energy", **about)
    officer = person("officer", "officer")
    tenants = {}
    for key, name, meter, start in (
        ("jia", "甲公司", "ta", date(2026, 1, 1)),
        ("yi", "乙公司", "tb", date(2026, 1, 1)),
        ("bing", "丙公司", "tc", date(2026, 4, 17)),
    ):
        tenants[key] = lets.register_enterprise(officer, of.site, key=key, name=name)
        lets.open_tenancy(officer, tenants[key], start=start, area_m2=Decimal(200), meters=[meter])
    services.set_common_meter(of.li, of.account, meter="hall", start=date(2026, 1, 1), name="公共走廊")
    keep(home)
    return Closing(of, home, officer, tenants)


def keep(home: Path, **changed: Mapping[int, float]) -> None:
    """April's quarter hours of every meter; 甲公司 has an estimated hour. ``changed``: meter → place → kWh."""
    columns = []
    total = np.full(len(START), round(LOST * 1e6), np.int64)
    for key, kwh in USE.items():
        energy = np.full(len(START), round(kwh * 1e6), np.int64)
        for at, other in changed.get(key, {}).items():
            energy[at] = round(other * 1e6)
        total += energy
        quality = np.zeros(len(START), np.int8)
        if key == "ta":
            quality[GAP] = 1
        columns.append(_rows(IDS[key], energy, quality))
    columns.append(_rows(IDS["m1"], total, np.zeros(len(START), np.int8)))
    for at, whole in _by_month(columns).items():
        delta = DeltaFiles(home / "historian" / "energy", ENERGY, write=True)
        delta.commit({at: whole}, (APP, 1), [])


def _rows(point: int, energy: NDArray[np.int64], quality: NDArray[np.int8]) -> pa.Table:
    columns = [np.full(len(START), point, np.int32), START, energy, quality]
    return pa.table([pa.array(c) for c in columns], schema=ENERGY.columns)


def _by_month(tables: list[pa.Table]) -> dict[str, pa.Table]:
    return {"2026-04": pa.concat_tables(tables)}


__all__ = ["GAP", "IDS", "NOW", "Closing", "closing", "keep", "sheet"]
