import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.accounts import ALWAYS, SHANGHAI, load, month, sheet, span, tariff
from zhiyuan.billing.account import by_period, draft_account
from zhiyuan.billing.bill import Bill
from zhiyuan.billing.load import Load
from zhiyuan.billing.terms import Curve, Tariff, Terms
from zhiyuan.kernel.span import Span
from zhiyuan.telemetry.energy import INTERVAL_US, Quality, energy_per_interval
from zhiyuan.telemetry.point import Point

APRIL = month(date(2025, 4, 1))
TERMS = Terms(ALWAYS[0], mode="two_part", kva=Decimal(630), pf_standard="0.90")
PAID = tariff(TERMS, sheets=(sheet(demand="36"),))
ENERGY = st.integers(0, 2**32 - 1).map(lambda seed: np.random.default_rng(seed).integers(0, 9_000_000, 30 * 96))


@settings(max_examples=20, deadline=None)
@given(ENERGY)
def test_a_bill_is_computed_again_bit_for_bit_from_what_json_kept(energy: np.ndarray) -> None:
    used = load(APRIL, energy, kvarh=300_000)
    bill = draft_account(used, PAID, APRIL, SHANGHAI)
    kept = json.loads(json.dumps({"load": used.plain(), "tariff": PAID.plain(), "bill": bill.plain()}))
    again_load, again_tariff = Load.read(kept["load"]), Tariff.read(kept["tariff"])
    again = draft_account(again_load, again_tariff, APRIL, SHANGHAI)
    assert (again_load.digest, again_tariff.digest) == (used.digest, PAID.digest)
    assert again.digest == bill.digest == Bill.read(kept["bill"]).digest
    assert again.total == bill.total


@settings(max_examples=20, deadline=None)
@given(ENERGY)
def test_the_lines_add_up_to_the_total_and_name_their_days(energy: np.ndarray) -> None:
    bill = draft_account(load(APRIL, energy, kvarh=1), PAID, APRIL, SHANGHAI)
    assert bill.total == sum(line.amount for line in bill.lines)
    assert all(line.amount == round(line.amount, 2) for line in bill.lines)
    assert {(line.start, line.end) for line in bill.lines} == {(date(2025, 4, 1), date(2025, 5, 1))}
    assert all(line.clause for line in bill.lines)
    kwh = sum(line.quantity for line in bill.lines if line.period)
    assert kwh == Decimal(int(energy.sum())).scaleb(-6)


@settings(max_examples=20, deadline=None)
@given(ENERGY, st.integers(0, 30 * 96 - 1), st.integers(1, 10**9))
def test_more_energy_never_costs_less(energy: np.ndarray, at: int, more: int) -> None:
    paid = tariff()
    first = draft_account(load(APRIL, energy), paid, APRIL, SHANGHAI)
    energy[at] += more
    assert draft_account(load(APRIL, energy), paid, APRIL, SHANGHAI).total >= first.total


def test_a_retroactive_price_renames_the_tariff_and_moves_only_the_lines_of_its_days() -> None:
    """Transmission from 0.20 to 0.21 as of the 16th, found out after the bill was issued."""
    before = tariff(sheets=(sheet(end=date(2025, 4, 16)), sheet(date(2025, 4, 16))))
    after = replace(before, sheets=(before.sheets[0], sheet(date(2025, 4, 16), td="0.21")))
    used = load(APRIL)
    old, new = (draft_account(used, t, APRIL, SHANGHAI) for t in (before, after))
    assert before.digest != after.digest
    changed = [(a, b) for a, b in zip(old.lines, new.lines, strict=True) if a != b]
    assert {(b.period, b.start) for _, b in changed} == {(p, date(2025, 4, 16)) for p in ("peak", "flat", "valley")}
    assert all(a.quantity == b.quantity for a, b in changed)
    # 15 days × 4 kWh/h × 0.01 × (8 h × 1.72 + 7 h + 9 h × 0.45)
    assert abs(new.total - old.total - Decimal("14.886")) <= Decimal("0.015")  # each line is rounded


def test_new_terms_from_a_day_on_leave_the_days_before_as_they_were() -> None:
    used = load(APRIL)
    old = by_period(used, tariff(), APRIL, SHANGHAI)
    left = by_period(used, tariff(Terms(ALWAYS[0]), Terms(date(2025, 4, 21), tou_elected=False)), APRIL, SHANGHAI)
    assert {k.period: p.price for k, p in old.items()} == {
        k.period: p.price for k, p in left.items() if k.start == date(2025, 4, 1)
    }


