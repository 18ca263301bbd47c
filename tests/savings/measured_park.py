"""A small park in the database whose two circuits were metered for two simulated years."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from savings.cases import BASELINE, INSTALL, REPORT, nanyang
from small_park import SmallPark, person, small_park
from zhiyuan.kernel.span import day_span
from zhiyuan.park.models import Gateway, Meter, Point
from zhiyuan.savings import services
from zhiyuan.telemetry.delta import DeltaFiles
from zhiyuan.telemetry.historian import micros
from zhiyuan.telemetry.rollup import APP, ENERGY

NOW = datetime(2026, 1, 1, 4, 0, tzinfo=UTC)  # noon in Nanyang, the day after the simulated years
SERIES = {"c1": "office", "c2": "garage"}
POINTS = {"c1": 900_001, "c2": 900_002}
INTERVALS = 96
ZONE = ZoneInfo("Asia/Shanghai")


def measured_park() -> SmallPark:
    """The park with a meter on each circuit and a study of each; its energy is that of :func:`keep_energy`."""
    park = small_park()
    park.site.simulated = True
    park.site.latitude, park.site.longitude = 33.03, 112.58
    park.site.save()
    for circuit in SERIES:
        _meter(park, circuit)
    administrator = person("administrator", "administrator")
    for circuit in SERIES:
        services.set_study(
            administrator,
            park.site,
            circuit=circuit,
            baseline_start=BASELINE,
            baseline_end=INSTALL,
            reporting_start=REPORT,
            source="竣工验收单 2025-01",
            terms="1+W+N",
        )
    return park


def _meter(park: SmallPark, circuit: str) -> None:
    gateway = Gateway.objects.get(key="g1")
    feed = park.site.circuit_set.get(key=circuit)
    Meter.objects.create(site=park.site, key=f"m-{circuit}", name=f"表 {circuit}", circuit=feed, gateway=gateway)
    about: dict[str, Any] = {"kind": "register", "unit": "kWh", "decimals": 3, "source": "g1"}
    Point.objects.create(pk=POINTS[circuit], site=park.site, key=f"meter/m-{circuit}/energy", **about)


def keep_energy(home: Path) -> None:
    """Each day's energy spread evenly over its quarter hours; a missing day has none."""
    months: dict[str, list[pa.Table]] = {}
    for circuit, series in SERIES.items():
        for day in nanyang()[series]:
            if day.kwh is not None:
                months.setdefault(f"{day.day:%Y-%m}", []).append(_day(POINTS[circuit], day.day, day.kwh))
    delta = DeltaFiles(home / "historian" / "energy", ENERGY, write=True)
    delta.commit({m: pa.concat_tables(t) for m, t in months.items()}, (APP, 1), [])


def _day(point: int, day: Any, kwh: float) -> pa.Table:
    start = micros(day_span(day, ZONE).start)
    shares = np.diff(np.rint(np.linspace(0, kwh * 1e6, INTERVALS + 1)).astype(np.int64))
    starts = start + np.arange(INTERVALS) * (timedelta(minutes=15) // timedelta(microseconds=1))
    columns = [np.full(INTERVALS, point, np.int32), starts, shares, np.zeros(INTERVALS, np.int8)]
    return pa.table([pa.array(c) for c in columns], schema=ENERGY.columns)
