"""The days of a lease, its bounds, and what a conversion costs."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyuan.kernel.errors import Malformed, Refused, ZhiyuanError
from zhiyuan.land.term import checked, end, remind, reviews, terms, to_pay

LIMITS = terms(date(2026, 3, 2))
cents = st.decimals(min_value=0, max_value=10**9, places=2)


def test_a_lease_is_reviewed_every_year_and_the_last_time_ninety_days_before_its_end() -> None:
    assert list(reviews(date(2024, 3, 1), 3, LIMITS)) == [date(2025, 3, 1), date(2026, 3, 1), date(2026, 12, 1)]
    assert (end(date(2024, 3, 1), 3), remind(date(2024, 3, 1), 3, LIMITS)) == (date(2027, 3, 1), date(2026, 12, 1))


def test_five_years_and_fifty_in_all_are_the_most() -> None:
    checked(5, 50, LIMITS)
    for lease, total in [(6, 50), (5, 51)]:
        with pytest.raises(Refused):
            checked(lease, total, LIMITS)
    with pytest.raises(Malformed):
        checked(5, 4, LIMITS)


@given(st.integers(-2, 60), st.integers(-2, 60))
def test_no_lease_passes_that_breaks_a_bound(lease: int, total: int) -> None:
    try:
        checked(lease, total, LIMITS)
    except ZhiyuanError:
        assert not (1 <= lease <= 5 and lease <= total <= 50)
    else:
        assert 1 <= lease <= 5
        assert lease <= total <= 50


@given(cents, cents)
def test_price_less_rent_is_exact_and_never_below_zero(price: Decimal, rent: Decimal) -> None:
    if rent > price:
        with pytest.raises(Refused):
            to_pay(price, rent)
    else:
        assert to_pay(price, rent) + rent == price
