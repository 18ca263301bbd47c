"""An account's month and what its verified saving is worth, held against what is known to be true."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from billing.priced import APRIL as APRIL_PRICES
from billing.saved_park import APRIL, NOW, TRUE_CNY, TRUE_KWH, SavedPark, keep_saved, saved_park
from zhiyuan.billing import services
from zhiyuan.billing.cost_queries import month_cost, report_money
from zhiyuan.billing.models import Bill, PriceSheet
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import NotReady
from zhiyuan.savings import queries as savings
from zhiyuan.savings.models import Study

CENT = Decimal("0.01")


@pytest.fixture(scope="session")
def saved_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The historian's energy, kept once and only read."""
    home = tmp_path_factory.mktemp("saved")
    keep_saved(home)
    return home


@pytest.fixture
def park(database: str, saved_home: Path, settings: Any) -> Iterator[SavedPark]:
    settings.HOME = saved_home
    before = list(parktime._source)
    parktime.use(lambda: NOW)
    yield saved_park()
    parktime._source[:] = before


def test_each_circuit_is_worth_its_own_hours_within_its_band_of_the_truth(park: SavedPark) -> None:
    found = month_cost(park.account, APRIL)
    parts = {one.circuit: one for one in found.cost.circuits}
    assert {c: abs(parts[c].kwh - kwh) < Decimal(9) for c, kwh in TRUE_KWH.items()} == {"c1": True, "c2": True}
    true = sum(TRUE_CNY.values(), Decimal(0))
    assert abs(found.cost.effects.saving - true) <= found.half_width < true / 50
    assert abs(parts["c1"].cny - TRUE_CNY["c1"]) < 8


def test_the_circuits_parts_are_the_saving_to_the_cent(park: SavedPark) -> None:
    found = month_cost(park.account, APRIL).cost
    assert sum((one.cny for one in found.circuits), Decimal(0)) == found.effects.saving
    assert sum((amount for _, amount in found.effects.steps()), Decimal(0)) == found.effects.total


def test_the_energy_is_the_savings_rooms_own(park: SavedPark) -> None:
    found = month_cost(park.account, APRIL)
    assert float(found.cost.effects.kwh) == pytest.approx(found.report.total.saved_kwh, abs=1e-4)


def test_an_issued_month_is_priced_by_what_was_billed(park: SavedPark) -> None:
    now = month_cost(park.account, APRIL)
    close = services.open_close(park.li, park.account, month=APRIL)
    services.issue_bills(park.li, services.draft_bills(park.li, close))
    bills = {b.pk: b.digest for b in Bill.objects.all()}
    dearer: dict[str, Any] = {name: Decimal(price) for name, price in (APRIL_PRICES | {"energy": "0.99"}).items()}
    sheet = PriceSheet.objects.get(site=park.site)
    new = services.correct_prices(park.li, sheet, reason="更正公告", source="https://example.invalid/c", **dearer)
    services.check_prices(park.of.wang, new)
    billed = month_cost(park.account, APRIL)
    assert (now.issued, billed.issued) == (False, True)
    assert billed.cost.effects.saving == now.cost.effects.saving
    assert {b.pk: b.digest for b in Bill.objects.all()} == bills


def test_a_report_over_several_months_is_the_sum_of_their_costs(park: SavedPark) -> None:
    report = savings.report(park.site, APRIL, date(2026, 5, 1))
    money = report_money(park.site, report)
    found = month_cost(park.account, APRIL)
    assert (money.cny, money.half_width, money.waits) == (found.cost.effects.saving, found.half_width, None)


def test_months_without_prices_are_named(park: SavedPark) -> None:
    with pytest.raises(NotReady, match="2026-03"):
        month_cost(park.account, date(2026, 3, 1))
    money = report_money(park.site, savings.report(park.site, date(2026, 3, 1), date(2026, 5, 1)))
    assert money.cny is None
    assert "2026-03" in str(money.waits)


def test_an_account_without_a_measured_circuit_says_so(park: SavedPark) -> None:
    Study.objects.all().delete()
    with pytest.raises(NotReady, match="no circuit behind 园区总户 has a measurement plan"):
        month_cost(park.account, APRIL)


def test_a_saving_that_is_not_soundly_measured_is_not_priced_and_says_why(park: SavedPark) -> None:
    Study.objects.update(baseline_start=date(2025, 12, 28))
    with pytest.raises(NotReady, match=r"soundly measured: .*走廊照明"):
        month_cost(park.account, APRIL)


def test_a_month_that_has_not_begun_is_not_priced(park: SavedPark) -> None:
    with pytest.raises(NotReady, match="2026-06 has no whole day yet"):
        month_cost(park.account, date(2026, 6, 1))
