"""A small park with a main meter, two meters below it and one that never spoke; its readings are real ones."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from small_park import SmallPark, small_park
from zhiyuan.kernel.span import Span
from zhiyuan.park.models import Gateway, Meter, Point
from zhiyuan.telemetry.historian import Writer, micros
from zhiyuan.telemetry.point import Point as Counted
from zhiyuan.telemetry.quarantine import Quarantine
from zhiyuan.telemetry.rollup import EnergyWriter

ZONE = ZoneInfo("Asia/Shanghai")
MIDNIGHT = datetime(2026, 3, 1, tzinfo=ZONE)
QUARTER = timedelta(minutes=15)
IDS = {"main": 900_101, "floor1": 900_102, "floor2": 900_103, "silent": 900_104}
PARENTS = {"floor1": "main", "floor2": "main"}
WH_PER_QUARTER = {"main": 1000, "floor1": 600, "floor2": 300}  # a tenth of the main meter is not explained


def metered_park() -> SmallPark:
    """The park with its meters and their points."""
    park = small_park()
    gateway = Gateway.objects.get(key="g1")
    made: dict[str, Any] = {}
    for place, (key, number) in enumerate(IDS.items()):
        parent = made.get(PARENTS.get(key, ""))
        made[key] = Meter.objects.create(
            site=park.site, key=key, name=f"表 {key}", gateway=gateway, parent=parent, position=place
        )
        about: dict[str, Any] = {"kind": "register", "unit": "kWh", "decimals": 3, "source": "g1"}
        settings = {"max_rate": 100.0, "rollover": 1_000_000.0, "multiplier": 1.0, "minimum": 0.0}
        Point.objects.create(pk=number, site=park.site, key=f"meter/{key}/energy", settings=settings, **about)
    return park


def span(hours: float, after: float = 0.0) -> Span:
    """So many hours from midnight of 1 March 2026."""
    begin = MIDNIGHT + timedelta(hours=after)
    return Span(begin, begin + timedelta(hours=hours))


def counted() -> dict[int, Counted]:
    """The points as telemetry knows them."""
    return {
        number: Counted(number, f"meter/{key}/energy", "register", "kWh", 3, "g1", max_rate=100.0, rollover=1_000_000.0)
        for key, number in IDS.items()
    }


def keep(home: Path, days: float = 2.0, without: Mapping[str, Sequence[tuple[float, float]]] | None = None) -> None:
    """Quarter-hourly registers for some days; ``without`` leaves out hours [from, to) after midnight, by meter."""
    writer = Writer(home / "historian", ZONE)
    energy = EnergyWriter(home / "historian", ZONE, writer)
    Quarantine(home / "quarantine.sqlite3")
    at = micros(MIDNIGHT) + np.arange(round(days * 96) + 1) * (QUARTER // timedelta(microseconds=1))
    for key, rate in WH_PER_QUARTER.items():
        value = 5_000 + np.arange(len(at)) * rate
        heard = np.ones(len(at), np.bool_)
        for first, last in (without or {}).get(key, ()):
            hours = (at - at[0]) / 3.6e9
            heard &= (hours < first) | (hours >= last)
        ts = at[heard]
        writer.append(np.full(len(ts), IDS[key], np.int32), ts, value[heard])
        energy.restate(counted(), {IDS[key]: (int(ts[0]), int(ts[-1]))})


def at_day(day: int, hour: int) -> datetime:
    """A moment of March 2026 as a workbook knows it, without a zone."""
    return datetime(2026, 3, day, hour)  # noqa: DTZ001
