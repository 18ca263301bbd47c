"""An agent hears what the firm hears of the cases delegated to them, on the firm's behalf; on both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from agency.test_delegation import agent, appoint
from cases.opened import MONDAY, Hall, at, hall, request
from cases.test_telling import told
from small_park import signed_in
from zhiyuan.agency import services
from zhiyuan.cases import services as acts
from zhiyuan.cases.writes_reminders import remind
from zhiyuan.identity.models import Grant, Notification
from zhiyuan.identity.notification import spoken
from zhiyuan.kernel import parktime


@pytest.fixture
def h(database: str) -> Iterator[Hall]:
    at(MONDAY)
    yield hall()
    parktime.use(lambda: datetime.now(UTC))


def test_an_agent_hears_what_the_firm_hears_and_for_whom(h: Hall) -> None:
    appoint(h)
    request(h)
    assert told(agent()) == told(h.firm) == ["accepted"]
    row, own = Notification.objects.get(person=agent()), Notification.objects.get(person=h.firm)
    assert spoken(row.kind, row.params, "en", date(2026, 9, 28)).title.startswith("(for 科拓光电) Case")
    assert spoken(row.kind, row.params, "zh-hans", date(2026, 9, 28)).title.startswith("（代科拓光电）案件")
    assert "科拓光电" not in spoken(own.kind, own.params, "en", date(2026, 9, 28)).title
    assert "（代科拓光电）" in signed_in(agent()).get("/inbox/").content.decode()


def test_an_agent_hears_nothing_of_kinds_and_cases_that_are_not_theirs(h: Hall) -> None:
    first = request(h)
    appoint(h, kinds=["request_joint"])
    request(h)
    assert told(agent()) == []
    request(h, "request_joint")
    assert told(agent()) == ["accepted"]
    appoint(h, case=first.number)
    acts.work_case(h.desk, first, act="pass", step="reply")
    acts.work_case(h.desk, first, act="pass", step="solve")
    assert told(agent()) == ["accepted", "asked"]


def test_an_agent_hears_nothing_before_after_or_once_it_was_revoked(h: Hall) -> None:
    row = appoint(h, last=date(2026, 9, 29))
    services.revoke_delegation(h.firm, row)
    appoint(h, first=date(2026, 9, 29), last=date(2026, 9, 29))
    request(h)
    assert told(agent()) == []
    at(MONDAY + timedelta(days=1))
    request(h)
    assert told(agent()) == ["accepted"]
    at(MONDAY + timedelta(days=2))
    request(h)
    assert told(agent()) == ["accepted"]


def test_an_agent_who_acts_is_not_told_of_it_and_the_firm_is(h: Hall) -> None:
    case = request(h)
    appoint(h)
    acts.work_case(h.desk, case, act="pass", step="reply")
    acts.work_case(h.desk, case, act="pass", step="solve")
    acts.answer_case(agent(), case, act="withdraw", reason="已自行解决（模拟）")
    assert told(agent()) == ["asked"]


def test_an_agent_is_reminded_with_the_firm(h: Hall) -> None:
    case = request(h)
    acts.work_case(h.desk, case, act="pass", step="reply")
    acts.work_case(h.desk, case, act="pass", step="solve")
    appoint(h)
    due = case.turns.get(desk="applicant").due
    assert due is not None
    moment = datetime(due.year, due.month, due.day, 2, tzinfo=UTC)
    at(moment)
    Notification.objects.all().delete()
    remind(h.t.park.site, moment)
    assert told(agent()) == told(h.firm) == ["due_tomorrow"]


def test_those_of_the_firm_who_are_its_agents_too_are_told_once(h: Hall) -> None:
    appoint(h)
    Grant.objects.create(person=agent(), role="tenant", scope_type="enterprises.enterprise", scope_id=str(h.t.ketuo.pk))
    request(h)
    assert told(agent()) == ["accepted"]
    assert "on_behalf" not in Notification.objects.get(person=agent()).params
