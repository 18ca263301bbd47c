"""Workload W: 2,000 points each minute, 1,000 registers at 1 Wh and 1,000 power gauges at 0.1 W.

Lamps of 40 to 250 W burn from 18:00 to 06:00 (+08), dimmed to half from midnight to five, with
0.5 W standby by day; gauges carry 3 % noise. Deterministic: numpy seed 7.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from zhiyuan.telemetry.point import Point

REGISTERS = GAUGES = 1000
POINTS = REGISTERS + GAUGES
MINUTES = 1440
MINUTE_US = 60_000_000
DAY0_US = 1_767_196_800_000_000  # 2026-01-01 00:00 +08


def points(gateways: int = 40) -> list[Point]:
    """W's points, ids 1 … 2,000, spread over gateways of fifty."""
    each = POINTS // gateways
    registers = [
        Point(k + 1, f"meter/M{k:04d}/energy", "register", "kWh", 3, f"gw{k // each + 1}", max_rate=5.0)
        for k in range(REGISTERS)
    ]
    gauges = [
        Point(k + 1, f"lum/L{k:04d}/power", "gauge", "W", 1, f"gw{k // each + 1}") for k in range(REGISTERS, POINTS)
    ]
    return registers + gauges


def days(count: int) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Day by day: stamps [µs] of the minutes, and scaled values (minutes × points)."""
    rng = np.random.default_rng(7)
    rated = rng.uniform(40, 250, GAUGES)
    counted = rng.integers(0, 50_000_000, REGISTERS).astype(np.float64)
    hour = np.arange(MINUTES) // 60
    level = np.where((hour >= 18) | (hour < 6), np.where(hour < 5, 0.5, 1.0), 0.0)[:, None]
    for day in range(count):
        power = np.where(level > 0, rated * level, 0.5) * (1 + 0.03 * rng.standard_normal((MINUTES, GAUGES)))
        energy = counted + np.cumsum(power / 60.0, axis=0)
        counted = energy[-1]
        stamps = DAY0_US + (day * MINUTES + np.arange(MINUTES)) * MINUTE_US
        yield stamps, np.hstack([energy.astype(np.int64), np.rint(power * 10).astype(np.int64)])
