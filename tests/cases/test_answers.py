"""What is wrong with a form is said at its questions, all at once."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cases.invented import everything
from cases.opened import MONDAY, hall
from small_park import signed_in
from zhiyuan.cases.answers import problems
from zhiyuan.cases.kind import Field, Kind, Words
from zhiyuan.kernel.errors import Malformed

DAY = date(2026, 9, 28)
RIGHT = {"name": "模拟光电", "code": "91411300MAAY4CL12B", "begins": "2026-09-28", "was": "2026-09-28"}


def asking() -> Kind:
    kinds = {"name": "text", "code": "uscc", "begins": "coming_day", "was": "past_day"}
    return replace(everything(), form=tuple(Field(key, Words(key, key), kind, ago=12) for key, kind in kinds.items()))


def wrong(**answers: Any) -> dict[str, str]:
    return {field: str(problem) for field, problem in problems(asking(), RIGHT | answers, DAY).items()}


def test_a_right_form_has_no_problems() -> None:
    assert wrong() == {}
    assert wrong(name="产值 < 5 亿 & 税收 > 1") == {}


@pytest.mark.parametrize(
    ("field", "answer", "says"),
    [
        ("code", "91411300MAAY4CL12A", "last character does not fit"),
        ("code", "9141130OMAAY4CL12B", "I, O, S, V and Z are not used"),
        ("code", "914113", "not 18"),
        ("begins", "2026-09-27", "is over"),
        ("begins", "2026-02-30", "does not fit"),
        ("was", "2026-09-29", "still to come"),
        ("was", "2025-09-27", "more than 12 months ago"),
        ("name", "<img src=x onerror=alert(1)>", "without markup"),
        ("name", " ", "is needed"),
    ],
)
def test_a_wrong_answer_is_named_at_its_question(field: str, answer: str, says: str) -> None:
    found = wrong(**{field: answer})
    assert list(found) == [field]
    assert says in found[field]


def test_all_that_is_wrong_is_said_at_once() -> None:
    assert list(wrong(name="", code="1", begins="2020-01-01", was="2036-01-01")) == ["name", "code", "begins", "was"]


def test_a_day_does_not_lie_before_one_that_was_answered_with_an_earlier_step() -> None:
    later = Field("published", Words("公告", "published"), "past_day", at="plan", after="was")
    of = replace(asking(), form=(*asking().form, later))
    said = {"published": "2026-09-01"}
    assert problems(of, said, DAY, "plan", {"was": "2026-09-01", "published": "2026-08-01"}) == {}
    assert "before" in str(problems(of, said, DAY, "plan", {"was": "2026-09-02"})["published"])


@pytest.mark.django_db
def test_the_page_says_it_beside_the_question_and_keeps_what_was_written(park_time: Any) -> None:
    park_time(MONDAY)
    h = hall()
    said = {"enterprise": h.t.ketuo.pk, "form_subject": "<b>路灯</b>"}
    page = signed_in(h.firm).post("/cases/new/request_simple/", said).content.decode()
    assert 'id="wrong_subject"' in page
    assert 'id="wrong_detail"' in page
    assert "请勿填写 &lt;b&gt; 之类的标记" in page
    assert "&lt;b&gt;路灯&lt;/b&gt;" in page


@pytest.mark.django_db
def test_programs_are_refused_the_same_answers(park_time: Any) -> None:
    from zhiyuan.cases import services

    park_time(MONDAY)
    h = hall()
    with pytest.raises(Malformed, match="markup"):
        services.open_case(h.firm, h.t.ketuo, kind="request_simple", form={"subject": "<b>x</b>", "detail": "y"})
