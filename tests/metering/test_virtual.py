"""Meters made of meters: exact, as good as their worst part, never below nothing."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyuan.kernel.errors import Malformed, NotFound, Refused
from zhiyuan.metering import formula, virtual
from zhiyuan.metering.virtual import Definition
from zhiyuan.telemetry.energy import Quality
from zhiyuan.telemetry.historian import micros
from zhiyuan.telemetry.quarter import QuarterHours

ZONE = ZoneInfo("Asia/Shanghai")
START = micros(datetime(2026, 3, 1, tzinfo=ZONE)) + np.arange(4) * 900_000_000
SINCE = date(2026, 1, 1)
UNITS = {"main": "kWh", "a": "kWh", "b-1": "kWh", "meter/main/power": "kW"}


def hours(*microkwh: int, quality: tuple[int, ...] = (0, 0, 0, 0)) -> QuarterHours:
    return QuarterHours(START, np.array(microkwh, np.int64), np.array(quality, np.int8))


def computed(text: str, **parts: QuarterHours) -> virtual.Evaluated:
    return virtual.compute([Definition(SINCE, text)], {k.replace("_", "-"): v for k, v in parts.items()}, START, ZONE)


def test_sum_difference_and_share_are_formulas_one_can_read() -> None:
    assert virtual.total(["a", "b-1"]) == "[a] + [b-1]"
    assert virtual.difference("main", ["a", "b-1"]) == "[main] - [a] - [b-1]"
    assert virtual.share("main", 0.35) == "0.35 * [main]"
    with pytest.raises(Malformed, match="at most 1"):
        virtual.share("main", 1.5)


def test_a_sum_is_exact_to_the_last_microkwh() -> None:
    found = computed("[a] + [b-1]", a=hours(1, 2, 3, 4), b_1=hours(10**12, 0, 1, 5)).hours
    assert found.energy.tolist() == [10**12 + 1, 2, 4, 9]


@given(st.lists(st.integers(0, 10**11), min_size=8, max_size=8))
def test_parts_and_what_is_left_make_the_whole(numbers: list[int]) -> None:
    a, b = np.array(numbers[:4]), np.array(numbers[4:])
    left = computed("[main] - [a]", main=hours(*(a + b).tolist()), a=hours(*a.tolist()))
    assert left.hours.energy.tolist() == b.tolist()
    assert not left.negative.any()


def test_a_quarter_hour_is_worth_what_its_worst_part_is_worth() -> None:
    a, b = hours(1, 1, 1, 1, quality=(0, 1, 0, 0)), hours(1, 1, 1, 0, quality=(0, 0, 2, 3))
    found = computed("[a] + [b-1]", a=a, b_1=b).hours
    assert found.quality.tolist() == [0, 1, 2, 3]
    assert found.energy.tolist() == [2, 2, 2, 0]  # of the last nothing is known, so nothing is claimed


def test_less_than_nothing_is_booked_as_nothing_suspect_and_told() -> None:
    found = computed("[main] - [a]", main=hours(5, 5, 5, 5), a=hours(4, 8, 5, 6))
    assert found.hours.energy.tolist() == [1, 0, 0, 0]
    assert found.hours.quality.tolist() == [0, Quality.SUSPECT, 0, Quality.SUSPECT]
    assert (found.negative.tolist(), found.below) == ([False, True, False, True], 4)


def test_division_by_zero_is_suspect_not_infinite() -> None:
    found = computed("[main] * ([a] / [b-1])", main=hours(6, 6, 6, 6), a=hours(1, 1, 0, 1), b_1=hours(2, 0, 0, 3))
    assert found.hours.energy.tolist() == [3, 0, 0, 2]
    assert found.undefined.tolist() == [False, True, True, False]
    assert found.hours.quality.tolist() == [0, 2, 2, 0]


def test_a_definition_holds_from_its_day_and_not_before() -> None:
    at = micros(datetime(2026, 2, 28, 23, 30, tzinfo=ZONE)) + np.arange(4) * 900_000_000
    part = {"a": QuarterHours(at, np.full(4, 10), np.zeros(4, np.int8))}
    half = Definition(date(2026, 3, 1), "0.5 * [a]")
    assert virtual.compute([half], part, at, ZONE).hours.quality.tolist() == [3, 3, 0, 0]
    both = virtual.compute([half, Definition(SINCE, "[a]")], part, at, ZONE).hours
    assert both.energy.tolist() == [10, 10, 5, 5]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[main] - ", "character 9: a name in"),
        ("[main] [a]", "character 8: an operator"),
        ("main - [a]", "character 1: there is no function main"),
        ("[main] $ 2", "character 8: '\\$' has no meaning"),
        ("([main] - [a]", "character 14: a closing bracket"),
        ("__import__('os')", "character 12: .* has no meaning"),
        ("[main] ** 2", "character 9: a name in"),
        ("2 + 3", "names no meter"),
        ("", "a name in"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(text: str, says: str) -> None:
    with pytest.raises(Malformed, match=says):
        virtual.check("v", text, UNITS, {})


def test_brackets_that_go_too_deep_are_refused_rather_than_overflow() -> None:
    with pytest.raises(Malformed, match="deep"):
        formula.parse("(" * 400 + "[a]" + ")" * 400)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[main] + [meter/main/power]", "character 8: kWh and kW cannot be added"),
        ("[main] * [a]", "character 8: kWh times kWh is no energy"),
        ("[main] + 5", "character 8: kWh and a plain number cannot be added"),
        ("[meter/main/power]", "gives kW, not kWh"),
        ("[main] / [a]", "not kWh"),
    ],
)
def test_units_that_do_not_go_together_are_refused(text: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        virtual.check("v", text, UNITS, {})


def test_a_meter_that_is_not_there_is_named_with_its_place() -> None:
    with pytest.raises(NotFound, match="character 10: there is no meter attic"):
        virtual.check("v", "[main] - [attic]", UNITS, {})


def test_a_meter_that_stands_on_itself_is_refused_with_the_way_round() -> None:
    units = UNITS | {"x": "kWh", "y": "kWh"}
    with pytest.raises(Refused, match="x → y → x goes round"):
        virtual.check("x", "[main] - [y]", units, {"y": ["x", "a"]})
    with pytest.raises(Refused, match="v → v goes round"):
        virtual.check("v", "[v] + [a]", units, {})
    with pytest.raises(Refused, match="x → y → x"):
        virtual.order(["x"], {"x": ["y"], "y": ["x"]})


def test_parts_come_before_what_is_made_of_them() -> None:
    assert virtual.order(["top"], {"top": ["mid", "a"], "mid": ["low", "a"], "low": ["a"]}) == ["low", "mid", "top"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2 * [a] + 3 * [a] / 2", 35),
        ("-([a]) + [main]", 90),
        ("[main] - [a] - [a]", 80),
        ("max([a], [main]) - min([a], [main]) + sum([a], [a], [a])", 120),
        ("[main] - ([a] - [a])", 100),
    ],
)
def test_the_usual_order_of_operations_holds(text: str, value: int) -> None:
    found = computed(text, main=hours(*[100] * 4), a=hours(*[10] * 4)).hours
    assert found.energy.tolist() == [value] * 4
