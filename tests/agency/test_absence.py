"""Work goes to the deputy on the days of an absence and comes back by itself; on both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cases.opened import MONDAY, Hall, at, at_desk, hall, request
from small_park import person, signed_in
from zhiyuan.cases import queries, services
from zhiyuan.cases.models import Event
from zhiyuan.identity.models import Absence, Grant, Person
from zhiyuan.identity.services import end_absence, enter_absence
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, NotFound, Refused

DAY = date(2026, 9, 28)


@pytest.fixture
def h(database: str) -> Iterator[Hall]:
    at(MONDAY)
    found = hall()
    at_desk("li", "planning")
    yield found
    parktime.use(lambda: datetime.now(UTC))


def fresh(username: str) -> Any:
    """The person as they are read from the database for a request."""
    return Person.objects.get(username=username)


def away(h: Hall, first: date = DAY, last: date = DAY + timedelta(days=1), deputy: str = "li") -> Absence:
    return enter_absence(h.desk, h.desk, deputy=deputy, first=first, last=last)


def waiting(username: str) -> list[Any]:
    return [turn.case for turn in queries.work(fresh(username))]


def test_what_waits_at_the_desk_waits_for_the_deputy_until_the_last_day(h: Hall) -> None:
    case = request(h)
    away(h)
    seen = []
    for day in range(4):
        at(MONDAY + timedelta(days=day))
        seen.append(case in waiting("li"))
    assert seen == [True, True, False, False]


def test_a_step_handed_to_somebody_is_the_deputys_while_they_are_away_and_theirs_again_after(h: Hall) -> None:
    case = request(h)
    services.work_case(h.desk, case, act="transfer", step="reply", to="wang")
    away(h)
    assert (waiting("li"), waiting("wang")) == ([case], [])
    at(MONDAY + timedelta(days=2))
    assert (waiting("li"), waiting("wang")) == ([], [case])


def test_the_log_shows_the_deputy_and_the_one_who_is_away(h: Hall) -> None:
    case = request(h)
    away(h)
    services.work_case(fresh("li"), case, act="pass", step="reply")
    event = Event.objects.get(case=case, act="pass")
    assert (event.actor, event.on_behalf, event.data["for"]) == ("li", "wang", "wang")


def test_what_is_the_deputys_own_is_not_done_for_anybody(h: Hall) -> None:
    case = request(h)
    Grant.objects.create(person=fresh("li"), role="officer", scope_type="cases.desk", scope_id="service")
    away(h)
    services.work_case(fresh("li"), case, act="pass", step="reply")
    assert Event.objects.get(case=case, act="pass").on_behalf == ""


def test_a_deputy_signs_for_whoever_was_asked_to_sign(h: Hall) -> None:
    case = request(h)
    services.work_case(h.desk, case, act="cosign", step="reply", people=["wang"])
    away(h)
    services.work_case(fresh("li"), case, act="sign", step="reply")
    assert Event.objects.get(case=case, act="sign").on_behalf == "wang"
    services.work_case(fresh("li"), case, act="pass", step="reply")


def test_after_the_last_day_the_deputy_may_nothing_more(h: Hall) -> None:
    case = request(h)
    away(h)
    at(MONDAY + timedelta(days=2))
    with pytest.raises(Refused):
        services.work_case(fresh("li"), case, act="pass", step="reply")
    services.work_case(fresh("wang"), case, act="pass", step="reply")


def test_back_early_the_work_is_back_at_once(h: Hall) -> None:
    case = request(h)
    row = away(h)
    end_absence(fresh("wang"), row)
    assert case in waiting("wang")
    assert case not in waiting("li")
    with pytest.raises(Refused):
        end_absence(fresh("wang"), row)


def test_a_deputy_takes_over_work_in_cases_and_no_other_right(h: Hall) -> None:
    away(h, deputy="li")
    Grant.objects.create(person=h.desk, role="administrator")
    deputy = fresh("li")
    with pytest.raises(Refused):
        enter_absence(deputy, h.window, deputy="wang", first=DAY, last=DAY)
    assert signed_in(deputy).get("/people/").status_code == 403


def test_nobody_enters_the_absence_of_another_but_an_administrator(h: Hall) -> None:
    with pytest.raises(Refused):
        enter_absence(h.window, h.desk, deputy="li", first=DAY, last=DAY)
    enter_absence(person("chief", "administrator"), h.desk, deputy="li", first=DAY, last=DAY)


@pytest.mark.parametrize(
    ("said", "failure"),
    [
        ({"deputy": "wang"}, Refused),
        ({"deputy": "nobody"}, NotFound),
        ({"deputy": "ketuo"}, Refused),
        ({"last": DAY - timedelta(days=1)}, Malformed),
    ],
)
def test_an_absence_that_leaves_nobody_to_do_the_work_is_refused(
    h: Hall, said: dict[str, Any], failure: type[Exception]
) -> None:
    with pytest.raises(failure):
        enter_absence(h.desk, h.desk, **{"deputy": "li", "first": DAY, "last": DAY} | said)
    assert not Absence.objects.exists()


def test_deputies_do_not_form_a_chain(h: Hall) -> None:
    away(h)
    for who, deputy in (("li", "window"), ("window", "wang"), ("wang", "window")):
        with pytest.raises(Refused):
            enter_absence(fresh(who), fresh(who), deputy=deputy, first=DAY, last=DAY)


def test_on_the_page_somebody_goes_and_comes_back(h: Hall) -> None:
    case = request(h)
    desk = signed_in(h.desk)
    said = {"deputy": "li", "first": "2026-09-28", "last": "2026-09-30"}
    assert desk.post("/absences/", said | {"last": "2026-09-01"}).status_code == 422
    assert desk.post("/absences/", said).status_code == 302
    assert "由 li" in desk.get("/cases/").content.decode()
    deputy = signed_in(fresh("li"))
    assert case.number in deputy.get("/cases/").content.decode()
    assert desk.post(f"/absences/{Absence.objects.get().pk}/end/").status_code == 302
    assert case.number not in deputy.get("/cases/").content.decode()
    assert signed_in(h.firm).get("/absences/").status_code == 403
