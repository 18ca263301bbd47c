"""Time tells: due, overdue, up to the head and the leader; in working time, each once; on both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cases.opened import FORM, MONDAY, Hall, at, at_desk, hall, request
from cases.test_papers import FORM as PERMITS
from small_park import person
from zhiyuan.app.clock import Clock
from zhiyuan.app.home import Home
from zhiyuan.app.tasks import TASKS
from zhiyuan.cases import services
from zhiyuan.cases.escalation import ladder, office_open, overdue, reached, soon
from zhiyuan.cases.models import Turn
from zhiyuan.cases.writes_reminders import remind
from zhiyuan.identity.models import Absence, Grant, Notification, Person
from zhiyuan.kernel import parktime
from zhiyuan.kernel.workday import is_working_day

SHANGHAI = ZoneInfo("Asia/Shanghai")
DUE = date(2026, 9, 29)


@pytest.fixture
def h(database: str) -> Iterator[Hall]:
    at(MONDAY)
    made = hall()
    head = Person.objects.create(username="head")
    Grant.objects.create(person=head, role="head", scope_type="cases.desk", scope_id="service")
    person("leader", "leader", made.t.park.site)
    yield made
    parktime.use(lambda: datetime.now(UTC))


def ten(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=SHANGHAI)


def told(name: str) -> list[str]:
    return list(Notification.objects.filter(person__username=name).order_by("pk").values_list("kind", flat=True))


def days_pass(h: Hall, last: date) -> None:
    """Jobs run every two hours, night and day."""
    moment = MONDAY
    while moment.date() <= last:
        remind(h.t.park.site, moment)
        moment += timedelta(hours=2)


def test_a_desk_hears_of_a_turn_the_day_before_then_when_it_is_over_then_its_head_then_the_leader(h: Hall) -> None:
    request(h)
    Notification.objects.all().delete()
    days_pass(h, date(2026, 10, 15))
    assert told("wang") == ["due_tomorrow", "overdue"]
    assert told("head") == ["escalated"]
    assert told("leader") == ["escalated"]


def test_a_long_holiday_burns_no_rung_of_the_ladder(h: Hall) -> None:
    request(h)
    days_pass(h, date(2026, 10, 7))
    assert told("head") == []
    days_pass(h, date(2026, 10, 8))
    assert told("head") == ["escalated"]
    moments = Notification.objects.values_list("at", flat=True)
    assert all(office_open(moment, SHANGHAI) for moment in moments if moment != MONDAY)


def test_a_case_that_was_handed_over_warns_whoever_has_it(h: Hall) -> None:
    case = request(h)
    at_desk("li", "service")
    services.work_case(h.desk, case, act="transfer", step="reply", to="li")
    Notification.objects.all().delete()
    remind(h.t.park.site, ten(date(2026, 9, 30)))
    assert (told("li"), told("wang")) == (["overdue"], [])


def test_whoever_stands_in_hears_what_the_one_away_would(h: Hall) -> None:
    deputy = at_desk("deputy", "planning")
    Absence.objects.create(
        person=h.desk, deputy=deputy, first=MONDAY.date(), last=DUE, entered=MONDAY, entered_by=deputy
    )
    services.open_case(h.firm, h.t.ketuo, kind="request_simple", form=FORM)
    assert told("deputy") == told("wang") == ["turn"]


def test_a_head_hears_turns_only_where_nobody_else_sits(h: Hall) -> None:
    services.open_case(h.firm, h.t.ketuo, kind="request_simple", form=FORM)
    assert told("head") == []
    Grant.objects.filter(person=h.desk).delete()
    services.open_case(h.firm, h.t.ketuo, kind="request_simple", form=FORM)
    assert told("head") == ["turn"]


def test_a_firm_is_reminded_of_its_promise_and_told_when_it_broke_it(h: Hall) -> None:
    have = ["application", "approval", "land_contract", "price_receipt", "scheme", "drawings", "contractor", "safety",
            "funds"]  # fmt: skip
    case = services.open_case(h.firm, h.t.ketuo, kind="four_certificates_fast", form=PERMITS, docs=have)
    for doc in ("insolation", "traffic"):
        services.answer_case(h.firm, case, act="promise", doc=doc)
    services.work_case(h.window, case, act="accept")
    days_pass(h, date(2026, 10, 30))
    assert told("ketuo").count("promise_due") == 2


def test_nobody_is_told_at_night_or_on_a_sunday(h: Hall) -> None:
    request(h)
    Turn.objects.update(due=MONDAY.date())
    before = Notification.objects.count()
    for moment in (datetime(2026, 10, 4, 10, tzinfo=SHANGHAI), datetime(2026, 9, 30, 22, tzinfo=SHANGHAI)):
        assert remind(h.t.park.site, moment) == 0
    assert Notification.objects.count() == before


def test_rungs_count_working_days_with_the_make_up_saturday() -> None:
    rungs = ladder(DUE)
    assert [r.to for r in reached(date(2026, 10, 9), date(2026, 10, 10), rungs)] == ["desk"]
    assert overdue(date(2026, 9, 30), date(2026, 10, 7)) == 0
    assert soon(date(2026, 10, 8), date(2026, 9, 30))
    assert is_working_day(date(2026, 10, 10))


def test_the_periodic_task_reminds_every_park_by_the_installations_clock(h: Hall, tmp_path: Path) -> None:
    request(h)
    home = Home(tmp_path)
    for moment, many in ((ten(date(2026, 9, 30)), 1), (ten(date(2026, 9, 30)), 0), (ten(date(2026, 10, 4)), 0)):
        Clock(park0=moment.timestamp(), speed=0.0).save(home.clock_file)
        assert TASKS["case_reminders"](home) == {h.t.park.site.key: {"told": many}}
    assert TASKS["notifications"](home) == {"open": False}
