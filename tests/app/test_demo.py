"""A demo opens when people arrive, on a working day that has begun."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from zhiyuan.app.demo import PEOPLE, example, opening, plan
from zhiyuan.identity.roles import ROLES

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
