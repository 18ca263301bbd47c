"""Energy is kept, restated where late readings touch it, and summed in the site's own hours and days."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from zhiyuan.kernel.span import Span
from zhiyuan.telemetry.calendar import bucket_edges
from zhiyuan.telemetry.energy import Quality
from zhiyuan.telemetry.historian import Writer, micros
from zhiyuan.telemetry.point import Point
from zhiyuan.telemetry.rollup import EnergyReader, EnergyWriter

ZONE = ZoneInfo("Asia/Shanghai")
MIDNIGHT = datetime(2026, 2, 27, tzinfo=ZONE)
MINUTE = 60_000_000
POINTS = {i: Point(i, f"meter/M{i}/energy", "register", "kWh", 3, "gw1", max_rate=50.0) for i in (1, 2)}


def readings(point: int, first: int, last: int, rate: int = 100) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """One reading a minute from minute ``first`` to before ``last`` after midnight: ``rate`` Wh a minute."""
    minutes = np.arange(first, last)
    return np.full(len(minutes), point, np.int32), micros(MIDNIGHT) + minutes * MINUTE, 50_000 + minutes * rate


class Store:
    """A historian and its energy in one folder."""

    def __init__(self, folder: Path) -> None:
        self.writer = Writer(folder, ZONE)
        self.energy = EnergyWriter(folder, ZONE, self.writer)

    def take(self, *columns: np.ndarray) -> int:
        self.writer.append(*columns)
        dirty = {int(p): (int(columns[1].min()), int(columns[1].max())) for p in np.unique(columns[0])}
        return self.energy.restate(POINTS, dirty).intervals


def span(days: float, after: float = 0.0) -> Span:
    return Span(MIDNIGHT + timedelta(days=after), MIDNIGHT + timedelta(days=after + days))


def test_days_and_months_are_the_sites(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.take(*readings(1, 0, 4 * 1440 + 1))
    days = store.energy.daily([1], span(4))[1]
    assert {d: e.kwh for d, e in days.items()} == {date(2026, 2, 27) + timedelta(days=k): 144.0 for k in range(4)}
    months = store.energy.between([1], span(4), "month")
    assert [(m.start.astimezone(ZONE).date(), m.kwh) for m in months] == [
        (date(2026, 2, 27), 288.0),
        (date(2026, 3, 1), 288.0),
    ]
    hours = store.energy.between([1], span(1), "hour")
    assert [h.kwh for h in hours] == [6.0] * 24
    assert {h.quality for h in hours} == {Quality.MEASURED}


def test_what_is_not_known_is_missing_and_never_a_silent_zero(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.take(*readings(1, 720, 1441))
    day = store.energy.between([1, 2], span(1), "day")
    assert [(d.point, d.kwh, d.quality, d.missing) for d in day] == [
        (1, 72.0, Quality.MISSING, 48),
        (2, 0.0, Quality.MISSING, 96),
    ]


def test_a_late_batch_restates_its_gap_and_leaves_the_rest(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.take(*readings(1, 0, 481))
    store.take(*readings(1, 840, 2881))
    gap = store.energy.between([1], span(1), "day")[0]
    assert (gap.kwh, gap.estimated_kwh, gap.quality) == (144.0, pytest.approx(36.0), Quality.ESTIMATED)
    changed = store.take(*readings(1, 481, 840))
    whole = store.energy.between([1], span(1), "day")[0]
    assert (whole.kwh, whole.estimated_kwh, whole.quality) == (144.0, 0.0, Quality.MEASURED)
    assert changed < 30


def test_a_far_late_reading_loads_as_much_as_it_needs(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for p in (1, 2):
        early, late = readings(p, 0, 1), readings(p, 3 * 1440, 4 * 1440 + 1)
        store.take(*(np.concatenate(pair) for pair in zip(early, late, strict=True)))
    store.take(*readings(1, 1440, 1441))
    days = store.energy.daily([1, 2], span(4))
    assert [d.kwh for d in days[1].values()] == [144.0] * 4
    assert [d.quality for d in days[1].values()] == [Quality.ESTIMATED] * 3 + [Quality.MEASURED]


def test_energy_catches_up_with_readings_kept_before_a_crash(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.take(*readings(1, 0, 100))
    store.writer.append(*readings(1, 100, 1441))  # and the process dies here
    again = Store(tmp_path)
    dirty = again.energy.behind(list(POINTS.values()))
    assert set(dirty) == {1, 2}
    again.energy.restate(POINTS, dirty)
    assert again.energy.between([1], span(1), "day")[0].kwh == 144.0
    assert Store(tmp_path).energy.behind(list(POINTS.values())) == {}


def test_a_reader_in_another_process_sees_what_was_kept(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.take(*readings(1, 0, 1441))
    reader = EnergyReader(tmp_path, ZONE)
    assert reader.between([1], span(1), "day")[0].kwh == 144.0


def test_a_day_on_which_clocks_change_has_its_own_length() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    start = datetime(2026, 3, 28, tzinfo=berlin)
    edges = bucket_edges(Span(start, datetime(2026, 3, 31, tzinfo=berlin)), "day", berlin)
    assert [(b - a) // 3_600_000_000 for a, b in pairwise(edges)] == [24, 23, 24]


@pytest.mark.parametrize(
    ("first", "day_lengths"), [(date(2026, 3, 28), (24, 23, 24)), (date(2026, 10, 24), (24, 25, 24))]
)
def test_hours_and_days_are_right_where_clocks_change(
    tmp_path: Path, first: date, day_lengths: tuple[int, ...]
) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    writer = Writer(tmp_path, berlin)
    energy = EnergyWriter(tmp_path, berlin, writer)
    start = datetime(first.year, first.month, first.day, tzinfo=berlin)
    minutes = np.arange(0, sum(day_lengths) * 60 + 1)
    writer.append(np.full(len(minutes), 1, np.int32), micros(start) + minutes * MINUTE, minutes * 100)
    energy.restate(POINTS, {1: (micros(start), micros(start) + int(minutes[-1]) * MINUTE)})
    whole = Span(start, start + timedelta(days=3))
    assert [e.kwh for e in energy.between([1], whole, "day")] == [6.0 * h for h in day_lengths]
    assert [e.kwh for e in energy.between([1], whole, "hour")] == [6.0] * sum(day_lengths)
