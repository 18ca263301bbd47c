"""Control programs over the whole year at Nanyang, and where clocks change."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.sun import sunrise_sunset
from zhiyuan.lighting.program import State, read_rules, state, year_mask
from zhiyuan.park.rules import problems

SHANGHAI = ZoneInfo("Asia/Shanghai")
NANYANG = (33.03, 112.58)
OFFICE = [{"days": "workdays", "on": "08:00", "off": "20:00"}]
ROAD = [
    {"name": "late night", "on": "23:00", "off": "06:00", "level": 0.5, "dark_below_lx": 30},
    {"name": "dark", "on": "dark", "off": "dark", "dark_below_lx": 30},
]
MORNING = [{"on": "06:00", "off": "sunrise"}]


def at(rules: list[dict[str, Any]], text: str, lx: float | None = None) -> State:
    return state(rules, datetime.fromisoformat(text).replace(tzinfo=SHANGHAI), SHANGHAI, *NANYANG, horizontal_lx=lx)


def year(rules: list[dict[str, Any]], lx: np.ndarray | None = None) -> np.ndarray:
    start = np.datetime64("2022-12-31T16:00")  # local midnight
    minutes = start + np.arange(525_600).astype("timedelta64[m]")
    return year_mask(rules, minutes, SHANGHAI, *NANYANG, horizontal_lx=lx)


def test_offices_keep_working_days_with_make_up_saturdays() -> None:
    assert at(OFFICE, "2026-10-10T09:00").on  # a Saturday that is worked
    assert not at(OFFICE, "2026-10-01T09:00").on
    assert not at(OFFICE, "2026-03-02T07:59").on
    assert not at(OFFICE, "2026-03-02T20:00").on  # the end is not owned


def test_it_says_until_when() -> None:
    assert at(OFFICE, "2026-02-27T21:00").until == datetime(2026, 2, 28, 8, tzinfo=SHANGHAI)  # make-up Saturday
    assert at([{"level": 0.4}], "2026-02-27T21:00").until is None


def test_an_overnight_rule_belongs_to_its_evening() -> None:
    friday = [{"days": ["fri"], "on": "22:00", "off": "06:00"}]
    assert at(friday, "2026-03-06T23:00").on
    assert at(friday, "2026-03-07T05:59").on
    assert not at(friday, "2026-03-06T05:00").on


def test_the_morning_light_does_not_come_on_when_sunrise_precedes_it() -> None:
    assert at(MORNING, "2026-01-10T06:30").on
    assert not at(MORNING, "2026-06-10T06:30").on  # sunrise was before 06:00
    assert not at(MORNING, "2026-06-10T22:00").on  # and it is not an overnight rule because of that
    burns = []
    for n in range(365):
        day = date(2023, 1, 1) + timedelta(days=n)
        up = sunrise_sunset(*NANYANG, day, SHANGHAI)[0]
        assert up is not None
        burns.append((up - datetime(day.year, day.month, day.day, 6, tzinfo=SHANGHAI)).total_seconds() / 60)
    assert (year(MORNING) > 0).sum() == pytest.approx(sum(b for b in burns if b >= 10), abs=365)


def test_a_burn_shorter_than_the_minimum_is_not_begun() -> None:
    down = sunrise_sunset(*NANYANG, date(2026, 3, 2), SHANGHAI)[1]
    assert down is not None
    off = (down + timedelta(minutes=8)).strftime("%H:%M")
    short = [{"on": "sunset", "off": off}]
    middle = (down + timedelta(minutes=4)).replace(tzinfo=None).isoformat()
    assert not at(short, middle).on
    assert at([{**short[0], "minimum_burn_min": 5}], middle).on


def test_the_road_keeps_its_night_floor_after_eleven() -> None:
    assert (at(ROAD, "2026-03-02T20:00", 0.0).level, at(ROAD, "2026-03-02T20:00", 0.0).rule) == (1.0, "dark")
    assert at(ROAD, "2026-03-02T23:00", 0.0).level == 0.5
    assert at(ROAD, "2026-03-02T12:00", 20_000.0).level == 0
    assert at(ROAD, "2026-03-02T12:00", 5.0).level == 1.0  # a storm at noon
    assert at(ROAD, "2026-03-02T20:00").level == 1.0  # no sensor heard: the sun decides
    assert at(ROAD, "2026-03-02T12:00").level == 0


def test_a_years_dark_hours_by_the_sun_are_those_of_the_night() -> None:
    level = year(ROAD)
    assert (level > 0).sum() / 60 == pytest.approx(4290, abs=60)
    late = level.reshape(365, 1440)[:, 0:300]
    assert (late == 0.5).all()


def test_the_light_sensor_decides_only_within_its_window() -> None:
    rules = [{"on": "sunset", "off": "23:00", "dark_below_lx": 30, "window_min": 30}]
    down = sunrise_sunset(*NANYANG, date(2026, 3, 2), SHANGHAI)[1]
    assert down is not None

    def after(minutes: int, lx: float | None) -> bool:
        return state(rules, down + timedelta(minutes=minutes), SHANGHAI, *NANYANG, horizontal_lx=lx).on

    assert after(-20, 10.0)
    assert not after(-20, 500.0)
    assert not after(-20, None)
    assert not after(-40, 10.0)
    assert not after(20, 500.0)
    assert after(20, None)
    assert after(40, 500.0)


def test_clock_rules_with_a_dark_limit_follow_the_light() -> None:
    landscape = [{"on": "18:30", "off": "23:00", "dark_below_lx": 200}]
    assert not at(landscape, "2026-06-20T18:45", 9000.0).on
    assert at(landscape, "2026-06-20T18:45", 120.0).on
    assert not at(landscape, "2026-06-20T18:45").on  # before sunset, no sensor
    assert at(landscape, "2026-06-20T21:00").on


def test_a_season_may_pass_the_new_year() -> None:
    winter = [{"season": ["11-15", "02-29"], "level": 0.3}]
    assert [at(winter, f"{day}T12:00").on for day in ("2026-11-14", "2026-11-15", "2027-01-01", "2027-03-01")] == [
        False,
        True,
        True,
        False,
    ]


def test_an_earlier_rule_at_level_zero_makes_an_exception() -> None:
    rules = [{"days": [date(2026, 3, 3)], "level": 0, "name": "closed"}, *OFFICE]
    assert not at(rules, "2026-03-03T09:00").on
    assert at(rules, "2026-03-03T09:00").rule == "closed"
    assert at(rules, "2026-03-04T09:00").on


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
def test_clock_changes_neither_shift_the_sun_nor_lose_a_night(zone: str) -> None:
    clock = ZoneInfo(zone)
    rules = [{"on": "22:00", "off": "06:00"}]
    minutes = np.datetime64("2026-01-01T12:00") + np.arange(525_600).astype("timedelta64[m]")
    level = year_mask(rules, minutes, clock, 52.5, 13.4)
    local = np.array([datetime.fromtimestamp(int(m) * 60, clock).hour for m in minutes.astype(np.int64)[::60]])
    assert ((local >= 22) | (local < 6)).tolist() == (level[::60] > 0).tolist()


def test_polar_nights_are_dark_and_polar_days_are_not() -> None:
    tromso = (69.65, 18.96)
    zone = ZoneInfo("Europe/Oslo")
    night = [{"on": "sunset", "off": "sunrise"}]
    assert state(night, datetime(2026, 12, 21, 15, tzinfo=zone), zone, *tromso).on
    assert state(night, datetime(2026, 12, 21, 9, tzinfo=zone), zone, *tromso).on
    assert not state(night, datetime(2026, 6, 21, 1, tzinfo=zone), zone, *tromso).on


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        ({"on": "8 o'clock"}, "rule 1, on"),
        ({"on": 1110}, "quotes"),
        ({"off": "24:30"}, "rule 1, off"),
        ({"on": "sunset+500"}, "500"),
        ({"on": "08:00", "off": "08:00"}, "rule 1, off"),
        ({"days": "sundays"}, "rule 1, days"),
        ({"days": []}, "rule 1, days"),
        ({"level": 1.5}, "level"),
        ({"level": True}, "level"),
        ({"level": float("nan")}, "level"),
        ({"season": ["02-30", "03-01"]}, "season"),
        ({"season": "summer"}, "season"),
        ({"colour": "red"}, "colour"),
        ("08:00", "rule 1"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused_by_rule_and_field(rule: Any, field: str) -> None:
    with pytest.raises(Malformed, match=field):
        read_rules([rule])


def test_bare_yaml_keys_on_and_off_are_understood() -> None:
    assert read_rules([{True: "08:00", False: "20:00"}]) == read_rules([{"on": "08:00", "off": "20:00"}])


times = st.one_of(
    st.integers(0, 23 * 60 + 59).map(lambda m: f"{m // 60:02}:{m % 60:02}"),
    st.tuples(st.sampled_from(["sunrise", "sunset"]), st.integers(-90, 90)).map(lambda t: f"{t[0]}{t[1]:+d}"),
    st.just("dark"),
)
some_rule = st.fixed_dictionaries(
    {"days": st.sampled_from(["workdays", "days_off", "daily", ["mon", "sat"]]), "on": times, "off": times},
    optional={
        "level": st.sampled_from([0.0, 0.3, 1.0]),
        "dark_below_lx": st.sampled_from([30.0, 500.0]),
        "minimum_burn_min": st.sampled_from([0, 45]),
        "window_min": st.sampled_from([0, 30, 120]),
        "season": st.just(["03-01", "09-30"]),
    },
)


@settings(max_examples=40, deadline=None)
@given(
    rules=st.lists(some_rule, min_size=1, max_size=3),
    picks=st.lists(st.tuples(st.integers(0, 525_599), st.floats(0, 1000)), min_size=15, max_size=15),
    sensor=st.booleans(),
)
def test_the_year_at_once_equals_the_state_at_each_instant(
    rules: list[dict[str, Any]], picks: list[tuple[int, float]], sensor: bool
) -> None:
    try:
        read_rules(rules)
    except Malformed:
        return
    picked = dict(sorted(picks))
    minutes = np.datetime64("2024-12-31T16:00") + np.array(list(picked)).astype("timedelta64[m]")
    lx = np.array(list(picked.values())) if sensor else None
    levels = year_mask(rules, minutes, SHANGHAI, *NANYANG, horizontal_lx=lx)
    for n, stamp in enumerate(minutes.astype(np.int64)):
        instant = datetime.fromtimestamp(int(stamp) * 60, UTC)
        now = state(rules, instant, SHANGHAI, *NANYANG, horizontal_lx=None if lx is None else float(lx[n]))
        assert now.level == pytest.approx(float(levels[n]))
        if now.until is not None:
            at_edge = state(rules, now.until, SHANGHAI, *NANYANG, None if lx is None else float(lx[n]))
            assert (at_edge.level, at_edge.rule) != (now.level, now.rule)
            assert now.until > instant


word = st.one_of(
    times,
    st.sampled_from(["24:00", "00:00", "sunset+180", "sunset+181", "sunrise-999", "8:00", "noon", ""]),
    st.integers(0, 1440),
)
any_rule = st.dictionaries(
    st.sampled_from(
        ["days", "on", "off", "level", "dark_below_lx", "minimum_burn_min", "window_min", "season", "name"]
    ),
    st.one_of(
        word,
        st.sampled_from(["daily", ["mon", "2026-10-01"], [], ["02-29", "02-30"], ["03-01", "09-30"], True, None, 0.5]),
    ),
)


@settings(max_examples=500)
@given(rule=st.one_of(any_rule, some_rule))
def test_what_the_park_lets_in_a_program_can_read(rule: dict[str, Any]) -> None:
    if not list(problems(rule)):
        read_rules([rule])
