from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiyuan.billing.resale import pass_through, share_exactly
from zhiyuan.kernel.errors import Malformed, Refused

DAY = date(2026, 3, 1)
AMOUNTS = st.decimals(Decimal("0.01"), Decimal("9999999.99"), places=2)
WEIGHTS = st.dictionaries(
    st.text(min_size=1, max_size=4), st.decimals(Decimal(0), Decimal(99999), places=3), min_size=1
)


@settings(max_examples=1000)
@given(AMOUNTS, WEIGHTS.filter(lambda w: sum(w.values()) > 0))
def test_shares_always_add_up_and_none_is_a_cent_off_its_due(total: Decimal, weights: dict[str, Decimal]) -> None:
    shares = share_exactly(total, weights)
    whole = sum(weights.values())
    assert sum(shares.values()) == total
    assert all(abs(shares[n] - total * w / whole) < Decimal("0.01") for n, w in weights.items())


def test_more_kwh_below_than_above_is_refused_and_points_at_the_readings() -> None:
    with pytest.raises(Refused, match="check readings"):
        pass_through(Decimal(100), Decimal(90), {"a": Decimal(91)}, DAY)


def test_losses_above_the_ceiling_are_refused() -> None:
    with pytest.raises(Refused, match="ceiling"):
        pass_through(Decimal(100), Decimal(100), {"a": Decimal(89)}, DAY)


def test_nothing_can_be_shared_by_no_weight() -> None:
    with pytest.raises(Malformed):
        share_exactly(Decimal(1), {"a": Decimal(0)})
