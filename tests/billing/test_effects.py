from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.accounts import ALWAYS, SHANGHAI, load, sheet, span, tariff
from zhiyuan.billing.advice import elected
from zhiyuan.billing.effects import ORDER, cost_of_savings
from zhiyuan.billing.load import Load
from zhiyuan.billing.terms import Curve, Tariff, Terms
from zhiyuan.kernel.reference import Book, shipped, use

SPAN = span("2026-03-30", "2026-04-02")  # two months
QUARTERS = 3 * 96
TWO_PART = Terms(ALWAYS[0], mode="two_part", kva=Decimal(630), pf_standard="0.90")
CURVE = Curve(*ALWAYS, tuple(Decimal("0.2") + Decimal(h) / 100 for h in range(24)))
TARIFFS = [
    tariff(),
    tariff(sheets=(sheet(energy="0.41", system="0.05"),)),
    elected(tariff(), False),
    tariff(TWO_PART, sheets=(sheet(demand="36"),)),
    tariff(
        replace(TWO_PART, basic="contract", contract_kw=Decimal(3), tou_elected=False), sheets=(sheet(demand="32.4"),)
    ),
    replace(tariff(Terms(ALWAYS[0], market=True)), curves=(CURVE,)),
    replace(tariff(Terms(ALWAYS[0]), Terms(date(2026, 3, 31), market=True)), curves=(CURVE,)),
]


@st.composite
def loads(draw: st.DrawFn) -> Load:
    seed = draw(st.integers(0, 2**32 - 1))
    most = draw(st.sampled_from([0, 1, 999, 1_500_000, 80_000_000]))
    energy = np.random.default_rng(seed).integers(0, most + 1, QUARTERS)
    return load(SPAN, energy, kvarh=draw(st.integers(0, most)))


@settings(max_examples=60, deadline=None)
@given(loads(), loads(), st.sampled_from(TARIFFS), st.sampled_from(TARIFFS))
def test_the_parts_add_up_to_the_cent_in_the_order_they_are_printed(a: Load, b: Load, x: Tariff, y: Tariff) -> None:
    found = cost_of_savings((a, x), (b, y), SPAN, SHANGHAI)
    assert [name for name, _ in found.steps()] == list(ORDER)
    assert sum((amount for _, amount in found.steps()), Decimal(0)) == found.total
    assert all(amount == round(amount, 2) for _, amount in found.steps())
    assert found.kwh == Decimal(int(a.kwh.sum() - b.kwh.sum())).scaleb(-6)


@settings(max_examples=30, deadline=None)
@given(loads(), st.sampled_from(TARIFFS))
def test_where_nothing_changed_nothing_is_saved(a: Load, x: Tariff) -> None:
    found = cost_of_savings((a, x), (a, x), SPAN, SHANGHAI)
    assert set(dict(found.steps()).values()) == {Decimal(0)}


@settings(max_examples=30, deadline=None)
@given(loads(), loads(), st.sampled_from(TARIFFS))
def test_with_one_tariff_no_part_is_blamed_on_prices(a: Load, b: Load, x: Tariff) -> None:
    assert cost_of_savings((a, x), (b, x), SPAN, SHANGHAI).price == 0


@settings(max_examples=30, deadline=None)
@given(loads(), st.sampled_from(TARIFFS))
def test_other_prices_alone_are_never_a_saving(a: Load, x: Tariff) -> None:
    dearer = replace(x, sheets=tuple(replace(s, components=replace(s.components, td=Decimal("0.3"))) for s in x.sheets))
    found = cost_of_savings((a, x), (a, dearer), SPAN, SHANGHAI)
    assert (found.saving, found.period) == (0, 0)
    assert found.price <= 0


