from datetime import timedelta

import numpy as np
import pytest

from billing.accounts import load, span
from zhiyuan.billing.load import Load, check_known
from zhiyuan.kernel.errors import Malformed, NotReady
from zhiyuan.kernel.span import Span, micros
from zhiyuan.telemetry.energy import INTERVAL_US, Quality

DAY = span("2025-04-14", "2025-04-15")


def of_quality(quality: Quality, first: int, last: int) -> Load:
    """A day in which some quarter hours are worth less."""
    day = load(DAY)
    day.quality[first:last] = quality
    return day


@pytest.mark.parametrize("quality", [Quality.MISSING, Quality.SUSPECT])
def test_energy_that_nobody_knows_is_not_billed_and_the_first_span_is_named(quality: Quality) -> None:
    with pytest.raises(NotReady, match=r"6 quarter hours.*from 2025-04-13 16:30 to 2025-04-13 18:00 \(UTC\)"):
        check_known(of_quality(quality, 2, 8))


def test_only_the_first_of_several_spans_is_named() -> None:
    day = of_quality(Quality.MISSING, 2, 3)
    day.quality[50:60] = Quality.SUSPECT
    with pytest.raises(NotReady, match=r"11 quarter hours.*16:30 to 2025-04-13 16:45"):
        check_known(day)


def test_an_estimate_is_billed_and_so_is_what_a_person_accepted() -> None:
    check_known(of_quality(Quality.ESTIMATED, 0, 96))
    start = DAY.start + timedelta(minutes=30)
    check_known(of_quality(Quality.SUSPECT, 2, 8), [Span(start, start + timedelta(minutes=90))])


def test_acceptance_of_part_of_a_hole_does_not_cover_the_rest() -> None:
    start = DAY.start + timedelta(minutes=30)
    with pytest.raises(NotReady, match="2 quarter hours"):
        check_known(of_quality(Quality.MISSING, 2, 8), [Span(start, start + timedelta(minutes=60))])


def test_quarter_hours_that_are_not_there_count_as_missing_not_as_zero() -> None:
    part = load(span("2025-04-14T06:00", "2025-04-14T08:00"))
    whole = part.on_grid(DAY)
    assert len(whole.start) == 96
    assert int(whole.kwh.sum()) == int(part.kwh.sum())
    assert (whole.quality == Quality.MISSING).sum() == 96 - 8
    assert whole.quality[24:32].tolist() == [0] * 8


def test_what_lies_outside_a_span_is_left_out() -> None:
    whole = load(span("2025-04-13", "2025-04-16"), np.arange(3 * 96)).on_grid(DAY)
    assert whole.kwh.tolist() == list(range(96, 192))


def test_a_load_keeps_its_name_through_json_and_loses_it_with_any_change() -> None:
    day = load(DAY, kvarh=3)
    assert Load.read(day.plain()).digest == day.digest
    names = {day.digest, load(DAY).digest, load(DAY, kvarh=4).digest, of_quality(Quality.ESTIMATED, 0, 1).digest}
    assert len(names) == 4


@pytest.mark.parametrize(
    ("start", "kwh", "why"),
    [([0, 0], [1, 1], "none twice"), ([INTERVAL_US, 0], [1, 1], "in order"), ([0, 5], [1, 1], "on the quarter"),
     ([0, INTERVAL_US], [1, -1], "kwh.*1970-01-01 00:15Z is below zero"), ([0, INTERVAL_US], [1], "1 for 2")],
)  # fmt: skip
def test_columns_that_can_not_be_are_refused(start: list[int], kwh: list[int], why: str) -> None:
    with pytest.raises(Malformed, match=why):
        Load(np.array(start, np.int64), np.array(kwh, np.int64), np.zeros(2, np.int8))


def test_a_stamp_is_whole_microseconds() -> None:
    assert micros(DAY.start) == 1744560000 * 10**6
