"""Readings that say the energy of an interval become energy per quarter hour without a sum lost."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiyuan.telemetry import interval
from zhiyuan.telemetry.energy import INTERVAL_US, Quality
from zhiyuan.telemetry.interval import Meter, restate, spread, steps, window
from zhiyuan.telemetry.point import Point

MINUTE = 60_000_000
QUARTER = Meter.of(Point(1, "meter/M1/energy", "interval", "kWh", 3, "gw", max_rate=100.0))


def series(*readings: tuple[float, int]) -> tuple[np.ndarray, np.ndarray]:
    """(minutes, Wh) pairs."""
    return np.array([round(m * MINUTE) for m, _ in readings]), np.array([v for _, v in readings], np.int64)


def hours(*readings: tuple[float, int], meter: Meter = QUARTER, trusted: frozenset[int] = frozenset()) -> list[tuple]:
    found = spread(steps(*series(*readings), meter, trusted))
    minutes = (found.start // MINUTE).tolist()
    return list(zip(minutes, (found.energy / 1e9).round(9).tolist(), found.quality.tolist(), strict=True))


def test_a_reading_is_the_energy_of_the_quarter_hour_that_ends_at_its_stamp() -> None:
    assert hours((15, 1000), (30, 2000)) == [(0, 0.001, 0), (15, 0.002, 0)]


def test_transformers_and_units_count() -> None:
    meter = Meter.of(Point(1, "m", "interval", "Wh", 0, "gw", multiplier=40.0))
    assert spread(steps(*series((15, 250)), meter)).energy.tolist() == [10_000_000]  # 250 Wh × 40 = 10 kWh


def test_a_reading_that_is_not_there_is_a_hole_and_nothing_is_moved_into_it() -> None:
    assert [(m, q) for m, _, q in hours((15, 1000), (60, 1000))] == [(0, 0), (45, 0)]


def test_an_hour_is_spread_over_its_quarters_and_estimated() -> None:
    meter = Meter.of(Point(1, "m", "interval", "kWh", 3, "gw", period=3600))
    found = spread(steps(*series((60, 1001)), meter))
    assert found.energy.tolist() == [250_250, 250_250, 250_250, 250_250]
    assert set(found.quality.tolist()) == {Quality.ESTIMATED}


def test_two_readings_that_overlap_share_the_time_and_are_suspect() -> None:
    chain = steps(*series((15, 1500), (25, 1500)), QUARTER)
    assert chain.energy.tolist() == [1_500_000, 1_000_000]  # ten minutes are left of the fifteen
    assert chain.quality.tolist() == [0, Quality.SUSPECT]
    assert [f.reason for f in chain.findings] == ["overlap"]


def test_more_than_can_have_flowed_is_not_counted_until_a_person_accepts_it() -> None:
    assert hours((15, 1000), (30, 90_000))[1] == (15, 0.0, Quality.SUSPECT)
    assert hours((15, 1000), (30, 90_000), trusted=frozenset({30 * MINUTE}))[1] == (15, 0.09, 0)


def test_a_quarter_hour_known_in_part_is_suspect() -> None:
    assert [(m, q) for m, _, q in hours((20, 1500), (35, 1500))] == [(0, 2), (15, 0), (30, 2)]


def test_nothing_gives_nothing() -> None:
    assert len(spread(steps(np.zeros(0, np.int64), np.zeros(0, np.int64), QUARTER)).start) == 0


stamps = st.lists(st.integers(1, 600), min_size=1, max_size=40, unique=True)


@given(stamps, st.integers(1, 90))
def test_the_quarter_hours_sum_to_what_the_readings_said(minutes: list[int], period: int) -> None:
    meter = Meter.of(Point(1, "m", "interval", "kWh", 3, "gw", period=period * 60.0))
    chain = steps(*series(*((m, 7 * m + 1) for m in sorted(minutes))), meter)
    assert int(spread(chain).energy.sum()) == int(chain.energy.sum())


@settings(deadline=None)
@given(stamps, st.data())
def test_a_window_computed_again_equals_the_whole(minutes: list[int], data: st.DataObject) -> None:
    period = data.draw(st.sampled_from([5, 15, 60]))
    meter = Meter.of(Point(1, "m", "interval", "kWh", 3, "gw", period=period * 60.0, max_rate=2.0))
    ts, value = series(*((m, 7 * m + 1) for m in sorted(minutes)))
    lo = data.draw(st.integers(0, 600)) * MINUTE
    hi = lo + data.draw(st.integers(0, 60)) * MINUTE
    part = window(ts, meter, lo, hi, (True, True))
    assert part is not None
    again, findings = restate(ts, value, meter, part)
    chain = steps(ts, value, meter)
    whole = spread(chain)
    inside = (whole.start >= part.start) & (whole.start < part.end)
    assert again.start.tolist() == whole.start[inside].tolist()
    assert again.energy.tolist() == whole.energy[inside].tolist()
    assert again.quality.tolist() == whole.quality[inside].tolist()
    assert set(findings) == {f for f in chain.findings if part.start <= f.ts < part.end}


def test_a_reading_stamped_where_the_window_starts_is_still_found_to_overlap() -> None:
    meter = Meter.of(Point(1, "m", "interval", "kWh", 3, "gw", period=3600))
    ts, value = series((106, 743), (165, 1156))
    part = window(ts, meter, 225 * MINUTE, 225 * MINUTE, (True, True))
    assert part is not None
    assert [(f.ts // MINUTE, f.reason) for f in restate(ts, value, meter, part)[1]] == [(165, "overlap")]


def test_what_is_not_loaded_yet_is_asked_for() -> None:
    ts, _ = series((15, 1), (30, 1), (45, 1))
    assert window(ts, QUARTER, 30 * MINUTE, 30 * MINUTE, (False, True)) is None
    assert window(ts, QUARTER, 30 * MINUTE, 30 * MINUTE, (True, False)) is None


def test_a_reactive_register_counts_in_its_own_unit() -> None:
    meter = Meter.of(Point(1, "meter/M1/reactive", "interval", "kvarh", 2, "gw"))
    assert spread(steps(*series((15, 125)), meter)).energy.tolist() == [1_250_000]


@pytest.mark.parametrize("count", [1, 35_040])
def test_a_year_is_quick(count: int) -> None:
    ts = (np.arange(count) + 1) * INTERVAL_US
    assert len(interval.spread(steps(ts, np.ones(count, np.int64), QUARTER)).start) == count
