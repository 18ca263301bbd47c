"""An account's month and what its verified saving is worth, held against what is known to be true."""

import json
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from django.utils.translation import gettext
from openpyxl import load_workbook

from billing.priced import APRIL as APRIL_PRICES
from billing.saved_park import APRIL, TRUE_CNY, TRUE_KWH, SavedPark
from small_park import person, signed_in
from zhiyuan.app.commands.cost_of_savings import command
from zhiyuan.billing import queries, services
from zhiyuan.billing.cost_paper import STEPS
from zhiyuan.billing.cost_queries import circuits_of, month_cost, report_money
from zhiyuan.billing.effects import ORDER
from zhiyuan.billing.models import Bill, PriceSheet
from zhiyuan.kernel.errors import NotReady
from zhiyuan.savings import queries as savings
from zhiyuan.savings.models import Study

CENT = Decimal("0.01")


@pytest.fixture
def park(saved: SavedPark) -> SavedPark:
    return saved


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


def test_beside_a_second_account_each_prices_the_circuits_below_its_own_meter(park: SavedPark) -> None:
    services.add_account(park.li, park.site, key="lamps", name="照明户", meter="road", master=False)
    own = queries.account(park.site, "lamps")
    services.set_terms(park.li, own, start=date(2026, 1, 1), reason="供电合同")
    park.site.meter_set.filter(key="road").update(parent=None)
    assert [circuits_of(a) for a in (park.account, own)] == [["c2"], ["c1"]]
    found = [month_cost(a, APRIL).cost.effects.saving for a in (park.account, own)]
    assert report_money(park.site, savings.report(park.site, APRIL, date(2026, 5, 1))).cny == sum(found)


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


@pytest.fixture
def page(park: SavedPark) -> Client:
    return signed_in(park.li)


def test_the_page_prints_the_parts_in_their_order_and_calls_only_the_first_a_saving(
    page: Client, park: SavedPark
) -> None:
    found = month_cost(park.account, APRIL)
    text = page.get(f"/accounts/{park.account.pk}/cost-of-savings/?month=2026-04").content.decode()
    assert f"{found.cost.effects.saving:,.2f}" in text
    assert f"± {found.half_width}" in text
    order = [text.index(gettext(words)) for words in STEPS.values()]
    assert order == sorted(order)
    assert [name for name, words in STEPS.items() if "aving" in words] == ["quantity"]
    assert "估算" in text


def test_where_something_is_missing_the_page_says_what_and_the_files_refuse(page: Client, park: SavedPark) -> None:
    text = page.get(f"/accounts/{park.account.pk}/cost-of-savings/?month=2026-03").content.decode()
    assert "2026-03" in text
    assert 'id="lacking"' in text
    assert page.get(f"/accounts/{park.account.pk}/cost-of-savings.pdf?month=2026-03").status_code == 503


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_paper_and_workbook_say_the_same(park: SavedPark, language: str) -> None:
    reader, address = signed_in(park.li, language), f"/accounts/{park.account.pk}/cost-of-savings"
    assert reader.get(f"{address}.pdf?month=2026-04").content.startswith(b"%PDF")
    book = load_workbook(BytesIO(reader.get(f"{address}.xlsx?month=2026-04").content))
    found = month_cost(park.account, APRIL).cost
    amounts = [row[1] for row in book.worksheets[0].iter_rows(values_only=True) if isinstance(row[1], int | float)]
    assert amounts == [float(amount) for _, amount in found.effects.steps()] + [float(found.effects.total)]
    assert len(book.worksheets) == 3


def test_a_tenant_has_no_business_with_the_cost_of_the_park(park: SavedPark) -> None:
    tenant = person("tenant", "tenant", park.tenants["jia"])
    assert signed_in(tenant).get(f"/accounts/{park.account.pk}/cost-of-savings/?month=2026-04").status_code == 403


def test_the_savings_report_has_its_money_and_leads_to_the_month(page: Client, park: SavedPark) -> None:
    found = month_cost(park.account, APRIL)
    asked = "first=2026-04-01&last=2026-04-30"
    text = page.get(f"/savings/money/?{asked}").content.decode()
    assert f"¥{found.cost.effects.saving:,.2f}" in text
    assert f"/accounts/{park.account.pk}/cost-of-savings/?month=2026-04" in text
    twin = page.get(f"/savings/report.json?{asked}").json()["money"]
    assert twin == {"cny": str(found.cost.effects.saving), "half_width_cny": str(found.half_width), "waits_for": None}
    unpriced = page.get("/savings/report.json?first=2026-03-01&last=2026-04-30").json()["money"]
    assert unpriced["cny"] is None
    assert "2026-03" in unpriced["waits_for"]


def test_the_api_and_the_command_print_the_same(page: Client, park: SavedPark, saved_home: Path) -> None:
    asked = page.get("/api/v1/billing/cost-of-savings?account=main&month=2026-04-01")
    done = CliRunner().invoke(
        command,
        ["--account", "main", "--month", "2026-04", "--home", str(saved_home), "--json"],
        catch_exceptions=False,
    )
    said = json.loads(done.output)
    assert asked.json() == said
    assert [step["step"] for step in said["steps"]] == list(ORDER)
    assert [step["step"] for step in said["steps"] if step["saving"]] == ["quantity"]
    assert sum(Decimal(step["cny"]) for step in said["steps"]) == Decimal(said["total_cny"])
    assert said["estimated"]
    missing = page.get("/api/v1/billing/cost-of-savings?account=main&month=2026-03-01")
    assert missing.status_code == 503
