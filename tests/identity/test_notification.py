"""When a notification leaves the house, and in which words."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyuan.identity.notification import DELIVERY, KINDS, Wish, default, leaves, spoken, wait_s
from zhiyuan.kernel.reference import book
from zhiyuan.kernel.workday import is_working_day

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 9, 28)
NIGHT = Wish(frozenset({"mail"}), (time(21), time(8)))


def at(clock: str, day: date = DAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("told", "left"),
    [("20:59", at("20:59")), ("21:00", at("08:00", date(2026, 9, 29))), ("23:30", at("08:00", date(2026, 9, 29))),
     ("00:10", at("08:00")), ("07:59", at("08:00")), ("08:00", at("08:00"))],
)  # fmt: skip
def test_what_is_told_in_quiet_hours_leaves_when_they_are_over(told: str, left: datetime) -> None:
    assert leaves("returned", at(told), SHANGHAI, NIGHT) == left


def test_quiet_hours_go_by_the_clock_of_the_site() -> None:
    there = ZoneInfo("Asia/Urumqi")
    moment = datetime(2026, 9, 28, 22, 30, tzinfo=SHANGHAI)
    assert leaves("returned", moment, there, NIGHT) == moment
    assert leaves("returned", moment, SHANGHAI, NIGHT) == at("08:00", date(2026, 9, 29))


def test_only_the_kinds_that_the_book_calls_urgent_break_through() -> None:
    assert leaves("escalated", at("23:00"), SHANGHAI, replace(NIGHT, digest=True)) == at("23:00")
    assert leaves("overdue", at("23:00"), SHANGHAI, NIGHT) != at("23:00")


def test_a_digest_leaves_on_the_morning_of_a_working_day_and_never_in_the_holidays() -> None:
    wish = replace(NIGHT, digest=True)
    assert leaves("turn", at("08:00"), SHANGHAI, wish) == at("08:30")
    assert leaves("turn", at("08:31"), SHANGHAI, wish) == at("08:30", date(2026, 9, 29))
    assert leaves("turn", at("12:00", date(2026, 9, 30)), SHANGHAI, wish) == at("08:30", date(2026, 10, 8))


@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 1)),  # noqa: DTZ001  # drawn without a zone
    st.times(), st.times(), st.booleans(),
)  # fmt: skip
def test_nothing_leaves_before_it_was_told_nor_in_quiet_hours_nor_later_than_a_long_holiday(
    moment: datetime, begins: time, ends: time, digest: bool
) -> None:
    told, wish = moment.replace(tzinfo=SHANGHAI), Wish(frozenset(), (begins, ends), digest)
    left = leaves("turn", told, SHANGHAI, wish).astimezone(SHANGHAI)
    assert told <= left <= told + timedelta(days=14)
    if digest:
        assert is_working_day(left.date())
    else:
        assert not (begins <= left.time() < ends if begins <= ends else left.time() >= begins or left.time() < ends)


def test_every_kind_reads_in_both_languages_whatever_was_not_said() -> None:
    for figure in book().figures(KINDS, DAY):
        for language in ("zh-hans", "en"):
            said = spoken(figure.name.partition("#")[2], {"number": "20260928-0001", "count": 2}, language, DAY)
            assert said.title.strip(), figure.name
            assert "{" not in said.title + said.text


def test_a_list_of_names_is_said_in_the_readers_language() -> None:
    params = {"number": "1", "list": [{"zh": "申请书", "en": "application"}, {"zh": "方案", "en": "scheme"}]}
    assert "申请书、方案" in spoken("returned", params, "zh-hans", DAY).text
    assert "application, scheme" in spoken("returned", params, "en", DAY).text


def test_what_configuration_names_are_kinds_that_there_are() -> None:
    kinds = {figure.name.partition("#")[2] for figure in book().figures(KINDS, DAY)}
    for name in ("urgent", "groups"):
        assert set(book().figure(f"{DELIVERY}#{name}", DAY).value) <= kinds


def test_tries_double_their_wait_and_end() -> None:
    assert [wait_s(n, DAY) for n in range(1, 7)] == [60.0, 120.0, 240.0, 480.0, 960.0, None]
    assert default(DAY).quiet == (time(21), time(8))
