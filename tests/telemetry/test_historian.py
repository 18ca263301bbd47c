"""Readings are kept exactly once, by site day, and found again; a half-written commit is dropped."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from zhiyuan.kernel.errors import NotReady
from zhiyuan.kernel.span import Span
from zhiyuan.telemetry.historian import Historian, Writer, micros

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 3, 1, 23, 58, tzinfo=ZONE)
MINUTE = 60_000_000


def batch(first: int, count: int, points: int = 3) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """``count`` minutes of ``points`` points, from minute ``first``; value = minute."""
    minutes = np.repeat(np.arange(first, first + count), points)
    return np.tile(np.arange(1, points + 1, dtype=np.int32), count), micros(START) + minutes * MINUTE, minutes


def minutes(n: float) -> Span:
    return Span(START, START + timedelta(minutes=n))


def test_readings_are_found_again_by_point_and_half_open_span(tmp_path: Path) -> None:
    Writer(tmp_path, ZONE).append(*batch(0, 5))
    ts, value = Historian(tmp_path).series(2, minutes(3))
    assert value.tolist() == [0, 1, 2]
    assert ts[0] == micros(START)


def test_partitions_are_the_sites_days(tmp_path: Path) -> None:
    writer = Writer(tmp_path, ZONE)
    writer.append(*batch(0, 5))
    assert sorted((f.day, f.rows) for f in writer.delta.files()) == [("2026-03-01", 6), ("2026-03-02", 9)]


def test_the_position_moves_with_the_readings_and_never_back(tmp_path: Path) -> None:
    writer = Writer(tmp_path, ZONE)
    assert writer.position() == 0
    writer.append(*batch(0, 1), 10)
    with pytest.raises(NotReady):
        writer.append(*batch(1, 1), 9)
    assert Historian(tmp_path).position() == 10


def test_a_position_moves_without_readings(tmp_path: Path) -> None:
    writer = Writer(tmp_path, ZONE)
    none = np.zeros(0, np.int64)
    writer.append(none.astype(np.int32), none, none, 5)
    assert Writer(tmp_path, ZONE).position() == 5


def test_a_log_made_anew_has_a_position_of_its_own(tmp_path: Path) -> None:
    writer = Writer(tmp_path, ZONE)
    writer.append(*batch(0, 1), 10, "old")
    writer.append(*batch(1, 1), 2, "new")
    assert (writer.position("old"), writer.position("new")) == (10, 2)


def test_latest_is_by_stamp_and_not_by_arrival(tmp_path: Path) -> None:
    writer = Writer(tmp_path, ZONE)
    writer.append(*batch(3, 2))
    writer.append(*batch(0, 2))
    assert writer.latest([1, 2]) == {p: (micros(START) + 4 * MINUTE, 4) for p in (1, 2)}


def test_kept_pairs_are_recognised_with_their_values(tmp_path: Path) -> None:
    writer = Writer(tmp_path, ZONE)
    writer.append(*batch(0, 5))
    known, value = writer.at(np.array([1, 1, 9], np.int32), micros(START) + np.array([4, 9, 4]) * MINUTE)
    assert known.tolist() == [True, False, False]
    assert value[0] == 4


def test_compacting_changes_no_reading_and_the_position_stays(tmp_path: Path) -> None:
    writer = Writer(tmp_path, ZONE)
    for k in range(6):
        writer.append(*batch(k, 1), k + 1)
    before = writer.between([1, 2, 3], minutes(10))
    assert writer.compact("2026-03-01") + writer.compact("2026-03-02") == 4
    assert writer.between([1, 2, 3], minutes(10)).equals(before)
    assert len(writer.delta.files()) == 2
    assert Writer(tmp_path, ZONE).position() == 6
    assert writer.delta.added_since(6) == []
    assert writer.delta.vacuum(0) == 6
    assert Historian(tmp_path).between([1, 2, 3], minutes(10)).equals(before)


def test_a_half_written_last_commit_is_dropped_at_the_next_start(tmp_path: Path) -> None:
    writer = Writer(tmp_path, ZONE)
    writer.append(*batch(0, 1), 1)
    writer.append(*batch(1, 1), 2)
    (tmp_path / "readings/_delta_log/00000000000000000002.json").write_text('{"add": {"pa')
    again = Writer(tmp_path, ZONE)
    assert again.position() == 1
    again.append(*batch(1, 1), 2)
    assert len(again.series(1, minutes(9))[0]) == 2


def test_a_commit_whose_file_is_not_whole_is_dropped_at_the_next_start(tmp_path: Path) -> None:
    writer = Writer(tmp_path, ZONE)
    writer.append(*batch(0, 1), 1)
    writer.append(*batch(1, 1), 2)
    newest = max(writer.delta.files(), key=lambda f: f.last)
    (tmp_path / "readings" / newest.path).write_bytes(b"PAR1")
    assert Writer(tmp_path, ZONE).position() == 1


def test_a_correction_replaces_one_value_and_the_version_before_keeps_the_old(tmp_path: Path) -> None:
    writer = Writer(tmp_path, ZONE)
    version = writer.append(*batch(0, 3))
    writer.correct(2, micros(START) + MINUTE, 77)
    assert writer.series(2, minutes(9))[1].tolist() == [0, 77, 2]
    assert writer.series(1, minutes(9))[1].tolist() == [0, 1, 2]
    assert writer.delta.version == version + 1


def test_reading_before_anything_is_kept_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="nothing is kept yet"):
        Historian(tmp_path)
