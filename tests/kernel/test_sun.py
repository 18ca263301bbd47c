import csv
from datetime import UTC, date
from zoneinfo import ZoneInfo

from shared import vectors
from zhiyuan.kernel.sun import night_hours, sunrise_sunset

SHANGHAI = ZoneInfo("Asia/Shanghai")
NANYANG = (33.03, 112.58)


def test_night_lengths_of_two_years_agree_with_the_vector_within_half_a_minute() -> None:
    rows = list(csv.DictReader(vectors("savings/nanyang/drivers.csv").open()))
    worst = max(
        abs(night_hours(*NANYANG, date.fromisoformat(row["date"]), SHANGHAI) - float(row["night_hours"]))
        for row in rows
    )
    assert worst < 0.5 / 60


def test_the_sun_neither_rises_nor_sets_in_a_polar_summer() -> None:
    assert sunrise_sunset(78.2, 15.6, date(2026, 6, 21), ZoneInfo("Arctic/Longyearbyen")) == (None, None)
    assert night_hours(78.2, 15.6, date(2026, 6, 21), ZoneInfo("Arctic/Longyearbyen")) == 0.0
    assert night_hours(78.2, 15.6, date(2026, 12, 21), ZoneInfo("Arctic/Longyearbyen")) == 24.0


def test_on_the_day_clocks_change_sunset_moves_with_the_clock_and_not_by_an_extra_hour() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    _, before = sunrise_sunset(52.5, 13.4, date(2026, 3, 28), berlin)
    _, after = sunrise_sunset(52.5, 13.4, date(2026, 3, 29), berlin)
    assert before is not None
    assert after is not None
    assert 3600 * 24 < (after.astimezone(UTC) - before.astimezone(UTC)).total_seconds() < 3600 * 24 + 180
