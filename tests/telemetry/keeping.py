"""The store as a process of its own, with points that need no database. Run with ZHIYUAN_HOME set."""

import asyncio
import logging
import sys
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from zhiyuan.app import store
from zhiyuan.telemetry.point import Point

GATEWAYS = 4
POINTS_EACH = 10


def points() -> tuple[Mapping[str, Sequence[Point]], ZoneInfo]:
    """Four gateways with a register and nine gauges each; ids from 1."""
    made = []
    for g in range(1, GATEWAYS + 1):
        first = len(made)
        made.append(Point(first + 1, f"meter/M{g}/energy", "register", "kWh", 3, f"gw{g}", max_rate=1e6))
        made += [Point(first + 1 + k, f"lum/L{g}-{k}/power", "gauge", "W", 1, f"gw{g}") for k in range(1, POINTS_EACH)]
    return {"park": made}, ZoneInfo("Asia/Shanghai")


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    asyncio.run(store.main(points))
