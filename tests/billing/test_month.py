"""A month from quarter hours to everybody's bill: sums exact, losses shared, days of a tenancy kept apart."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from billing.months import START, Common, even, month, stay, tariff
from zhiyuan.billing.bill import Bill
from zhiyuan.billing.load import Load
from zhiyuan.billing.month import Month, above_master, compute
from zhiyuan.billing.month_inputs import Inputs, intervals_digest
from zhiyuan.kernel.errors import NotReady, Refused

DAYS = Decimal(30)


def total(made: Month) -> Decimal:
    return made.passed_on + made.own.total


def bill(made: Month, party: str) -> Bill:
    return next(t.bill for t in made.tenants if t.party == party)


def kwh(one: Bill) -> Decimal:
    return sum((line.quantity for line in one.lines if line.unit == "kWh"), Decimal(0))


def metered(one: Bill) -> Decimal:
    return sum((line.quantity for line in one.lines if line.period), Decimal(0))


def test_two_tenants_and_the_operator_pay_the_master_bill_to_the_cent() -> None:
    made = compute(month(4, {"a1": 2, "b1": 1, "p1": 0.8}, stay("a", "a1"), stay("b", "b1")))
    assert total(made) == made.master.total
    assert above_master(made, None) == 0
    assert [t.party for t in made.tenants] == ["a", "b"]


def test_losses_are_kwh_shared_by_use_and_never_a_higher_price() -> None:
    made = compute(month(4, {"a1": 2, "b1": 1.8}, stay("a", "a1"), stay("b", "b1")))
    prices = {line.period: line.price for line in made.master.lines}
    assert all(line.price == prices[line.period] for line in bill(made, "a").lines if line.period)
    assert kwh(bill(made, "a")) + kwh(bill(made, "b")) == pytest.approx(Decimal(4 * 2880))
    assert metered(bill(made, "a")) == made.tenants[0].metered == Decimal(2 * 2880)
    assert made.balance.loss == Decimal("0.2") * 2880


def test_a_loss_above_the_ceiling_is_the_operators() -> None:
    made = compute(month(4, {"a1": 3}, stay("a", "a1")))
    assert made.balance.loss_share == Decimal("0.25")
    lost = kwh(bill(made, "a")) - metered(bill(made, "a"))
    assert lost <= Decimal("0.1") * made.balance.master
    assert made.own.total > 0
    assert total(made) == made.master.total


def test_sub_meters_above_the_master_are_refused_in_words() -> None:
    with pytest.raises(Refused, match="sub-meters count 8640"):
        compute(month(2, {"a1": 3}, stay("a", "a1")))


def test_a_tenant_who_came_on_the_17th_pays_from_the_17th_and_the_operator_before() -> None:
    made = compute(month(2, {"a1": 1, "b1": 1}, stay("a", "a1", start=date(2026, 4, 17)), stay("b", "b1")))
    (a,) = [t for t in made.tenants if t.party == "a"]
    assert a.start == date(2026, 4, 17)
    assert a.metered == Decimal(14 * 96)
    assert made.balance.own == Decimal(16 * 96)
    assert total(made) == made.master.total


def test_one_meter_of_two_tenants_in_turn_is_cut_at_midnight() -> None:
    handed_on = date(2026, 4, 11)
    made = compute(month(1, {"m": 1}, stay("a", "m", end=handed_on), stay("b", "m", start=handed_on)))
    assert [t.metered for t in made.tenants] == [Decimal(10 * 96), Decimal(20 * 96)]
    assert made.own.lines == ()


def test_two_tenancies_of_one_enterprise_are_one_bill() -> None:
    made = compute(month(3, {"a1": 1, "a2": 2}, stay("a", "a1", n=1), stay("a", "a2", n=2)))
    (a,) = made.tenants
    assert a.metered == Decimal(3 * 2880)
    assert [line.period for line in a.bill.lines if line.period] == ["peak", "flat", "valley"]


def test_common_areas_are_shared_by_area_and_days() -> None:
    stays = stay("a", "a1", area="300"), stay("b", "b1", area="100", start=date(2026, 4, 16))
    made = compute(month(3, {"a1": 1, "b1": 1, "p": 1}, *stays, common=[Common("p", "公共照明", "area")]))
    shares = {t.party: next(x for x in t.bill.lines if x.name == "common/p") for t in made.tenants}
    assert shares["a"].quantity == pytest.approx(shares["b"].quantity * 6, abs=Decimal("0.001"))
    assert (
        sum(line.amount for line in shares.values())
        + made.own.total
        + sum(line.amount for t in made.tenants for line in t.bill.lines if line.name != "common/p")
        == made.master.total
    )


def test_the_light_of_a_floor_is_paid_by_those_on_the_floor() -> None:
    made = compute(
        month(
            3,
            {"a1": 1, "b1": 1, "p": 1},
            stay("a", "a1"),
            stay("b", "b1"),
            common=[Common("p", "三层走廊", "floor", "f-b")],
        )
    )
    assert not any(line.name == "common/p" for line in bill(made, "a").lines)
    assert any(line.name == "common/p" for line in bill(made, "b").lines)


def test_common_areas_without_tenants_stay_with_the_operator() -> None:
    made = compute(month(1, {"p": 1}, common=[Common("p", "公共照明", "area")]))
    assert made.tenants == ()
    assert made.own.total == made.master.total


def test_an_estimated_gap_is_flagged_down_to_the_line_of_the_bill() -> None:
    gap = even(1)
    quality = gap.quality.copy()
    quality[8:12] = 1  # 02:00 to 03:00 on the first of April, valley
    made = compute(month(2, {"a1": Load(START, gap.kwh, quality), "b1": 1}, stay("a", "a1"), stay("b", "b1")))
    estimated = {line.period: line.estimated for line in bill(made, "a").lines if line.period}
    assert estimated == {"peak": 0, "flat": 0, "valley": 4}
    assert all(line.estimated == 0 for line in bill(made, "b").lines)
    assert made.tenants[0].estimated == 4


def test_missing_energy_of_the_master_is_not_billed_until_somebody_accepts_it() -> None:
    whole = even(1)
    quality = whole.quality.copy()
    quality[:4] = 3
    inputs = month(1, {"a1": 0.5}, stay("a", "a1"))
    holed = Inputs(
        inputs.first,
        inputs.until,
        inputs.zone,
        inputs.tariff,
        Load(START, whole.kwh, quality),
        inputs.meters,
        inputs.stays,
    )
    with pytest.raises(NotReady, match="missing or suspect"):
        compute(holed)


def test_a_grid_paper_below_the_computed_bill_shows_how_much_is_too_much() -> None:
    made = compute(month(2, {"a1": 1, "b1": 1}, stay("a", "a1"), stay("b", "b1")))
    assert above_master(made, made.master.total - Decimal("5.00")) == Decimal("5.00")


def test_what_was_kept_gives_the_same_bills_bit_for_bit() -> None:
    inputs = month(4, {"a1": 2, "b1": 1.3, "p": 0.5}, stay("a", "a1"), stay("b", "b1", start=date(2026, 4, 17)),
                   common=[Common("p", "公共照明", "area")])  # fmt: skip
    basis = inputs.plain()
    loads = {load.digest: load for load in (inputs.master, *inputs.meters.values())}
    again = compute(Inputs.read(basis, loads))
    assert [t.bill.digest for t in again.tenants] == [t.bill.digest for t in compute(inputs).tenants]
    assert intervals_digest(Inputs.read(basis, loads).plain()) == intervals_digest(basis)


def test_one_late_quarter_hour_is_another_version_of_the_intervals() -> None:
    late = even(1).kwh.copy()
    late[5] += 1
    before, after = month(2, {"a1": 1}), month(2, {"a1": Load(START, late, even(1).quality)})
    assert intervals_digest(before.plain()) != intervals_digest(after.plain())


def test_another_price_is_another_version_of_the_tariff_and_not_of_the_intervals() -> None:
    before, after = month(1, {"a1": 1}), month(1, {"a1": 1}, tariff=tariff(energy="0.38"))
    assert intervals_digest(before.plain()) == intervals_digest(after.plain())
    assert before.tariff.digest != after.tariff.digest


@example([(1, 19, 1)], 0, 0.00390625)
@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 30), st.integers(1, 500)), min_size=1, max_size=8),
    st.integers(0, 2000),
    st.floats(0.001, 0.2),
)
def test_whoever_uses_how_much_the_shares_add_up_to_the_master_bill(
    tenants: list[tuple[int, int, int]], public: int, loss: float
) -> None:
    meters = {f"m{n}": used / 1000 for n, (used, _, _) in enumerate(tenants)} | {"p": public / 1000}
    master = sum(meters.values()) / (1 - loss)
    stays = [
        stay(f"t{n}", f"m{n}", start=date(2026, 4, day), area=str(area), n=n + 1)
        for n, (_, day, area) in enumerate(tenants)
    ]
    made = compute(month(master, dict(meters), *stays, common=[Common("p", "公共照明", "area")]))
    assert total(made) == made.master.total
    assert all(line.amount >= 0 for t in made.tenants for line in t.bill.lines)
