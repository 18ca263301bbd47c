"""Restating a late day of 1,000 meters, and how summing a week grows from 1,000 to 20,000 meters.

Ten days of readings each minute, of which the meters' last day but one arrived late: its energy is
computed again from the readings and written. Baseline of the same run: one query a meter and a loop
over Decimals, as a normaliser that takes meters one by one does, without quality and without writing.
"""

import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from zhiyuan.kernel.span import Span
from zhiyuan.telemetry.delta import DeltaFiles
from zhiyuan.telemetry.energy import INTERVAL_US
from zhiyuan.telemetry.historian import Writer, instant
from zhiyuan.telemetry.point import Point
from zhiyuan.telemetry.rollup import APP, ENERGY, EnergyReader, EnergyWriter

ZONE = ZoneInfo("Asia/Shanghai")
DAY0_US = 1_767_196_800_000_000  # 2026-01-01 00:00 at the site
DAY_US = 86_400_000_000
HOURS = 24
METERS = 1000
SIZES = (1000, 2000, 5000, 10_000, 20_000)
BUCKETS = ("hour", "day", "month")
AIM_S = 1.0


def run(quick: bool = False) -> dict[str, Any]:
    """Make, measure, remove."""
    folder = Path(tempfile.mkdtemp(prefix="zy-rollup-"))
    try:
        restated = _restated(folder / "restate", 100 if quick else METERS, 3 if quick else 10)
        sizes = SIZES[:2] if quick else SIZES
        grown = [_summed(folder / str(size), size) for size in sizes]
    finally:
        shutil.rmtree(folder)
    per_meter = {b: [g[b]["cpu_s"] / g["meters"] for g in grown] for b in BUCKETS}
    return {
        "restate_a_late_day": restated,
        "sum_a_week_by_meters": grown,
        "growth_of_cost_per_meter": {b: round(costs[-1] / costs[0], 2) for b, costs in per_meter.items()},
    }


def _restated(folder: Path, meters: int, days: int) -> dict[str, Any]:
    writer = Writer(folder, ZONE)
    ids = np.arange(1, meters + 1, dtype=np.int32)
    late = days - 2
    for day in (*range(late), late + 1):
        _append(writer, ids, day)
    energy = EnergyWriter(folder, ZONE, writer)
    points = {int(p): Point(int(p), f"m{p}", "register", "kWh", 3, "g", max_rate=100.0) for p in ids}
    energy.restate(points, dict.fromkeys(points, (DAY0_US, DAY0_US + days * DAY_US)))
    _append(writer, ids, late)
    begin, end = DAY0_US + late * DAY_US, DAY0_US + (late + 1) * DAY_US
    ours = _timed(lambda: energy.restate(points, dict.fromkeys(points, (begin, end - 1))))
    base = _timed(lambda: [_one_by_one(writer, int(p), begin, end) for p in ids])
    kept = energy.columns([int(ids[-1])], Span(instant(begin), instant(end)), "day").to_pylist()[0]
    return {
        "meters": meters,
        "readings_of_the_day": meters * 1440,
        **ours,
        "aim_s": AIM_S,
        "within_aim": ours["wall_s"] <= AIM_S,
        "estimated_afterwards": kept["estimated"] / 1e6,
        "baseline": "one query a meter and a loop over Decimals, not written",
        "baseline_cost": base,
        "ratio": round(base["cpu_s"] / ours["cpu_s"], 1),
    }


def _append(writer: Writer, ids: Any, day: int) -> None:
    minutes = np.arange(day * 1440, (day + 1) * 1440)
    ts = DAY0_US + minutes * 60_000_000
    writer.append(np.repeat(ids, 1440), np.tile(ts, len(ids)), np.tile(minutes * 100, len(ids)))


def _one_by_one(writer: Writer, point: int, begin: int, end: int) -> list[Decimal]:
    table = writer.between_us([point], begin - 3_600_000_000, end)
    hours: list[Decimal] = [Decimal(0)] * HOURS
    before: Decimal | None = None
    for ts, value in zip(table["ts"].to_pylist(), table["value"].to_pylist(), strict=True):
        shown = Decimal(value) / 1000
        if before is not None and ts > begin:
            hours[(ts - begin - 1) // 3_600_000_000] += shown - before
        before = shown
    return hours


def _summed(folder: Path, meters: int) -> dict[str, Any]:
    count = 7 * 96
    delta = DeltaFiles(folder / "energy", ENERGY, write=True)
    start = DAY0_US + np.arange(count) * INTERVAL_US
    columns = [
        np.repeat(np.arange(1, meters + 1, dtype=np.int32), count),
        np.tile(start, meters),
        np.random.default_rng(3).integers(0, 3_000_000, meters * count),
        np.zeros(meters * count, np.int8),
    ]
    delta.commit({"2026-01": pa.table([pa.array(c) for c in columns], schema=ENERGY.columns)}, (APP, 1), [])
    reader = EnergyReader(folder, ZONE)
    week = Span(instant(DAY0_US), instant(DAY0_US) + timedelta(days=7))
    points = list(range(1, meters + 1))
    found: dict[str, Any] = {"meters": meters}
    for bucket in BUCKETS:
        found[bucket] = min((_timed(lambda b=bucket: reader.columns(points, week, b)) for _ in range(3)), key=_cpu)
    return found


def _cpu(timed: dict[str, float]) -> float:
    return timed["cpu_s"]


def _timed(act: Callable[[], object]) -> dict[str, float]:
    cpu, wall = time.process_time(), time.monotonic()
    act()
    return {"cpu_s": round(time.process_time() - cpu, 3), "wall_s": round(time.monotonic() - wall, 3)}


if __name__ == "__main__":
    import json
    import sys

    print(json.dumps(run("--quick" in sys.argv), indent=2))
