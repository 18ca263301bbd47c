"""What if the park worked in another way on a bundle: on a page, over HTTP, and from the park's own cases."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from cases.opened import MONDAY, Hall, at, hall
from small_park import signed_in
from zhiyuan.cases import queries_oneday
from zhiyuan.cases.queries_oneday import chance, usual
from zhiyuan.kernel import fmt, parktime
from zhiyuan.park.queries import today

PAGE, API = "/cases/one-day/", "/api/v1/cases/one-day"
AS_IT_IS = {"reviewed": "1", "hour": "", "deputy": "", "staff_hall": "1"}


@pytest.fixture
def h(db: None) -> Iterator[Hall]:
    at(MONDAY)
    yield hall()
    parktime.use(lambda: datetime.now(UTC))


def page(who: Any, said: dict[str, str] | None = None, status: int = 200) -> str:
    answer = signed_in(who, "en").get(PAGE, said or {})
    assert answer.status_code == status
    return answer.content.decode()


def test_the_page_says_three_chances_with_their_ranges_and_that_all_is_assumed(h: Hall) -> None:
    said = page(h.firm)
    day = today(h.t.park.site)
    found = chance(h.t.park.site, day, usual(day))
    assert fmt.pct(found.same_day.share) in said
    assert "assumptions only" in said
    assert "来源待补" in said
    assert "As you asked" not in said
    assert said.count(">assumed</span>") == len(found.observed_cases)


def test_a_deputy_and_a_morning_make_it_likelier_and_the_page_says_by_how_much(h: Hall) -> None:
    said = page(h.firm, AS_IT_IS | {"deputy": "15", "hour": "09:00-10:00"})
    assert "As you asked" in said
    assert "none that the draw shows" not in said.partition("7 hours of office time")[0]
    asked = signed_in(h.window).get(API, {"deputy_after": "15", "hand_in": "09:00-10:00"}).json()
    assert asked["same_day"]["share"] > signed_in(h.window).get(API).json()["same_day"]["share"]


def test_a_change_within_the_draw_is_not_called_one(h: Hall) -> None:
    said = page(h.firm, AS_IT_IS | {"staff_registry": "2"})
    assert "none that the draw shows" in said


@pytest.mark.parametrize(
    "wrong", [{"hour": "12:30"}, {"hour": "soon"}, {"deputy": "-5"}, {"deputy": "9999"}, {"staff_hall": "0"},
              {"staff_planning": "x"}, {"staff_hall": "9999"}],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words_and_the_park_as_it_works_is_shown(h: Hall, wrong: dict[str, str]) -> None:
    assert "As you asked" not in page(h.firm, AS_IT_IS | wrong, 422)


def test_the_api_refuses_the_same_and_says_what_it_rests_on(h: Hall) -> None:
    ask = signed_in(h.firm)
    found = ask.get(API, {"staff": ["planning=2", "hall=2"], "green_lane": "true"}).json()
    assert (found["basis"], found["bundles"] >= queries_oneday.DRAWN) == ("assumed", True)
    assert set(found["observed_cases"].values()) == {0}
    for wrong in ({"staff": "kitchen=2"}, {"hand_in": "12:30"}):
        assert ask.get(API, wrong).status_code == 400


def test_who_hands_a_bundle_in_is_led_to_the_estimate_and_who_asks_for_something_else_is_not(h: Hall) -> None:
    ask = signed_in(h.firm)
    assert PAGE in ask.get("/cases/new/four_certificates_fast/").content.decode().partition("<h1")[2]
    assert PAGE not in ask.get("/cases/new/request_simple/").content.decode().partition("<h1")[2]
    assert PAGE in ask.get("/cases/appointments/").content.decode().partition("<h1")[2]
