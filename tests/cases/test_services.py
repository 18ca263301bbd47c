"""What the verbs allow and refuse, and that the log is the case; on both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from cases.opened import FORM, MONDAY, Hall, at, at_desk, hall, request
from small_park import person
from zhiyuan.app.home import Home
from zhiyuan.app.tasks import TASKS
from zhiyuan.cases import queries, services, writes
from zhiyuan.cases.event import first_broken
from zhiyuan.cases.models import Case, Edition, Event, Turn
from zhiyuan.identity.models import Grant, Trail
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, NotFound, Refused


@pytest.fixture
def h(database: str) -> Iterator[Hall]:
    at(MONDAY)
    yield hall()
    parktime.use(lambda: datetime.now(UTC))


def turns(case: Any) -> list[tuple[str, str, date | None]]:
    return [(t.desk, t.what, t.due) for t in Turn.objects.filter(case=case)]


def test_a_firm_applies_and_its_case_has_a_number_a_phase_and_a_turn(h: Hall) -> None:
    case = services.open_case(h.firm, h.t.ketuo, kind="request_simple", form=FORM)
    case.refresh_from_db()
    assert (case.number, case.phase, case.lane, case.due) == ("20260928-0001", "submitted", "request", None)
    assert turns(case) == [("service", "accept", None)]
    assert Trail.objects.filter(verb="cases.open_case", person=h.firm).count() == 1


def test_numbers_of_a_day_follow_one_another(h: Hall) -> None:
    numbers = [services.open_case(h.firm, h.t.ketuo, kind="request_simple", form=FORM).number for _ in range(3)]
    assert numbers == ["20260928-0001", "20260928-0002", "20260928-0003"]


@pytest.mark.django_db
def test_a_form_that_is_not_answered_opens_no_case() -> None:
    h = hall()
    with pytest.raises(Malformed):
        services.open_case(h.firm, h.t.ketuo, kind="request_simple", form={})
    assert Case.objects.count() == 0


def test_a_case_goes_from_desk_to_firm_and_closes_when_the_firm_confirms(h: Hall) -> None:
    case = request(h)
    assert turns(case) == [("service", "reply", date(2026, 9, 29))]
    services.work_case(h.desk, case, act="pass", step="reply")
    services.work_case(h.desk, case, act="pass", step="solve")
    assert turns(case) == [("applicant", "confirm", date(2026, 10, 10))]
    services.answer_case(h.firm, case, act="pass", step="confirm")
    case.refresh_from_db()
    assert (case.phase, case.due, turns(case)) == ("closed", None, [])


def test_the_rows_kept_beside_the_log_are_what_the_log_says(h: Hall) -> None:
    case = request(h)
    before = (turns(case), case.due)
    Turn.objects.all().delete()
    Case.objects.update(due=None, phase="closed")
    assert writes.settle_again(Case.objects.get(), MONDAY)
    case.refresh_from_db()
    assert (turns(case), case.due) == before


def test_the_log_read_back_is_the_log_written_and_its_chain_holds(h: Hall) -> None:
    case = request(h)
    services.work_case(h.desk, case, act="pass", step="reply", reason="已安排")
    log = writes.log(Case.objects.get())
    assert [e.act for e in log] == ["submit", "accept", "pass"]
    assert first_broken(log) is None
    assert queries.first_broken_case(h.t.park.site) is None


def test_the_database_refuses_to_change_what_happened(h: Hall, database: str) -> None:
    request(h)
    impossible: list[Any] = [
        lambda: Event.objects.update(actor="somebody else"),
        lambda: Event.objects.all().delete(),
        lambda: Edition.objects.update(kind="another"),
    ]
    for act in impossible:
        with pytest.raises(DatabaseError), transaction.atomic(using=database):
            act()


def test_a_case_keeps_the_edition_it_was_opened_under(h: Hall) -> None:
    case = request(h)
    writes._read.cache_clear()
    assert writes.kind_of(Case.objects.get(pk=case.pk)).digest == case.edition.digest
    request(h)
    assert Edition.objects.count() == 1


def test_a_firm_sees_and_touches_only_its_own_cases(h: Hall) -> None:
    case = request(h)
    assert list(queries.visible(h.firm)) == [case]
    assert list(queries.visible(h.other_firm)) == []
    with pytest.raises(Refused):
        services.answer_case(h.other_firm, case, act="urge")
    with pytest.raises(Refused):
        services.open_case(h.other_firm, h.t.ketuo, kind="request_simple", form=FORM)


def test_a_firm_does_not_do_the_desks_work_nor_a_desk_the_firms(h: Hall) -> None:
    case = request(h)
    with pytest.raises(Refused):
        services.work_case(h.firm, case, act="pass", step="reply")
    with pytest.raises(Refused, match="not the firm's step"):
        services.answer_case(h.firm, case, act="pass", step="reply")
    with pytest.raises(Refused, match="the firm's to do"):
        services.work_case(h.desk, case, act="pass", step="confirm")


def test_a_desk_sees_the_cases_that_have_a_step_of_its_own(h: Hall) -> None:
    case, elsewhere = request(h), at_desk("zhao", "registry")
    assert list(queries.visible(h.desk)) == [case]
    assert list(queries.visible(elsewhere)) == []
    with pytest.raises(Refused):
        services.work_case(elsewhere, case, act="pass", step="reply")


def test_a_step_handed_over_is_on_the_list_of_that_person_and_off_the_desks(h: Hall) -> None:
    case, zhao = request(h), at_desk("zhao", "service")
    services.work_case(h.desk, case, act="transfer", step="reply", to="zhao")
    assert [t.what for t in queries.work(zhao)] == ["reply"]
    assert list(queries.work(h.desk)) == []
    with pytest.raises(NotFound, match="nobody signs in"):
        services.work_case(h.desk, case, act="transfer", step="reply", to="nobody")


def test_somebody_who_acts_for_a_firm_is_named_beside_it(h: Hall) -> None:
    case = services.open_case(h.window, h.t.ketuo, kind="request_simple", form=FORM)
    own = services.open_case(h.firm, h.t.ketuo, kind="request_simple", form=FORM)
    said = {e.case_id: (e.actor, e.on_behalf) for e in Event.objects.all()}
    assert said == {case.pk: ("window", "科拓光电"), own.pk: ("ketuo", "")}


def test_what_is_due_first_stands_first_on_the_list_and_what_is_not_due_last(h: Hall) -> None:
    slow, quick = request(h, "request_joint"), request(h)
    services.work_case(h.desk, slow, act="pass", step="reply")
    waiting = services.open_case(h.firm, h.t.ketuo, kind="request_simple", form=FORM)
    assert [t.case_id for t in queries.work(h.desk)] == [quick.pk, slow.pk, waiting.pk]
    assert [c.pk for c in queries.cases(h.window)] == [quick.pk, slow.pk, waiting.pk]


def test_the_list_is_searched_by_part_of_a_name_and_the_beginning_of_number_or_code(h: Hall) -> None:
    case = request(h)
    for words in ("拓光", "20260928", "91411300MAAY"):
        assert list(queries.cases(h.window, words=words)) == [case]
    for words in ("0928", "不存在"):
        assert list(queries.cases(h.window, words=words)) == []
    assert list(queries.cases(h.window, lane="exit")) == []
    assert list(queries.cases(h.window, phase="open", kind="request_simple")) == [case]


def test_silence_is_taken_by_the_passing_of_time_and_by_nobody(h: Hall) -> None:
    case = request(h)
    services.work_case(h.desk, case, act="pass", step="reply")
    services.work_case(h.desk, case, act="pass", step="solve")
    at(MONDAY + timedelta(days=12))
    assert writes.take_silence(case) == 0
    at(MONDAY + timedelta(days=13))
    assert writes.take_silence(case) == 1
    last = Event.objects.filter(case=case).last()
    assert last is not None
    assert (last.act, last.actor) == ("silence", writes.NOBODY)


@pytest.mark.django_db
def test_the_hourly_task_takes_silence_and_lays_due_days_anew(tmp_path: Path) -> None:
    at(MONDAY)
    h = hall()
    silent, other = request(h), request(h)
    for step in ("reply", "solve"):
        services.work_case(h.desk, silent, act="pass", step=step)
    Case.objects.filter(pk=other.pk).update(due=None)
    at(MONDAY + timedelta(days=13))
    assert TASKS["case_clocks"](Home(tmp_path)) == {"silent": 1, "broken": 0, "moved": 1, "followed": 0}
    phases = dict(Case.objects.values_list("pk", "phase"))
    assert phases == {silent.pk: "closed", other.pk: "running"}
    parktime.use(lambda: datetime.now(UTC))


def test_an_act_that_is_nobodys_is_refused_with_those_that_are(h: Hall) -> None:
    case = request(h)
    with pytest.raises(NotFound, match="there are"):
        services.work_case(h.desk, case, act="dance")
    with pytest.raises(NotFound, match="there are"):
        services.answer_case(h.firm, case, act="accept")


def test_who_may_only_look_does_nothing(h: Hall) -> None:
    case, auditor = request(h), person("auditor", "auditor")
    assert list(queries.visible(auditor)) == [case]
    with pytest.raises(Refused):
        services.work_case(auditor, case, act="urge")


def test_desks_at_which_somebody_sits_are_known_to_the_lint(h: Hall) -> None:
    Grant.objects.filter(role="window").delete()
    Grant.objects.filter(person=h.t.officer).delete()
    assert queries.seated(["service", "hall"]) == {"service"}
