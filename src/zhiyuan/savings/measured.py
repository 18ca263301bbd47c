"""A circuit's energy by site day, from the registers of its meters as telemetry rolled them up."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from zhiyuan.kernel.span import days_span
from zhiyuan.telemetry.rollup import Energy, EnergyReader

INTERVAL = timedelta(minutes=15)


def daily(
    folder: Path,
    zone: ZoneInfo,
    meters: Mapping[str, Sequence[int]],
    start: date,
    until: date,
    interval_share: float,
) -> dict[str, dict[date, float]]:
    """Energy of each circuit's valid days over [start, until). [kWh]

    Parameters
    ----------
    meters
        Point ids of the registers of each circuit; a circuit with several needs all of them.
    interval_share
        How much of a day must be known: both of its intervals and of its energy. [1]
    """
    if until <= start or not any(meters.values()):
        return {circuit: {} for circuit in meters}
    span = days_span(start, until, zone)
    found = EnergyReader(folder, zone).daily([p for points in meters.values() for p in points], span)
    return {circuit: _summed([found[p] for p in points], interval_share) for circuit, points in meters.items()}


def _summed(meters: list[dict[date, Energy]], interval_share: float) -> dict[date, float]:
    if not meters:
        return {}
    shared = set.intersection(*(set(days) for days in meters))
    return {
        day: sum(days[day].kwh for days in meters)
        for day in shared
        if all(_valid(days[day], interval_share) for days in meters)
    }


def _valid(energy: Energy, interval_share: float) -> bool:
    intervals = (energy.end - energy.start) / timedelta(minutes=15)
    unknown = 1 - interval_share
    return energy.missing <= unknown * intervals and energy.estimated_kwh <= unknown * energy.kwh
