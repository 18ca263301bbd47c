"""Targets: which one a figure is held against, what is still near it, and when its sign leaves the light open."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from indicators.test_definition import DAY, page
from indicators.test_worth import YTD, fact
from zhiyuan.indicators.definition import Definition
from zhiyuan.indicators.pages import shipped, with_own
from zhiyuan.indicators.period import parse
from zhiyuan.indicators.said import Said
from zhiyuan.indicators.target import Aim, Target, aim, light, may_have
from zhiyuan.indicators.wording import aimed
from zhiyuan.indicators.worth import Book
from zhiyuan.kernel.errors import Refused


def own(more: str, unit: str = "家") -> Definition:
    return with_own(page(("a", unit, more)), DAY)["a"]


def target(key: str, period: str, value: str | None) -> Target:
    return Target(key, parse(period), None if value is None else Decimal(value), "模拟", date(2024, 1, 20))


def against(definition: Definition, period: str, *targets: Target, live: bool = False) -> Aim | None:
    return aim(definition, targets, parse(period), live=live, day=DAY)


@pytest.mark.parametrize(
    ("value", "sign", "colour"),
    [("8", "=", "green"), ("7", "≥", "green"), ("6", "=", "amber"), ("6", "≥", ""), ("4", "≤", "red"), ("4", "≥", "")],
)
def test_a_light_is_given_only_where_the_sign_allows_it(value: str, sign: str, colour: str) -> None:
    one = own("better: up\n        green: 7\n        amber: 5")
    assert light(one, Said(Fraction(value), sign), against(one, "2024")) == colour


@pytest.mark.parametrize(("value", "colour"), [("7", "green"), ("6.3", "amber"), ("6.2", "red")])
def test_what_is_near_a_target_is_a_share_of_it_by_the_book(value: str, colour: str) -> None:
    growth = shipped(DAY)["gdp_growth"]
    found = against(growth, YTD, target("gdp_growth", "2024", "7"))
    assert light(growth, Said(Fraction(value)), found) == colour


def test_a_definition_may_say_its_own_distance_from_the_target() -> None:
    one = own("better: up\n        near: 0.2")
    found = against(one, "2024", target("a", "2024", "7"))
    assert found is not None
    assert found.near == Fraction("6.8")


def test_where_less_is_better_the_light_turns_round() -> None:
    one = own("better: down")
    found = against(one, "2024", target("a", "2024", "10"))
    assert [light(one, Said(Fraction(v)), found) for v in (9, 11, 12)] == ["green", "amber", "red"]


def test_the_target_of_a_rank_is_a_place_and_the_first_is_the_best() -> None:
    rank = shipped(DAY)["smart_island_rank"]
    found = against(rank, "2025-01-08", target("smart_island_rank", "2025", "2"))
    assert found is not None
    assert aimed(rank, found, "zh") == "2025 目标 第 2 位"
    assert [light(rank, Said(Fraction(v)), found) for v in (1, 2, 3)] == ["green", "green", "red"]


def test_the_target_of_the_period_itself_comes_before_that_of_the_year() -> None:
    growth = shipped(DAY)["gdp_growth"]
    found = against(growth, YTD, target("gdp_growth", "2024", "8"), target("gdp_growth", YTD, "7"))
    assert found is not None
    assert found.wanted == 7


def test_a_sum_since_january_is_held_against_the_share_of_the_year_that_is_over() -> None:
    revenue = shipped(DAY)["tax_revenue"]
    found = against(revenue, "2025-01..2025-09", target("tax_revenue", "2025", "36.5"))
    assert found is not None
    assert found.wanted == Fraction("27.3")  # 273 of 365 days
    assert aimed(revenue, found, "zh") == "序时目标 27.30 亿元（2025 目标 36.50 亿元 的 74.8%）"


def test_what_a_room_counts_since_january_is_held_against_the_days_since_january() -> None:
    visits = with_own(page(("a", "家", "query: visits.firms\n        counting: cumulative\n        better: up")), DAY)[
        "a"
    ]
    found = against(visits, "2025-07-02", target("a", "2025", "365"), live=True)
    assert found is not None
    assert found.wanted == 183


def test_a_month_alone_is_not_held_against_the_target_of_its_year() -> None:
    output = shipped(DAY)["industrial_output"]
    assert against(output, "2025-03", target("industrial_output", "2025", "120")) is None


def test_a_target_that_was_withdrawn_holds_nothing_and_the_limits_of_the_definition_come_back() -> None:
    one = own("better: up\n        green: 5")
    found = against(one, "2024", target("a", "2024", None))
    assert found == Aim(Fraction(5), None)
    assert against(own("better: up"), "2024", target("a", "2024", None)) is None


def test_the_book_holds_a_figure_against_its_target() -> None:
    facts = {"gdp_growth": [fact("gdp_growth", YTD, "7.5")]}
    known = Book(shipped(DAY), facts, {}, DAY, {"gdp_growth": [target("gdp_growth", "2024", "7")]})
    found = known.aim(known.latest("gdp_growth"))
    assert found is not None
    assert aimed(known.register["gdp_growth"], found, "en") == "target +7.0% for 2024"


@pytest.mark.parametrize(
    ("more", "unit", "why"),
    [("kind: words\n        better: up", "1", "in words"), ("kind: amount", "家", "more or less")],
)
def test_words_and_what_has_no_better_have_no_target(more: str, unit: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        may_have(own(more, unit))


def test_more_never_loses_a_light_where_more_is_better() -> None:
    one, order = own("better: up"), ["red", "amber", "green"]
    found = against(one, "2024", target("a", "2024", "40"))
    lights = [order.index(light(one, Said(Fraction(value)), found)) for value in range(60)]
    assert lights == sorted(lights)
    assert set(lights) == {0, 1, 2}
