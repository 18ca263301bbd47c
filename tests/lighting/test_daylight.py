"""Luminous efficacy, facades, twilight and blinds."""

import numpy as np
import pytest

from shared import data
from zhiyuan.lighting.daylight import (
    FACADES,
    Outdoors,
    behind_blinds,
    blinds_closed,
    light_at,
    luminous_efficacy,
    outdoor_light,
    twilight_lx,
    year_of_light,
)
from zhiyuan.lighting.sunpath import sun_path
from zhiyuan.lighting.weather import Irradiance, read_weather, synthetic_year

EPW = "epw/CHN_Henan.Nanyang.571780_CSWD.epw"
YEAR_2023 = np.datetime64("2022-12-31T16:00") + np.arange(525_600).astype("timedelta64[m]")


def under(instant: str, dni: float, dhi: float) -> Outdoors:
    sun = sun_path(np.array([instant], "datetime64[m]"), 33.03, 112.58)
    return outdoor_light(sun, Irradiance(np.array([dni]), np.array([dhi]), np.array([10.0])))


def test_the_annual_diffuse_illuminance_of_nanyang() -> None:
    weather = read_weather(data(EPW))
    middle = weather.hours(2005) + np.timedelta64(30, "m")
    sun = sun_path(middle, weather.latitude, weather.longitude)
    worth = luminous_efficacy(sun.zenith, weather.dni, weather.dhi, weather.dew_point, sun.extraterrestrial_w_m2)
    assert 77.7 <= round((weather.dhi * worth.diffuse).sum() / 1e6, 1) <= 78.0


def test_a_year_of_minutes_has_the_daylight_of_its_hours() -> None:
    weather = read_weather(data(EPW))
    light = year_of_light(weather, YEAR_2023)
    per_watt = light.horizontal_lx.sum(dtype=float) / 60 / weather.ghi.sum()
    assert per_watt == pytest.approx(111, abs=3)
    assert light.horizontal_lx.dtype == light.sky_lx.dtype == np.float32
    assert light.sky_lx.shape == (525_600, 4)
    assert np.isfinite(light.sky_lx).all()
    assert light.sky_lx.max() < 60_000
    assert 4000 < (light.horizontal_lx < 30).sum() / 60 < 4300  # the dark hours that a road burns


def test_by_day_efficacy_is_that_of_daylight() -> None:
    random = np.random.default_rng(0)
    zenith, dni, dhi = random.uniform(0, 84, 5000), random.uniform(0, 900, 5000), random.uniform(20, 500, 5000)
    worth = luminous_efficacy(zenith, dni, dhi, np.full(5000, 10.0), np.full(5000, 1367.0))
    assert 95 < np.median(worth.whole) < 130
    assert 95 < np.median(worth.diffuse) < 140
    assert (worth.direct >= 0).all()


def test_the_morning_sun_lights_the_east_and_the_noon_sun_the_south() -> None:
    morning, noon = under("2026-03-21T00:30", 600, 100), under("2026-03-21T04:30", 700, 120)
    assert FACADES[int(morning.beam_lx[0].argmax())] == "E"
    assert FACADES[int(noon.beam_lx[0].argmax())] == "S"
    assert morning.beam_lx[0, FACADES.index("W")] == 0


def test_under_an_overcast_sky_all_facades_are_alike_and_near_the_overcast_ratio() -> None:
    light = under("2026-03-21T04:30", 0, 200)
    assert light.sky_lx[0] == pytest.approx(light.sky_lx[0].mean(), rel=0.15)
    assert 0.38 < light.sky_lx[0].mean() / light.horizontal_lx[0] < 0.7
    assert (light.beam_lx == 0).all()


def test_dusk_falls_smoothly_and_the_night_is_dark() -> None:
    lux = twilight_lx(np.arange(-14.0, 3.0, 0.1))
    assert (np.diff(lux) >= -0.01).all()
    assert lux[0] == 0
    assert 10 < twilight_lx(np.array([-4.0]))[0] < 30


def test_blinds_close_on_the_beam_and_stay_an_hour() -> None:
    beam = np.zeros((200, 4))
    beam[50:53, 2] = 200.0
    closed = blinds_closed(beam)
    assert closed[:, 2].nonzero()[0].tolist() == list(range(50, 113))
    assert not closed[:, [0, 1, 3]].any()


def test_closed_blinds_pass_a_share_of_the_sky_and_no_beam() -> None:
    base = np.full((1, 4), 1000, np.float32)
    light = Outdoors(np.array([0]), base[:, 0], base, base * 2, np.array([[0, 100, 151, 900]], np.float32))
    assert behind_blinds(light).tolist() == [[3000, 3000, pytest.approx(220), pytest.approx(220)]]


def test_an_instant_agrees_with_the_year() -> None:
    weather = synthetic_year()
    light = year_of_light(weather, YEAR_2023[:200_000])
    passed = behind_blinds(light)
    for minute in (190_500, 190_100, 189_800):
        facades, horizontal = light_at(weather, YEAR_2023[minute])
        assert facades == pytest.approx(passed[minute], rel=1e-3)
        assert horizontal == pytest.approx(light.horizontal_lx[minute], rel=1e-3)
