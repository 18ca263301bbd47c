"""Records of real rooms: who was there, and what the light used, from files that others made.

Two layouts are known by their columns: ROBOD (``occupant_presence``, ``lighting_energy`` in kWh per
step, stamps with their offset) and KETI (``pir``, above nought is a movement; stamps in UTC).

References
----------
Tekler et al. 2022, Building Simulation, doi 10.1007/s12273-022-0925-9 (ROBOD).
Hong et al. 2017, building-sensor data of a university building in Berkeley (KETI).
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from zhiyuan.kernel.errors import Malformed, NotFound

KETI_ZONE = "America/Los_Angeles"
PRESENCE_COLUMNS = ("occupant_presence", "pir")
ENERGY_COLUMN = "lighting_energy"


@dataclass(frozen=True)
class Record:
    """One room over some days.

    Parameters
    ----------
    source
        Name of the file.
    layout
        ``robod`` or ``keti``.
    minute
        Start of each step, in minutes of local time since 1970. [min]
    step_min
        Usual length of a step. [min]
    present
        Somebody was there, or a movement was seen.
    lighting_kwh
        Used in each step; None where it was not measured. [kWh]
    timezone
        What local time means: an IANA name, or the offset of the stamps.
    """

    source: str
    layout: str
    minute: NDArray[np.int64]
    step_min: int
    present: NDArray[np.bool_]
    lighting_kwh: NDArray[np.float64] | None
    timezone: str


def read_record(path: Path, timezone: str | None = None) -> Record:
    """Read a file of either layout.

    Parameters
    ----------
    timezone
        The room's clock, where the stamps are in UTC; by default that of the KETI building.
    """
    if not path.is_file():
        raise NotFound("there is no occupancy file {path}", path=path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _record(path.name, csv.DictReader(file), timezone)
    except UnicodeDecodeError as cause:
        raise Malformed("{path} is not a text file: {cause}", path=path, cause=cause) from cause
    except csv.Error as cause:
        raise Malformed("{path} is not a table: {cause}", path=path, cause=cause) from cause


def _record(source: str, rows: "csv.DictReader[str]", timezone: str | None) -> Record:
    columns = rows.fieldnames or []
    presence = next((c for c in PRESENCE_COLUMNS if c in columns), None)
    if presence is None or "timestamp" not in columns:
        raise Malformed(
            "{source}, row 1: an occupancy file has the columns timestamp and one of {wanted}; this one has {found}",
            source=source,
            wanted=", ".join(PRESENCE_COLUMNS),
            found=", ".join(columns) or "none",
        )
    energy = ENERGY_COLUMN if ENERGY_COLUMN in columns else None
    zone = timezone or (KETI_ZONE if presence == "pir" else None)
    found = list(_steps(source, rows, presence, energy, zone))
    if len(found) < 2:
        raise Malformed("{source} has {count} rows of data; at least two are needed", source=source, count=len(found))
    minute = np.array([f[0] for f in found], np.int64)
    _check_order(source, minute)
    return Record(
        source=source,
        layout="keti" if presence == "pir" else "robod",
        minute=minute,
        step_min=int(np.median(np.diff(minute))),
        present=np.array([f[1] > 0 for f in found], bool),
        lighting_kwh=np.array([f[2] for f in found], np.float64) if energy else None,
        timezone=zone or "the stamps' own",
    )


def _steps(
    source: str, rows: "csv.DictReader[str]", presence: str, energy: str | None, zone: str | None
) -> Iterator[tuple[int, float, float]]:
    try:
        clock = ZoneInfo(zone) if zone else None
    except (KeyError, ValueError) as cause:
        raise Malformed("{zone} is no time zone; write one like Asia/Shanghai", zone=zone) from cause
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise Malformed(
                "{source}, row {row}: it has more or fewer cells than the header", source=source, row=number
            )
        where = (source, number)
        yield (
            _local_minute(row["timestamp"], where, clock),
            _number(row[presence], where, presence),
            _number(row[energy], where, energy) if energy else 0.0,
        )


def _local_minute(text: str, where: tuple[str, int], clock: ZoneInfo | None) -> int:
    """Minutes since 1970 on the room's clock. A stamp without offset is UTC."""
    try:
        stamp = datetime.fromisoformat(text.strip().replace(" +", "+").replace(" -", "-"))
    except ValueError:
        raise _bad(where, "timestamp", text, "a date and time like 2021-09-07 00:05 +08:00") from None
    if stamp.tzinfo is None:
        stamp = stamp.replace(tzinfo=UTC)
    if clock is not None:
        stamp = stamp.astimezone(clock)
    wall: datetime = stamp.replace(tzinfo=UTC)
    return int(wall.timestamp()) // 60


