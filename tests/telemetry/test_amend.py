"""What a person states about energy holds only where the readings do not know better."""

from pathlib import Path

import numpy as np
import pytest

from zhiyuan.kernel.errors import NotFound, Refused
from zhiyuan.telemetry.amend import Amendments, Fill, overlay
from zhiyuan.telemetry.energy import INTERVAL_US, Intervals
from zhiyuan.telemetry.lateness import Lateness

Q = INTERVAL_US


def intervals(*rows: tuple[int, int, int]) -> Intervals:
    start, energy, quality = zip(*rows, strict=True) if rows else ((), (), ())
    return Intervals(np.array(start, np.int64) * Q, np.array(energy, np.int64), np.array(quality, np.int8))


def shown(found: Intervals) -> list[tuple[int, int, int]]:
    return list(zip((found.start // Q).tolist(), found.energy.tolist(), found.quality.tolist(), strict=True))


FILL = Fill(np.arange(5) * Q, np.full(5, 70))


def test_a_fill_counts_where_nothing_is_known_or_what_is_known_is_suspect() -> None:
    found = overlay(intervals((0, 5, 0), (1, 6, 1), (2, 0, 2)), FILL, None, None)
    assert shown(found) == [(0, 5, 0), (1, 6, 1), (2, 70, 1), (3, 70, 1), (4, 70, 1)]


def test_a_fill_reaches_no_further_than_what_is_computed_again() -> None:
    assert shown(overlay(intervals((2, 0, 2)), FILL, 2 * Q, 4 * Q)) == [(2, 70, 1), (3, 70, 1)]
    assert shown(overlay(intervals(), FILL, 4 * Q, None)) == [(4, 70, 1)]


def test_laying_a_fill_over_twice_changes_nothing() -> None:
    once = overlay(intervals((1, 6, 1), (2, 0, 2)), FILL, None, None)
    assert shown(overlay(once, FILL, None, None)) == shown(once)


def test_acts_wait_until_the_store_has_carried_them_out(tmp_path: Path) -> None:
    kept = Amendments(tmp_path / "quarantine.sqlite3")
    first = kept.correct(7, 1234, 99, "li", "抄表照片")
    second = kept.fill(7, {0: 5, Q: 6}, "li", "表坏了")
    assert [(a.id, a.kind, a.start, a.end) for a in kept.waiting()] == [
        (first, "correct", 1234, 1235),
        (second, "fill", 0, 2 * Q),
    ]
    kept.done(kept.waiting())
    assert kept.waiting() == []
    assert [a.state for a in kept.acts([7])] == ["done", "done"]
    assert kept.fills([7, 8])[7].energy.tolist() == [5, 6]


def test_a_fill_can_be_taken_back_once(tmp_path: Path) -> None:
    kept = Amendments(tmp_path / "quarantine.sqlite3")
    act = kept.fill(7, {0: 5}, "li", "表坏了")
    kept.done(kept.waiting())
    assert kept.withdraw(act).state == "withdrawing"
    assert kept.fills([7]) == {}
    kept.done(kept.waiting())
    with pytest.raises(Refused, match="no estimate that still holds"):
        kept.withdraw(act)
    with pytest.raises(NotFound):
        kept.get(99)


def test_late_readings_are_counted_by_point_and_day(tmp_path: Path) -> None:
    kept = Lateness(tmp_path / "quarantine.sqlite3")
    kept.add("wire:1", 10, {(7, "2026-03-01"): 2})
    kept.add("wire:1", 11, {(7, "2026-03-01"): 1, (8, "2026-03-02"): 4})
    assert kept.position("wire:1") == 11
    assert kept.position("wire:2") == 0
    assert kept.counts("2026-03-01", "2026-03-01") == {(7, "2026-03-01"): 3}
