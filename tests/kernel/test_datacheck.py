from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyuan.kernel.datacheck import REASONS, DataCheck, Question, fresh, item, items, not_heard
from zhiyuan.kernel.errors import Malformed, NotFound

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 3, 2, 12, tzinfo=SHANGHAI)
QUESTION = Question("91411300MAAY4CL12B", "tax_state", "tax")
HEARD = DataCheck("91411300MAAY4CL12B", "tax_state", "tax", NOON, NOON, "T2", digest="ab")
HOURS = st.integers(0, 72)


def at(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


def test_an_answer_holds_to_the_end_of_its_day_of_the_site() -> None:
    assert fresh(HEARD, datetime(2026, 3, 2, 23, 59, tzinfo=SHANGHAI), SHANGHAI)
    assert not fresh(HEARD, datetime(2026, 3, 3, 0, 0, tzinfo=SHANGHAI), SHANGHAI)
    assert not fresh(HEARD, datetime(2026, 3, 2, 16, 30, tzinfo=UTC), SHANGHAI)


def test_an_answer_holds_so_many_hours_where_that_is_said() -> None:
    assert fresh(HEARD, at(24), SHANGHAI, hours=24)
    assert not fresh(HEARD, at(24.01), SHANGHAI, hours=24)


def test_it_is_counted_from_what_the_authority_vouches_for_and_not_from_the_asking() -> None:
    old = replace(HEARD, as_of=at(-30))
    assert not fresh(old, NOON, SHANGHAI)
    assert not fresh(old, NOON, SHANGHAI, hours=24)


def test_a_decision_wants_an_answer_asked_since_it_became_due() -> None:
    assert not fresh(HEARD, at(2), SHANGHAI, since=at(1))
    assert fresh(replace(HEARD, asked_at=at(1)), at(2), SHANGHAI, since=at(1))


@pytest.mark.parametrize("reason", REASONS)
def test_what_was_not_heard_is_never_fresh(reason: str) -> None:
    silent = not_heard(QUESTION, NOON, reason)
    assert not silent.heard
    assert not fresh(silent, NOON, SHANGHAI)
    assert not fresh(silent, NOON, SHANGHAI, hours=1e6)


def test_an_answer_of_a_moment_that_has_not_come_is_not_relied_on() -> None:
    assert not fresh(HEARD, at(-1), SHANGHAI, hours=24)


@given(HOURS, HOURS, st.none() | HOURS)
def test_what_is_stale_never_becomes_fresh_again(first: int, more: int, hours: int | None) -> None:
    assert fresh(HEARD, at(first), SHANGHAI, hours) or not fresh(HEARD, at(first + more), SHANGHAI, hours)


@pytest.mark.parametrize(
    "wrong",
    [{"as_of": None}, {"digest": ""}, {"reason": "timeout"}, {"asked_at": datetime(2026, 3, 2)},  # noqa: DTZ001
     {"answer": ""}, {"answer": "", "reason": "tired"}],
)  # fmt: skip
def test_a_record_that_contradicts_itself_is_refused(wrong: dict) -> None:
    with pytest.raises(Malformed):
        replace(HEARD, **wrong)


def test_every_item_of_the_book_says_whom_to_ask_and_which_answers_there_are() -> None:
    found = items(date(2026, 3, 2))
    assert {one.source for one in found} == {"tax", "market", "land"}
    assert all(one.says and all(isinstance(word, str) and word for word in one.says) for one in found)


def test_an_unknown_item_is_answered_with_the_known_ones() -> None:
    with pytest.raises(NotFound, match="tax_state"):
        item("weather", date(2026, 3, 2))


@pytest.mark.parametrize("subject", ["", "  ", "x" * 65])
def test_a_question_is_about_somebody(subject: str) -> None:
    with pytest.raises(Malformed, match="say whom"):
        Question(subject, "tax_state", "tax")
