"""A demo opens when people arrive, on a working day that has begun."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from billing.closing import Closing, closing
from small_park import person, small_park
from zhiyuan.app import demo_bills, demo_services
from zhiyuan.app.demo import PEOPLE, example, opening, plan
from zhiyuan.billing.bill_queries import effective, with_payments
from zhiyuan.billing.models import Budget, MonthClose
from zhiyuan.identity.roles import ROLES
from zhiyuan.indicators.queries import book, cockpit, standing, target_rows
from zhiyuan.kernel.errors import ZhiyuanError

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-24T13:00+08:00", "2026-11-24T08:30+08:00"),
        ("2026-11-24T07:00+08:00", "2026-11-23T08:30+08:00"),
        ("2026-11-22T12:00+08:00", "2026-11-20T08:30+08:00"),  # a Sunday
        ("2026-10-04T12:00+08:00", "2026-09-30T08:30+08:00"),  # the National Day holiday
    ],
)
def test_it_opens_on_the_last_working_morning(now: str, opens: str) -> None:
    assert opening(datetime.fromisoformat(now), SHANGHAI) == datetime.fromisoformat(opens)


def test_the_past_ends_where_the_live_park_begins() -> None:
    made = plan(datetime(2026, 11, 24, 5, tzinfo=UTC), SHANGHAI, 730)
    assert made.first_day.isoformat() == "2024-11-24"
    assert made.install_day - made.first_day == timedelta(days=365)
    assert made.controlled_day - made.install_day == timedelta(days=14)


def test_there_is_somebody_for_every_role() -> None:
    assert set(PEOPLE) == set(ROLES)


def test_the_example_park_is_found() -> None:
    assert example().name == "park.yaml"


def test_it_has_lights_of_every_colour_from_targets_that_say_that_they_are_invented(db: None) -> None:
    site, officer = small_park().site, person("officer", "officer")
    demo_services.figures(site, officer, example().parents[1])
    rows = target_rows(site)
    assert rows
    assert all("虚构" in row.source for row in rows)
    lights = standing(cockpit(book(site))).lights
    assert all(lights.values())


def test_what_goes_wrong_lies_in_the_month_that_waits_to_be_closed() -> None:
    since, told = demo_bills.past(date(2026, 1, 5), SHANGHAI)
    assert datetime.fromtimestamp(since, SHANGHAI) == datetime(2025, 11, 1, tzinfo=SHANGHAI)
    when = [datetime.fromtimestamp(one.at, SHANGHAI) for one in told]
    assert {(at.year, at.month) for at in when} == {(2025, 12)}
    assert [bool(one.quarters) for one in told] == [True, False]


@pytest.fixture
def closable(
    db: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, park_time: Callable[[datetime], None]
) -> Closing:
    """A park like the demo's, with an April that was measured throughout, on the second of June."""
    monkeypatch.setattr("billing.closing.GAP", slice(0, 0))
    settings.HOME = tmp_path
    park_time(datetime(2026, 6, 2, 2, tzinfo=UTC))
    made = closing(tmp_path)
    type(made.account).objects.update(key=demo_bills.ACCOUNT)
    type(made.tenants["jia"]).objects.filter(key="jia").update(key=demo_bills.TENANT)
    return made


def test_the_demo_begins_with_one_month_issued_and_one_open(closable: Closing) -> None:
    today, office = date(2026, 6, 2), demo_bills.Office(closable.li, closable.li)
    assert demo_bills.close(closable.site, date(2026, 1, 1), today, office) == date(2026, 4, 1)
    issued, opened = MonthClose.objects.order_by("month")
    assert (issued.state, opened.state, opened.month) == ("issued", "open", date(2026, 5, 1))
    bills = with_payments(list(effective(issued).exclude(enterprise=None)))
    assert sorted(bool(b.paid) for b in bills) == [False, False, True]
    assert {b.owner.key for b in Budget.objects.all()} == {demo_bills.ACCOUNT, demo_bills.TENANT}
    assert demo_bills.close(closable.site, date(2026, 1, 1), today, office) is None  # a second start changes nothing
    assert MonthClose.objects.count() == 2


def test_a_past_too_short_for_two_months_closes_none(closable: Closing) -> None:
    office = demo_bills.Office(closable.li, closable.li)
    assert demo_bills.close(closable.site, date(2026, 4, 2), date(2026, 6, 2), office) is None
    assert not MonthClose.objects.exists()


def test_a_month_that_cannot_be_closed_leaves_nothing_half_done(closable: Closing, settings: Any) -> None:
    settings.HOME = closable.home / "without_readings"
    office = demo_bills.Office(closable.li, closable.li)
    with pytest.raises(ZhiyuanError):
        demo_bills.close(closable.site, date(2026, 1, 1), date(2026, 6, 2), office)
    assert not MonthClose.objects.exists()
    assert not Budget.objects.exists()
