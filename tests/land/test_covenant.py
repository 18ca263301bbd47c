"""What was agreed of land, beside what was observed: not known is never not met."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyuan.land.covenant import (
    MET,
    NOT_DUE,
    NOT_MET,
    NOT_REPORTED,
    ONLY_A_BOUND,
    OPS,
    RELATIONS,
    TOO_OLD,
    UNKNOWN,
    Covenant,
    Finding,
    Observed,
    judged,
    verdict,
)

DUE = date(2026, 12, 31)
TODAY = date(2027, 1, 10)
numbers = st.decimals(min_value=0, max_value=1000, places=2)


def covenant(op: str = "≥", target: str = "50") -> Covenant:
    return Covenant("tax", op, Decimal(target), "万元/亩", DUE)


def seen(value: str, relation: str = "=", as_of: date = DUE) -> Observed:
    return Observed(Decimal(value), relation, "模拟", as_of)


def found(op: str, value: str, relation: str = "=") -> str:
    return judged(covenant(op), [seen(value, relation)], TODAY, 400).verdict


@pytest.mark.parametrize(
    ("op", "value", "relation", "says"),
    [
        ("≥", "50", "=", MET), ("≥", "49.99", "=", NOT_MET), ("≥", "50", "≥", MET), ("≥", "40", "≥", UNKNOWN),
        ("≥", "50", ">", MET), ("≥", "40", "≤", NOT_MET), ("≥", "50", "≤", UNKNOWN), ("≥", "50", "<", NOT_MET),
        ("≥", "90", "≈", UNKNOWN), ("≤", "50", "=", MET), ("≤", "50.01", "=", NOT_MET), ("≤", "50", ">", NOT_MET),
        ("≤", "50", "≥", UNKNOWN), ("≤", "40", "≤", MET), ("≤", "60", "<", UNKNOWN), ("≤", "40", "≥", UNKNOWN),
    ],
)  # fmt: skip
def test_a_value_decides_only_as_far_as_its_sign_does(op: str, value: str, relation: str, says: str) -> None:
    assert found(op, value, relation) == says


def test_what_is_missing_is_said_exactly() -> None:
    assert judged(covenant(), [seen("41.5")], TODAY, 400).gap == Decimal("8.5")


def test_without_a_value_with_an_old_one_or_with_a_bound_it_is_not_known_and_says_why() -> None:
    assert judged(covenant(), [], TODAY, 400).why == NOT_REPORTED
    assert judged(covenant(), [seen("10")], TODAY + timedelta(days=400), 400).why == TOO_OLD
    assert judged(covenant(), [seen("40", "≥")], TODAY, 400).why == ONLY_A_BOUND


def test_before_its_day_a_covenant_is_not_missed_and_yet_its_gap_is_shown() -> None:
    early = judged(covenant(), [seen("41.5", as_of=date(2026, 6, 30))], date(2026, 7, 1), 400)
    assert (early.verdict, early.why, early.gap) == (UNKNOWN, NOT_DUE, Decimal("8.5"))


def test_the_newest_value_counts_and_none_from_after_the_day() -> None:
    both = [seen("60", as_of=date(2027, 1, 5)), seen("40", as_of=DUE)]
    assert judged(covenant(), both, TODAY, 400).verdict == MET
    assert judged(covenant(), both, date(2027, 1, 1), 400).verdict == NOT_MET


def test_all_covenants_together_are_met_only_when_each_is() -> None:
    def one(says: str) -> Finding:
        return Finding(covenant(), None, says)

    assert verdict([one(MET), one(MET)]) == MET
    assert verdict([one(MET), one(UNKNOWN)]) == UNKNOWN
    assert verdict([one(UNKNOWN), one(NOT_MET)]) == NOT_MET
    assert verdict([]) == UNKNOWN


@given(st.sampled_from(OPS), numbers, numbers, st.sampled_from(RELATIONS), numbers)
def test_a_verdict_holds_for_every_value_that_the_sign_allows(
    op: str, target: Decimal, value: Decimal, relation: str, true: Decimal
) -> None:
    allowed = {"=": true == value, "≥": true >= value, ">": true > value, "≤": true <= value, "<": true < value}
    says = judged(Covenant("tax", op, target, "1", DUE), [Observed(value, relation, "s", DUE)], TODAY, 400).verdict
    if says != UNKNOWN and allowed[relation]:
        assert (says == MET) == (true >= target if op == "≥" else true <= target)
