import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from shared import vectors
from zhiyuan.billing.case import run

DAY = date(2025, 6, 15)


def _cases(kind: str) -> list[dict[str, Any]]:
    said = json.loads(vectors("tariff/bill_cases.json").read_text("utf-8"))[kind]
    return said if isinstance(said, list) else [said]


@pytest.mark.parametrize("number", range(7))
def test_time_of_use_bills_equal_those_worked_by_hand(number: int) -> None:
    case = _cases("tou_cases")[number]
    bill = run(case, DAY)
    assert {line.name: str(line.amount) for line in bill.lines} == case["expected_lines"]
    assert str(bill.total) == case["expected_total"]


@pytest.mark.parametrize("number", range(2))
def test_two_part_bills_equal_those_worked_by_hand(number: int) -> None:
    case = _cases("two_part_cases")[number]
    bill, expected = run(case, DAY), case["expected"]
    lines = {line.name: line for line in bill.lines}
    assert {period: str(lines[period].amount) for period in case["kwh"]} == expected["energy"]
    assert (str(lines["fund"].amount), str(lines["basic"].amount)) == (expected["fund"], expected["basic"])
    assert str(lines["power_factor"].quantity) == expected["pf"]
    assert lines["power_factor"].price == Decimal(expected["pf_pct"])
    assert str(lines["power_factor"].amount) == expected["pf_adjust"]
    assert str(bill.total) == expected["total"]


def test_a_resale_adds_up_to_the_cent() -> None:
    (case,) = _cases("resale_case")
    bill = run(case, DAY)
    assert {line.name: str(line.amount) for line in bill.lines} == case["expected"]
    assert str(bill.total) == case["master_bill"]
