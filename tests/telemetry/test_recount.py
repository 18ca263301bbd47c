"""Energy computed again from the readings: it says what changed, and the second time nothing does."""

from pathlib import Path

import numpy as np
import pytest

from telemetry.test_intake import DAY, POINTS, START, intake, meter
from zhiyuan.telemetry.historian import micros
from zhiyuan.telemetry.intake import Intake
from zhiyuan.telemetry.recount import Asked, changes, heard, told
from zhiyuan.telemetry.rollup import ENERGY

SPAN = micros(DAY.start), micros(DAY.end) - 1


def damaged(store: Intake, quarter: int, kwh: int) -> None:
    """Put another figure in place of one that was computed."""
    kept = store.energy.stored([1]).to_pydict()
    kept["kwh"][quarter] = kwh
    table = ENERGY.columns.empty_table().from_pydict(kept, schema=ENERGY.columns)
    store.energy.delta.commit({"2026-03": table}, replaces=store.energy.delta.files())


def test_what_the_readings_do_not_say_is_put_right_and_named(tmp_path: Path) -> None:
    store = intake(tmp_path)
    store.take(meter(0, 1441))
    store.settle()
    before = store.energy.stored([1])
    damaged(store, 40, 9_000_000)
    (change,) = store.recount([1, 2], *SPAN)
    assert (change.point, change.intervals) == (1, 1)
    assert (change.kwh_before, change.kwh_after) == (9.0, 1.5)
    assert change.first == change.last == int(START * 1e6) + 40 * 900_000_000
    assert store.energy.stored([1]).equals(before)
    assert store.recount([1, 2], *SPAN) == []


def test_what_merely_waited_is_no_change(tmp_path: Path) -> None:
    store = intake(tmp_path)
    store.take(meter(0, 1441))
    assert store.recount([1], *SPAN) == []
    assert store.energy.stored([1]).num_rows == 96


def test_a_point_without_readings_changes_nothing(tmp_path: Path) -> None:
    store = intake(tmp_path)
    assert store.recount([1, 77], *SPAN) == []


def test_lost_and_added_intervals_count_as_changes(tmp_path: Path) -> None:
    store = intake(tmp_path)
    store.take(meter(0, 1441))
    store.settle()
    whole = store.energy.stored([1])
    less = whole.slice(1)
    (lost,) = changes(whole, less)
    (found,) = changes(less, whole)
    assert (lost.intervals, lost.kwh_before, lost.kwh_after) == (1, 1.5, 0.0)
    assert (found.intervals, found.kwh_before, found.kwh_after) == (1, 0.0, 1.5)
    assert changes(less, less) == []


def test_question_and_answer_keep_their_shape_on_the_wire() -> None:
    asked = Asked((1, 2), *SPAN)
    assert Asked.read(asked.write()) == asked
    assert heard(told([])) == []


@pytest.mark.parametrize("start", [0, 300, 1200])
def test_a_span_computed_again_leaves_what_lies_outside(tmp_path: Path, start: int) -> None:
    store = intake(tmp_path)
    store.take([m for k, m in enumerate(meter(0, 1441)) if not 400 < k < 700])
    store.settle()
    before = store.energy.stored([1])
    first = int(START * 1e6) + start * 60_000_000
    assert store.recount([POINTS[0].id], first, first + 3_600_000_000) == []
    assert np.array_equal(store.energy.stored([1])["kwh"].to_numpy(), before["kwh"].to_numpy())
