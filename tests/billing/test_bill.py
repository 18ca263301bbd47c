from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from zhiyuan.billing.bill import Use, draft
from zhiyuan.billing.tariff import Components
from zhiyuan.kernel.errors import Malformed, NotReady
from zhiyuan.kernel.span import Span

SHANGHAI = ZoneInfo("Asia/Shanghai")
PRICES = {"energy": "0.37", "td": "0.20", "loss": "0.016", "system": "0.035", "fund": "0.028889375"}


def hour(kwh: str) -> Use:
    noon = datetime(2025, 4, 14, 12, tzinfo=SHANGHAI)
    return Use(Span(noon, noon + timedelta(hours=1)), Decimal(kwh))


def test_a_month_without_prices_is_not_billed_at_a_guess() -> None:
    with pytest.raises(NotReady, match="2025-04"):
        draft([hour("1")], {}, SHANGHAI)


@pytest.mark.parametrize("name", PRICES)
def test_a_missing_price_is_named(name: str) -> None:
    with pytest.raises(Malformed, match=f"2025-04.*{name}.*missing"):
        Components.read({k: v for k, v in PRICES.items() if k != name}, "2025-04")


def test_a_price_below_zero_is_refused() -> None:
    with pytest.raises(Malformed, match="not below zero"):
        Components.read(PRICES | {"td": "-0.2"}, "2025-04")


def test_more_energy_never_costs_less() -> None:
    prices = {"2025-04": Components.read(PRICES, "2025-04")}
    totals = [draft([hour(str(kwh))], prices, SHANGHAI).total for kwh in range(0, 50, 5)]
    assert totals == sorted(totals)
