"""What is asked, and what is refused."""

from datetime import date
from typing import Any

import pytest

from enterprises.ladder.firms import FIRMS, TECH
from zhiyuan.enterprises.ladder.entry import parse, question
from zhiyuan.kernel.errors import Malformed, NotFound, Refused

DAY = date(2026, 5, 6)
RULE = "科技型中小企业"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"staf": 120}, "did you mean staff"),
        ({"unheard": 1}, "no field 'unheard'"),
        ({"staff": "120"}, "without quotes"),
        ({"staff": True}, "without quotes"),
        ({"staff": -1}, "between 0 and"),
        ({"staff": 12.5}, "whole number"),
        ({"rd": -0.01}, "between 0 and"),
        ({"rd": 1e300}, "finite number"),
        ({"rd": float("inf")}, "finite number"),
        ({"rd": 1e-300}, "at most 12 decimals"),
        ({"rd": [330]}, "without quotes"),
        ({"resident": 1}, "true, false or null"),
        ({"resident": "是"}, "true, false or null"),
        ({"tech_staff": 121}, "more than staff 120"),
        ({"rev4": [1, 2, 3]}, "4 years"),
        ({"rev4": 3}, "4 years"),
        ({"share": 12}, "between 0 and 1"),
        ({"main_growth": -1.5}, "between -1"),
        ({"ip_advanced": [8, 7]}, "least comes before"),
        ({"ip_advanced": [1, 2, 3]}, "least and most"),
        ({"ip_advanced": 9}, "between 0 and 8"),
        ({"product_field": "D"}, "knows A, B, C"),
        ({"quality": "ISO"}, "a list of"),
        ({"quality": ["ISO", "ISO"]}, "twice"),
        ({"quality": ["ISO", "CE"]}, "not 'CE'"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_with_its_field(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(Malformed, match=why):
        question({**FIRMS[TECH], **changes}, RULE, DAY)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"{", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b'{"rd": NaN}', "NaN is no number"),
        (b'{"rd": -Infinity}', "no number"),
        (b'{"rd": 1, "rd": 2}', "stands twice"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"rd": ' + b"9" * 5000 + b"}", "not JSON"),
        (b" " * 1_000_001, "at most"),
    ],
)
def test_what_is_not_plain_json_is_refused(text: bytes, why: str) -> None:
    with pytest.raises(Malformed, match=why):
        parse(text)


@pytest.mark.parametrize("said", [[], "x", 3, None])
def test_only_a_table_describes_a_firm(said: object) -> None:
    with pytest.raises(Malformed, match="the input is a firm"):
        question(said, RULE, DAY)


def test_an_entry_fixes_its_edition() -> None:
    asked = question({"rule": TECH, "input": FIRMS[TECH], "name": "x", "score": 80, "verdict": "", "reasons": []})
    assert (asked.rules.name, asked.name) == (TECH, "x")


def test_what_agrees_with_an_entry_may_be_said_beside_it() -> None:
    for rule in (RULE, TECH):
        assert question({"rule": TECH, "input": {}}, rule, DAY).rules.name == TECH


@pytest.mark.parametrize(
    ("fixed", "rule", "day"),
    [
        (TECH, "高新技术企业", None),
        ("小巨人/2026版", "小巨人/63号-2022", None),
        ("小巨人/2026版", "", date(2026, 3, 31)),
        ("小巨人/63号-2022", "", date(2026, 4, 1)),
        ("小巨人/63号-2022", "", date(2022, 7, 31)),
    ],
)
def test_what_contradicts_an_entry_is_refused(fixed: str, rule: str, day: date | None) -> None:
    with pytest.raises(Refused):
        question({"rule": fixed, "input": {}}, rule, day)


def test_a_bare_firm_takes_the_edition_of_its_day() -> None:
    assert question({}, "小巨人", date(2026, 3, 31)).rules.edition == "63号-2022"
    assert question({}, "小巨人", date(2026, 4, 1)).rules.edition == "2026版"
    assert question({}, "小巨人/2026版").rules.edition == "2026版"


@pytest.mark.parametrize(("rule", "day"), [("", DAY), (RULE, None), ("", None)])
def test_a_bare_firm_needs_a_rule_and_a_day(rule: str, day: date | None) -> None:
    with pytest.raises(Malformed, match="--rule and --on"):
        question({}, rule, day)


@pytest.mark.parametrize("rule", ["独角兽", "小巨人/2030版", "小巨人/", "/2026版"])
def test_a_rule_that_is_not_in_the_book_is_not_found(rule: str) -> None:
    with pytest.raises(NotFound):
        question({}, rule, DAY)
    with pytest.raises(NotFound):
        question({"rule": TECH, "input": {}}, rule)


@pytest.mark.parametrize(
    "entry",
    [
        {"rule": RULE, "input": {}}, {"rule": TECH}, {"input": {}}, {"rule": 3, "input": {}},
        {"rule": TECH, "input": {}, "edition": "x"}, {"rule": TECH, "input": None}, {"rule": TECH, "input": []},
    ],
)  # fmt: skip
def test_an_entry_that_is_not_whole_is_refused(entry: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        question(entry)
