"""Run inside an installation: two months of meter readings, a state of every lamp, alarms, a quarantined message.

Everything goes through the doors the processes use: the historian's writer, the rollup, the rooms' writes.
"""

import random
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import django

django.setup()

import numpy as np  # noqa: E402
from django.conf import settings  # noqa: E402

from zhiyuan.lighting import writes as lighting  # noqa: E402
from zhiyuan.maintenance import writes as maintenance  # noqa: E402
from zhiyuan.maintenance.alarm import Fact, kinds  # noqa: E402
from zhiyuan.park import queries  # noqa: E402
from zhiyuan.telemetry.historian import Writer, micros  # noqa: E402
from zhiyuan.telemetry.ingest import Rejection  # noqa: E402
from zhiyuan.telemetry.quarantine import Quarantine  # noqa: E402
from zhiyuan.telemetry.rollup import EnergyWriter  # noqa: E402

DAYS = 62
STEP = timedelta(minutes=15)
HOME = Path(settings.HOME)


def readings(site: Any, now: datetime) -> None:
    """Cumulative registers of every meter, one with a gap."""
    points = {p.id: p for p in queries.telemetry_points(site)}
    ids = queries.point_ids(site)
    end = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)
    count = int(timedelta(days=DAYS) / STEP)
    stamps = micros(end - timedelta(days=DAYS)) + np.arange(1, count + 1) * int(STEP.total_seconds() * 1e6)
    hour = (stamps / 3.6e9 + 8) % 24
    columns = []
    for n, meter in enumerate(site.meter_set.order_by("pk")):
        point = points[ids[f"meter/{meter.key}/energy"]]
        power = np.where((hour > 8) & (hour < 19), 0.9, 0.15) * (1 + n % 4 / 4)
        register = np.round(np.cumsum(power * 0.25) * 10**point.decimals).astype(np.int64)
        kept = np.ones(count, bool)
        kept[-40:-24] = n > 0
        columns.append((np.full(kept.sum(), point.id, np.int32), stamps[kept], register[kept]))
    HOME.joinpath("historian").mkdir(exist_ok=True)
    writer = Writer(HOME / "historian", ZoneInfo(site.timezone))
    writer.append(*(np.concatenate(c) for c in zip(*columns, strict=True)))
    energy = EnergyWriter(HOME / "historian", writer.zone, writer)
    energy.restate(points, energy.behind(list(points.values())))


def state(site: Any, now: datetime) -> None:
    """A level for every group and what its luminaires draw, as ``steer`` would keep it."""
    dice, stamp = random.Random(3), int(now.timestamp() * 1000)
    groups = {
        g.key: [dice.choice([0.0, 0.35, 0.6, 1.0]), dice.choice(["occupancy", "daylight", "schedule"]), None, "auto"]
        for g in site.group_set.order_by("pk")
    }
    lamps = {}
    for lamp in site.luminaire_set.select_related("group", "type").order_by("pk"):
        level = groups[lamp.group.key][0] * 100 if lamp.group else 100.0
        lamps[lamp.key] = [level, lamp.type.rated_w * level / 100, int(dice.random() < 0.002)]
    gateways = {g.key: [stamp, dice.random() > 0.03] for g in site.gateway_set.order_by("pk")}
    lighting.keep_state(site.pk, now, groups=groups, luminaires=lamps, gateways=gateways)


def faults(site: Any, now: datetime) -> None:
    """Two alarms and two messages that were not admitted."""
    known = kinds(now.date())
    for kind, lamp in zip(known[:2], site.luminaire_set.select_related("space__floor")[:2], strict=True):
        fact = Fact(kind.name, "park.luminaire", lamp.key)
        maintenance.raise_alarm(site.pk, fact, now, name=str(lamp), floor_id=lamp.space.floor_id)
    Quarantine(HOME / "quarantine.sqlite3").add(
        [
            Rejection(
                1, 0, site.key, "g1", "unknown_point", "", "lum/none/level", b'{"t":1,"p":"x","v":3}', time.time()
            ),
            Rejection(2, 0, site.key, "g1", "malformed", "", "", b"\xff\x00", time.time()),
        ]
    )


if __name__ == "__main__":
    for fill in (readings, state, faults):
        fill(queries.site(), datetime.now(UTC))
