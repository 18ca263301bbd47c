"""Clauses as data: read in the words of the ladder, refused with the clause that does not fit."""

from datetime import date
from typing import Any

import pytest

from policies.made import CLEAN, SMALL
from zhiyuan.enterprises.ladder.firm import Firm
from zhiyuan.enterprises.ladder.rule import Verdict, judge
from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.reference import book
from zhiyuan.policies.table import rule_set
from zhiyuan.policies.words import vocabulary

OPTICS = {"clause": "一", "text": "光学行业", "when": {"among": {"industry": ["C39", "C40"]}}}
NOT_RETAIL = {"clause": "二", "text": "非零售", "when": {"outside": {"industry": ["F52"]}}}
ON_CHAIN = {
    "clause": "三",
    "text": "在光电链上",
    "when": {"any": [{"among": {"chain": ["optics"]}}, {"is": "hnte_valid"}]},
}


def rules(*clauses: Any) -> Any:
    return rule_set("模拟办法", "模拟〔2026〕1号", date(2026, 1, 1), None, list(clauses), vocabulary(book()))


def verdict(answers: dict[str, Any], *clauses: Any) -> Verdict:
    return judge(rules(*clauses), Firm(answers, vocabulary(book()))).verdict


def test_an_industry_is_met_by_the_beginning_of_its_code() -> None:
    assert verdict({"industry": ("C3976",)}, OPTICS) is Verdict.MET
    assert verdict({"industry": ("F5200",)}, OPTICS) is Verdict.UNMET
    assert verdict({"industry": ("F5200",)}, NOT_RETAIL) is Verdict.UNMET
    assert verdict({"industry": ("C3976",)}, NOT_RETAIL) is Verdict.MET


def test_an_industry_that_nobody_entered_is_never_held_against_a_firm() -> None:
    assert verdict({}, OPTICS) is Verdict.DATA
    assert verdict({}, NOT_RETAIL) is Verdict.DATA


def test_one_of_several_places_on_a_chain_is_enough() -> None:
    assert verdict({"chain": ("medicine.herbs", "optics.glass")}, ON_CHAIN) is Verdict.MET
    assert verdict({"chain": ("medicine.herbs",)}, ON_CHAIN) is Verdict.UNMET


def test_what_a_clause_needs_is_shown_with_its_unit() -> None:
    (reason,) = judge(rules(SMALL), Firm({"staff": (301, 301)}, vocabulary(book()))).reasons
    assert (reason.result, reason.observed, reason.needed, reason.gap) == (False, "301人", "300人", "1人")


@pytest.mark.parametrize(
    ("clauses", "named"),
    [
        ([], "one to"),
        ([SMALL, SMALL], "第二条"),
        ([CLEAN | {"clause": ""}], "clause 1"),
        ([CLEAN | {"text": " "}], "clause 1"),
        ([CLEAN | {"script": "1"}], "clause 1"),
        (["第二条"], "clause 1"),
        ([CLEAN | {"when": None}], "第四条"),
        ([CLEAN | {"when": {"is": "nothing"}}], "第四条"),
        ([CLEAN | {"when": {"is": "staff"}}], "第四条"),
        ([CLEAN | {"when": {"measure": "staff", "least": "many"}}], "第四条"),
        ([CLEAN | {"when": {"measure": "staff", "least": "1", "most": "2"}}], "第四条"),
        ([CLEAN | {"when": {"among": {"name": ["x"]}}}], "第四条"),
        ([CLEAN | {"when": {"among": {"industry": []}}}], "第四条"),
        ([CLEAN | {"when": {"measure": "staff", "least": "1", "as": 5}}], "第四条"),
        ([CLEAN | {"text": "x" * 301}], "第四条"),
    ],
)
def test_a_clause_that_does_not_fit_is_refused_by_its_name(clauses: list[Any], named: str) -> None:
    with pytest.raises(Malformed, match=named):
        rules(*clauses)


def test_a_condition_that_goes_too_deep_is_refused_and_not_followed() -> None:
    deep: Any = {"is": "resident"}
    for _ in range(5000):
        deep = {"all": [deep]}
    with pytest.raises(Malformed, match="levels deep"):
        rules(CLEAN | {"when": deep})
