"""Weather from a file, and an invented year."""

from pathlib import Path

import numpy as np
import pytest

from shared import data
from zhiyuan.kernel.errors import Malformed, NotFound
from zhiyuan.lighting.sunpath import sun_path
from zhiyuan.lighting.weather import HOURS, minute_irradiance, read_weather, synthetic_year

EPW = "epw/CHN_Henan.Nanyang.571780_CSWD.epw"
YEAR_2023 = np.datetime64("2022-12-31T16:00") + np.arange(525_600).astype("timedelta64[m]")


def test_the_nanyang_file_is_read_whole() -> None:
    weather = read_weather(data(EPW))
    assert (weather.latitude, weather.longitude, weather.utc_offset_h) == (33.03, 112.58, 8.0)
    assert weather.annual_ghi_kwh_m2 == pytest.approx(1246.8, abs=0.1)
    assert weather.hours(2023)[0] == np.datetime64("2022-12-31T16:00")


def test_minutes_keep_the_energy_of_their_hours_and_of_the_year() -> None:
    weather = read_weather(data(EPW))
    sun = sun_path(YEAR_2023, weather.latitude, weather.longitude)
    shine = minute_irradiance(weather, sun)
    hourly = shine.dhi.reshape(HOURS, 60).mean(axis=1)
    assert hourly.sum() == pytest.approx(weather.dhi.sum(), rel=0.01)
    assert shine.dni.sum() / 60 == pytest.approx(weather.dni.sum(), rel=0.01)
    assert np.corrcoef(hourly, weather.dhi)[0, 1] > 0.99
    assert (shine.dni[sun.up <= 0] == 0).all()


@pytest.mark.parametrize("seed", range(5))
def test_an_invented_year_is_near_nanyangs_and_consistent(seed: int) -> None:
    year = synthetic_year(seed)
    assert year.annual_ghi_kwh_m2 == pytest.approx(1246, rel=0.08)
    assert (year.dhi <= year.ghi + 0.1).all()
    assert year.dni.max() <= 1000
    assert 0.4 < year.dhi.sum() / year.ghi.sum() < 0.65


def test_the_same_seed_is_the_same_year_and_another_is_not() -> None:
    assert (synthetic_year(3).ghi == synthetic_year(3).ghi).all()
    assert (synthetic_year(3).ghi != synthetic_year(4).ghi).any()


def test_any_year_finds_its_weather_by_the_calendar() -> None:
    weather = synthetic_year()
    instants = np.array(["2023-05-01T04:00", "2031-05-01T04:00"], "datetime64[m]")
    shine = minute_irradiance(weather, sun_path(instants, weather.latitude, weather.longitude))
    assert shine.dhi[0] == pytest.approx(shine.dhi[1], rel=0.01)


def test_a_file_that_is_not_weather_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"nowhere\.epw"):
        read_weather(tmp_path / "nowhere.epw")
    (tmp_path / "letter.epw").write_text("Dear park,\n")
    with pytest.raises(Malformed, match=r"letter\.epw"):
        read_weather(tmp_path / "letter.epw")


def test_a_missing_value_is_refused_with_its_line(tmp_path: Path) -> None:
    lines = data(EPW).read_text("utf-8").splitlines(keepends=True)
    fields = lines[8 + 12].split(",")
    fields[13] = "9999"  # global horizontal, missing
    lines[8 + 12] = ",".join(fields)
    (tmp_path / "gap.epw").write_text("".join(lines))
    with pytest.raises(Malformed, match="line 21: ghi"):
        read_weather(tmp_path / "gap.epw")
    (tmp_path / "short.epw").write_text("".join(lines[:1000]))
    with pytest.raises(Malformed, match="992 hours"):
        read_weather(tmp_path / "short.epw")
