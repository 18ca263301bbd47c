"""Officers in three layers, what each sees and does, and handing everything over; on both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cases.opened import FORM, MONDAY, Hall, at, at_desk, hall, request
from small_park import person, signed_in
from zhiyuan.agency.models import Assignment, HandOver
from zhiyuan.agency.services import assign_officer, end_assignment, hand_over
from zhiyuan.cases import queries, services
from zhiyuan.cases.models import Event
from zhiyuan.enterprises.queries import visible as firms
from zhiyuan.identity.models import Person
from zhiyuan.identity.services import enter_absence
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, Refused
from zhiyuan.projects.queries import visible as projects
from zhiyuan.projects.services import register_project

DAY = date(2026, 9, 28)
VISIT = {"day": DAY, "kind": "duty", "purpose": "policy", "visitors": "模拟甲"}


@pytest.fixture
def h(database: str) -> Iterator[Hall]:
    at(MONDAY)
    yield hall()
    parktime.use(lambda: datetime.now(UTC))


def officer(h: Hall, layer: int, target: Any = None, username: str = "bao", **said: Any) -> Assignment:
    Person.objects.get_or_create(username=username, defaults={"display_name": username})
    return assign_officer(h.t.officer, target or h.t.ketuo, officer=username, layer=layer, **{"first": DAY} | said)


def fresh(username: str = "bao") -> Any:
    return Person.objects.get(username=username)


@pytest.mark.parametrize("layer", [1, 2, 3])
def test_an_officer_of_any_layer_sees_the_firm_and_its_cases_and_no_other(h: Hall, layer: int) -> None:
    case = request(h)
    services.open_case(h.other_firm, h.t.chuangxin, kind="request_simple", form=FORM)
    officer(h, layer)
    assert list(queries.visible(fresh())) == [case]
    assert list(firms(fresh())) == [h.t.ketuo]
    page = signed_in(fresh())
    assert page.get(f"/officers/enterprise/{h.t.ketuo.pk}/").status_code == 200
    assert page.get(f"/officers/enterprise/{h.t.chuangxin.pk}/").status_code == 404


@pytest.mark.parametrize("layer", [1, 2, 3])
def test_no_officer_acts_for_the_firm_nor_sits_at_a_desk(h: Hall, layer: int) -> None:
    case = request(h)
    officer(h, layer)
    with pytest.raises(Refused):
        services.open_case(fresh(), h.t.ketuo, kind="request_simple", form=FORM)
    with pytest.raises(Refused):
        services.answer_case(fresh(), case, act="urge")
    with pytest.raises(Refused):
        services.work_case(fresh(), case, act="pass", step="reply")


def test_the_first_layer_looks_the_second_visits_the_third_also_turns_a_finding_into_a_request(h: Hall) -> None:
    officer(h, 1, username="lead")
    officer(h, 2, username="department")
    officer(h, 3, username="service")
    with pytest.raises(Refused):
        services.plan_visit(fresh("lead"), h.t.ketuo, **VISIT)
    visit = services.plan_visit(fresh("department"), h.t.ketuo, **VISIT)
    services.settle_visit(fresh("department"), visit, state="held")
    with pytest.raises(Refused):
        services.record_finding(fresh("department"), visit, kind="request_simple", form=FORM)
    assert services.record_finding(fresh("service"), visit, kind="request_simple", form=FORM).pk


def test_an_officer_of_a_project_sees_that_project(h: Hall) -> None:
    one = register_project(h.t.officer, h.t.park.site, key="p1", name="甲项目")
    register_project(h.t.officer, h.t.park.site, key="p2", name="乙项目")
    officer(h, 1, one)
    assert list(projects(fresh())) == [one]
    assert signed_in(fresh()).get(f"/officers/project/{one.pk}/").status_code == 200


def test_an_assignment_holds_on_its_days_and_its_history_stays(h: Hall) -> None:
    case = request(h)
    row = officer(h, 2, first=DAY + timedelta(days=1))
    seen = []
    for day in range(4):
        at(MONDAY + timedelta(days=day))
        if day == 2:
            end_assignment(h.t.officer, row, last=DAY + timedelta(days=2))
        seen.append(case in queries.visible(fresh()))
    assert seen == [False, True, True, False]
    assert "bao" in signed_in(h.window).get(f"/officers/enterprise/{h.t.ketuo.pk}/").content.decode()


def test_what_makes_no_sense_is_refused(h: Hall) -> None:
    officer(h, 1)
    for said, failure in (({"layer": 4}, Malformed), ({"layer": 2}, Refused)):
        with pytest.raises(failure):
            officer(h, **said)
    with pytest.raises(Malformed):
        officer(h, 1, h.t.chuangxin, last=DAY - timedelta(days=1))
    with pytest.raises(Refused):
        officer(h, 1, h.t.park.office)
    with pytest.raises(Refused):
        assign_officer(h.firm, h.t.ketuo, officer="bao", layer=1, first=DAY)


def test_a_deputy_has_the_firms_of_an_officer_who_is_away(h: Hall) -> None:
    case = request(h)
    officer(h, 2, username="wang")
    at_desk("li", "planning")
    assert case not in queries.visible(fresh("li"))
    enter_absence(h.desk, h.desk, deputy="li", first=DAY, last=DAY)
    assert list(firms(fresh("li"), "cases.plan_visit")) == [h.t.ketuo]


def test_leaving_moves_every_open_step_firm_and_project_in_one_act_with_a_record(h: Hall) -> None:
    case, chief = request(h), person("chief", "administrator")
    services.work_case(h.desk, case, act="transfer", step="reply", to="wang")
    began, coming = officer(h, 2, username="wang"), officer(h, 3, h.t.chuangxin, "wang", first=DAY + timedelta(days=9))
    at_desk("li", "service")
    at(MONDAY + timedelta(days=3))
    record = hand_over(chief, h.desk, to="li", reason="调离")
    assert record.steps == [{"case": case.pk, "number": case.number, "step": "reply"}]
    assert [turn.case for turn in queries.held_by(fresh("li"))] == [case]
    event = Event.objects.filter(case=case).latest("seq")
    assert (event.act, event.actor, event.data["from"], event.data["to"]) == ("transfer", "chief", "wang", "li")
    began.refresh_from_db()
    assert began.last == DAY + timedelta(days=2)
    assert not Assignment.objects.filter(pk=coming.pk).exists()
    now = [(a.of, a.layer, a.first) for a in Assignment.objects.filter(officer=fresh("li")).order_by("layer")]
    assert now == [(h.t.ketuo, 2, DAY + timedelta(days=3)), (h.t.chuangxin, 3, DAY + timedelta(days=9))]


def test_a_hand_over_to_somebody_who_may_not_do_the_work_moves_nothing(h: Hall) -> None:
    case, chief = request(h), person("chief", "administrator")
    services.work_case(h.desk, case, act="transfer", step="reply", to="wang")
    at_desk("li", "planning")
    with pytest.raises(Refused, match=case.number):
        hand_over(chief, h.desk, to="li", reason="调离")
    with pytest.raises(Refused):
        hand_over(chief, h.window, to="li", reason="调离")
    with pytest.raises(Refused):
        hand_over(h.window, h.desk, to="window", reason="调离")
    assert not HandOver.objects.exists()


def test_the_pages_assign_end_and_hand_over(h: Hall) -> None:
    request(h)
    at_desk("li", "service")
    clerk, chief = signed_in(h.t.officer), signed_in(person("chief", "administrator"))
    address = f"/officers/enterprise/{h.t.ketuo.pk}/"
    said = {"officer": "wang", "layer": "2", "first": "2026-09-28", "last": ""}
    assert clerk.post(address, said | {"officer": "nobody"}).status_code == 422
    assert clerk.post(address, said).status_code == 302
    assert "wang" in clerk.get("/officers/?q=科拓").content.decode()
    wang = h.desk.pk
    assert chief.post(f"/officers/person/{wang}/hand-over/", {"to": "li", "reason": ""}).status_code == 422
    assert chief.post(f"/officers/person/{wang}/hand-over/", {"to": "li", "reason": "调离"}).status_code == 302
    assert "调离" in chief.get(f"/officers/person/{wang}/").content.decode()
    row = Assignment.objects.get(officer=fresh("li"))
    assert clerk.post(f"/officers/assignments/{row.pk}/end/", {"last": "2026-09-29"}).status_code == 302
    assert signed_in(h.other_firm).get(f"/officers/person/{wang}/").status_code == 404
    assert signed_in(h.other_firm).get(address).status_code == 404
