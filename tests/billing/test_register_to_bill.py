"""From a register to money: whatever the field does to the readings, the bill equals the true one to 0.001."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from billing.accounts import load, sheet, tariff
from telemetry.register_cases import CASES, Case, day_span, steady, taken
from zhiyuan.billing.account import by_period, draft_account
from zhiyuan.billing.bill import Bill
from zhiyuan.billing.load import Load
from zhiyuan.billing.terms import Tariff
from zhiyuan.kernel.span import Span
from zhiyuan.telemetry.historian import micros
from zhiyuan.telemetry.intake import Intake

ZONE = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
THOUSANDTH = Decimal("0.001")
DAY = day_span()
QUARTER = 1_500_000  # 6 kWh an hour [µkWh]


def kept(store: Intake, span: Span) -> Load:
    found = store.energy.stored([1], micros(span.start), micros(span.end))
    return Load(*(found[name].to_numpy() for name in ("start", "kwh", "quality")))


def billed(store: Intake, at: Tariff | None = None) -> Bill:
    return draft_account(kept(store, DAY), at or tariff(), DAY, ZONE)


def test_the_true_bill_of_the_day_worked_by_hand() -> None:
    true = draft_account(load(DAY, QUARTER), tariff(), DAY, ZONE)
    assert sum((line.quantity for line in true.lines if line.unit == "kWh"), Decimal(0)) == Decimal(144)


@pytest.mark.parametrize("name", CASES)
def test_kwh_and_money_of_every_period_equal_the_truth(tmp_path: Path, name: str) -> None:
    case = CASES[name]()
    bill, true = billed(taken(tmp_path, case)), draft_account(load(DAY, QUARTER), tariff(), DAY, ZONE)
    assert [line.name for line in bill.lines] == [line.name for line in true.lines]
    for mine, theirs in zip(bill.lines, true.lines, strict=True):
        assert abs(mine.quantity - theirs.quantity) <= THOUSANDTH
        assert abs(mine.amount - theirs.amount) <= THOUSANDTH
    assert bill.total == true.total
    flagged = sum((line.estimated for line in bill.lines if line.unit == "kWh"), Decimal(0))
    assert abs(flagged - Decimal(str(case.estimated))) <= THOUSANDTH


def test_late_readings_change_the_version_of_the_intervals_and_take_the_flag_away(tmp_path: Path) -> None:
    guessed = kept(taken(tmp_path / "gap", CASES["six hours without contact"]()), DAY)
    known = kept(taken(tmp_path / "late", CASES["the six hours come late"]()), DAY)
    control = kept(taken(tmp_path / "control", CASES["control"]()), DAY)
    assert known.digest == control.digest != guessed.digest
    assert np.array_equal(guessed.kwh, control.kwh)


def test_a_price_changed_afterwards_makes_another_bill_of_the_same_intervals(tmp_path: Path) -> None:
    store = taken(tmp_path, CASES["control"]())
    first, dearer = billed(store), billed(store, tariff(sheets=(sheet(energy="0.38"),)))
    assert dearer.total > first.total
    assert billed(store).digest == first.digest != dearer.digest


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_where_clocks_change_only_the_hour_of_the_change_differs(tmp_path: Path, day: date, hours: int) -> None:
    def periods(on: date, long: int) -> dict[str, Decimal]:
        span = day_span(on, BERLIN)
        store = taken(tmp_path / f"{on}", Case([steady(long)]), on, BERLIN)
        return {key.period: part.kwh for key, part in by_period(kept(store, span), tariff(), span, BERLIN).items()}

    usual, changed = periods(day + timedelta(days=1), 24), periods(day, hours)
    assert sum(changed.values(), Decimal(0)) == pytest.approx(Decimal(6 * hours), abs=THOUSANDTH)
    moved = {name: changed[name] - usual[name] for name in usual}
    assert {n: round(v, 3) for n, v in moved.items() if abs(v) > THOUSANDTH} == {"valley": Decimal(6 * (hours - 24))}


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_where_clocks_change_the_money_is_that_of_the_hours_the_day_has(tmp_path: Path, day: date, hours: int) -> None:
    span = day_span(day, BERLIN)
    bill = draft_account(kept(taken(tmp_path, Case([steady(hours)]), day, BERLIN), span), tariff(), span, BERLIN)
    true = draft_account(load(span, QUARTER), tariff(), span, BERLIN)
    assert [(x.name, x.amount) for x in bill.lines] == [(x.name, x.amount) for x in true.lines]
    usual = span_of(day + timedelta(days=7), hours=24)
    by_clock = {x.period: x.quantity for x in draft_account(load(usual, QUARTER), tariff(), usual, BERLIN).lines}
    moved = {x.period: round(x.quantity - by_clock[x.period], 3) for x in bill.lines}
    assert {name: kwh for name, kwh in moved.items() if kwh} == {"valley": Decimal(6 * (hours - 24))}


def span_of(day: date, hours: int) -> Span:
    span = day_span(day, BERLIN)
    assert span.length == timedelta(hours=hours)
    return span
