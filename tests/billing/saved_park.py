"""A park whose two lighting circuits were metered before and after a known change; April 2026 is priced.

The road burns from six to six and is dimmed by half after midnight since January; the garage burns all day at
two fifths of what it did. What it would have been is known, so a computed saving can be held against the truth.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from billing.priced import Priced, priced
from small_park import person
from zhiyuan.billing import services
from zhiyuan.enterprises import services as lets
from zhiyuan.kernel.span import micros, midnight
from zhiyuan.park.models import Gateway, Meter, Point
from zhiyuan.savings.services import set_study
from zhiyuan.telemetry.delta import DeltaFiles
from zhiyuan.telemetry.energy import INTERVAL_US
from zhiyuan.telemetry.rollup import APP, ENERGY

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 5, 2, 2, 0, tzinfo=UTC)
APRIL = date(2026, 4, 1)
BEFORE, WORK, AFTER, END = date(2025, 1, 1), date(2026, 1, 1), date(2026, 1, 15), date(2026, 5, 2)
IDS = {"m1": 920_001, "road": 920_002, "garage": 920_003, "office": 920_004}
CIRCUITS = {"c1": "road", "c2": "garage"}
REST = 2.0  # everything else behind the master meter, each quarter hour [kWh]
TRUE_KWH = {"c1": Decimal(360), "c2": Decimal(864)}
TRUE_CNY = {"c1": Decimal("121.10"), "c2": Decimal("578.12")}
"""April by hand: 360 valley × 0.336389375; 324 valley, 252 flat × 0.649889375, 288 peak × 1.060289375."""


@dataclass
class SavedPark:
    """The rows by the names the tests use."""

    of: Priced
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
        """The bookkeeper."""
        return self.of.li


def saved_park() -> SavedPark:
    """Two tenants share the garage by area, the second since the 17th; the road is the operator's own."""
    of = priced()
    of.site.latitude, of.site.longitude = 33.03, 112.58
    of.site.save()
    gateway, administrator = Gateway.objects.get(site=of.site, key="g1"), person("administrator", "administrator")
    for circuit, key in CIRCUITS.items():
        feed = of.site.circuit_set.get(key=circuit)
        Meter.objects.create(site=of.site, key=key, name=key, circuit=feed, gateway=gateway, parent=of.account.meter)
        set_study(
            administrator, of.site, circuit=circuit, baseline_start=BEFORE, baseline_end=WORK, reporting_start=AFTER,
            source="竣工验收单（模拟）",
        )  # fmt: skip
    Meter.objects.create(site=of.site, key="office", name="office", gateway=gateway, parent=of.account.meter)
    for key, number in IDS.items():
        about: dict[str, Any] = {"kind": "register", "unit": "kWh", "decimals": 3, "source": "g1"}
        Point.objects.create(pk=number, site=of.site, key=f"meter/{key}/energy", **about)
    services.set_common_meter(of.li, of.account, meter="garage", start=BEFORE, name="地库照明")
    officer = person("officer", "officer")
    tenants = {}
    for key, name, start, area, meters in (
        ("jia", "甲公司", BEFORE, 300, ["office"]), ("yi", "乙公司", date(2026, 4, 17), 200, []),
    ):  # fmt: skip
        tenants[key] = lets.register_enterprise(officer, of.site, key=key, name=name)
        lets.open_tenancy(officer, tenants[key], start=start, area_m2=Decimal(area), meters=meters)
    return SavedPark(of, officer, tenants)


def keep_saved(home: Path, *, garage_after: float = 0.2) -> None:
    """Sixteen months of quarter hours, with a scatter of one per cent from day to day; ``garage_after`` in kWh."""
    start = np.arange(micros(midnight(BEFORE, ZONE)), micros(midnight(END, ZONE)), INTERVAL_US, dtype=np.int64)
    day, quarter = np.divmod(np.arange(len(start)), 96)
    changed = start >= micros(midnight(WORK, ZONE))
    scatter = 1 + 0.01 * np.random.default_rng(7).normal(size=(2, day[-1] + 1))[:, day]
    dark, late = (quarter >= 72) | (quarter < 24), quarter < 24
    road = np.where(dark, 1.0, 0.0) * np.where(changed & late, 0.5, 1.0) * np.where(changed, 1.0, scatter[0])
    garage = np.where(changed, garage_after, 0.5 * scatter[1])
    office = np.where((quarter >= 32) & (quarter < 72), 0.8, 0.1)
    used = {"road": road, "garage": garage, "office": office, "m1": road + garage + office + REST}
    months = np.array([f"{datetime.fromtimestamp(at / 1e6, ZONE):%Y-%m}" for at in start[::96]])[day]
    tables = {
        str(month): pa.concat_tables([_rows(IDS[k], start[at], energy[at]) for k, energy in used.items()])
        for month in np.unique(months)
        for at in [months == month]
    }
    DeltaFiles(home / "historian" / "energy", ENERGY, write=True).commit(tables, (APP, 1), [])


def _rows(point: int, start: NDArray[np.int64], kwh: NDArray[np.float64]) -> pa.Table:
    energy = np.rint(kwh * 1e6).astype(np.int64)
    columns = [np.full(len(start), point, np.int32), start, energy, np.zeros(len(start), np.int8)]
    return pa.table([pa.array(c) for c in columns], schema=ENERGY.columns)
