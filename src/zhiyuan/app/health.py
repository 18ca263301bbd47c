"""When each gateway, sensor and meter was last heard, from the latest day of the historian."""

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from zhiyuan.app import home
from zhiyuan.kernel import parktime
from zhiyuan.telemetry.historian import Historian, instant, micros

LOOK_BACK = timedelta(days=1)
KEPT_S = 10.0  # a page that shows fifty devices asks once, and so do the next ones
STALE = {"presence": timedelta(hours=2), "meter": timedelta(minutes=45), "illuminance": timedelta(minutes=30)}
_lock = threading.Lock()
_heard_lately: dict[str, tuple[float, dict[int, tuple[datetime, int]]]] = {}


@dataclass(frozen=True, slots=True)
class Heard:
    """One device: what it is, where, the gateway it speaks through, and when it last spoke."""

    key: str
    name: str
    kind: str
    place: str
    gateway: str
    last: datetime | None
    stale: bool


def latest(folder: Path, now: datetime) -> dict[int, tuple[datetime, int]]:
    """The last reading of every point within a day: when, and the scaled value."""
    if not (folder / "readings").exists():
        return {}
    since = micros(now - LOOK_BACK)
    with _lock:
        historian = _historian(folder)
        historian.refresh()
        files = [f for f in historian.delta.files() if f.last >= since]
        sql = "SELECT point, max(ts) AS ts, arg_max(value, ts) AS value FROM kept WHERE ts >= ? GROUP BY point"
        rows = historian.query(files, sql, [since]).to_pylist() if files else []
    return {row["point"]: (instant(row["ts"]), row["value"]) for row in rows}


def heard() -> dict[int, tuple[datetime, int]]:
    """The last reading of every point of this installation; looked up anew after some seconds."""
    looked, found = _heard_lately.get("", (-KEPT_S, {}))
    if time.monotonic() - looked > KEPT_S:
        found = latest(home.current().historian, parktime.now())
        _heard_lately[""] = time.monotonic(), found
    return found


@cache
def _historian(folder: Path) -> Historian:
    return Historian(folder)


def devices(site: Any, ids: dict[str, int], last: dict[int, tuple[datetime, int]], now: datetime) -> list[Heard]:
    """Sensors and meters, those that are silent first."""
    sensors = site.sensor_set.select_related("space__floor", "building", "gateway").order_by("position", "pk")
    meters = site.meter_set.select_related("circuit__building", "gateway").order_by("position", "pk")
    found = [
        _heard(s, s.kind, [f"sensor/{s.key}/{s.kind}"], str(s.space or s.building or ""), ids, last, now)
        for s in sensors
    ]
    found += [
        _heard(m, "meter", [f"meter/{m.key}/energy", f"meter/{m.key}/power"], str(m.circuit or ""), ids, last, now)
        for m in meters
    ]
    return sorted(found, key=lambda one: (not one.stale, one.last or datetime.min.replace(tzinfo=now.tzinfo)))


def _heard(
    device: Any,
    kind: str,
    points: Iterable[str],
    place: str,
    ids: dict[str, int],
    last: dict[int, tuple[datetime, int]],
    now: datetime,
) -> Heard:
    stamps = [last[ids[p]][0] for p in points if p in ids and ids[p] in last]
    at = max(stamps, default=None)
    limit = STALE.get(kind)
    stale = at is None or (limit is not None and now - at > limit)
    silent_by_nature = kind in {"switch", "fire"} and at is None
    return Heard(device.key, device.name, kind, place, device.gateway.key, at, stale and not silent_by_nature)
