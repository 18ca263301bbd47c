"""What was measured in a site's spaces, from the rows: for ``steer``, and for a space's panel."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from zhiyuan.kernel.reference import value
from zhiyuan.lighting.commission import Measured, is_valid
from zhiyuan.lighting.model import output_left
from zhiyuan.lighting.models import Calibration, MeterReading
from zhiyuan.park.document import Park

GUARD = "lighting/control#guard"


def measured(site: Any, park: Park, now: datetime) -> dict[str, Measured]:
    """What lux meters and step tests last found, by space key."""
    readings = {r.space.key: r for r in _newest(MeterReading.objects.filter(space__site=site), "at")}
    tests = {c.space.key: c for c in _newest(_done(Calibration.objects.filter(space__site=site)), "done")}
    sensed = {s.space for s in park.sensors if s.kind == "illuminance"}
    groups = {s.key: [g.key for g in s.groups] for s in park.spaces}
    days = valid_days(now)
    return {
        key: _measured(park, groups[key], readings.get(key), tests.get(key), key in sensed, now, days)
        for key in sorted(readings.keys() | tests.keys())
        if key in groups
    }


def _measured(
    park: Park, groups: list[str], reading: Any, test: Any, senses: bool, now: datetime, days: float
) -> Measured:
    same = reading is not None and reading.groups == groups  # a space that was regrouped must be read again
    return Measured(
        lx=tuple(reading.lx) if same else (),
        aged=_left(park, reading.hours, groups) if same else (),
        gain=test.gain if test else None,
        expected_lx=test.expected_lx if test else None,
        valid=is_valid(reading.at if same else None, test.done if test else None, senses, now, days),
    )


def _left(park: Park, hours: Mapping[str, float], groups: list[str]) -> tuple[float, ...]:
    order = [g.key for s in park.spaces for g in s.groups]
    left = output_left(park, hours)
    return tuple(float(left[order.index(key)]) for key in groups)


def _done(rows: Any) -> Any:
    return rows.filter(gain__isnull=False)


def _newest(rows: Any, when: str) -> list[Any]:
    """The newest row of each space."""
    return list({row.space_id: row for row in rows.select_related("space", "by").order_by(when, "pk")}.values())


def valid_days(now: datetime) -> float:
    """How long a measuring is believed. [d]"""
    return float(value("lighting/control#calibration_valid_days", now.date()))


def state(space: Any, now: datetime) -> dict[str, Any]:
    """What a space's panel says: the newest reading and test, until when they hold, and the guard that follows."""
    reading = MeterReading.objects.filter(space=space).select_related("by").first()
    tests = Calibration.objects.filter(space=space).select_related("by")
    good = _done(tests).order_by("-done", "-pk").first()
    senses = space.sensors.filter(kind="illuminance").exists()
    days = valid_days(now)
    keys = list(space.groups.order_by("position", "pk").values_list("key", flat=True))
    read = reading.at if reading and reading.groups == keys else None
    valid = is_valid(read, good.done if good else None, senses, now, days)
    ends = [at + timedelta(days=days) for at in (read, good.done if good and senses else None) if at is not None]
    return {
        "reading": reading,
        "test": good,
        "last_try": tests.filter(done__isnull=False).order_by("-done", "-pk").first(),
        "waiting": tests.filter(done__isnull=True).exists(),
        "senses_light": senses,
        "valid": valid,
        "until": min(ends, default=None),
        "guard": value(GUARD + ("_calibrated" if valid else ""), now.date()),
    }
