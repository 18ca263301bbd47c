"""Registers become energy: the seven field cases exactly, and what holds for any series."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiyuan.telemetry.energy import (
    HOUR_US,
    INTERVAL_US,
    Intervals,
    Quality,
    Register,
    energy_per_interval,
    intervals,
    restate,
    steps,
    window,
)
from zhiyuan.telemetry.point import Point, Replacement

METER = Point(1, "meter/M1/energy", "register", "kWh", 1, "gw1", rollover=10_000.0, max_rate=60.0)
MINUTE = 60_000_000
DAY = [(k * MINUTE, round(1000.0 + k * 0.1, 1)) for k in range(24 * 60 + 1)]  # 6 kWh/h, each minute
HOURLY = [(k * HOUR_US, 1000.0 + 6.0 * k) for k in range(25)]


def total(found: Intervals) -> float:
    return float(found.energy.sum() / 1e6)


def hours(found: Intervals) -> list[float]:
    return [round(float(h), 6) for h in np.add.reduceat(found.energy, range(0, len(found.energy), 4)) / 1e6]


def estimated(found: Intervals) -> float:
    return float(found.energy[found.quality >= Quality.ESTIMATED].sum() / 1e6)


def test_control_a_steady_day_is_exact_and_measured() -> None:
    found, findings = energy_per_interval(DAY, METER)
    assert total(found) == pytest.approx(144.0, abs=0.001)
    assert hours(found) == [6.0] * 24
    assert set(found.quality) == {Quality.MEASURED}
    assert not findings


def test_a_six_hour_gap_is_spread_over_its_hours_and_flagged() -> None:
    found, _ = energy_per_interval([r for r in DAY if not 8 * HOUR_US < r[0] < 14 * HOUR_US], METER)
    assert total(found) == pytest.approx(144.0, abs=0.001)
    assert hours(found) == [6.0] * 24
    assert estimated(found) == pytest.approx(36.0, abs=0.001)
    flagged = found.start[found.quality == Quality.ESTIMATED]
    assert (flagged[0], flagged[-1]) == (8 * HOUR_US, 14 * HOUR_US - INTERVAL_US)


def test_a_late_batch_restates_the_gap_to_measured() -> None:
    late = [r for r in DAY if 8 * HOUR_US < r[0] < 14 * HOUR_US]
    found, _ = energy_per_interval([r for r in DAY if r not in late] + late, METER)
    control, _ = energy_per_interval(DAY, METER)
    assert np.array_equal(found.energy, control.energy)
    assert not found.quality.any()


def test_a_rollover_at_ten_thousand_loses_nothing() -> None:
    found, findings = energy_per_interval([(t, round((v + 8930.0) % 10_000, 1)) for t, v in DAY], METER)
    assert total(found) == pytest.approx(144.0, abs=0.001)
    assert hours(found) == [6.0] * 24
    assert not findings
    assert set(found.quality) == {Quality.MEASURED}


def test_one_spike_is_left_out_with_its_reason_and_costs_nothing() -> None:
    series = [(t, v + 5000 if t == 10 * HOUR_US else v) for t, v in DAY]
    found, (finding,) = energy_per_interval(series, METER)
    assert total(found) == pytest.approx(144.0, abs=0.001)
    assert hours(found) == [6.0] * 24
    assert (finding.ts, finding.reason) == (10 * HOUR_US, "spike")


def test_a_spike_in_hourly_readings_is_bridged_and_flagged() -> None:
    series = [(t, v + 5000 if t == 10 * HOUR_US else v) for t, v in HOURLY]
    found, findings = energy_per_interval(series, METER)
    assert total(found) == pytest.approx(144.0, abs=0.001)
    assert [f.reason for f in findings] == ["spike"]
    assert (found.quality[36:44] == Quality.ESTIMATED).all()


def swapped(at: int) -> list[tuple[int, float]]:
    return [(t, v if t < at else round((t - at) / MINUTE * 0.1, 1)) for t, v in DAY]


def test_a_swap_on_record_to_a_meter_at_zero_is_exact_and_measured() -> None:
    at = 12 * HOUR_US
    meter = replace(METER, replacements=(Replacement(at, final=1072.0, initial=0.0),))
    found, findings = energy_per_interval(swapped(at), meter)
    assert total(found) == pytest.approx(144.0, abs=0.001)
    assert hours(found) == [6.0] * 24
    assert set(found.quality) == {Quality.MEASURED}
    assert not findings


def test_a_swap_without_a_record_is_a_suspect_reset_and_never_negative() -> None:
    found, (finding,) = energy_per_interval(swapped(12 * HOUR_US - MINUTE), METER)
    assert finding.reason == "reset"
    assert found.energy.min() >= 0
    assert total(found) == pytest.approx(144.0, abs=0.1001)
    assert found.quality[4 * 12 - 1] == Quality.SUSPECT


def test_two_writers_and_duplicates_count_once() -> None:
    found, _ = energy_per_interval(DAY + DAY, METER)
    assert total(found) == pytest.approx(144.0, abs=0.001)


def test_a_register_that_jumps_and_stays_is_not_counted_until_a_person_accepts_it() -> None:
    series = [(t, v + 5000 if t >= 10 * HOUR_US else v) for t, v in DAY]
    found, (finding,) = energy_per_interval(series, METER)
    assert finding.reason == "jump"
    assert total(found) == pytest.approx(144.0 - 0.1, abs=0.001)
    assert found.quality[39] == Quality.SUSPECT
    found, findings = energy_per_interval(series, METER, trusted=frozenset({finding.ts}))
    assert total(found) == pytest.approx(5144.0, abs=0.001)
    assert not findings


def test_a_doubtful_last_reading_waits_for_the_next_ones() -> None:
    found, findings = energy_per_interval([*DAY[:-1], (DAY[-1][0], 6000.0)], METER)
    assert not findings
    assert len(found.start) == 95


def test_energy_of_a_meter_that_starts_inside_an_interval_is_kept_and_flagged() -> None:
    found, _ = energy_per_interval(DAY[5:], METER)
    assert total(found) == pytest.approx(143.5, abs=0.001)
    assert found.quality[0] == Quality.ESTIMATED


def test_multiplier_and_unit_reach_the_energy() -> None:
    meter = replace(METER, unit="MWh", multiplier=40.0, decimals=4, max_rate=1e9, rollover=None)
    found, _ = energy_per_interval([(0, 1.0), (INTERVAL_US, 1.0025)], meter)
    assert total(found) == pytest.approx(100.0, abs=1e-6)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 99_999)), min_size=0, max_size=60),
    st.sampled_from([None, 10_000.0]),
)
def test_no_series_makes_energy_negative_or_more_than_can_flow(
    series: list[tuple[int, int]], rollover: float | None
) -> None:
    meter = replace(METER, rollover=rollover)
    readings = [(t * 5 * MINUTE, v / 10) for t, v in series]
    found, _ = energy_per_interval(readings, meter)
    assert (found.energy >= 0).all()
    if len(found.start):
        span_h = (max(t for t, _ in readings) - min(t for t, _ in readings)) / HOUR_US
        assert total(found) <= 60.0 * 1.2 * span_h + 0.2 * len(readings)


@settings(deadline=None)
@given(st.lists(st.integers(1, 40), min_size=2, max_size=80), st.integers(0, 900_000_000 - 1))
def test_any_pattern_of_lost_readings_keeps_the_total_between_first_and_last(gaps: list[int], offset: int) -> None:
    minutes = np.concatenate([[0], np.cumsum(gaps)])
    readings = [(int(m) * MINUTE + offset, float(m) / 10) for m in minutes]
    found, findings = energy_per_interval(readings, METER)
    assert not findings
    end = readings[-1][0] // INTERVAL_US * INTERVAL_US
    expected = max(end - offset, 0) / MINUTE / 10
    assert total(found) == pytest.approx(expected, abs=1e-5)


_runs = st.lists(
    st.tuples(st.sampled_from(["rise", "rise", "spike", "dip", "reset", "jump"]), st.integers(1, 9), st.integers(1, 4)),
    min_size=1,
    max_size=12,
)


def walk(runs: list[tuple[str, int, int]]) -> dict[int, int]:
    """Stamps and registers in counts: rising, with runs of one to nine readings that cannot be, resets and jumps."""
    series: dict[int, int] = {}
    minute, shown = 0, 50_000
    for what, length, gap in runs:
        shown = {"reset": 0, "jump": shown + 9000}.get(what, shown)
        for _ in range(length):
            minute += gap * 3
            shown += gap * 10
            series[minute * MINUTE] = (shown + {"spike": 7000, "dip": -4000}.get(what, 0)) % 100_000
    return series


@settings(deadline=None, max_examples=300)
@given(_runs, st.integers(0, 60), st.sets(st.integers(0, 8), min_size=1), st.booleans())
def test_restating_what_late_readings_touch_equals_computing_everything(
    runs: list[tuple[str, int, int]], place: int, near: set[int], swap: bool
) -> None:
    whole = walk(runs)
    late = {place + k for k in near}
    stamps = sorted(whole)
    meter = METER if not swap else replace(METER, replacements=(Replacement(stamps[len(stamps) // 2], 600.0, 3.0),))
    register = Register.of(meter)
    missing = {stamps[k] for k in late if k < len(stamps)}
    early = [t for t in stamps if t not in missing]
    table: dict[int, tuple[int, int]] = {}

    def columns(of: list[int]) -> tuple[np.ndarray, np.ndarray]:
        return np.array(of, np.int64), np.array([whole[t] for t in of], np.int64)

    def keep(found: Intervals) -> None:
        for t, e, q in zip(found.start.tolist(), found.energy.tolist(), found.quality.tolist(), strict=True):
            table[t] = (e, q)

    keep(intervals(steps(*columns(early), register)))
    if missing:
        ts, value = columns(stamps)
        part = window(ts, value, register, min(missing), max(missing), (True, True))
        assert part is not None
        for t in [t for t in table if (part.start or 0) <= t < (part.end or t + 1)]:
            del table[t]
        keep(restate(ts, value, register, part)[0])
    full = intervals(steps(*columns(stamps), register))
    assert sorted(table.items()) == list(
        zip(full.start.tolist(), zip(full.energy.tolist(), full.quality.tolist(), strict=True), strict=True)
    )


def test_a_late_reading_in_a_long_series_touches_only_its_neighbourhood() -> None:
    ts = np.array([t for t, _ in DAY], np.int64)
    value = np.array([round(v * 10) for _, v in DAY], np.int64)
    part = window(ts, value, Register.of(METER), 10 * HOUR_US, 10 * HOUR_US, (True, True))
    assert part is not None
    assert (part.start, part.end) == (10 * HOUR_US - INTERVAL_US, 10 * HOUR_US + INTERVAL_US)
    assert part.last - part.first < 60
