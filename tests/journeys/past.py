"""Run inside an installation: its registers from a day on, the measuring of its saving, and a quiet night."""

import json
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import django

django.setup()

import numpy as np  # noqa: E402
from django.conf import settings  # noqa: E402

from zhiyuan.app.load import STATE, Plan  # noqa: E402
from zhiyuan.app.steering.ground import ground  # noqa: E402
from zhiyuan.app.steering.memory import kept  # noqa: E402
from zhiyuan.identity.queries import person_named  # noqa: E402
from zhiyuan.lighting.control import start  # noqa: E402
from zhiyuan.lighting.writes import keep_state  # noqa: E402
from zhiyuan.park import queries  # noqa: E402
from zhiyuan.savings import services  # noqa: E402
from zhiyuan.simpark.faults import Faults  # noqa: E402
from zhiyuan.telemetry.historian import Writer, micros  # noqa: E402
from zhiyuan.telemetry.rollup import EnergyWriter  # noqa: E402

HOME = Path(settings.HOME)
FIRST, WORK, AFTER = (date.fromisoformat(word) for word in sys.argv[1:4])
ALIVE = datetime.fromtimestamp(float(sys.argv[4]), UTC)
LONG_AGO_MIN, QUIET_MIN = 1000.0, 300
QUARTER_US = 900_000_000


def energy() -> dict[str, float]:
    """Registers every quarter of an hour, half as fast after the work; what they show at last. [kWh]"""
    site = queries.site()
    zone = ZoneInfo(site.timezone)
    points = {p.id: p for p in queries.telemetry_points(site)}
    ids = queries.point_ids(site)
    stamps = np.arange(_midnight(FIRST, zone), micros(ALIVE), QUARTER_US) + QUARTER_US
    stamps = stamps[stamps <= micros(ALIVE)]
    dice, columns, shown = np.random.default_rng(7), [], {}
    for meter in site.meter_set.order_by("pk"):
        point = points[ids[f"meter/{meter.key}/energy"]]
        register = np.round(np.cumsum(_used(stamps, zone, dice)), point.decimals)
        columns.append((np.full(len(stamps), point.id), stamps, np.round(register * 10**point.decimals)))
        shown[meter.key] = float(register[-1])
    HOME.joinpath("historian").mkdir(exist_ok=True)
    writer = Writer(HOME / "historian", zone)
    point, at, value = (np.concatenate(c) for c in zip(*columns, strict=True))
    writer.append(point.astype(np.int32), at.astype(np.int64), value.astype(np.int64))
    counted = EnergyWriter(HOME / "historian", zone, writer)
    counted.restate(points, counted.behind(list(points.values())))
    return shown


def _midnight(day: date, zone: ZoneInfo) -> int:
    return micros(datetime(day.year, day.month, day.day, tzinfo=zone))


def _used(stamps: np.ndarray, zone: ZoneInfo, dice: np.random.Generator) -> np.ndarray:
    """Energy of every quarter of an hour: office hours of weekdays, a little noise from day to day. [kWh]"""
    local = stamps + int(timedelta(hours=8).total_seconds() * 1e6)
    day, hour = local // 86_400_000_000, local // 3_600_000_000 % 24
    at_work = (hour >= 8) & (hour < 20) & ((day + 3) % 7 < 5)
    noise = dice.normal(1.0, 0.04, int(day.max() - day.min()) + 1)[day - day.min()]
    after = np.where(stamps > _midnight(WORK, zone), 0.5, 1.0)
    return np.where(at_work, 2.0, 0.1) * noise * after / 4


def studies() -> None:
    """Every metered circuit, before and after the work."""
    site = queries.site()
    for meter in site.meter_set.select_related("circuit"):
        services.set_study(
            person_named("administrator"),
            site,
            circuit=meter.circuit.key,
            baseline_start=FIRST,
            baseline_end=WORK,
            reporting_start=AFTER,
            source="验收单 2025-10-14",
        )


def asleep() -> None:
    """Nobody has moved for long: what ``steer`` remembers at its start."""
    site = queries.site()
    made = ground(queries.park_document(site), ALIVE.date())
    fresh = start(made.model)
    quiet = replace(fresh, since_hit=np.full_like(fresh.since_hit, LONG_AGO_MIN))
    keep_state(site.pk, ALIVE, memory=kept(made, quiet, ALIVE.timestamp() / 60))


def quiet_seed() -> int:
    """A throw of the dice by which nothing breaks in that night."""
    park, local = queries.park_document(queries.site()), ALIVE.astimezone(ZoneInfo("Asia/Shanghai"))
    minutes = range(local.hour * 60, local.hour * 60 + QUIET_MIN)
    drawn = ((seed, Faults(park, seed)) for seed in count(1))
    return next(seed for seed, f in drawn if not any(any(f.now(local.date(), m).values()) for m in minutes))


def hand_over(registers: dict[str, float]) -> None:
    """What the invented devices go on from."""
    Plan(quiet_seed(), FIRST.isoformat(), WORK.isoformat(), ALIVE.timestamp(), loaded=True).save(HOME)
    (HOME / STATE).write_text(json.dumps({"now": ALIVE.timestamp(), "registers": registers}))


if __name__ == "__main__":
    hand_over(energy())
    studies()
    asleep()
