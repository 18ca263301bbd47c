"""What holds for every firm."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enterprises.ladder.firms import FIRMS, GAZELLE, GIANT, GIANT_2022, HIGH, INNOVATIVE, SPECIALISED, TECH, judged
from zhiyuan.enterprises.ladder.editions import named
from zhiyuan.enterprises.ladder.fields import CHOICE, COUNT, FLAG, GROWTH, LIST, POINTS, SHARE, SIGNED, Field, fields
from zhiyuan.enterprises.ladder.firm import read
from zhiyuan.enterprises.ladder.rule import Verdict, judge, weigh
from zhiyuan.kernel.reference import book

VOCABULARY = fields(book())
RANK = {Verdict.UNMET: 0, Verdict.DATA: 1, Verdict.EXPERT: 1, Verdict.MET: 2}
RD = {
    TECH: ("rd",), INNOVATIVE: ("rd",), SPECIALISED: ("rd", "rd_avg_2y"), GIANT: ("rd_years",),
    GIANT_2022: ("rd_years",), GAZELLE: ("rd",), HIGH: ("rd_3y", "rd_domestic_3y"),
}  # fmt: skip
"""The R&D of each rule in which it is monotone; the high-tech rule counts domestic R&D, so both rise together."""


def answers(field: Field) -> st.SearchStrategy[Any]:
    if field.kind == FLAG:
        return st.booleans()
    if field.kind in (CHOICE, LIST):
        options = st.sampled_from(field.options)
        return options if field.kind == CHOICE else st.lists(options, unique=True)
    one = _numbers(field)
    return st.lists(one, min_size=field.years, max_size=field.years) if field.years else one


def _numbers(field: Field) -> st.SearchStrategy[Any]:
    if field.kind in (COUNT, POINTS):
        return st.integers(0, 8 if field.kind == POINTS else 4 if field.ends[1] == 4 else 600)
    low, high = {SHARE: (0, 1), GROWTH: (-1, 1), SIGNED: (-3000, 30000)}.get(field.kind, (0, 30000))
    return st.decimals(low, high, places=4 if field.kind in (SHARE, GROWTH) else 2)


@st.composite
def firms(draw: st.DrawFn, rule: str) -> dict[str, Any]:
    """A firm near one that meets the rule: a few answers differ."""
    firm = dict(FIRMS[rule])
    for name in draw(st.lists(st.sampled_from(sorted(firm)), max_size=4, unique=True)):
        firm[name] = draw(answers(VOCABULARY[name]))
    for name in firm:
        if whole := VOCABULARY[name].part_of:
            firm[name] = min(firm[name], firm[whole])
    return firm


@pytest.mark.parametrize("rule", sorted(FIRMS))
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_firm_is_weighed_as_it_is_judged_and_no_clause_is_spared_that_would_say_otherwise(
    rule: str, data: st.DataObject
) -> None:
    firm = data.draw(firms(rule))
    kept = data.draw(st.lists(st.sampled_from(sorted(firm)), unique=True))
    rules, known = named(rule), read({name: firm[name] for name in kept}, VOCABULARY)
    judgement, weighed = judge(rules, known), weigh(rules, known)
    assert judgement.reasons == tuple(clause.apply(known) for clause in rules.clauses)
    assert weighed == (judgement.verdict, judgement.score, tuple(reason.result for reason in judgement.reasons))


@pytest.mark.parametrize("rule", sorted(FIRMS))
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_what_is_not_known_never_counts_against_a_firm_nor_for_it(rule: str, data: st.DataObject) -> None:
    firm = data.draw(firms(rule))
    hidden = data.draw(st.lists(st.sampled_from(sorted(firm)), unique=True))
    known, less = judged(rule, **firm), judged(rule, **{**firm, **dict.fromkeys(hidden)})
    if known.verdict is Verdict.MET:
        assert less.verdict is not Verdict.UNMET
    if known.verdict is Verdict.UNMET:
        assert less.verdict is not Verdict.MET
    if known.score is not None and less.score is not None:
        assert less.score[0] <= known.score[0]
        assert known.score[1] <= less.score[1]


@pytest.mark.parametrize("rule", sorted(RD))
@given(data=st.data(), more=st.decimals("0.01", 20000, places=2))
@settings(max_examples=40, deadline=None)
def test_more_research_never_loses_a_rung(rule: str, data: st.DataObject, more: Decimal) -> None:
    firm = data.draw(firms(rule))
    richer = {name: _more(firm[name], more) for name in RD[rule]}
    assert RANK[judged(rule, **{**firm, **richer}).verdict] >= RANK[judged(rule, **firm).verdict]


def _more(known: Any, more: Decimal) -> Any:
    if isinstance(known, list):
        return [_more(year, more) for year in known]
    return Decimal(str(known)) + more


def test_research_abroad_may_lose_a_rung_where_the_rule_asks_for_domestic_research() -> None:
    assert judged(HIGH).verdict is Verdict.MET
    assert judged(HIGH, rd_3y=4000).verdict is Verdict.UNMET


def test_more_revenue_may_lose_a_rung() -> None:
    assert judged(TECH, revenue=16000, rd=330).verdict is not judged(TECH).verdict


@pytest.mark.parametrize("rule", sorted(FIRMS))
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_a_verdict_follows_from_its_reasons(rule: str, data: st.DataObject) -> None:
    judgement = judged(rule, **data.draw(firms(rule)))
    results = [reason.result for reason in judgement.reasons]
    assert (judgement.verdict is Verdict.UNMET) == (False in results)
    assert (judgement.verdict is Verdict.MET) == all(results)
    assert all(reason.result is not None or reason.gap is None for reason in judgement.reasons)
