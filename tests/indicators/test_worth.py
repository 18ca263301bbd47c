"""What an indicator comes to: real growth, sums since January, signs that survive, and nothing guessed."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.test_definition import page
from zhiyuan.indicators.checks import flags
from zhiyuan.indicators.definition import Register
from zhiyuan.indicators.pages import shipped, with_own
from zhiyuan.indicators.period import parse
from zhiyuan.indicators.said import RELATIONS, Said, together
from zhiyuan.indicators.wording import exact, figure
from zhiyuan.indicators.worth import Book, Fact
from zhiyuan.kernel.errors import Refused

DAY = date(2026, 9, 28)
YTD = "2024-01..2024-09"


def fact(key: str, period: str, value: str, relation: str = "=") -> Fact:
    return Fact(key, parse(period), Decimal(value), relation, source="模拟", as_of=date(2025, 1, 8))


def book(*facts: Fact, register: Register | None = None, live: dict[str, Said | None] | None = None) -> Book:
    by_key: dict[str, list[Fact]] = {}
    for one in sorted(facts, key=lambda f: (f.period.end, f.period.start)):
        by_key.setdefault(one.key, []).append(one)
    return Book(register or shipped(DAY), by_key, live or {}, DAY)


def test_real_growth_is_the_nominal_ratio_over_the_deflator() -> None:
    known = book(
        fact("gdp_nominal", YTD, "106.21"), fact("gdp_nominal", "2023-01..2023-09", "100"),
        fact("gdp_deflator", YTD, "0.988"),
    )  # fmt: skip
    worth = known.latest("gdp_real_growth")
    assert worth.said is not None
    assert exact(worth.said) == "7.5000"
    assert figure(worth, "zh") == "+7.5%"
    assert [str(p.period) for p in worth.parts] == [YTD, "2023-01..2023-09", YTD]


def test_growth_since_january_is_not_the_mean_of_the_quarters() -> None:
    before, now = ("21", "24", "27"), ("22.5", "25.8", "29.1")
    own = with_own(page(("output", "亿元", "counting: single\n        every: quarter"),
                        ("output_ytd", "亿元", 'formula: "cumulative([output])"\n        counting: cumulative'),
                        ("output_growth", "%", 'formula: "growth([output_ytd])"\n        kind: growth\n'
                                               "        counting: cumulative")), DAY)  # fmt: skip
    facts = [fact("output", f"{year}-Q{q}", v) for year, values in ((2023, before), (2024, now))
             for q, v in enumerate(values, start=1)]  # fmt: skip
    worth = book(*facts, register=own).latest("output_growth")
    assert worth.said is not None
    assert exact(worth.said) == "7.5000"  # 77.4 / 72.0
    rates = [Decimal(b) / Decimal(a) - 1 for a, b in zip(before, now, strict=True)]
    assert round(sum(rates) / 3 * 100, 4) == Decimal("7.4735")


def test_a_month_that_is_missing_makes_no_sum() -> None:
    known = book(fact("industrial_output", "2024-01", "8"), fact("industrial_output", "2024-03", "9"))
    worth = known.worth("industrial_output_ytd", parse("2024-01..2024-03"))
    assert worth.said is None
    assert "2024-02" in str(worth.lack)


def test_a_growth_stands_without_a_level_and_makes_none() -> None:
    known = book(fact("gdp_growth", YTD, "7.5"))
    assert figure(known.latest("gdp_growth"), "zh") == "+7.5%"
    assert known.latest("gdp_nominal").said is None
    assert known.latest("gdp_real_growth").said is None


def test_a_stated_share_stands_and_says_when_its_formula_differs() -> None:
    parts = [fact("tax_revenue", YTD, "4.31"), fact("budget_revenue", YTD, "5.00")]
    agreeing = book(*parts, fact("tax_share", YTD, "86.2"))
    assert flags(agreeing, agreeing.latest("tax_share")) == []
    differing = book(*parts, fact("tax_share", YTD, "88.2"))
    (flag,) = flags(differing, differing.latest("tax_share"))
    assert str(flag) == "stated 88.20, but its formula gives 86.20"
    assert figure(differing.latest("tax_share"), "zh") == "88.2%"
    assert figure(book(*parts).latest("tax_share"), "zh") == "86.2%"


def test_a_part_that_grows_faster_tells_how_the_rest_went() -> None:
    known = book(fact("investment_growth", YTD, "7.2"), fact("industrial_investment_growth", YTD, "33.9"))
    (flag,) = flags(known, known.latest("investment_growth"))
    assert "was 30.0 % of last year's, the rest fell by 4.2 %" in str(flag)
    assert "above 21.2 %" in str(flag)


def test_a_sum_since_january_that_falls_is_flagged_not_corrected() -> None:
    known = book(fact("tax_revenue", "2024-01..2024-06", "5"), fact("tax_revenue", YTD, "4"))
    assert "does not fall" in str(flags(known, known.latest("tax_revenue"))[0])
    assert figure(known.latest("tax_revenue"), "en") == "400 million CNY"


def test_a_share_above_a_hundred_cannot_be() -> None:
    known = book(fact("tax_share", YTD, "102"))
    assert "cannot be" in str(flags(known, known.latest("tax_share"))[0])


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine draws slowly; the sums are as right
@given(st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from(["=", "≥", ">"])), min_size=1))
def test_a_sum_of_lower_bounds_is_a_lower_bound_of_the_sum(values: list[tuple[int, str]]) -> None:
    total = Said(Fraction(0))
    for value, sign in values:
        total = total + Said(Fraction(value), sign)
    assert total.value == sum(value for value, _ in values)
    signs = {sign for _, sign in values}
    assert total.relation == (">" if ">" in signs else "≥" if "≥" in signs else "=")


@given(st.sampled_from(RELATIONS), st.integers(1, 1000))
def test_a_sign_turns_twice_and_is_itself(sign: str, value: int) -> None:
    said = Said(Fraction(value), sign)
    turned = -said
    assert -turned == said
    one = Said(Fraction(1))
    assert one / (one / said) == said


def test_bounds_that_point_both_ways_say_nothing() -> None:
    with pytest.raises(Refused, match="say nothing together"):
        together(("≥", "≤"))
    with pytest.raises(Refused):
        Said(Fraction(5), "≥") - Said(Fraction(3), "≥")


def test_what_a_room_answers_has_today_for_its_period() -> None:
    known = book(live={"visits.firms": Said(Fraction(12))})
    assert figure(known.latest("firms_visited"), "zh") == "12 家"
    assert known.latest("visits_held").said is None


def test_a_planned_day_that_is_over_asks_what_happened() -> None:
    opening = Fact("wuyue_opening", parse("2025-01-08"), None, text="2025-12-31", as_of=date(2025, 1, 8))
    known = book(opening)
    assert [str(flag) for flag in flags(known, known.latest("wuyue_opening"))] == [
        "the day is over: enter what happened"
    ]
