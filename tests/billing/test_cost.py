"""The month as it would have been, billed beside the month as it was: exact to the cent, flagged, never below zero."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.accounts import SHANGHAI, load, sheet, span, tariff
from billing.test_effects import TARIFFS
from zhiyuan.billing.account import draft_account
from zhiyuan.billing.cost import Band, cost, would_be
from zhiyuan.billing.effects import ORDER
from zhiyuan.billing.resale import cents_together
from zhiyuan.billing.terms import Tariff
from zhiyuan.kernel.errors import NotReady
from zhiyuan.savings.counterfactual import Expected

SPAN = span("2026-03-30", "2026-04-02")  # two months
START = load(SPAN).start
QUARTERS, DAYS = len(START), 3


def circuit(expected: np.ndarray, used: np.ndarray, name: str = "road") -> Expected:
    """A circuit over the whole span whose days were all laid out alike. [µkWh]"""
    rows = expected.reshape(DAYS, 96)
    shapes = tuple(np.stack([row / max(row.sum(), 1)] * 3) for row in rows)
    return Expected(name, START, expected, used, np.repeat(np.arange(DAYS), 96), rows.sum(axis=1) / 1e6, shapes)


@st.composite
def circuits(draw: st.DrawFn) -> list[Expected]:
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    factor = draw(st.sampled_from([0.0, 0.4, 1.0, 1.7]))  # 1.7: more is used than expected
    found = []
    for name in draw(st.sampled_from([("road",), ("road", "garage", "hall")])):
        expected = rng.integers(0, 900_001, QUARTERS)
        found.append(circuit(expected, np.rint(rng.random(QUARTERS) * 2 * factor * expected).astype(np.int64), name))
    return found


@settings(max_examples=60, deadline=None)
@given(circuits(), st.sampled_from(TARIFFS))
def test_the_two_bills_differ_by_the_parts_and_the_circuits_by_their_cents(of: list[Expected], paid: Tariff) -> None:
    whole = load(SPAN, 300_000 + sum(c.used for c in of), kvarh=50_000)
    found = cost(whole, paid, SPAN, SHANGHAI, of)
    assert [name for name, _ in found.effects.steps()] == list(ORDER)
    assert sum((amount for _, amount in found.effects.steps()), Decimal(0)) == found.effects.total
    before, after = would_be(whole, of, SHANGHAI), whole
    bills = [draft_account(one, paid, SPAN, SHANGHAI) for one in (before, after)]
    assert found.effects.total == bills[0].total - bills[1].total
    assert found.effects.price == 0
    assert sum((c.cny for c in found.circuits), Decimal(0)) == found.effects.saving
    assert sum((c.kwh for c in found.circuits), Decimal(0)) == found.effects.kwh


@settings(max_examples=40, deadline=None)
@given(circuits())
def test_what_would_have_been_has_the_expected_energy_and_is_flagged_estimated(of: list[Expected]) -> None:
    whole = load(SPAN, sum(c.used for c in of) // 2 + 700_000)
    found = would_be(whole, of, SHANGHAI)
    assert found.kwh.sum() == whole.kwh.sum() + sum(int(c.saved.sum()) for c in of)
    assert found.kwh.min() >= 0
    assert set(found.quality.tolist()) == {1}


def hours(of: range, kwh: float) -> np.ndarray:
    """So much in each quarter hour of some hours of every day. [µkWh]"""
    return np.tile(np.repeat([round(kwh * 1e6) * (h in of) for h in range(24)], 4), DAYS)


def test_a_kwh_saved_after_midnight_is_worth_less_than_one_saved_evenly_and_no_mean_price_is_used() -> None:
    night = hours(range(18, 24), 1.0) + hours(range(6), 1.0)
    late, evenly = hours(range(18, 24), 1.0), night // 2
    found = [cost(load(SPAN, 9_000_000), tariff(), SPAN, SHANGHAI, [circuit(night, used)]) for used in (late, evenly)]
    assert [one.effects.kwh for one in found] == [72, 72]
    assert found[0].effects.saving == Decimal("24.22")  # 72 kWh × 0.336389375
    assert found[1].effects.saving == Decimal("50.28")  # 36 × 0.336389375 + 36 × 1.060289375


def test_a_negative_saving_is_a_negative_amount() -> None:
    found = cost(load(SPAN, 9_000_000), tariff(), SPAN, SHANGHAI, [circuit(hours(range(6), 0.5), hours(range(6), 1.0))])
    assert found.effects.kwh == -36
    assert found.effects.saving == found.circuits[0].cny == Decimal("-12.11")  # 36 × 0.336389375


def test_the_band_of_the_energy_counts_at_the_worth_of_the_hours_it_was_expected_in() -> None:
    of = [circuit(hours(range(6), 1.0), hours(range(6), 0.5))]
    band = cost(load(SPAN, 9_000_000), tariff(), SPAN, SHANGHAI, of).band
    assert band.half_width(10.0) == Decimal("3.36")  # 10 kWh × 0.336389375, laid out without doubt
    assert band.half_width(0.0) == 0


def test_months_that_learn_from_the_same_days_err_together() -> None:
    assert (Band(10, 5, 3) + Band(10, 7, 4)).half_width(0.0) == 7
    assert (Band(10, 5, 3) + Band(10, 7, 4)).half_width(40.0) == Decimal("25.00")  # √(24² + 7²)


def test_a_quarter_hour_in_which_the_master_counts_less_than_a_circuit_is_set_off_within_its_day() -> None:
    steps = np.zeros(QUARTERS, np.int64)
    steps[3::4] = 4_000_000  # the master's register counts a step an hour
    of = circuit(hours(range(24), 0.2), hours(range(24), 0.9))
    found = would_be(load(SPAN, steps), [of], SHANGHAI)
    assert found.kwh.min() >= 0
    assert found.kwh.reshape(DAYS, 96).sum(axis=1).tolist() == [96 * 300_000] * DAYS


def test_circuits_that_count_more_than_the_account_in_a_day_are_named_by_the_day() -> None:
    of = circuit(hours(range(24), 0.1), hours(range(24), 0.9))
    with pytest.raises(NotReady, match="on 2026-03-30 the circuits count more than the account's meter"):
        would_be(load(SPAN, 100_000), [of], SHANGHAI)


def test_prices_that_change_inside_the_span_price_each_kwh_in_its_own_month() -> None:
    sheets = (sheet(end=date(2026, 4, 1)), sheet(start=date(2026, 4, 1), energy="0.47"))
    of = circuit(hours(range(6), 1.0), hours(range(6), 0.5))
    found = cost(load(SPAN, 9_000_000), tariff(sheets=sheets), SPAN, SHANGHAI, [of])
    assert found.effects.saving == Decimal("12.65")  # 24 × 0.336389375 + 12 × 0.381389375


@given(st.dictionaries(st.sampled_from("abcdef"), st.decimals(-500, 500, places=5), min_size=1))
def test_cents_placed_by_the_largest_remainder_add_up_whatever_their_sign(exact: dict[str, Decimal]) -> None:
    total = round(sum(exact.values(), Decimal(0)), 2)
    found = cents_together(exact, total)
    assert sum(found.values(), Decimal(0)) == total
    assert all(abs(found[name] - exact[name]) < Decimal("0.01") for name in exact)
