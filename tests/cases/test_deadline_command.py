"""``zhiyuan deadline``, in a process of its own."""

import json

import pytest

from command_line import zhiyuan


def test_a_deadline_is_printed_as_json() -> None:
    said = zhiyuan("deadline", "--accepted", "2026-03-02", "--working-days", "20",
                   "--pause", "2026-03-09:2026-03-18", "--pause", "2026-03-16:2026-03-20", "--json")  # fmt: skip
    assert json.loads(said) == {"due": "2026-04-13", "provisional": False}


def test_a_year_without_a_notice_is_called_provisional() -> None:
    said = zhiyuan("deadline", "--accepted", "2026-12-20", "--working-days", "20")
    assert said.startswith("2027-01-15 provisional")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--accepted", "2026-03-02"],
        ["--accepted", "2026-03-02", "--months", "1", "--natural-days", "1"],
        ["--accepted", "2026-02-30", "--months", "1"],
        ["--accepted", "2026-03-02", "--months", "1", "--pause", "2026-03-09"],
        ["--accepted", "2026-03-02", "--months", "1", "--pause", "2026-03-09:2026-03-08"],
        ["--accepted", "2026-03-02", "--working-days", "0"],
    ],
)
def test_what_cannot_be_read_is_refused_in_words(arguments: list[str]) -> None:
    assert zhiyuan("deadline", *arguments, status=2)
