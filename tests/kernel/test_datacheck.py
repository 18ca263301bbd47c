from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from zhiyuan.kernel.datacheck import REASONS, DataCheck, Question, item, items, not_heard
from zhiyuan.kernel.errors import Malformed, NotFound

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 3, 2, 12, tzinfo=SHANGHAI)
QUESTION = Question("91411300MAAY4CL12B", "tax_state", "tax")
HEARD = DataCheck("91411300MAAY4CL12B", "tax_state", "tax", NOON, NOON, "T2", digest="ab")


@pytest.mark.parametrize("reason", REASONS)
def test_what_was_not_heard_has_a_reason_and_no_answer(reason: str) -> None:
    silent = not_heard(QUESTION, NOON, reason)
    assert (silent.heard, silent.answer, silent.as_of) == (False, "", None)


@pytest.mark.parametrize(
    "wrong",
    [{"as_of": None}, {"digest": ""}, {"reason": "timeout"}, {"asked_at": datetime(2026, 3, 2)},  # noqa: DTZ001
     {"answer": ""}, {"answer": "", "reason": "tired"}],
)  # fmt: skip
def test_a_record_that_contradicts_itself_is_refused(wrong: dict) -> None:
    with pytest.raises(Malformed):
        replace(HEARD, **wrong)


def test_every_item_of_the_book_says_whom_to_ask_and_which_answers_there_are() -> None:
    found = items(date(2026, 9, 1))
    assert {one.source for one in found} == {"tax", "market", "land", "credit"}
    assert all(one.says and all(isinstance(word, str) and word for word in one.says) for one in found)


def test_an_unknown_item_is_answered_with_the_known_ones() -> None:
    with pytest.raises(NotFound, match="tax_state"):
        item("weather", date(2026, 3, 2))


@pytest.mark.parametrize("subject", ["", "  ", "x" * 65])
def test_a_question_is_about_somebody(subject: str) -> None:
    with pytest.raises(Malformed, match="say whom"):
        Question(subject, "tax_state", "tax")
