"""What all use: by area, by floor, by the days of the lease; and each one's part of the saving."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyuan.billing.common import OPERATOR, cost_key, saving_shares, share_cost
from zhiyuan.enterprises.occupied import Occupied, Vacant
from zhiyuan.kernel.errors import Malformed

FIRST, UNTIL = date(2026, 3, 1), date(2026, 4, 1)


def stay(key: str, area: str, start: date = date(2025, 1, 1), end: date | None = None, *floors: str) -> Occupied:
    return Occupied(1, key, key, 1, start, end, Decimal(area), (), floors or ("f1",), ())


def test_who_has_twice_the_area_pays_twice() -> None:
    key = cost_key([stay("a", "200"), stay("b", "100")], FIRST, UNTIL)
    assert share_cost(Decimal("300.00"), key).parts == {"a": Decimal("200.00"), "b": Decimal("100.00")}


def test_who_moves_in_on_the_17th_pays_for_fifteen_of_thirty_one_days() -> None:
    key = cost_key([stay("a", "100"), stay("b", "100", date(2026, 3, 17))], FIRST, UNTIL)
    assert key.weights == {"a": Decimal(3100), "b": Decimal(1500)}
    assert share_cost(Decimal("46.00"), key).parts == {"a": Decimal("31.00"), "b": Decimal("15.00")}


def test_who_moves_out_pays_to_the_last_day_and_the_next_from_the_day_after() -> None:
    key = cost_key([stay("a", "100", end=date(2026, 3, 17)), stay("b", "100", date(2026, 3, 17))], FIRST, UNTIL)
    assert key.weights == {"a": Decimal(1600), "b": Decimal(1500)}


def test_two_tenancies_of_one_enterprise_count_together() -> None:
    key = cost_key([stay("a", "100", end=date(2026, 3, 11)), stay("a", "50", date(2026, 3, 11))], FIRST, UNTIL)
    assert key.weights == {"a": Decimal(1000 + 50 * 21)}


def test_what_stands_empty_is_the_operators() -> None:
    key = cost_key([stay("a", "100")], FIRST, UNTIL, vacant=[Vacant("o2", "f1", Decimal(100), 31)])
    shared = share_cost(Decimal("10.00"), key)
    assert (shared.tenants, shared.operator) == ({"a": Decimal("5.00")}, Decimal("5.00"))


def test_by_floor_only_those_on_the_floor_pay() -> None:
    stays = [
        stay("a", "100"),
        stay("b", "100", date(2025, 1, 1), None, "f2"),
        stay("c", "100", date(2025, 1, 1), None, "f1", "f2"),
    ]
    key = cost_key(stays, FIRST, UNTIL, by="floor", floor="f1", vacant=[Vacant("x", "f2", Decimal(500), 31)])
    assert key.weights == {"a": Decimal(3100), "c": Decimal(1550)}


def test_the_key_is_printed_beside_the_amount() -> None:
    key = cost_key([stay("a", "100"), stay("b", "100", date(2026, 3, 17))], FIRST, UNTIL)
    said = key.said("b")
    assert (said["by"], said["mine"], said["all"]) == ("area", "1500", "4600")


def test_where_nobody_is_the_cost_is_the_operators() -> None:
    assert share_cost(Decimal("9.99"), cost_key([], FIRST, UNTIL)).parts == {OPERATOR: Decimal("9.99")}


def test_an_unknown_way_of_sharing_is_refused() -> None:
    with pytest.raises(Malformed, match="area, floor"):
        cost_key([], FIRST, UNTIL, by="mood")
    with pytest.raises(Malformed, match="floor's key"):
        cost_key([], FIRST, UNTIL, by="floor")


@given(
    st.decimals(Decimal("0.00"), Decimal(99999), places=2),
    st.lists(
        st.tuples(st.decimals(Decimal("1.00"), Decimal(5000), places=2), st.integers(1, 31)), min_size=1, max_size=9
    ),
)
def test_the_parts_always_add_up(cost: Decimal, rented: list[tuple[Decimal, int]]) -> None:
    stays = [stay(f"t{n}", str(area), date(2026, 3, 32 - days)) for n, (area, days) in enumerate(rented)]
    shared = share_cost(cost, cost_key(stays, FIRST, UNTIL))
    assert sum(shared.parts.values()) == cost


def test_a_verified_saving_is_divided_by_the_cost_key_and_stays_verified() -> None:
    key = cost_key([stay("a", "200"), stay("b", "100")], FIRST, UNTIL)
    parts = saving_shares(Decimal("900"), Decimal("30"), Decimal("600.01"), "verified", key)
    assert (parts["a"].kwh, parts["a"].half_width, parts["a"].cny) == (
        Decimal("600.00"),
        Decimal("20.00"),
        Decimal("400.01"),
    )
    assert parts["a"].verified
    assert sum(p.cny for p in parts.values() if p.cny) == Decimal("600.01")


def test_a_saving_with_too_little_evidence_does_not_become_verified_by_being_divided() -> None:
    key = cost_key([stay("a", "200")], FIRST, UNTIL)
    part = saving_shares(Decimal("900"), Decimal("300"), None, "insufficient", key)["a"]
    assert (part.verified, part.verdict, part.cny) == (False, "insufficient", None)


def test_where_there_is_no_figure_none_is_made_up() -> None:
    part = saving_shares(None, None, None, "insufficient", cost_key([stay("a", "200")], FIRST, UNTIL))["a"]
    assert (part.kwh, part.half_width, part.cny) == (None, None, None)
