"""The smallest step to the next rung."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enterprises.ladder.firms import FIRMS, GAZELLE, GIANT, HIGH, INNOVATIVE, SPECIALISED, TECH, firm
from enterprises.ladder.test_properties import firms
from zhiyuan.enterprises.ladder import editions
from zhiyuan.enterprises.ladder.advice import CENT, GRAIN, Step, steps
from zhiyuan.enterprises.ladder.rule import Verdict, judge


def advised(rule: str, **changes: Any) -> list[Step]:
    asked = firm(rule, **changes)
    return steps(judge(editions.named(rule), asked), asked)


@pytest.mark.parametrize(
    ("rule", "changes", "field", "to"),
    [
        (TECH, {"tech_staff": 11}, "tech_staff", "12"),
        (TECH, {"ip2": 0}, "rd", "360"),
        (TECH, {"assets": 20001}, "assets", "20000"),
        (HIGH, {"rd_3y": 1800, "rd_domestic_3y": 1800}, "rd_3y", "1840"),
        (HIGH, {"days_registered": 364}, "days_registered", "365"),
        (INNOVATIVE, {"main_growth": -0.03}, "main_growth", "0"),
        (SPECIALISED, {"niche_years": 1}, "niche_years", "2"),
        (GIANT, {"ip1_main": 3}, "ip1_main", "4"),
        (GIANT, {"rd_years": [500, 600]}, "rd_years", "700"),
        (GAZELLE, {"rev4": [1000, 1200, 1440, 1700]}, "rev4", "1728"),
    ],
)
def test_the_first_step_is_the_smallest_change_that_is_enough(
    rule: str, changes: dict[str, Any], field: str, to: str
) -> None:
    step = advised(rule, **changes)[0]
    assert (step.field.name, step.plain()["to"], step.enough) == (field, to, True)


def test_more_class_two_rights_lift_a_firm_over_the_total() -> None:
    (step,) = [s for s in advised(TECH, tech_staff=24, ip2=1) if s.field.name == "ip2"]
    assert (step.plain()["from"], step.plain()["to"]) == ("1", "2")  # 12 + 40 + 12 = 64


def test_two_clauses_that_are_not_met_need_a_step_each() -> None:
    found = advised(TECH, staff=510, tech_staff=150, violation=True)
    assert [(s.clause, s.field.name, s.enough) for s in found] == [
        ("六(二)a", "staff", False),
        ("六(四)", "violation", False),
    ]


def test_a_part_is_never_advised_above_its_whole() -> None:
    assert all(s.field.name != "hitech_income" for s in advised(HIGH, total_income=0, hitech_income=0))


def test_an_open_verdict_asks_and_advises_nothing() -> None:
    assert advised(TECH, ip2=None) == []


@pytest.mark.parametrize("rule", sorted(FIRMS))
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_every_step_meets_its_clause_and_nothing_less_would(rule: str, data: st.DataObject) -> None:
    asked = firm(rule, **data.draw(firms(rule)))
    judgement = judge(editions.named(rule), asked)
    for step in steps(judgement, asked):
        name = step.field.name
        after = judge(judgement.rules, asked.having(name, step.new))
        assert _result(after, step.clause) is True
        assert step.enough == (after.verdict is Verdict.MET)
        if isinstance(step.old, tuple) and not step.field.years and step.field.options == ():
            old, new = Fraction(step.old[0]), Fraction(step.new[0])
            grain = GRAIN.get(step.field.kind, CENT) * (1 if new > old else -1)
            if abs(new - old) > abs(grain):
                less = judge(judgement.rules, asked.having(name, (new - grain, new - grain)))
                assert _result(less, step.clause) is not True, (name, old, new)


def _result(judgement: Any, clause: str) -> object:
    return next(r.result for r in judgement.reasons if r.clause.clause == clause)