@settings(max_examples=30, deadline=None)
@given(loads())
def test_less_in_every_quarter_hour_is_all_saving_and_nothing_moved(a: Load) -> None:
    less = load(SPAN, a.kwh // 3, kvarh=0)
    found = cost_of_savings((a, tariff()), (less, tariff()), SPAN, SHANGHAI)
    assert found.saving >= 0
    assert abs(found.period) <= Decimal("0.01") * 2 * len(found.rows)  # only the rounding of lines
    assert found.saving == round(sum((row.amount for row in found.rows), Decimal(0)), 2)


def night(hours: range) -> np.ndarray:
    """1 kWh in each quarter hour of some hours of the day. [µkWh]"""
    return np.tile(np.repeat([1_000_000 * (h in hours) for h in range(24)], 4), 3)


def test_what_only_moves_from_evening_to_night_is_not_called_a_saving() -> None:
    evening, late = load(SPAN, night(range(18, 22))), load(SPAN, night(range(2, 6)))
    found = cost_of_savings((evening, tariff()), (late, tariff()), SPAN, SHANGHAI)
    assert (found.kwh, found.saving) == (0, 0)
    assert found.period == found.total > 0


def test_a_kwh_saved_after_midnight_is_worth_its_own_hour_not_the_mean_of_the_night() -> None:
    """Half of the light saved: evenly it is worth the mean price, only after midnight less than that."""
    full = night(range(18, 24)) + night(range(6))
    evenly, late = load(SPAN, full // 2), load(SPAN, night(range(18, 24)))
    saved = [cost_of_savings((load(SPAN, full), tariff()), (x, tariff()), SPAN, SHANGHAI) for x in (evenly, late)]
    assert [x.kwh for x in saved] == [72, 72]
    assert saved[1].saving == saved[1].total == Decimal("24.22")  # 72 kWh × 0.336389375
    assert saved[0].saving > Decimal("2.0") * saved[1].saving


def test_leaving_time_of_use_is_a_change_of_period_not_of_price() -> None:
    used = load(SPAN, night(range(18, 22)))
    found = cost_of_savings((used, tariff()), (used, elected(tariff(), False)), SPAN, SHANGHAI)
    assert (found.saving, found.price) == (0, 0)
    assert found.period == found.total > 0


def test_another_page_of_periods_is_a_change_of_period_too() -> None:
    source, every = {"document": "Example"}, list(range(1, 13))
    page = {
        **shipped().page("tariffs/henan_tou"),
        "periods": {"unit": "clock", "values": [{"since": date(2026, 1, 1), "source": source, "value": [
            {"months": every, "spike": [], "peak": [["00:00", "24:00"]], "valley": []}]}]},
    }  # fmt: skip
    use(Book({**shipped().pages, "example": page}))
    try:
        used = load(SPAN, night(range(2, 6)))
        found = cost_of_savings((used, tariff()), (used, tariff(page="example")), SPAN, SHANGHAI)
    finally:
        use(shipped())
    assert (found.saving, found.price) == (0, 0)
    assert found.period == found.total < 0


def test_a_worse_power_factor_is_set_apart_from_the_saving() -> None:
    """Dimmed drivers take reactive energy that full ones did not: a reward turns into a surcharge."""
    two_part = TARIFFS[3]
    before, after = load(SPAN, 10_000_000, kvarh=2_000_000), load(SPAN, 5_000_000, kvarh=4_000_000)
    found = cost_of_savings((before, two_part), (after, two_part), SPAN, SHANGHAI)
    assert found.saving > 0
    assert found.power_factor < 0
    assert found.demand > 0


@pytest.mark.parametrize("name", ["capacity", "contract"])
def test_a_basic_charge_by_agreement_does_not_fall_with_the_load(name: Literal["capacity", "contract"]) -> None:
    terms = Terms(ALWAYS[0], mode="two_part", basic=name, kva=Decimal(630), contract_kw=Decimal(300))
    paid = tariff(terms, sheets=(sheet(demand="36", capacity="24"),))
    found = cost_of_savings((load(SPAN, 9_000_000), paid), (load(SPAN, 1_000_000), paid), SPAN, SHANGHAI)
    assert found.demand == 0
