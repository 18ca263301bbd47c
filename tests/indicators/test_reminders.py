"""Owed figures: the keepers are told before and after the due day, then the head, then the leaders; once each."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from indicators.seeded import Zone
from small_park import person, signed_in
from zhiyuan.app.clock import Clock
from zhiyuan.app.home import Home
from zhiyuan.app.tasks import TASKS
from zhiyuan.identity.models import Delivery, Grant, Notification, Person, Preference
from zhiyuan.identity.notification import spoken
from zhiyuan.identity.writes_outbox import hand_over
from zhiyuan.indicators import services
from zhiyuan.indicators.queries_owed import owed
from zhiyuan.indicators.writes_reminders import remind
from zhiyuan.kernel import parktime
from zhiyuan.kernel.workday import working_day_after

SHANGHAI = ZoneInfo("Asia/Shanghai")
QUARTER = "2026-01..2026-09"
DUE = date(2026, 11, 3)
"""Twenty working days after the third quarter, the make-up Saturday of October among them."""


def seat(z: Zone, name: str, role: str) -> Person:
    """Somebody at the desk of statistics."""
    who = person(name, role, z.site)
    Grant.objects.create(person=who, role=role, scope_type="cases.desk", scope_id="statistics")
    return who


@pytest.fixture
def keeper(empty: Zone) -> Person:
    return seat(empty, "keeper", "officer")


@pytest.fixture
def head(empty: Zone) -> Person:
    who = person("head", "head")
    Grant.objects.filter(person=who).update(scope_type="cases.desk", scope_id="statistics")
    return who


def on(z: Zone, day: date, hour: int = 10) -> int:
    """What is told at an hour of a day."""
    moment = datetime.combine(day, time(hour), SHANGHAI)
    parktime.use(lambda: moment)
    return remind(z.site, moment)


def told(who: Person) -> list[str]:
    """What somebody was told of the growth of the economy in the third quarter, in order."""
    rows = Notification.objects.filter(person=who, key__contains=f":gdp_growth:{QUARTER}:").order_by("pk")
    return [row.kind for row in rows]


def test_the_due_day_is_the_lag_of_the_definition_in_working_days(empty: Zone) -> None:
    (row,) = [one for one in owed(empty.site, date(2026, 10, 9)) if one.definition.key == "gdp_growth"]
    assert (str(row.period), row.due, row.late) == (QUARTER, DUE, 0)
    assert working_day_after(date(2026, 9, 30), 20) == DUE


def test_who_owes_a_figure_is_told_before_and_after_its_day_and_its_head_and_the_leaders_later(
    empty: Zone, keeper: Person, head: Person
) -> None:
    on(empty, DUE - timedelta(days=8))
    assert told(keeper) == []
    on(empty, DUE - timedelta(days=1))
    assert told(keeper) == ["figure_due"]
    on(empty, DUE)
    assert told(keeper) == ["figure_due"]
    on(empty, working_day_after(DUE, 1))
    assert told(keeper) == ["figure_due", "figure_overdue"]
    assert told(head) == []
    on(empty, working_day_after(DUE, 3))
    assert told(head) == ["figure_escalated"]
    assert told(empty.leader) == []
    on(empty, working_day_after(DUE, 10))
    assert told(empty.leader) == ["figure_escalated"]
    assert told(keeper) == ["figure_due", "figure_overdue"]
    assert told(empty.officer) == [], "another officer of the park owes nothing while somebody sits at the desk"


def test_each_stage_of_a_figure_is_told_once_and_never_at_night_or_on_a_sunday(empty: Zone, keeper: Person) -> None:
    assert on(empty, DUE, hour=22) == on(empty, date(2026, 11, 1)) == 0
    assert on(empty, DUE) > 0
    assert on(empty, DUE, hour=15) == 0


def test_nobody_is_told_of_a_figure_that_was_entered(empty: Zone, keeper: Person) -> None:
    parktime.use(lambda: datetime.combine(DUE, time(9), SHANGHAI))
    services.enter_fact(
        empty.officer,
        empty.site,
        indicator="gdp_growth",
        period=QUARTER,
        value=Decimal("6.9"),
        source="模拟",
        as_of=DUE,
    )
    on(empty, working_day_after(DUE, 1))
    assert told(keeper) == []


def test_where_nobody_sits_at_the_desk_those_who_may_enter_figures_are_told(empty: Zone) -> None:
    window = person("window", "window")
    on(empty, DUE)
    assert told(empty.officer) == ["figure_due"]
    assert told(window) == []


def test_what_is_owed_for_too_long_is_told_no_more(empty: Zone, keeper: Person) -> None:
    far = working_day_after(DUE, 61)
    on(empty, far)
    assert told(keeper) == []


def test_quiet_hours_and_digests_hold_for_mails_of_owed_figures(empty: Zone, keeper: Person, head: Person) -> None:
    for who, digest in ((keeper, True), (head, False)):
        Person.objects.filter(pk=who.pk).update(email=f"{who.username}@park.example")
        Preference.objects.create(
            person=who, mail=True, sms=False, digest=digest, quiet_from=time(9), quiet_until=time(12)
        )
    day = working_day_after(DUE, 3)
    on(empty, day)
    hand_over({"mail"}, datetime.combine(day, time(10), SHANGHAI))
    due = {d.notification.person_id: (d.due.astimezone(SHANGHAI), d.digest) for d in Delivery.objects.all()}
    assert due[keeper.pk] == (datetime.combine(working_day_after(day, 1), time(8, 30), SHANGHAI), True)
    assert due[head.pk] == (datetime.combine(day, time(12), SHANGHAI), False)


def test_the_words_name_the_figure_its_period_its_day_and_its_desk(empty: Zone, keeper: Person) -> None:
    on(empty, working_day_after(DUE, 1))
    row = Notification.objects.get(person=keeper, key__contains=":gdp_growth:", kind="figure_overdue")
    assert spoken(row.kind, row.params, "zh-hans", DUE).title == f"指标逾期未填报：地区生产总值增速（{QUARTER}）"
    assert spoken(row.kind, row.params, "en", DUE).text == (
        "It was due on 2026-11-03, 1 working days ago. Kept by: Statistics"
    )
    assert signed_in(keeper).get(row.path).status_code == 200


def test_the_overview_says_what_is_owed_by_whom_and_whom_it_came_up_to(
    empty: Zone, keeper: Person, head: Person
) -> None:
    day = working_day_after(DUE, 3)
    parktime.use(lambda: datetime.combine(day, time(9), SHANGHAI))
    assert "已提醒" not in signed_in(keeper).get("/indicators/owed/").content.decode(), "nobody was told yet"
    on(empty, day)
    for who in (keeper, head, empty.leader):
        page = signed_in(who).get("/indicators/owed/").content.decode()
        for words in ("统计", "keeper", "head", "地区生产总值增速", "2026-11-03", "逾期 3 个工作日", "已报负责人"):
            assert words in page, (who, words)
    assert signed_in(person("tenant", "tenant")).get("/indicators/owed/").status_code == 403


def test_a_head_of_another_desk_sees_nothing_of_it(empty: Zone) -> None:
    who = person("other", "head")
    Grant.objects.filter(person=who).update(scope_type="cases.desk", scope_id="tax")
    assert "地区生产总值" not in signed_in(who).get("/indicators/owed/").content.decode()


def test_the_periodic_task_reminds_by_the_installations_clock(empty: Zone, keeper: Person, tmp_path: Path) -> None:
    home = Home(tmp_path)
    moment = datetime.combine(DUE, time(10), SHANGHAI).astimezone(UTC)
    Clock(park0=moment.timestamp(), speed=0.0).save(home.clock_file)
    parktime.use(lambda: moment)
    (first,), (again,) = (TASKS["figure_reminders"](home).values() for _ in range(2))
    assert first["told"] > 0
    assert again == {"told": 0}