def test_each_line_knows_how_many_of_its_kwh_are_estimated() -> None:
    day = span("2025-04-14", "2025-04-15")
    used = load(day)
    used.quality[0:8], used.quality[66:70] = Quality.ESTIMATED, Quality.SUSPECT
    bill = draft_account(used, tariff(), day, SHANGHAI, accepted=[day])
    assert {line.period: line.estimated for line in bill.lines} == {"peak": 4, "flat": 0, "valley": 8}


def test_a_register_with_a_gap_is_priced_hour_by_hour_and_its_estimate_flagged() -> None:
    """40 kW all day; the readings between 15:00 and 17:00 were lost, so that peak and flat share the gap."""
    day = span("2025-04-14", "2025-04-15")
    zero = int(datetime(2025, 4, 14, tzinfo=SHANGHAI).timestamp()) * 10**6
    readings = [(zero + k * INTERVAL_US, 100.0 + 10 * k) for k in range(97) if not 60 < k < 68]
    found, _ = energy_per_interval(readings, Point(1, "m", "register", "kWh", 1, "gw", max_rate=100))
    bill = draft_account(Load(found.start, found.energy, found.quality), tariff(), day, SHANGHAI)
    assert {x.period: (x.quantity, x.estimated) for x in bill.lines} == {
        "peak": (320, 40), "flat": (280, 40), "valley": (360, 0),
    }  # fmt: skip


def test_readings_twice_out_of_order_or_from_two_collectors_give_the_same_bill() -> None:
    day = span("2025-04-14", "2025-04-15")
    zero = int(day.start.timestamp()) * 10**6
    readings = [(zero + k * INTERVAL_US, 5.0 * k) for k in range(97)]
    meter = Point(1, "m", "register", "kWh", 1, "gw", max_rate=100)
    shuffled = readings[50:] + readings[::2] + readings[:50] + readings[40:60]
    first, second = (energy_per_interval(r, meter)[0] for r in (readings, shuffled))
    bills = [draft_account(Load(f.start, f.energy, f.quality), tariff(), day, SHANGHAI) for f in (first, second)]
    assert bills[0].digest == bills[1].digest
    assert sum(x.quantity for x in bills[0].lines) == 480


def test_a_market_account_pays_its_curve_and_no_administered_period() -> None:
    hourly = tuple(Decimal("0.30") if h < 8 or h >= 22 else Decimal("0.50") for h in range(24))
    paid = replace(tariff(Terms(ALWAYS[0], market=True)), curves=(Curve(*ALWAYS, hourly),))
    day = span("2026-03-02", "2026-03-03")
    bill = draft_account(load(day), paid, day, SHANGHAI)
    assert [(x.period, str(x.quantity), str(x.price)) for x in bill.lines] == [
        ("00-08, 22-24", "40.000000", "0.579889375"), ("08-22", "56.000000", "0.779889375"),
    ]  # fmt: skip
    assert {x.clause for x in bill.lines} == {"发改能源规〔2025〕1656号"}


def test_a_contract_that_begins_mid_month_ends_the_administered_periods() -> None:
    flat = (Decimal("0.40"),) * 24
    paid = replace(
        tariff(Terms(ALWAYS[0]), Terms(date(2026, 3, 16), market=True)),
        curves=(Curve(date(2026, 3, 16), ALWAYS[1], flat),),
    )
    march = month(date(2026, 3, 1))
    found = by_period(load(march), paid, march, SHANGHAI)
    assert [(k.start.day, k.period) for k in found] == [(1, "peak"), (1, "flat"), (1, "valley"), (16, "00-24")]
    assert found[list(found)[-1]].kwh == 16 * 96


def test_a_month_billed_in_two_halves_has_the_energy_of_the_whole() -> None:
    used, middle = load(APRIL), APRIL.start + timedelta(days=14, hours=9, minutes=7)
    halves = [by_period(used, tariff(), s, SHANGHAI) for s in (Span(APRIL.start, middle), Span(middle, APRIL.end))]
    assert sum(p.kwh for half in halves for p in half.values()) == 2880
