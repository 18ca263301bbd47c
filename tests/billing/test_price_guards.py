"""What was entered stays as it was, and a second person stands behind it: the databases themselves refuse.

Every test goes past all our code, straight at the tables, on SQLite and on PostgreSQL.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction

from billing.priced import AT, KEY, Priced, sheet
from zhiyuan.billing import price_guards
from zhiyuan.billing.models import AccountTerms, ContractCurve, PriceSheet

LATER = datetime(2026, 4, 2, tzinfo=UTC)
HOURS = ["0.41"] * 24


@contextmanager
def refused(database: str, says: str | None = None) -> Iterator[None]:
    with pytest.raises(IntegrityError, match=says), transaction.atomic(using=database):
        yield


def curve(of: Priced, start: date, end: date, **other: Any) -> Any:
    said = {"account": of.account, "hourly": HOURS, "source": "contract 7", "entered_by": of.li, "entered_at": AT}
    return ContractCurve.objects.create(start=start, end=end, **(said | other))


@pytest.mark.parametrize("text", ["0.028889375", "0.0980", "0.123456789012345678", "12345.000000001", "0"])
def test_a_published_price_comes_back_as_it_was_written(bills: Priced, text: str) -> None:
    made = sheet(bills, date(2026, 5, 1), date(2026, 6, 1), fund=text, demand=Decimal(text))
    found = PriceSheet.objects.get(pk=made.pk)
    assert (str(found.fund), str(found.demand), found.capacity) == (text, text, None)


@pytest.mark.parametrize("name", ["energy", "td", "demand"])
@pytest.mark.parametrize("text", ["-0.01", "", "0,37", "abc"])
def test_no_table_takes_a_price_below_zero_or_no_number(bills: Priced, database: str, name: str, text: str) -> None:
    made = sheet(bills, date(2026, 5, 1), date(2026, 6, 1))
    columns = [f.column for f in PriceSheet._meta.concrete_fields if f.column != "id"]
    quoted = ", ".join(f'"{c}"' for c in columns)
    taken = ", ".join("%s" if c == name else f'"{c}"' for c in columns)
    copied = taken.replace('"start"', "'2027-01-01'").replace('"end"', "'2027-02-01'")
    sql = f"INSERT INTO billing_pricesheet ({quoted}) SELECT {copied} FROM billing_pricesheet WHERE id = {made.pk}"
    with refused(database, price_guards.NO_PRICE), connections[database].cursor() as cursor:
        cursor.execute(sql, [text])


def test_two_checked_sheets_never_hold_on_one_day(bills: Priced, database: str) -> None:
    with refused(database, price_guards.OVERLAPS):
        sheet(bills, date(2026, 4, 30), date(2026, 5, 31))
    sheet(bills, date(2026, 5, 1), date(2026, 6, 1))
    sheet(bills, date(2026, 4, 1), date(2026, 5, 1), voltage="35")
    waiting = sheet(bills, date(2026, 4, 1), date(2026, 5, 1), checked=False)
    with refused(database, price_guards.OVERLAPS):
        PriceSheet.objects.filter(pk=waiting.pk).update(checked_by=bills.wang, checked_at=LATER)


def test_whoever_entered_a_sheet_can_not_check_it(bills: Priced, database: str) -> None:
    waiting = sheet(bills, date(2026, 5, 1), date(2026, 6, 1), checked=False)
    with refused(database):
        PriceSheet.objects.filter(pk=waiting.pk).update(checked_by=bills.li, checked_at=LATER)
    with refused(database):
        PriceSheet.objects.filter(pk=waiting.pk).update(checked_at=LATER)


@pytest.mark.parametrize(
    "change", [{"energy": "0.38"}, {"end": date(2026, 5, 2)}, {"checked_at": LATER}, {"voltage": "35"}]
)
def test_a_checked_sheet_never_changes(bills: Priced, database: str, change: dict[str, Any]) -> None:
    with refused(database, price_guards.CHANGED):
        PriceSheet.objects.filter(**KEY).update(**change)


def test_a_waiting_sheet_can_not_be_changed_under_the_eyes_of_its_checker(bills: Priced, database: str) -> None:
    waiting = sheet(bills, date(2026, 5, 1), date(2026, 6, 1), checked=False)
    with refused(database, price_guards.CHANGED):
        PriceSheet.objects.filter(pk=waiting.pk).update(td="0.1")


def test_a_checked_sheet_is_never_deleted(bills: Priced, database: str) -> None:
    with refused(database, price_guards.VANISHES):
        PriceSheet.objects.filter(**KEY)._raw_delete(database)


def test_a_superseded_sheet_makes_room_for_its_correction(bills: Priced) -> None:
    old = PriceSheet.objects.get(**KEY)
    PriceSheet.objects.filter(pk=old.pk).update(superseded_at=LATER)
    new = sheet(bills, old.start, old.end, corrects=old, reason="misprint", version=2)
    assert (PriceSheet.objects.get(pk=old.pk).state, new.state) == ("superseded", "checked")


def test_a_correction_without_a_reason_is_refused(bills: Priced, database: str) -> None:
    old = PriceSheet.objects.get(**KEY)
    with refused(database):
        sheet(bills, old.start, old.end, checked=False, corrects=old)


def test_contract_curves_keep_the_same_rules(bills: Priced, database: str) -> None:
    check = {"checked_by": bills.wang, "checked_at": AT}
    kept = curve(bills, date(2026, 4, 1), date(2026, 5, 1), **check)
    with refused(database, price_guards.OVERLAPS):
        curve(bills, date(2026, 4, 30), date(2026, 6, 1), **check)
    with refused(database, price_guards.CHANGED):
        ContractCurve.objects.filter(pk=kept.pk).update(hourly=["0"] * 24)
    with refused(database):
        curve(bills, date(2026, 7, 1), date(2026, 8, 1), checked_by=bills.li, checked_at=AT)


def test_terms_that_were_recorded_are_superseded_and_never_changed(bills: Priced, database: str) -> None:
    with refused(database, price_guards.CHANGED):
        AccountTerms.objects.update(tou_elected=False)
    with refused(database, price_guards.VANISHES):
        AccountTerms.objects.all()._raw_delete(database)
    with refused(database):
        AccountTerms.objects.create(account=bills.account, start=date(2026, 1, 1), entered_at=AT)
    AccountTerms.objects.update(superseded_at=LATER)
    AccountTerms.objects.create(account=bills.account, start=date(2026, 1, 1), entered_at=LATER, tou_elected=False)


def test_two_part_terms_state_what_the_basic_charge_is_taken_of(bills: Priced, database: str) -> None:
    two = {"account": bills.account, "start": date(2026, 6, 1), "entered_at": AT, "mode": "two_part"}
    with refused(database):
        AccountTerms.objects.create(**two, basic="capacity")
    with refused(database):
        AccountTerms.objects.create(**two, basic="contract", kva=630)
    AccountTerms.objects.create(**two, basic="capacity", kva="630.5")
