"""Whether the firm has read the one-time notice and the decision of its case; on both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from agency.test_delegation import agent, appoint
from cases.opened import MONDAY, Hall, at, hall, request
from cases.test_papers import FORM as PERMITS
from small_park import person, signed_in
from zhiyuan.cases import queries, services
from zhiyuan.cases.queries_receipts import receipts
from zhiyuan.cases.receipt import Notice, Seen
from zhiyuan.identity.models import Grant
from zhiyuan.kernel import parktime


@pytest.fixture
def h(database: str) -> Iterator[Hall]:
    at(MONDAY)
    yield hall()
    parktime.use(lambda: datetime.now(UTC))


def returned(h: Hall) -> Any:
    case = services.open_case(h.firm, h.t.ketuo, kind="four_certificates_fast", form=PERMITS, docs=["application"])
    services.work_case(h.window, case, act="return")
    return case


def only(case: Any) -> Notice:
    (found,) = receipts(queries.read(case))
    return found


def test_the_desk_sees_that_a_notice_is_unread_and_for_how_many_working_days(h: Hall) -> None:
    case = returned(h)
    assert only(case).told == (Seen("ketuo", False, None),)
    assert "未读" in signed_in(h.window).get(f"/cases/{case.pk}/").content.decode()
    at(MONDAY + timedelta(days=11))
    assert only(case).unread_days(queries.read(case).today) == 4
    assert "已 4 个工作日未读" in signed_in(h.window).get(f"/cases/{case.pk}/").content.decode()


def test_the_desk_sees_who_of_the_firm_read_it_first_and_when(h: Hall) -> None:
    person("partner", "tenant", h.t.ketuo)
    case = returned(h)
    at(MONDAY + timedelta(hours=2))
    signed_in(h.firm).get(f"/cases/{case.pk}/")
    seen = only(case).read
    assert seen == Seen("ketuo", False, MONDAY + timedelta(hours=2))
    assert only(case).unread_days(queries.read(case).today) == 0
    at(MONDAY + timedelta(hours=4))
    signed_in(h.firm).get(f"/cases/{case.pk}/")
    assert only(case).read == seen
    assert "ketuo" in signed_in(h.window).get(f"/cases/{case.pk}/").content.decode()


def test_what_an_agent_read_is_read_and_says_so(h: Hall) -> None:
    appoint(h)
    case = returned(h)
    signed_in(agent()).get(f"/cases/{case.pk}/")
    assert only(case).read == Seen("dai", True, MONDAY)
    assert "（代办人）" in signed_in(h.window).get(f"/cases/{case.pk}/").content.decode()


def test_a_decision_is_read_for_itself(h: Hall) -> None:
    case = request(h)
    signed_in(h.firm).get(f"/cases/{case.pk}/")
    services.work_case(h.desk, case, act="reject", reason="不属本园（模拟）")
    assert (only(case).kind, only(case).read) == ("decided", None)


def test_a_firm_without_anybody_was_told_nothing_and_the_desk_knows(h: Hall) -> None:
    case = services.open_case(h.firm, h.t.ketuo, kind="four_certificates_fast", form=PERMITS, docs=["application"])
    Grant.objects.filter(person=h.firm).delete()
    services.work_case(h.window, case, act="return")
    assert only(case).told == ()
    assert "未通知到人" in signed_in(h.window).get(f"/cases/{case.pk}/").content.decode()


def test_the_firm_itself_is_not_shown_its_own_receipts(h: Hall) -> None:
    case = returned(h)
    assert 'id="receipts"' not in signed_in(h.firm).get(f"/cases/{case.pk}/").content.decode()


def test_a_desk_that_looks_reads_nothing_for_the_firm(h: Hall) -> None:
    case = returned(h)
    signed_in(h.window).get(f"/cases/{case.pk}/")
    assert only(case).read is None
