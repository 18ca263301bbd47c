import json
from datetime import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from zhiyuan.app.commands.one_day import command, read_observed
from zhiyuan.cases.oneday import Observed
from zhiyuan.cases.onedaysetup import assumptions, office_hours
from zhiyuan.kernel.errors import Malformed

QUICK = ["--bundles", "100"]


def said(*options: str) -> dict:
    done = CliRunner().invoke(command, [*QUICK, *options, "--json"], catch_exceptions=False)
    return json.loads(done.stdout)


def test_the_answer_holds_three_chances_what_they_rest_on_and_the_setup() -> None:
    found = said("--hand-in", "09:30", "--deputy-after", "30", "--staff", "planning=2")
    assert {"same_day", "seven_hours", "one_working_day", "basis", "observed_cases", "cpu_s"} <= found.keys()
    assert found["basis"] == "assumed"
    assert found["setup"]["handed_in"] == ["09:30", "09:30"]
    assert found["setup"]["staff"] == {"planning": 2}


@pytest.mark.slow
def test_each_office_hour_has_its_own_chance_and_lunch_has_none() -> None:
    hours = [one["setup"]["handed_in"] for one in said("--by-hour", "--deputy-after", "0")["hours"]]
    assert hours[0] == ["09:00", "10:00"]
    assert ["12:00", "13:00"] not in hours
    assert hours[3] == ["13:30", "14:00"]


def test_the_text_says_that_the_durations_are_assumed() -> None:
    done = CliRunner().invoke(command, QUICK)
    assert "来源待补" in done.stdout
    assert "same day" in done.stdout


def test_past_cases_come_from_a_table(tmp_path: Path) -> None:
    table = tmp_path / "past.csv"
    table.write_text("step,minutes\n" + "review,12\n" * 30)
    assert said("--observed", str(table))["observed_cases"]["review"] == 30


@pytest.mark.parametrize(
    "options",
    [["--hand-in", "12:30"], ["--hand-in", "soon"], ["--hand-in", "11:00-09:00"], ["--staff", "kitchen=2"],
     ["--staff", "planning=0"]],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words(options: list[str]) -> None:
    with pytest.raises(Malformed):
        CliRunner().invoke(command, [*QUICK, *options], catch_exceptions=False)


def test_a_table_is_refused_at_the_line_that_is_wrong() -> None:
    assert read_observed("step,minutes\nreview,3.5") == [Observed("review", 3.5)]
    with pytest.raises(Malformed, match="line 3"):
        read_observed("step,minutes\nreview,3\nreview,long")
    with pytest.raises(Malformed, match="step,minutes"):
        read_observed("a,b\n1,2")


def test_the_office_day_is_cut_at_full_hours() -> None:
    from datetime import date

    assert office_hours(assumptions(date(2026, 3, 2)))[-1] == (time(17), time(17, 30))
