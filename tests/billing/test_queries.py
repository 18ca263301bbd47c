"""A tariff is what the account's terms, checked prices and curves say for a span; what is missing is named."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from pytest_django import DjangoAssertNumQueries

from billing.priced import AT, Priced, sheet
from zhiyuan.billing import queries
from zhiyuan.billing.models import Account, AccountTerms, ContractCurve, PriceSheet
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import NotReady
from zhiyuan.kernel.span import Span, midnight

ZONE = ZoneInfo("Asia/Shanghai")


def days(first: date, until: date) -> Span:
    return Span(midnight(first, ZONE), midnight(until, ZONE))


APRIL = days(date(2026, 4, 1), date(2026, 5, 1))


def test_a_month_with_checked_prices_has_its_tariff(bills: Priced) -> None:
    made = queries.tariff(bills.account, APRIL)
    assert made.sheets[0].components.fund == Decimal("0.028889375")
    assert (made.sheets[0].start, made.sheets[0].end) == (date(2026, 4, 1), date(2026, 5, 1))
    assert made.terms[0].tou_elected
    assert len(made.digest) == 64


def test_a_month_without_prices_is_named(bills: Priced) -> None:
    with pytest.raises(NotReady, match=r"2026-05 for commercial, single-part, 10 kV are not entered yet"):
        queries.tariff(bills.account, days(date(2026, 4, 20), date(2026, 5, 2)))


def test_a_month_whose_prices_nobody_checked_is_named(bills: Priced) -> None:
    sheet(bills, date(2026, 5, 1), date(2026, 6, 1), checked=False)
    with pytest.raises(NotReady, match=r"2026-05 .* entered but not checked"):
        queries.tariff(bills.account, days(date(2026, 4, 20), date(2026, 5, 2)))


def test_a_hole_in_the_middle_of_a_month_is_found(bills: Priced) -> None:
    sheet(bills, date(2026, 5, 2), date(2026, 6, 1))
    with pytest.raises(NotReady, match="2026-05"):
        queries.tariff(bills.account, days(date(2026, 4, 20), date(2026, 5, 3)))


def test_before_the_first_terms_the_day_is_named(bills: Priced) -> None:
    with pytest.raises(NotReady, match="no terms on 2025-12-31"):
        queries.tariff(bills.account, days(date(2025, 12, 31), date(2026, 1, 2)))


def test_a_change_of_terms_inside_the_span_takes_the_prices_of_both(bills: Priced) -> None:
    AccountTerms.objects.create(
        account=bills.account, start=date(2026, 4, 11), entered_at=AT, mode="two_part", basic="capacity", kva=630
    )
    with pytest.raises(NotReady, match=r"2026-04 for commercial, two-part"):
        queries.tariff(bills.account, APRIL)
    sheet(bills, date(2026, 4, 1), date(2026, 5, 1), mode="two_part", td="0.16", capacity="24", demand="36")
    made = queries.tariff(bills.account, APRIL)
    assert [(s.start.day, s.components.td) for s in made.sheets] == [(1, Decimal("0.20")), (11, Decimal("0.16"))]
    assert [t.mode for t in made.terms] == ["single", "two_part"]


def test_a_market_account_needs_its_curve(bills: Priced) -> None:
    AccountTerms.objects.create(account=bills.account, start=date(2026, 4, 1), entered_at=AT, market=True)
    with pytest.raises(NotReady, match="no checked contract curve holds on 2026-04-01"):
        queries.tariff(bills.account, APRIL)
    ContractCurve.objects.create(
        account=bills.account, start=date(2026, 3, 1), end=date(2026, 6, 1), hourly=["0.412345678"] * 24,
        source="contract 7", entered_by=bills.li, entered_at=AT, checked_by=bills.wang, checked_at=AT,
    )  # fmt: skip
    assert queries.tariff(bills.account, APRIL).curves[0].hourly[5] == Decimal("0.412345678")


def test_a_retroactive_change_leaves_what_was_known_before_as_it_was(bills: Priced) -> None:
    later = datetime(2026, 5, 9, tzinfo=UTC)
    before = queries.tariff(bills.account, APRIL)
    old = PriceSheet.objects.get()
    PriceSheet.objects.filter(pk=old.pk).update(superseded_at=later)
    sheet(bills, old.start, old.end, corrects=old, reason="公告更正", version=2, energy="0.36", checked=False)
    PriceSheet.objects.filter(version=2).update(checked_by=bills.wang, checked_at=later)
    AccountTerms.objects.update(superseded_at=later)
    AccountTerms.objects.create(account=bills.account, start=date(2026, 1, 1), entered_at=later, tou_elected=False)
    after = queries.tariff(bills.account, APRIL)
    assert (after.sheets[0].components.energy, after.terms[0].tou_elected) == (Decimal("0.36"), False)
    assert queries.tariff(bills.account, APRIL, known=later - timedelta(seconds=1)).digest == before.digest
    assert queries.tariff(bills.account, APRIL, known=later).digest == after.digest != before.digest


def test_a_sheet_says_what_a_kwh_costs_in_the_periods_its_month_has(bills: Priced) -> None:
    april = PriceSheet.objects.get()
    assert dict(queries.unit_prices(april)) == {
        "peak": Decimal("1.060289375"), "flat": Decimal("0.649889375"), "valley": Decimal("0.336389375"),
    }  # fmt: skip
    january = sheet(bills, date(2023, 1, 1), date(2023, 2, 1))
    assert queries.unit_prices(january) == []


def test_months_whose_prices_an_account_lacks_are_listed(bills: Priced, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parktime, "now", lambda: datetime(2026, 5, 9, tzinfo=UTC))
    sheet(bills, date(2026, 5, 1), date(2026, 6, 1), checked=False)
    found = [(f"{lack.month:%Y-%m}", lack.waiting) for lack in queries.missing_months(bills.site)]
    assert found == [("2026-05", True), ("2026-03", False), ("2026-02", False), ("2026-01", False)]


def test_prices_of_another_class_do_not_fill_a_month(bills: Priced, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parktime, "now", lambda: datetime(2026, 5, 9, tzinfo=UTC))
    sheet(bills, date(2026, 5, 1), date(2026, 6, 1), mode="two_part", capacity="24", demand="36")
    assert queries.missing_months(bills.site)[0].month == date(2026, 5, 1)


def test_lacking_months_of_all_accounts_are_three_queries(
    bills: Priced, database: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(5):
        account = Account.objects.create(site=bills.site, key=f"a{n}", name=f"户 {n}", meter=bills.account.meter)
        AccountTerms.objects.create(account=account, start=date(2026, 1, 1), entered_by=bills.li, entered_at=AT)
    with django_assert_num_queries(3, using=database):
        queries.missing_months(bills.site)


def test_a_years_prices_of_an_account_are_two_queries(
    bills: Priced, database: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    firsts = [date(2026, month, 1) for month in range(1, 13)]
    with django_assert_num_queries(2, using=database):
        found = queries.prices_on(bills.account, firsts)
    assert [first.month for first, prices in zip(firsts, found, strict=True) if prices] == [4]
    assert found[3]["peak"] == Decimal("1.060289375")
    assert queries.prices_on(bills.account, []) == []
