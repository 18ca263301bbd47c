"""What makes a policy whole, which claim is of which policy, and conditions as boxes of a form."""

from datetime import date
from typing import Any

import pytest

from policies.made import CLEAN, SAID, SMALL, SPENDS
from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.reference import book
from zhiyuan.policies.boxes import boxes, when
from zhiyuan.policies.text import claimed_by, digest, whole
from zhiyuan.policies.words import vocabulary

KNOWN = [(1, "模拟〔2026〕1号", "研发补助"), (2, "模拟〔2026〕1号", "上市奖励"), (3, "模拟〔2026〕11号", "租金减免")]


def tidied(**more: Any) -> dict[str, Any]:
    return whole(SAID | {"kind": "policy_claim"} | more, ["park", "city"], ["policy_claim"])


def test_a_whole_policy_is_taken_as_it_is() -> None:
    assert tidied(title=" 模拟 ")["title"] == "模拟"
    assert tidied(valid_last="")["valid_last"] is None


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"title": ""}, "title"),
        ({"document": " "}, "document"),
        ({"benefit": "x" * 601}, "benefit"),
        ({"url": "javascript:alert(1)"}, "javascript"),
        ({"level": "galaxy"}, "galaxy"),
        ({"kind": "request_simple"}, "request_simple"),
        ({"valid_last": date(2025, 12, 31)}, "2025-12-31"),
        ({"window_last": date(2026, 10, 1)}, "2026-10-01"),
        ({"window_last": date(2028, 1, 1)}, "2028-01-01"),
        ({"valid_first": None}, "first day"),
        ({"valid_first": "soon"}, "soon"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_is_missing_too_long_or_out_of_order_is_named(more: dict[str, Any], named: str) -> None:
    with pytest.raises(Malformed, match=named):
        tidied(**more)


def test_the_digest_is_of_every_word_and_of_the_paper() -> None:
    first = digest(tidied(), "")
    assert first == digest(tidied(), "")
    assert len({first, digest(tidied(), "abc"), digest(tidied(benefit="y"), "")}) == 3


@pytest.mark.parametrize(
    ("answer", "policy"),
    [
        ("《研发补助》模拟〔2026〕1号", 1),
        ("上市奖励 模拟[2026] 1号 第三条", 2),
        ("模拟（2026）11号", 3),
        ("模拟〔2026〕1号", None),
        ("租金减免", None),
        ("", None),
    ],
)
def test_a_claim_is_of_the_policy_whose_document_it_names_and_of_none_where_that_is_open(
    answer: str, policy: int | None
) -> None:
    assert claimed_by(answer, KNOWN) == policy


@pytest.mark.parametrize("clause", [SMALL, SPENDS, CLEAN, CLEAN | {"when": {"among": {"industry": ["C39", "I65"]}}}])
def test_a_condition_goes_into_the_boxes_of_a_form_and_comes_out_the_same(clause: dict[str, Any]) -> None:
    assert when(boxes(clause["when"]), vocabulary(book())) == clause["when"]


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"ask": "staff", "how": "is"},
        {"ask": "blacklisted", "how": "least", "value": "1"},
        {"ask": "industry", "how": "most", "value": "C39"},
        {"data": "{"},
        {"data": "[1]"},
        {"data": "[" * 2000},
    ],
)
def test_boxes_that_make_no_condition_are_refused(said: dict[str, str]) -> None:
    with pytest.raises(Malformed):
        when(said, vocabulary(book()))
