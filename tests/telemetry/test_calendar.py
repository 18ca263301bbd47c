"""Buckets of the site's calendar tile every span, sum to the same whole, and follow the clock where it changes."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.span import Span, midnight
from zhiyuan.telemetry.calendar import BUCKETS, DAY_US, Bucket, bucket_edges, first_day, next_start, whole
from zhiyuan.telemetry.delta import DeltaFiles
from zhiyuan.telemetry.energy import HOUR_US, INTERVAL_US
from zhiyuan.telemetry.historian import instant, micros
from zhiyuan.telemetry.rollup import APP, ENERGY, EnergyReader

NANYANG = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")  # clocks change by half an hour
CAIRO = ZoneInfo("Africa/Cairo")  # clocks change at midnight: a day begins at 01:00
ZONES = [NANYANG, BERLIN, LORD_HOWE, CAIRO, ZoneInfo("Asia/Kathmandu")]


def local(zone: ZoneInfo, year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=zone)


def starts(span: Span, bucket: Bucket, zone: ZoneInfo, cycle_day: int = 1) -> list[str]:
    edges = bucket_edges(span, bucket, zone, cycle_day)
    return [f"{instant(e).astimezone(zone):%Y-%m-%d %H:%M}" for e in edges[:-1]]


def test_a_span_of_two_years_begins_its_buckets_where_the_calendar_does() -> None:
    span = Span(midnight(date(2025, 11, 14), NANYANG), midnight(date(2027, 2, 3), NANYANG))
    assert starts(span, "year", NANYANG) == ["2025-11-14 00:00", "2026-01-01 00:00", "2027-01-01 00:00"]
    assert starts(span, "quarter", NANYANG)[1:4] == ["2026-01-01 00:00", "2026-04-01 00:00", "2026-07-01 00:00"]
    assert starts(span, "month", NANYANG)[-2:] == ["2027-01-01 00:00", "2027-02-01 00:00"]
    assert starts(span, "billing", NANYANG, 26)[:3] == ["2025-11-14 00:00", "2025-11-26 00:00", "2025-12-26 00:00"]
    assert starts(span, "week", NANYANG)[1] == "2025-11-17 00:00"
    assert {instant(e).astimezone(NANYANG).weekday() for e in bucket_edges(span, "week", NANYANG)[1:-1]} == {0}


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 7, 1), 24)])
def test_a_day_of_berlin_has_the_hours_its_clock_gives_it(day: date, hours: int) -> None:
    span = Span(midnight(day, BERLIN), midnight(day + timedelta(days=1), BERLIN))
    edges = bucket_edges(span, "hour", BERLIN)
    assert len(edges) - 1 == hours
    assert {b - a for a, b in pairwise(edges)} == {HOUR_US}
    assert len(bucket_edges(span, "interval", BERLIN)) - 1 == 4 * hours


def test_where_clocks_change_by_half_an_hour_hours_stay_full_on_the_clock() -> None:
    span = Span(local(LORD_HOWE, 2026, 4, 5), local(LORD_HOWE, 2026, 4, 5, 4))
    shown = starts(span, "hour", LORD_HOWE)
    assert shown == [f"2026-04-05 {t}" for t in ("00:00", "01:00", "01:30", "02:00", "03:00")]


def test_a_midnight_that_the_clock_skips_is_the_instant_it_skips() -> None:
    span = Span(local(CAIRO, 2026, 4, 23), local(CAIRO, 2026, 4, 26))
    assert [(b - a) // HOUR_US for a, b in pairwise(bucket_edges(span, "day", CAIRO))] == [24, 23, 24]


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(ZONES),
    st.sampled_from(BUCKETS),
    st.integers(0, 4 * 365 * 96),
    st.integers(1, 60 * 24 * 120),
    st.integers(1, 28),
)
def test_buckets_tile_any_span_and_begin_where_a_bucket_begins(
    zone: ZoneInfo, bucket: Bucket, quarter: int, minutes: int, cycle_day: int
) -> None:
    begin = midnight(date(2024, 1, 1), zone) + quarter * timedelta(minutes=15)
    span = Span(begin, instant(micros(begin) + minutes * 60_000_000))
    edges = bucket_edges(span, bucket, zone, cycle_day)
    assert (edges[0], edges[-1]) == (micros(span.start), micros(span.end))
    assert all(a < b for a, b in pairwise(edges))
    for a, b in pairwise(edges[1:-1]):
        assert whole(instant(a), bucket, zone, cycle_day) == Span(instant(a), instant(b))


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.sampled_from(BUCKETS[2:]), st.integers(1, 28))
def test_every_day_lies_in_one_bucket(day: date, bucket: Bucket, cycle_day: int) -> None:
    first, after = first_day(day, bucket, cycle_day), next_start(day, bucket, cycle_day)
    assert first <= day < after
    assert first_day(after, bucket, cycle_day) == after
    assert next_start(after - timedelta(days=1), bucket, cycle_day) == after


@pytest.mark.parametrize("cycle_day", [0, 29, 31])
def test_a_cycle_day_that_some_month_lacks_is_refused(cycle_day: int) -> None:
    with pytest.raises(Malformed, match="which every month has"):
        first_day(date(2026, 3, 1), "billing", cycle_day)


def kept(
    folder: Path, zone: ZoneInfo, first: date, days: int, holes: frozenset[int] = frozenset()
) -> tuple[Span, dict]:
    """A year of random quarter hours of two meters in the table, some missing; and what was kept."""
    span = Span(midnight(first, zone), midnight(first + timedelta(days=days), zone))
    stamps = np.arange(micros(span.start), micros(span.end), INTERVAL_US)
    rng = np.random.default_rng(7)
    truth, tables = {}, []
    for point in (1, 2):
        energy = rng.integers(0, 9_000_000, len(stamps))
        quality = np.where(rng.random(len(stamps)) < 0.02, 1, 0).astype(np.int8)
        there = np.array([k % 997 not in holes for k in range(len(stamps))])
        truth[point] = (stamps[there], energy[there], quality[there])
        columns = [np.full(there.sum(), point, np.int32), *truth[point]]
        tables.append(pa.table([pa.array(c) for c in columns], schema=ENERGY.columns))
    DeltaFiles(folder / "energy", ENERGY, write=True).commit({"2026-01": pa.concat_tables(tables)}, (APP, 1), [])
    return span, truth


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_every_bucket_holds_exactly_its_quarter_hours(tmp_path: Path, zone: ZoneInfo) -> None:
    span, truth = kept(tmp_path, zone, date(2026, 1, 1), 365, frozenset({5, 6}))
    reader = EnergyReader(tmp_path, zone)
    cut = Span(instant(micros(span.start) + 5 * DAY_US + 3 * INTERVAL_US), span.end)
    for bucket in BUCKETS:
        found = reader.columns([1, 2], cut, bucket, 26).to_pydict()
        edges = bucket_edges(cut, bucket, zone, 26)
        for point, (stamps, energy, quality) in truth.items():
            at = np.searchsorted(edges, stamps, side="right") - 1
            inside = (at >= 0) & (at < len(edges) - 1)
            sums = np.bincount(at[inside], energy[inside], len(edges) - 1).astype(np.int64)
            guessed = np.bincount(at[inside], np.where(quality, energy, 0)[inside], len(edges) - 1).astype(np.int64)
            count = np.bincount(at[inside], minlength=len(edges) - 1)
            expected = [(edges[k], sums[k], guessed[k], count[k]) for k in np.flatnonzero(count)]
            rows = zip(*(found[n] for n in ("point", "start", "kwh", "estimated", "known")), strict=True)
            assert [row[1:] for row in rows if row[0] == point] == expected, bucket


def test_every_bucket_is_there_and_what_is_unknown_is_counted(tmp_path: Path) -> None:
    span, truth = kept(tmp_path, BERLIN, date(2026, 3, 1), 61, frozenset({10}))
    reader = EnergyReader(tmp_path, BERLIN)
    for bucket in BUCKETS:
        rows = reader.between([1], span, bucket)
        assert len(rows) == len(bucket_edges(span, bucket, BERLIN)) - 1
        assert [a.end for a in rows[:-1]] == [b.start for b in rows[1:]]
        assert sum(round(r.kwh * 1e6) for r in rows) == truth[1][1].sum()
        assert sum(r.missing for r in rows) == 61 * 96 - 4 - len(truth[1][0])
