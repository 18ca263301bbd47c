import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyuan.adapters.authority import wire
from zhiyuan.kernel.datacheck import Item, Question
from zhiyuan.kernel.errors import Malformed

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
ITEM = Item("tax_state", "tax", "清税状态", ("T0", "T1", "T2", "T3", "T4"))
QUESTION = Question("91411300MAAY4CL12B", "tax_state", "tax")
ANSWER = {
    "subject": QUESTION.subject,
    "item": "tax_state",
    "nonce": "n1",
    "as_of": "2026-03-02T04:00:00Z",
    "answer": "T4",
    "open_items": ["增值税欠税"],
}


def decoded(**changed: object) -> object:
    return wire.decode(json.dumps(ANSWER | changed).encode(), QUESTION, NOW, "n1", ITEM)


def test_a_question_says_whom_what_when_and_a_nonce() -> None:
    said = json.loads(wire.encode(QUESTION, NOW, "n1"))
    assert said == {"subject": QUESTION.subject, "item": "tax_state", "asked_at": "2026-03-02T04:00:00Z", "nonce": "n1"}


def test_an_answer_becomes_a_record_with_its_digest() -> None:
    body = json.dumps(ANSWER).encode()
    check = wire.decode(body, QUESTION, NOW, "n1", ITEM)
    assert (check.answer, check.open_items, check.source) == ("T4", ("增值税欠税",), "tax")
    assert check.digest == wire.digest(body)


@pytest.mark.parametrize(
    "changed",
    [{"subject": "91411300MA2TH3BJ3L"}, {"item": "objection"}, {"nonce": "n0"}, {"answer": "T5"}, {"answer": ""},
     {"answer": None}, {"answer": True}, {"as_of": "2026-03-02T04:00:00"}, {"as_of": "soon"},
     {"as_of": "2026-03-02T04:05:01Z"}, {"open_items": "none"}],
)  # fmt: skip
def test_an_answer_to_something_else_or_of_another_form_is_malformed(changed: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        decoded(**changed)


def test_clocks_may_be_five_minutes_apart() -> None:
    assert decoded(as_of=(NOW + timedelta(minutes=5)).isoformat())


@given(st.binary(max_size=200))
def test_no_bytes_whatever_are_taken_for_an_answer_or_break_the_reader(body: bytes) -> None:
    with pytest.raises(Malformed):
        wire.decode(body, QUESTION, NOW, "n1", ITEM)
