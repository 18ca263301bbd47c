"""Passing a master bill on: exact, never above it, at the grid's own prices."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared import vectors
from zhiyuan.billing.bill import Bill, Line, cents
from zhiyuan.billing.sharing import Party, Slot, parties_of, refuse_above, resale
from zhiyuan.kernel.errors import Malformed, Refused

DAY, FIRST, UNTIL = date(2026, 3, 31), date(2026, 3, 1), date(2026, 4, 1)
PERIODS = {"peak": "1.060289375", "flat": "0.649889375", "valley": "0.336389375"}
KWH = st.decimals(Decimal(0), Decimal(90000), places=3)


def slot(period: str) -> Slot:
    return Slot(FIRST, UNTIL, period)


def master(kwh: dict[str, Decimal], basic: str = "0") -> Bill:
    """A grid bill of these periods and a basic charge."""
    lines = [
        Line(f"2026-03/{p}", used, "kWh", Decimal(PERIODS[p]), cents(used * Decimal(PERIODS[p])), "", p, FIRST, UNTIL)
        for p, used in kwh.items()
    ]
    return Bill((*lines, Line("2026-03/basic", Decimal(1), "kW", Decimal(basic), cents(Decimal(basic)), "")))


def party(name: str, own: bool = False, **kwh: str) -> Party:
    periods = {slot(p): Decimal(used) for p, used in kwh.items()}
    return Party(name, sum(periods.values(), Decimal(0)), periods, own=own)


def all_of(passed: Any) -> Decimal:
    """All shares together. [CNY]"""
    return sum((passed.total(party) for party in passed.shares), Decimal(0))


@st.composite
def parks(draw: Any) -> tuple[Bill, list[Party]]:
    """Any number of parties, some by quarter hours and some not, behind a master with a loss within the ceiling."""
    parties = []
    for n in range(draw(st.integers(1, 12))):
        periods = {slot(p): draw(KWH) for p in PERIODS}
        used = sum(periods.values(), Decimal(0))
        parties.append(Party(f"p{n}", used, periods if draw(st.booleans()) else None, own=draw(st.booleans())))
    counted = sum((p.kwh for p in parties), Decimal(0))
    loss = counted * draw(st.decimals(Decimal(0), Decimal("0.11"), places=3))  # 0.11 of sub = 9.9 % of the master
    known = {p: sum((x.periods[slot(p)] for x in parties if x.periods), Decimal(0)) for p in PERIODS}
    rest = counted + loss - sum(known.values())
    whole = known | {"flat": known["flat"] + rest}
    return master(whole, str(draw(st.decimals(Decimal(0), Decimal(20000), places=2)))), parties


@pytest.mark.slow
@settings(max_examples=1000, deadline=None)
@given(parks().filter(lambda park: sum(p.kwh for p in park[1]) > 0))
def test_in_a_thousand_random_parks_all_shares_together_are_the_master_bill(park: tuple[Bill, list[Party]]) -> None:
    grid, parties = park
    passed = resale(grid, parties, DAY)
    assert all_of(passed) == grid.total
    assert passed.collected + passed.kept == grid.total
    assert passed.collected <= grid.total
    assert all(line.amount == cents(line.amount) for lines in passed.shares.values() for line in lines)


def test_the_worked_resale_stays_as_it_is() -> None:
    case = json.loads(vectors("tariff/bill_cases.json").read_text("utf-8"))["resale_case"]
    total, kwh = Decimal(case["master_bill"]), Decimal(case["master_kwh"])
    grid = Bill((Line("energy", kwh, "kWh", total / kwh, total, ""),))
    passed = resale(grid, parties_of({n: Decimal(k) for n, k in case["sub_kwh"].items()}), DAY)
    assert {n: str(passed.total(n)) for n in case["sub_kwh"]} == {n: str(v) for n, v in case["expected"].items()}
    assert f"{passed.loss_share:.2%}" == "5.29%"


def test_who_uses_at_night_pays_the_night_price() -> None:
    grid = master({"peak": Decimal(1000), "flat": Decimal(0), "valley": Decimal(1000)})
    passed = resale(grid, [party("day", peak="1000"), party("night", valley="1000")], DAY)
    assert (passed.total("day"), passed.total("night")) == (Decimal("1060.29"), Decimal("336.39"))


def test_who_has_no_quarter_hours_pays_the_average_settlement_price() -> None:
    grid = master({"peak": Decimal(1000), "valley": Decimal(1000)})
    passed = resale(grid, [party("a", peak="1000"), Party("b", Decimal(1000))], DAY)
    assert passed.total("b") == cents(1000 * grid.total / 2000)
    assert passed.total("a") + passed.total("b") == grid.total


def test_own_use_is_not_shared_out() -> None:
    grid = master({"flat": Decimal(1000)})
    passed = resale(grid, [party("a", flat="600"), party("lifts", own=True, flat="400")], DAY)
    assert passed.collected == passed.total("a") == Decimal("389.93")
    assert passed.kept == Decimal("259.96")


def test_losses_are_kwh_in_proportion_and_the_unit_price_stays_the_grids() -> None:
    grid = master({"flat": Decimal(1000)})
    passed = resale(grid, [party("a", flat="720"), party("b", flat="180")], DAY)
    energy, loss = passed.shares["a"]
    assert energy.price == Decimal(PERIODS["flat"])
    assert (energy.quantity, loss.quantity) == (Decimal(720), Decimal("80.000"))
    assert loss.price == pytest.approx(energy.price, abs=Decimal("0.0002"))


def test_the_basic_charge_is_shared_by_what_each_energy_costs() -> None:
    grid = master({"flat": Decimal(1000)}, basic="500")
    passed = resale(grid, [party("a", flat="750"), party("b", flat="250")], DAY)
    assert (passed.total("a"), passed.total("b")) == (Decimal("862.42"), Decimal("287.47"))


def test_losses_above_the_ceiling_are_refused_or_the_operators() -> None:
    grid = master({"flat": Decimal(1000)})
    parties = [party("a", flat="800")]
    with pytest.raises(Refused, match="ceiling"):
        resale(grid, parties, DAY)
    passed = resale(grid, parties, DAY, excess_is_own=True)
    assert passed.collected == cents(grid.total * 800 / 900)
    assert all_of(passed) == grid.total


def test_sub_meters_that_count_more_than_the_master_are_refused() -> None:
    with pytest.raises(Refused, match="check readings"):
        resale(master({"flat": Decimal(100)}), [party("a", flat="101")], DAY)


def test_bills_above_the_masters_are_refused() -> None:
    with pytest.raises(Refused, match="nothing is issued"):
        refuse_above(Decimal("100.01"), Decimal("100.00"))


def test_energy_in_a_period_the_master_does_not_have_is_an_error_in_the_data() -> None:
    with pytest.raises(Malformed, match="no line"):
        resale(master({"flat": Decimal(100)}), [party("a", peak="95")], DAY)


def test_a_period_that_does_not_add_up_is_refused() -> None:
    with pytest.raises(Malformed, match="add up"):
        Party("a", Decimal(3), {slot("flat"): Decimal(2)})
