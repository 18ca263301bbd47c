"""Whatever the field does to a day of readings, its kWh equal the truth to 0.001, hour by hour, estimated flagged."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from telemetry.register_cases import CASES, DAY, KWH_PER_HOUR, Case, day_span, steady, taken
from zhiyuan.telemetry.energy import Quality

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize("name", CASES)
def test_kwh_of_the_day_and_of_every_hour_equal_the_truth(tmp_path: Path, name: str) -> None:
    case = CASES[name]()
    store = taken(tmp_path, case)
    (day,) = store.energy.between([1], day_span(), "day")
    assert day.kwh == pytest.approx(24 * KWH_PER_HOUR, abs=0.001)
    assert day.estimated_kwh == pytest.approx(case.estimated, abs=0.001)
    assert day.quality == (Quality.ESTIMATED if case.estimated else Quality.MEASURED)
    hours = store.energy.between([1], day_span(), "hour")
    assert [h.kwh for h in hours] == pytest.approx([KWH_PER_HOUR] * 24, abs=0.001)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_a_day_on_which_clocks_change_has_the_energy_of_its_own_hours(tmp_path: Path, day: date, hours: int) -> None:
    store = taken(tmp_path, Case([steady(hours)]), day, BERLIN)
    (whole,) = store.energy.between([1], day_span(day, BERLIN), "day")
    assert (whole.kwh, whole.missing) == (pytest.approx(hours * KWH_PER_HOUR, abs=0.001), 0)
    parts = store.energy.between([1], day_span(day, BERLIN), "hour")
    assert [h.kwh for h in parts] == pytest.approx([KWH_PER_HOUR] * hours, abs=0.001)


def test_a_second_delivery_changes_neither_readings_nor_energy(tmp_path: Path) -> None:
    once = taken(tmp_path / "once", CASES["control"]())
    twice = taken(tmp_path / "twice", CASES["everything twice"]())
    assert twice.counts.duplicates == len(steady())
    assert twice.energy.stored([1]).equals(once.energy.stored([1]))


def test_two_collectors_that_disagree_leave_a_conflict_and_the_first_reading(tmp_path: Path) -> None:
    shown = steady()
    store = taken(tmp_path, Case([shown, [(36_000.0, 1234.5)]]))
    assert [e.reason for e in store.quarantine.entries()] == ["conflict"]
    (day,) = store.energy.between([1], day_span(DAY), "day")
    assert day.kwh == pytest.approx(24 * KWH_PER_HOUR, abs=0.001)
