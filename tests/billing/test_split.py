from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.accounts import ALWAYS, SHANGHAI, load, sheet, span, tariff
from zhiyuan.billing.account import by_period, draft_account
from zhiyuan.billing.bill import Use, energy_by_period
from zhiyuan.billing.split import calendar, energy_by_part
from zhiyuan.billing.terms import Terms
from zhiyuan.kernel.errors import NotReady
from zhiyuan.kernel.reference import Book, shipped, use
from zhiyuan.kernel.span import Span, midnight

NEW_YORK, ADELAIDE = ZoneInfo("America/New_York"), ZoneInfo("Australia/Adelaide")
ENERGY = st.lists(st.integers(0, 10**12), min_size=1, max_size=300)


def page_with(peak: list[list[str]]) -> Book:
    """The book with a page of its own periods: peak at given times, flat otherwise, the same each month."""
    source, every = {"document": "Example"}, list(range(1, 13))

    def held(value: object) -> dict[str, object]:
        return {"unit": "1", "values": [{"since": date(2022, 1, 1), "source": source, "value": value}]}

    page = {
        "periods": held([{"months": every, "spike": [], "peak": peak, "valley": []}]),
        "ratios": held([{"months": every, "peak": "2", "flat": "1"}]),
        "floats": held(["energy"]),
    }
    return Book({**shipped().pages, "example": page})


@pytest.fixture
def half_hours() -> Iterator[None]:
    """A book whose peak runs from 16:30 to 21:37, a boundary inside a quarter hour."""
    use(page_with([["16:30", "21:37"]]))
    yield
    use(shipped())


@settings(max_examples=100, deadline=None)
@given(st.dates(date(2024, 6, 1), date(2027, 12, 1)), st.integers(0, 95), ENERGY, st.booleans())
def test_no_microkwh_is_lost_or_doubled_wherever_the_cuts_lie(
    day: date, first: int, energy: list[int], tou: bool
) -> None:
    begin = midnight(day, SHANGHAI) + timedelta(minutes=15 * first)
    over = Span(begin, begin + timedelta(minutes=15 * len(energy)))
    parts = by_period(load(over, np.array(energy)), tariff(Terms(ALWAYS[0], tou_elected=tou)), over, SHANGHAI)
    assert sum((p.kwh for p in parts.values()), Decimal(0)) == Decimal(sum(energy)).scaleb(-6)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 95), st.lists(st.integers(0, 10**9), min_size=1, max_size=200))
def test_boundaries_inside_a_quarter_hour_are_cut_pro_rata(first: int, energy: list[int]) -> None:
    use(page_with([["16:30", "21:37"]]))
    try:
        begin = datetime(2026, 3, 2, tzinfo=SHANGHAI) + timedelta(minutes=15 * first)
        over = Span(begin, begin + timedelta(minutes=15 * len(energy)))
        found = by_period(load(over, np.array(energy)), tariff(page="example"), over, SHANGHAI)
        uses = [Use(Span(begin + timedelta(minutes=15 * k), begin + timedelta(minutes=15 * k + 15)), Decimal(e))
                for k, e in enumerate(energy)]  # fmt: skip
        exact = energy_by_period(uses, SHANGHAI, "example")
    finally:
        use(shipped())
    got = {key.period: part.kwh * 10**6 for key, part in found.items()}
    assert sum(got.values()) == sum(energy)
    for (_, period), micro in exact.items():
        assert abs(got[period] - micro) <= 4  # each cut inside a quarter hour is rounded to a µkWh


def test_half_hour_boundaries_are_priced_though_henan_has_none(half_hours: None) -> None:
    over = span("2026-03-02T16:00", "2026-03-02T22:00")
    found = by_period(load(over), tariff(page="example"), over, SHANGHAI)
    kwh = {key.period: part.kwh for key, part in found.items()}
    assert kwh["flat"] == 2 + Decimal(2) - Decimal("0.466667")  # 7 of the 15 minutes from 21:30 are peak
    assert kwh["peak"] == 20 + Decimal("0.466667")


def test_many_meters_at_once_give_what_one_by_one_gives() -> None:
    over = span("2026-03-30T05:15", "2026-04-02T17:45")
    rng = np.random.default_rng(1)
    at = calendar(tariff(), over, SHANGHAI)
    first, count = load(over).start[0], len(load(over).start)
    energy = rng.integers(0, 10**9, (20, count))
    whole = energy_by_part(energy, int(first), at)
    assert whole.tolist() == [energy_by_part(row, int(first), at).tolist() for row in energy]
    assert whole.sum(axis=1).tolist() == energy.sum(axis=1).tolist()