def _number(text: str, where: tuple[str, int], column: str) -> float:
    try:
        found = float(text)
    except ValueError:
        raise _bad(where, column, text, "a number") from None
    if not 0 <= found < 1e9:
        raise _bad(where, column, text, "a number from nought up")
    return found


def _bad(where: tuple[str, int], column: str, found: Any, wanted: str) -> Malformed:
    return Malformed(
        "{source}, row {row}, column {column}: {found!r} is not {wanted}",
        source=where[0],
        row=where[1],
        column=column,
        found=found,
        wanted=wanted,
    )


def _check_order(source: str, minute: NDArray[np.int64]) -> None:
    back = np.flatnonzero(np.diff(minute) < 0)
    if len(back):
        raise Malformed(
            "{source}, row {row}, column timestamp: it is earlier than the row before",
            source=source,
            row=int(back[0]) + 3,
        )


def held(record: Record, hold_min: float) -> NDArray[np.bool_]:
    """Steps with light when it is held for some minutes after the last presence.

    A step with somebody is lit, and so is every step that begins no later than the hold after it;
    a gap in the record ends it.

    >>> one = Record("x", "keti", np.arange(5), 1, np.array([1, 0, 0, 0, 0], bool), None, "UTC")
    >>> held(one, 2).tolist()
    [True, True, True, False, False]
    """
    last = np.where(record.present, record.minute, np.iinfo(np.int64).min // 2)
    last = np.maximum.accumulate(last)
    lit: NDArray[np.bool_] = record.minute - last <= hold_min
    return lit


def weekday_hours(record: Record, first: int, last: int) -> NDArray[np.bool_]:
    """Steps on Monday to Friday from one hour to another, by local time."""
    hour, day = record.minute % 1440 // 60, record.minute // 1440
    weekday = (day + 3) % 7  # 1 January 1970 was a Thursday
    chosen: NDArray[np.bool_] = (hour >= first) & (hour < last) & (weekday < 5)
    return chosen


def over_a_year(record: Record, first_weekday: int, days: int) -> NDArray[np.bool_]:
    """The record's days laid over a year of minutes: each day takes the next recorded one of its weekday.

    Parameters
    ----------
    first_weekday
        Of the year's first day; Monday is 0.
    days
        Days of the year.
    """
    recorded = _days(record)
    of_weekday = {w: [d for n, d in recorded if (n + 3) % 7 == w] for w in range(7)}
    year = np.zeros((days, 1440), bool)
    turn = dict.fromkeys(range(7), 0)
    for day in range(days):
        weekday = (first_weekday + day) % 7
        choice = of_weekday[weekday]
        if choice:
            year[day] = choice[turn[weekday] % len(choice)]
            turn[weekday] += 1
    return year.ravel()


def _days(record: Record) -> list[tuple[int, NDArray[np.bool_]]]:
    """Every recorded day with its minutes; a step fills its whole length."""
    found: dict[int, NDArray[np.bool_]] = {}
    for minute, present in zip(record.minute.tolist(), record.present.tolist(), strict=True):
        day = found.setdefault(minute // 1440, np.zeros(1440, bool))
        if present:
            day[minute % 1440 : minute % 1440 + record.step_min] = True
    return sorted(found.items())


def night_base_kw(record: Record, until_h: int = 5) -> float:
    """What burns all night, people or not: the mean power from midnight on. [kW]"""
    assert record.lighting_kwh is not None
    night = record.minute % 1440 < until_h * 60
    return float(record.lighting_kwh[night].mean()) / record.step_min * 60 if night.any() else 0.0


def span(record: Record) -> timedelta:
    """Recorded time, gaps not counted."""
    return timedelta(minutes=int(len(record.minute) * record.step_min))
