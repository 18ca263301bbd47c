"""A demo has authorities to ask, and a file says what they answer."""

from pathlib import Path

import pytest

from zhiyuan.app import authorities, demo_authorities
from zhiyuan.app.home import Home
from zhiyuan.kernel.datacheck import Question
from zhiyuan.kernel.errors import Malformed

FIRM = "91411300MAAY4CL12B"
TAX = Question(FIRM, "tax_state", "tax")
SCRIPT = f"""
- subject: {FIRM}
  item: tax_state
  turns: [{{answer: T2, manner: garbled}}, {{answer: T2, lag_hours: 30}}, {{answer: T4, open_items: [模拟欠税]}}]
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_all_three_answer_and_are_clear_where_nothing_else_is_scripted(home: Home) -> None:
    questions = [TAX, Question(FIRM, "objection", "market"), Question("模拟地块1", "price_paid", "land")]
    with demo_authorities.playing(home):
        assert [check.answer for check in authorities.ask(home, questions)] == ["T2", "no", "yes"]


def test_a_file_scripts_a_late_answer_an_old_one_and_arrears(home: Home) -> None:
    (home.path / "authorities.yaml").write_text(SCRIPT, "utf-8")
    with demo_authorities.playing(home):
        garbled, old, arrears = authorities.ask(home, [TAX] * 3)
    assert garbled.reason == "malformed"
    assert old.as_of is not None
    assert (old.asked_at - old.as_of).total_seconds() == 30 * 3600
    assert (arrears.answer, arrears.open_items) == ("T4", ("模拟欠税",))


def test_an_authority_set_up_by_hand_stays(home: Home) -> None:
    authorities.keep(home, "tax", "https://tax.example.invalid/", "park", "a secret of the test only")
    with demo_authorities.playing(home):
        assert authorities.known(home)["tax"].key_id == "park"
        assert authorities.known(home)["land"].key_id == "demo"


@pytest.mark.parametrize(
    "text", ["[", "- 3", "- {subject: a}", "- {subject: a, item: b, turns: [{answer: c, manner: odd}]}"]
)
def test_a_script_that_cannot_be_read_is_refused_in_words(text: str) -> None:
    with pytest.raises(Malformed):
        demo_authorities.read(text)
