import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import numpy as np
import pytest

from billing.accounts import ALWAYS, SHANGHAI, load, month, sheet, span, tariff
from shared import vectors
from zhiyuan.billing.account import draft_account
from zhiyuan.billing.bill import Bill
from zhiyuan.billing.load import Load
from zhiyuan.billing.terms import Tariff, Terms
from zhiyuan.kernel.errors import Malformed, NotReady

JULY, APRIL = month(date(2025, 7, 1)), month(date(2025, 4, 1))
TERMS = Terms(ALWAYS[0], mode="two_part", kva=Decimal(630))
PRICED = sheet(td="0.16", demand="36", capacity="24")


def amounts(bill: Bill) -> dict[str, str]:
    return {line.name.partition("/")[2]: str(line.amount) for line in bill.lines}


def bill(used: Load, *terms: Terms, priced: Any = PRICED, over: Any = APRIL) -> Bill:
    return draft_account(used, tariff(*terms, sheets=(priced,)), over, SHANGHAI)


def _of_case(case: dict[str, Any]) -> tuple[Load, Tariff]:
    """A July whose periods hold the case's kWh, with one quarter hour at the case's demand."""
    hours = {"spike": (20, 23), "peak": (16, 20), "flat": (7, 16), "valley": (0, 7)}
    day = np.zeros(96, np.int64)
    energy = np.tile(day, 31)
    for period, kwh in case["kwh"].items():
        first, last = hours[period]
        at = np.flatnonzero((np.arange(31 * 96) % 96 >= 4 * first) & (np.arange(31 * 96) % 96 < 4 * last))
        micro = int(Decimal(kwh) * 10**6)
        energy[at] = micro // len(at)
        energy[at[0]] += micro - int(energy[at].sum())
    peak = int(Decimal(case["max_demand_kw"]) * 10**6) // 4
    flat = np.flatnonzero(np.arange(31 * 96) % 96 // 4 == 10)
    spare = peak - int(energy[flat[0]])
    energy[flat[0]] += spare
    energy[flat[1:31]] -= spare // 30
    energy[flat[1]] -= spare - spare // 30 * 30
    used = load(JULY, energy, kvarh=0)
    assert used.kvarh is not None
    used.kvarh[0] = int(Decimal(case["kvarh"]) * 10**6)
    terms = replace(TERMS, kva=Decimal(case["kva"]), pf_standard=case["pf_standard"])
    return used, tariff(terms, sheets=(sheet(**case["prices"]),))


@pytest.mark.parametrize("number", range(2))
def test_two_part_bills_worked_by_hand_come_out_of_quarter_hours_too(number: int) -> None:
    case = json.loads(vectors("tariff/bill_cases.json").read_text("utf-8"))["two_part_cases"][number]
    used, paid = _of_case(case)
    found, expected = draft_account(used, paid, JULY, SHANGHAI), case["expected"]
    assert amounts(found) == expected["energy"] | {
        "fund": expected["fund"], "basic": expected["basic"], "power_factor": expected["pf_adjust"],
    }  # fmt: skip
    assert str(found.total) == expected["total"]


def test_capacity_is_paid_whatever_is_drawn() -> None:
    assert amounts(bill(load(APRIL, 1), replace(TERMS, basic="capacity")))["basic"] == "15120.00"  # 630 × 24


def test_measured_demand_is_the_greatest_quarter_hour() -> None:
    used = load(APRIL, 10_000_000)
    used.kwh[777] = 50_000_000
    assert amounts(bill(used, TERMS))["basic"] == "7200.00"  # 4 × 50 kW × 36


@pytest.mark.parametrize(
    ("kw", "basic", "overrun"),
    [(80, "3600.00", None), (100, "3600.00", None), (105, "3600.00", None), (106, "3600.00", "72.00"),
     (125, "3600.00", "1440.00")],
)  # fmt: skip
def test_a_contract_is_paid_as_agreed_and_double_for_what_exceeds_105_percent(
    kw: int, basic: str, overrun: str | None
) -> None:
    used = load(APRIL, 1_000_000)
    used.kwh[5] = kw * 250_000
    found = amounts(bill(used, replace(TERMS, basic="contract", contract_kw=Decimal(100))))
    assert (found["basic"], found.get("overrun")) == (basic, overrun)


def test_a_transformer_used_260_hours_pays_nine_tenths_of_the_demand_price() -> None:
    quarters = 30 * 96
    at, under = 260 * 630 * 10**6 // quarters + 1, 260 * 630 * 10**6 // quarters - 1
    prices = {name: next(x.price for x in bill(load(APRIL, kwh), TERMS).lines if x.name == "2025-04/basic")
              for name, kwh in (("at", at), ("under", under))}  # fmt: skip
    assert prices == {"at": Decimal("32.4"), "under": Decimal(36)}


def test_the_discount_is_of_the_demand_price_only() -> None:
    full = bill(load(APRIL, 200_000_000), replace(TERMS, basic="capacity"))
    assert amounts(full)["basic"] == "15120.00"


def test_terms_that_change_in_a_month_bear_a_thirtieth_a_day() -> None:
    """630 kVA for 10 days and 1000 kVA for 20 days of April, at 24 a month."""
    grown = replace(TERMS, start=date(2025, 4, 11), kva=Decimal(1000), basic="capacity")
    found = bill(load(APRIL), replace(TERMS, basic="capacity"), grown)
    basic = [(x.start, x.end, str(x.quantity), str(x.amount)) for x in found.lines if x.name == "2025-04/basic"]
    assert basic == [
        (date(2025, 4, 1), date(2025, 4, 11), "210.000000", "5040.00"),
        (date(2025, 4, 11), date(2025, 5, 1), "666.666667", "16000.00"),
    ]


def test_each_stage_is_judged_by_its_own_demand() -> None:
    used = load(APRIL, 1_000_000)
    used.kwh[5], used.kwh[15 * 96] = 30_000_000, 60_000_000
    found = bill(used, TERMS, replace(TERMS, start=date(2025, 4, 11)))
    assert [str(x.quantity) for x in found.lines if x.name == "2025-04/basic"] == ["40.000000", "160.000000"]


def test_the_fund_is_a_line_of_its_own_and_not_adjusted() -> None:
    used = load(APRIL, 1_000_000, kvarh=1_000_000)  # 0.71
    lines = {x.name.partition("/")[2]: x for x in bill(used, replace(TERMS, pf_standard="0.90")).lines}
    adjustable = sum(lines[n].amount for n in ("peak", "flat", "valley", "basic"))
    assert lines["fund"].price == Decimal("0.028889375")
    assert lines["power_factor"].price == Decimal("9.5")  # 19 points of 0.5
    assert lines["power_factor"].amount == round(adjustable * Decimal("0.095"), 2)


def test_a_single_part_account_is_adjusted_without_its_fund() -> None:
    used = load(APRIL, 1_000_000, kvarh=1_000_000)
    found = bill(used, Terms(ALWAYS[0], pf_standard="0.85"))
    energy = sum(x.amount for x in found.lines if x.period)
    factor = found.lines[-1]
    assert factor.price == Decimal("7.0")
    assert factor.amount == round((energy - Decimal("83.20")) * Decimal("0.07"), 2)  # 2880 × 0.028889375


def test_a_standard_that_begins_mid_month_judges_only_its_days() -> None:
    used = load(APRIL, 1_000_000, kvarh=200_000)
    found = bill(used, TERMS, replace(TERMS, start=date(2025, 4, 16), pf_standard="0.90"))
    judged = [x for x in found.lines if x.name == "2025-04/power_factor"]
    assert [(x.start, x.end) for x in judged] == [(date(2025, 4, 16), date(2025, 5, 1))]


def test_without_a_reactive_register_no_power_factor_is_made_up() -> None:
    with pytest.raises(NotReady, match=r"2025-04.*standard 0.90.*reactive"):
        bill(load(APRIL), replace(TERMS, pf_standard="0.90"))


@pytest.mark.parametrize(("basic", "which"), [("capacity", "capacity"), ("measured", "demand"), ("contract", "demand")])
def test_a_sheet_without_the_price_of_the_basic_charge_is_named(
    basic: Literal["capacity", "measured", "contract"], which: str
) -> None:
    with pytest.raises(NotReady, match=f"2025-04 has no {which} price"):
        bill(load(APRIL), replace(TERMS, basic=basic), priced=sheet())


def test_two_parts_without_a_transformer_are_refused() -> None:
    with pytest.raises(Malformed, match="kVA"):
        bill(load(APRIL), replace(TERMS, kva=Decimal(0)))


def test_an_account_that_used_nothing_has_no_power_factor_to_be_judged_by() -> None:
    found = bill(load(APRIL, 0, kvarh=0), replace(TERMS, pf_standard="0.90"))
    assert amounts(found)["power_factor"] == "0.00"


def test_a_bill_over_two_months_has_two_basic_charges() -> None:
    over = span("2025-04-01", "2025-06-01")
    found = bill(load(over), TERMS, over=over)
    assert [x.name for x in found.lines if x.name.endswith("basic")] == ["2025-04/basic", "2025-05/basic"]