def test_a_span_over_a_price_change_and_over_new_terms_is_split() -> None:
    over = span("2025-04-10", "2025-04-20")
    sheets = (sheet(end=date(2025, 4, 13)), sheet(date(2025, 4, 13), energy="0.50"))
    paid = tariff(Terms(ALWAYS[0]), Terms(date(2025, 4, 17), tou_elected=False), sheets=sheets)
    found = by_period(load(over), paid, over, SHANGHAI)
    assert [(k.start.day, k.end.day, k.period) for k in found] == [
        (10, 13, "peak"), (10, 13, "flat"), (10, 13, "valley"),
        (13, 17, "peak"), (13, 17, "flat"), (13, 17, "valley"), (17, 20, "flat"),
    ]  # fmt: skip
    assert found[list(found)[-1]].price == Decimal("0.779889375")
    assert found[list(found)[-1]].kwh == 288


def test_notice_283_takes_over_from_867_at_midnight() -> None:
    over = span("2024-05-31", "2024-06-02")
    found = by_period(load(over), tariff(), over, SHANGHAI)
    assert {(k.start.month, k.period): p.clause for k, p in found.items() if k.period == "peak"} == {
        (5, "peak"): "豫发改价管〔2022〕867号", (6, "peak"): "豫发改价管〔2024〕283号",
    }  # fmt: skip


@pytest.mark.parametrize("number", [1, 7, 8, 12])
def test_months_whose_spike_hours_no_source_gives_are_not_billed(number: int) -> None:
    first = date(2023, number, 1)
    over = span(str(first), str(first + timedelta(days=2)))
    with pytest.raises(NotReady, match=f"spike.*2023-{number:02}"):
        draft_account(load(over), tariff(), over, SHANGHAI)


def test_who_does_not_pay_by_time_of_use_is_billed_in_those_months_too() -> None:
    over = span("2023-01-01", "2023-01-02")
    bill = draft_account(load(over), tariff(Terms(ALWAYS[0], tou_elected=False)), over, SHANGHAI)
    assert [(x.name, str(x.amount)) for x in bill.lines] == [("2023-01/flat", "62.39")]  # 96 × 0.649889375


def test_where_clocks_go_forward_the_skipped_hour_is_nobodys() -> None:
    """New York, 2026-03-08: 02:00 becomes 03:00; the day has 23 hours, valley six of them."""
    over = span("2026-03-08", "2026-03-09", NEW_YORK)
    found = by_period(load(over, 250_000), tariff(), over, NEW_YORK)
    assert {k.period: p.kwh for k, p in found.items()} == {"peak": 8, "flat": 7, "valley": 8}


def test_where_clocks_go_back_the_repeated_hour_is_priced_as_the_clock_shows() -> None:
    """New York, 2026-11-01: 01:00 to 02:00 happens twice, both in valley."""
    over = span("2026-11-01", "2026-11-02", NEW_YORK)
    found = by_period(load(over, 250_000), tariff(), over, NEW_YORK)
    assert {k.period: p.kwh for k, p in found.items()} == {"peak": 8, "flat": 7, "valley": 10}


def test_a_boundary_inside_a_repeated_hour_holds_both_times() -> None:
    """Peak until 01:30: the hour from 01:00 comes twice, half of each is peak."""
    use(page_with([["00:00", "01:30"]]))
    try:
        over = span("2026-11-01", "2026-11-02", NEW_YORK)
        found = by_period(load(over, 250_000), tariff(page="example"), over, NEW_YORK)
        forward = span("2026-03-08", "2026-03-09", NEW_YORK)
        use(page_with([["02:30", "04:00"]]))
        skipped = by_period(load(forward, 250_000), tariff(page="example"), forward, NEW_YORK)
    finally:
        use(shipped())
    assert {k.period: p.kwh for k, p in found.items()} == {"peak": 2, "flat": 23}
    assert {k.period: p.kwh for k, p in skipped.items()} == {"peak": 1, "flat": 22}


def test_a_zone_half_an_hour_off_is_cut_on_its_own_clock() -> None:
    over = span("2026-04-01", "2026-05-01", ADELAIDE)
    found = by_period(load(over, 250_000), tariff(), over, ADELAIDE)
    assert {k.period: p.kwh for k, p in found.items()} == {"peak": 240, "flat": 210, "valley": 271}
