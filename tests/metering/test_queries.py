"""Energy of every quarter hour, whatever is known of it."""

from pathlib import Path
from typing import Any

import pytest

from metering.metered_park import span
from small_park import SmallPark
from zhiyuan.kernel.errors import NotFound
from zhiyuan.metering import queries
from zhiyuan.telemetry.energy import Quality


def test_every_quarter_hour_of_a_span_is_there(park: SmallPark) -> None:
    found = queries.quarter_hours(park.site, ["main", "floor1"], span(24))
    assert {len(q) for q in found.values()} == {96}
    assert (found["main"].kwh, found["floor1"].kwh) == (96.0, 57.6)
    assert found["main"].missing == 0


def test_what_is_not_known_is_missing_and_not_zero_energy_measured(park: SmallPark) -> None:
    silent = queries.quarter_hours(park.site, ["silent"], span(24))["silent"]
    assert silent.missing == 96
    after_the_last = queries.quarter_hours(park.site, ["main"], span(2, after=47))["main"]
    assert after_the_last.quality.tolist() == [Quality.MEASURED] * 4 + [Quality.MISSING] * 4


def test_energy_of_a_gap_is_whole_and_flagged(park: SmallPark) -> None:
    gap = queries.quarter_hours(park.site, ["floor2"], span(24))["floor2"]
    assert gap.kwh == pytest.approx(28.8)
    assert gap.estimated_kwh == pytest.approx(3.6)
    assert set(gap.quality[24:36].tolist()) == {Quality.ESTIMATED}


def test_a_meter_that_is_not_there_is_named(park: SmallPark) -> None:
    with pytest.raises(NotFound, match="attic"):
        queries.quarter_hours(park.site, ["main", "attic"], span(24))


def test_a_park_that_keeps_nothing_yet_has_everything_missing(park: SmallPark, settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    assert queries.quarter_hours(park.site, ["main"], span(1))["main"].missing == 4
