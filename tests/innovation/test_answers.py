"""What the ladder is told of a firm: years before the filing, lower ends, and nothing where nobody said anything."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyuan.enterprises.fact import Known
from zhiyuan.innovation.answers import Subject, firm
from zhiyuan.kernel.reference import book

DAY = date(2026, 11, 24)


def fact(metric: str, period: str, value: str | None, relation: str = "=", words: str = "") -> Known:
    number = Decimal(value) if value is not None else None
    return Known(metric, period, "", number, words, relation, "", "模拟数据", date(2026, 3, 1))


def told(*facts: Known, **more: object) -> Subject:
    return Subject({one.key: one for one in facts}, DAY, **more)  # type: ignore[arg-type]


def test_a_yearly_answer_is_that_of_the_last_full_year() -> None:
    found = firm(book(), told(fact("staff", "2025", "120"), fact("staff", "2024", "90")))
    assert found["staff"] == (120, 120)


def test_an_older_year_is_never_taken_for_the_last() -> None:
    found = firm(book(), told(fact("staff", "2024", "90")))
    assert found.silent("staff")


def test_years_are_added_and_set_side_by_side_oldest_first() -> None:
    facts = [fact("revenue", str(year), str(year - 2000)) for year in (2023, 2024, 2025)]
    found = firm(book(), told(*facts))
    assert found["revenue_3y"] == (72, 72)
    assert found["sales"] == ((23, 23), (24, 24), (25, 25))


def test_a_year_that_nobody_stated_leaves_the_sum_open_upward() -> None:
    found = firm(book(), told(fact("revenue", "2025", "25"), fact("revenue", "2023", "23")))
    assert found["revenue_3y"][0] == 48
    assert found.open("revenue_3y")


def test_a_lower_bound_stays_one_and_about_decides_nothing() -> None:
    found = firm(book(), told(fact("ip2", "", "6", "≥"), fact("ip1", "", "1", "≈")))
    assert found["ip2"][0] == 6
    assert found.open("ip2")
    assert found.silent("ip1")


def test_growth_is_the_mean_of_the_yearly_ones() -> None:
    facts = [fact("main_revenue", year, value) for year, value in (("2023", "100"), ("2024", "110"), ("2025", "132"))]
    assert firm(book(), told(*facts))["main_growth_2y"] == (Fraction(3, 20), Fraction(3, 20))


def test_a_compound_growth_whose_root_is_exact_is_exact() -> None:
    facts = [
        fact("op_revenue", year, value) for year, value in (("2023", "10000"), ("2024", "9000"), ("2025", "11025"))
    ]
    assert firm(book(), told(*facts))["rev_cagr_2y"] == (Fraction(1, 20), Fraction(1, 20))


@given(st.integers(1, 10**6), st.integers(0, 10**6))
def test_a_compound_growth_lies_between_its_ends(first: int, last: int) -> None:
    facts = [fact("op_revenue", year, str(value)) for year, value in (("2023", first), ("2025", last))]
    least, most = firm(book(), told(*facts))["rev_cagr_2y"]
    assert (1 + least) ** 2 <= Fraction(last, first) <= (1 + most) ** 2
    assert most - least <= Fraction(1, 10**9)


def test_days_are_counted_from_the_founding_and_a_qualification_answers_for_itself() -> None:
    found = firm(book(), told(founded=date(2025, 11, 24), qualifications=frozenset({"high_tech"})))
    assert found["days_registered"] == (365, 365)
    assert found["hnte_valid"] is True


@pytest.mark.parametrize("name", ["resident", "rd_org", "quality"])
def test_what_nobody_said_is_not_known(name: str) -> None:
    assert firm(book(), told())[name] is None


def test_words_become_options() -> None:
    found = firm(book(), told(fact("rd_org", "", None, words="省级"), fact("quality", "", None, words="ISO、品牌")))
    assert (found["rd_org"], found["quality"]) == ("省级", ("ISO", "品牌"))
