from datetime import date, timedelta

import pytest
import yaml

from shared import vectors
from zhiyuan.kernel.workday import is_provisional, is_working_day


def test_a_make_up_saturday_is_a_working_day_and_the_holiday_it_pays_for_is_not() -> None:
    assert is_working_day(date(2026, 2, 14))
    assert not is_working_day(date(2026, 2, 16))


def test_years_with_a_notice_are_not_provisional_and_the_next_one_is() -> None:
    assert not any(is_provisional(year) for year in range(2004, 2027))
    assert is_provisional(2027)


def test_deadlines_in_working_days_come_out_as_worked_by_hand() -> None:
    for case in yaml.safe_load(vectors("working_days.yaml").read_text("utf-8")):
        if "working_days" not in case or "pauses" in case:
            continue
        assert _nth_working_day(case["accepted"], case["working_days"]) == case["due"], case
        assert is_provisional(case["due"].year) == case.get("provisional", False)


def _nth_working_day(accepted: date, count: int) -> date:
    day = accepted
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_a_year_has_about_two_hundred_and_fifty_working_days(year: int) -> None:
    span = (date(year, 1, 1) + timedelta(days=n) for n in range(365))
    assert 245 <= sum(map(is_working_day, span)) <= 252
