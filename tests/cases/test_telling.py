"""Whom an event of a case concerns: told once each, in its own transaction; on both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from cases.opened import FORM, MONDAY, Hall, at, at_desk, hall, request
from cases.test_papers import FORM as PERMITS
from cases.test_subject import of_place
from small_park import person, signed_in
from zhiyuan.cases import services, writes
from zhiyuan.cases.models import Case
from zhiyuan.cases.subject import subject
from zhiyuan.identity.models import Grant, Notification
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Refused


@pytest.fixture
def h(database: str) -> Iterator[Hall]:
    at(MONDAY)
    yield hall()
    parktime.use(lambda: datetime.now(UTC))


def told(who: Any) -> list[str]:
    return list(Notification.objects.filter(person=who).order_by("pk").values_list("kind", flat=True))


def permits(h: Hall) -> Any:
    case = services.open_case(h.firm, h.t.ketuo, kind="four_certificates_fast", form=PERMITS, docs=["application"])
    services.work_case(h.window, case, act="return")
    return case


def test_a_desk_hears_that_it_is_its_turn_and_the_firm_what_happens_to_its_case(h: Hall) -> None:
    partner = person("partner", "tenant", h.t.ketuo)
    case = request(h)
    assert told(h.firm) == ["accepted"]
    services.work_case(h.desk, case, act="pass", step="reply")
    services.work_case(h.desk, case, act="pass", step="solve")
    services.answer_case(h.firm, case, act="pass", step="confirm")
    assert told(partner) == ["accepted", "asked", "decided"]
    assert told(h.firm) == ["accepted", "asked"]
    assert told(h.desk) == ["turn"]
    assert told(h.other_firm) == []


def test_the_one_time_notice_lists_everything_in_the_readers_language(h: Hall) -> None:
    permits(h)
    row = Notification.objects.get(person=h.firm)
    assert row.kind == "returned"
    page = signed_in(h.firm).get("/inbox/").content.decode()
    assert "需要补正" in page
    assert page.count("、") >= 3


def test_whoever_acts_is_not_told_of_it_and_colleagues_are(h: Hall) -> None:
    colleague = at_desk("li", "service")
    other = person("ketuo2", "tenant", h.t.ketuo)
    case = request(h)
    assert (told(h.desk), told(colleague)) == (["turn"], ["turn", "turn"])
    assert (told(h.firm), told(other)) == (["accepted"], ["accepted"])
    services.answer_case(h.firm, case, act="urge")
    assert told(colleague)[-1] == "urged"
    assert "urged" not in told(other)


def test_where_nobody_sits_at_a_desk_those_of_the_park_hear(h: Hall) -> None:
    Grant.objects.filter(person=h.desk).delete()
    services.open_case(h.firm, h.t.ketuo, kind="request_simple", form=FORM)
    assert told(h.window) == ["turn"]
    assert told(h.desk) == []


def test_an_administrator_is_not_told_the_turns_of_every_desk(h: Hall) -> None:
    admin = person("root", "administrator")
    Grant.objects.filter(person__in=[h.desk, h.window]).delete()
    services.open_case(h.firm, h.t.ketuo, kind="request_simple", form=FORM)
    assert told(admin) == []


def test_a_copy_and_a_handing_over_reach_the_person_named(h: Hall) -> None:
    case, zhao = request(h), person("zhao", "auditor")
    services.work_case(h.desk, case, act="copy", to="zhao")
    services.work_case(h.desk, case, act="transfer", step="reply", to="zhao")
    services.answer_case(h.firm, case, act="urge")
    assert told(zhao) == ["copied", "handed_over", "urged"]
    assert "urged" not in told(h.desk)


def test_nobody_is_told_of_an_act_that_did_not_happen(h: Hall) -> None:
    case = request(h)
    before = Notification.objects.count()
    with pytest.raises(Refused), transaction.atomic():
        _passed_twice(h, case)
    assert Notification.objects.count() == before


def _passed_twice(h: Hall, case: Any) -> None:
    for _ in range(2):
        services.work_case(h.desk, case, act="pass", step="reply")


def test_laying_due_days_anew_tells_nobody(h: Hall) -> None:
    request(h)
    before = Notification.objects.count()
    writes.settle_again(Case.objects.get(), MONDAY)
    assert Notification.objects.count() == before


def test_a_case_without_a_firm_tells_whoever_applied(h: Hall) -> None:
    applicant = person("guard", "officer")
    case = writes.opened(of_place(), subject(h.t.park.office))
    writes.append(case, "submit", "guard", data={"form": {"subject": "北门（模拟）"}})
    writes.append(case, "reject", "window", data={"reason": "不属本园（模拟）"})
    assert told(applicant)[-1] == "decided"
