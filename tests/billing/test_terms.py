import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from billing.accounts import ALWAYS, PRICES, SHANGHAI, load, month, sheet, tariff
from zhiyuan.billing.account import draft_account
from zhiyuan.billing.terms import Curve, Sheet, Tariff, Terms
from zhiyuan.kernel.errors import Malformed, NotReady
from zhiyuan.kernel.reference import Book, shipped, use

TWO_PART = Terms(ALWAYS[0], mode="two_part", kva=Decimal("630.00"), pf_standard="0.90")
CURVE = Curve(*ALWAYS, tuple(Decimal(h) / 100 for h in range(24)), "contract 7")


def changes() -> list[Tariff]:
    """A tariff, and the same with one thing changed."""
    base = replace(tariff(TWO_PART, sheets=(sheet(demand="36"),)), curves=(CURVE,))
    return [
        base,
        replace(base, terms=(replace(TWO_PART, kva=Decimal(631)),)),
        replace(base, terms=(replace(TWO_PART, tou_elected=False),)),
        replace(base, sheets=(sheet(demand="36.1"),)),
        replace(base, sheets=(replace(sheet(demand="36"), version="2"),)),
        replace(base, curves=(replace(CURVE, version="contract 8"),)),
        replace(base, curves=()),
    ]


def test_a_tariff_keeps_its_name_through_json() -> None:
    for one in changes():
        again = Tariff.read(json.loads(json.dumps(one.plain())))
        assert again.digest == one.digest


def test_each_change_gives_a_tariff_another_name() -> None:
    assert len({one.digest for one in changes()}) == len(changes())


def test_how_a_number_was_written_and_the_order_of_sheets_do_not_matter() -> None:
    a, b = sheet(end=date(2025, 5, 1)), sheet(date(2025, 5, 1))
    assert tariff(sheets=(b, a)).digest == tariff(sheets=(a, b)).digest
    written = replace(TWO_PART, kva=Decimal("630.00"))
    assert tariff(written).digest == tariff(replace(TWO_PART, kva=Decimal(630))).digest


def test_a_new_page_in_the_book_gives_a_tariff_another_name_but_only_if_it_reads_it() -> None:
    before = tariff().digest
    rules = dict(shipped().page("tariffs/rules"))
    try:
        use(
            shipped().with_pages({"tariffs/rules": {**rules, "loss_ceiling": {**rules["loss_ceiling"], "unit": "one"}}})
        )
        assert tariff().digest != before
        use(Book({**shipped().pages, "example": rules}))
        assert tariff().digest == before
    finally:
        use(shipped())


def test_overlapping_sheets_are_refused_and_the_days_named() -> None:
    with pytest.raises(Malformed, match="price sheets overlap from 2025-04-20 to 2025-05-01"):
        tariff(sheets=(sheet(end=date(2025, 5, 1)), sheet(date(2025, 4, 20))))


def test_overlapping_curves_and_doubled_terms_are_refused() -> None:
    with pytest.raises(Malformed, match="contract curves overlap"):
        replace(tariff(), curves=(CURVE, CURVE))
    with pytest.raises(Malformed, match="two terms start on"):
        tariff(Terms(ALWAYS[0]), TWO_PART)


def test_a_sheet_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(Malformed, match="ends before it starts"):
        tariff(sheets=(sheet(date(2025, 5, 1), date(2025, 5, 1)),))


def test_a_curve_has_a_price_for_each_hour() -> None:
    with pytest.raises(Malformed, match=r"24 hourly prices.*23"):
        Curve(*ALWAYS, (Decimal(1),) * 23)


def test_a_day_without_prices_is_named_with_month_class_and_voltage() -> None:
    short = Tariff((Terms(ALWAYS[0]),), (sheet(end=date(2025, 4, 28)),), customer_class="commercial", voltage="10")
    april = month(date(2025, 4, 1))
    with pytest.raises(NotReady, match=r"2025-04 \(commercial, 10\).*2025-04-28"):
        draft_account(load(april), short, april, SHANGHAI)


def test_a_day_without_terms_or_without_a_contract_is_named() -> None:
    april = month(date(2025, 4, 1))
    with pytest.raises(NotReady, match="no terms for 2025-04-01"):
        draft_account(load(april), tariff(Terms(date(2025, 4, 2))), april, SHANGHAI)
    with pytest.raises(NotReady, match="contract curve for 2025-04-01"):
        draft_account(load(april), tariff(Terms(ALWAYS[0], market=True)), april, SHANGHAI)


def test_a_sheet_reads_every_published_decimal() -> None:
    said = tariff().plain()["sheets"][0]["components"]
    assert said == PRICES | {"td": "0.2"}
    assert isinstance(Tariff.read(tariff().plain()).sheets[0], Sheet)
