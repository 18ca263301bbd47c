"""The day's energy laid over its quarter hours: sums kept, days alike chosen, clocks that change."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from savings.cases import END, GATES, HALF_CLOSED, nanyang, plan
from zhiyuan.kernel.errors import NotReady
from zhiyuan.kernel.span import days_span, micros
from zhiyuan.savings.assess import assess
from zhiyuan.savings.counterfactual import Expected, expected, model_days
from zhiyuan.savings.energy import EnergyDay
from zhiyuan.savings.shape import CLOCK, Ints, Learned, by_clock, lay_out, on_day, quarters_of
from zhiyuan.telemetry.energy import INTERVAL_US

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
ASKED = {"nearest": 10, "least": 3}
MONDAY = date(2025, 3, 3)


def day(offset: int, working: bool = True, night: float = 12.0) -> EnergyDay:
    return EnergyDay(MONDAY + timedelta(days=offset), 24.0, working, night)


def learned(*days: EnergyDay) -> Learned:
    """Each day burns one kWh in the quarter hour whose place is its number among the days."""
    return Learned(days, np.eye(len(days), CLOCK) * 1e6)


@given(st.floats(-50, 5000), st.integers(0, 2**32 - 1))
def test_the_quarter_hours_of_a_day_are_the_days_energy_to_the_last_part(kwh: float, seed: int) -> None:
    shapes = np.random.default_rng(seed).random((4, CLOCK))
    laid = lay_out(kwh, shapes / shapes.sum(axis=1, keepdims=True))
    assert laid.sum() == round(kwh * 1e6)
    assert (laid * np.sign(kwh) >= 0).all()


def test_a_day_is_laid_out_like_those_of_its_kind_with_about_as_long_a_night() -> None:
    known = learned(day(0, night=9.0), day(1, night=13.9), day(2, night=14.1), day(5, working=False, night=14.0))
    found = known.like(day(200, night=14.0), nearest=2, least=1, circuit="road")
    assert sorted(np.flatnonzero(found.sum(axis=0)).tolist()) == [1, 2]


def test_too_few_days_like_it_are_said_and_nothing_is_made_up() -> None:
    with pytest.raises(NotReady, match=r"道路: 2 days before the work .* 3 are needed"):
        learned(day(0), day(1), day(5, working=False)).like(day(200), **ASKED, circuit="道路")


def test_a_weekend_in_an_office_that_burned_nothing_then_is_laid_out_like_the_days_that_burned() -> None:
    week = [day(n, working=n % 7 < 5, night=12.0) for n in range(14)]
    energy = np.zeros((14, CLOCK))
    energy[[n for n, one in enumerate(week) if one.working], 40] = 1e6
    found = Learned(tuple(week), energy).like(day(200, working=False), **ASKED, circuit="office")
    assert np.flatnonzero(found.sum(axis=0)).tolist() == [40]


def test_days_on_which_nothing_burned_show_no_hours() -> None:
    known = Learned((day(0), day(1)), np.zeros((2, CLOCK)))
    with pytest.raises(NotReady, match="0 days"):
        known.like(day(200), **ASKED, circuit="road")


@pytest.mark.parametrize(("on", "count"), [(date(2026, 3, 29), 92), (date(2026, 10, 25), 100)])
def test_where_clocks_change_a_day_has_its_own_quarter_hours_and_keeps_its_sum(on: date, count: int) -> None:
    quarters = quarters_of(on, BERLIN)
    shapes = on_day(np.full((3, CLOCK), 1 / CLOCK), quarters.place)
    assert len(quarters.start) == count
    assert shapes.sum(axis=1) == pytest.approx(1.0)
    assert lay_out(10.0, shapes).sum() == 10_000_000


def test_an_hour_that_comes_twice_counts_once_in_the_shape_of_its_day() -> None:
    on = date(2026, 10, 25)
    start = quarters_of(on, BERLIN).start
    (row,) = by_clock([on], start, np.full(100, 1_000_000, np.int64), BERLIN)
    assert set(row.tolist()) == {1_000_000.0}


def quarters(days: list[EnergyDay], shape: np.ndarray) -> tuple[Ints, Ints]:
    """Metered quarter hours of a circuit whose every day has one shape."""
    first, last = days[0].day, days[-1].day + timedelta(days=1)
    span = days_span(first, last, SHANGHAI)
    start = np.arange(micros(span.start), micros(span.end), INTERVAL_US, dtype=np.int64)
    kwh = {d.day: d.kwh or 0.0 for d in days}
    each = [lay_out(kwh.get(first + timedelta(days=n), 0.0), shape[None]) for n in range(len(start) // 96)]
    return start, np.concatenate(each)


@pytest.mark.parametrize("circuit", ["road", "garage"])
def test_the_quarter_hours_of_a_circuit_are_its_saving_adjustments_included(circuit: str) -> None:
    """The simulated years of the design note; the garage's half-closed August is in its adjusted baseline."""
    days = nanyang()[circuit]
    adjustments = [HALF_CLOSED] if circuit == "garage" else []
    result = assess(plan(circuit, terms=("1", "W", "N")), days, END, GATES, adjustments)
    assert result.saving is not None
    found = expected(result, *quarters(days, np.full(CLOCK, 1 / CLOCK)), SHANGHAI, ASKED)
    assert model_days(result).sum() == pytest.approx(result.saving.baseline_kwh)
    assert found.expected.sum() / 1e6 == pytest.approx(result.saving.baseline_kwh, abs=0.001)
    assert found.saved.sum() / 1e6 == pytest.approx(result.saving.saved_kwh, abs=0.001)
    span = days_span(date(2025, 8, 1), date(2025, 9, 1), SHANGHAI)
    august = found.between(micros(span.start), micros(span.end))
    assert august.expected.sum() / 1e6 == pytest.approx(august.kwh.sum(), abs=0.001)


def two_shapes(*shapes: np.ndarray) -> Expected:
    """One day of 10 kWh laid out by some days alike."""
    stack = np.array(shapes)
    energy = lay_out(10.0, stack)
    start = quarters_of(MONDAY, SHANGHAI).start
    return Expected("road", start, energy, energy, np.zeros(96, np.int64), np.array([10.0]), (stack,))


def test_where_all_days_are_alike_the_laying_out_adds_nothing_to_the_band() -> None:
    even = np.full(CLOCK, 1 / CLOCK)
    worth = np.linspace(0.3, 1.1, CLOCK)
    assert two_shapes(even, even, even).shape_half_width(worth, 0.9) == pytest.approx(0.0, abs=1e-12)


def test_days_that_differ_in_dear_hours_widen_the_band_of_the_money_and_not_at_one_price() -> None:
    early, late = np.zeros(CLOCK), np.zeros(CLOCK)
    early[:24], late[72:] = 1 / 24, 1 / 24
    found = two_shapes(early, late, early)
    worth = np.where(np.arange(CLOCK) < 48, 0.3, 1.0)
    # mean of the day's worth 0.3, 1.0, 0.3: s = 0.4041, t(0.95, 2) = 2.9200, 10 kWh × 2.92 × 0.4041/√3
    assert found.shape_half_width(worth, 0.9) == pytest.approx(6.813, abs=0.001)
    assert found.shape_half_width(np.ones(CLOCK), 0.9) == pytest.approx(0.0, abs=1e-9)
