import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from billing.accounts import SHANGHAI, load, month, span
from shared import vectors
from zhiyuan.billing.account import draft_account
from zhiyuan.billing.load import Load
from zhiyuan.billing.tariff import Components
from zhiyuan.billing.terms import Sheet, Tariff, Terms
from zhiyuan.kernel.span import Span, micros
from zhiyuan.telemetry.energy import INTERVAL_US


def _cases(kind: str) -> list[dict[str, Any]]:
    return list(json.loads(vectors("tariff/bill_cases.json").read_text("utf-8"))[kind])


def _load_of(case: dict[str, Any]) -> tuple[Load, Span]:
    pieces = [(span(p["from"], p["to"]), p) for p in case["load"]]
    whole = Span(min(s.start for s, _ in pieces), max(s.end for s, _ in pieces))
    energy = load(whole, 0)
    for part, said in pieces:
        a, b = ((micros(t) - micros(whole.start)) // INTERVAL_US for t in (part.start, part.end))
        kwh = Decimal(said["kwh"]) if "kwh" in said else Decimal(said["kw"]) * (b - a) / 4
        energy.kwh[a:b] = int(kwh * 1_000_000) // (b - a)
    return energy, whole


def _sheets(case: dict[str, Any]) -> tuple[Sheet, ...]:
    firsts = [date.fromisoformat(f"{m}-01") for m in case["prices"]]
    return tuple(Sheet(d, month(d).end.astimezone(SHANGHAI).date(), Components.read(p, "case"))
                 for d, p in zip(firsts, case["prices"].values(), strict=True))  # fmt: skip


@pytest.mark.parametrize("number", range(7))
def test_bills_worked_by_hand_come_out_of_quarter_hours_too(number: int) -> None:
    case = _cases("tou_cases")[number]
    energy, whole = _load_of(case)
    bill = draft_account(energy, Tariff((Terms(date(2024, 1, 1)),), _sheets(case)), whole, SHANGHAI)
    assert {x.name: str(x.amount) for x in bill.lines if x.quantity} == case["expected_lines"]
    assert str(bill.total) == case["expected_total"]
