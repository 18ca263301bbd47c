"""A typical year of sunshine: from an EPW file, or made up where there is none.

Hours are kept in the station's standard time; every instant of every year finds its weather by
its place in the calendar, so a typical year serves 2023 and a running demo alike. Hourly means
become minutes through the sun's height: the ratio to the sun is what is interpolated, so that
mornings begin at sunrise and each hour keeps its energy.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pvlib.iotools import read_epw as _pvlib_read_epw
from pvlib.irradiance import erbs

from zhiyuan.kernel.errors import Malformed, NotFound
from zhiyuan.lighting.sunpath import SunPath, as_minutes, sun_path

Array = NDArray[np.floating]

HOURS = 8760
_MEASURED = {"ghi": (0, 1500), "dni": (0, 1500), "dhi": (0, 1000), "temp_dew": (-70, 50)}


@dataclass(frozen=True)
class WeatherYear:
    """Hourly means over a common year of 8,760 hours, from midnight of the station's 1 January.

    ``ghi``, ``dni``, ``dhi``: global horizontal, direct normal, diffuse horizontal irradiance. [W/m²]
    ``dew_point``. [°C]  ``utc_offset_h``: the station's standard time. [h]
    """

    source: str
    latitude: float
    longitude: float
    utc_offset_h: float
    ghi: Array
    dni: Array
    dhi: Array
    dew_point: Array

    def hours(self, year: int) -> NDArray[np.datetime64]:
        """The UTC start of each hour when the year is laid over a calendar year."""
        start = np.datetime64(f"{year}-01-01T00:00", "m") - np.timedelta64(round(self.utc_offset_h * 60), "m")
        return start + np.arange(HOURS) * np.timedelta64(60, "m")

    @property
    def annual_ghi_kwh_m2(self) -> float:
        """Sum over the year. [kWh/m²]"""
        return float(self.ghi.sum() / 1000)

    @cached_property
    def per_sun(self) -> tuple[Array, Array]:
        """Direct normal per minute of sun, and diffuse per sine of the sun's height, by hour. [W/m²]"""
        return _per_sun(self.latitude, self.longitude, self.hours(2023), self.dni, self.dhi)


@dataclass(frozen=True, slots=True)
class Irradiance:
    """Irradiance and dew point at some instants. [W/m²] [°C]"""

    dni: Array
    dhi: Array
    dew_point: Array


def read_weather(path: Path) -> WeatherYear:
    """Read an EPW file.

    References
    ----------
    EnergyPlus, Auxiliary Programs: Weather data dictionary (hours are means of the hour before).
    """
    if not path.is_file():
        raise NotFound("there is no weather file {path}", path=path)
    try:
        table, station = _pvlib_read_epw(str(path))
    except (ValueError, IndexError, KeyError, UnicodeDecodeError) as cause:
        raise Malformed("{path} is not an EPW file: {cause}", path=path, cause=cause) from cause
    if len(table) == 8784:
        table = table[(table["month"] != 2) | (table["day"] != 29)]
    if len(table) != HOURS:
        raise Malformed("{path} has {found} hours; a year has {hours}", path=path, found=len(table), hours=HOURS)
    columns = {name: table[name].to_numpy(np.float64) for name in _MEASURED}
    _check(path, columns)
    offset = float(station["TZ"])
    place = float(station["latitude"]), float(station["longitude"])
    return WeatherYear(path.name, *place, offset, *(columns[name] for name in ("ghi", "dni", "dhi", "temp_dew")))


def _check(path: Path, columns: dict[str, NDArray[np.float64]]) -> None:
    for name, (low, high) in _MEASURED.items():
        wrong = np.flatnonzero(~((columns[name] >= low) & (columns[name] <= high)))
        if len(wrong):
            raise Malformed(
                "{path}, line {line}: {name} is {found}, outside {low} to {high}",
                path=path,
                line=int(wrong[0]) + 9,  # eight lines of header
                name=name,
                found=columns[name][wrong[0]],
                low=low,
                high=high,
            )


def minute_irradiance(weather: WeatherYear, sun: SunPath) -> Irradiance:
    """Irradiance at the instants of a sun path, each hour keeping its mean."""
    local = sun.minutes + round(weather.utc_offset_h * 60)
    year = local.astype("datetime64[m]").astype("datetime64[Y]").astype("datetime64[m]").astype(np.int64)
    hour = (local - year) / 60 - 0.5  # means stand for the middle of their hour
    direct, diffuse = weather.per_sun
    above = np.maximum(sun.up, 0)
    return Irradiance(
        dni=_between(direct, hour) * (above > 0),
        dhi=_between(diffuse, hour) * above,
        dew_point=_between(weather.dew_point, hour),
    )


def _between(hourly: Array, hour: Array) -> Array:
    """Straight lines between the hours of a year that follows itself."""
    before = np.floor(hour)
    first = before.astype(np.int64) % HOURS
    share = hour - before
    joined: Array = hourly[first] * (1 - share) + hourly[(first + 1) % HOURS] * share
    return joined


def _per_sun(
    latitude: float, longitude: float, hours: NDArray[np.datetime64], dni: Array, dhi: Array
) -> tuple[Array, Array]:
    share_up, height = _sun_by_hour(latitude, longitude, hours)
    direct = _ratio(dni, share_up, share_up > 0.05)
    diffuse = _ratio(dhi, height, height > 0.03)
    return np.minimum(direct, 1200), np.minimum(diffuse, 1000)


def _ratio(hourly: Array, per: Array, known: NDArray[np.bool_]) -> Array:
    """The quotient where it means something; in between, straight lines over the night."""
    at = np.flatnonzero(known)
    return np.interp(np.arange(len(hourly)), at, hourly[at] / per[at])


def _sun_by_hour(latitude: float, longitude: float, hours: NDArray[np.datetime64]) -> tuple[Array, Array]:
    """For each hour the share with the sun up, and the mean sine of its height. [1]"""
    start = as_minutes(hours)[0]
    up = sun_path(start + np.arange(2, HOURS * 60, 5), latitude, longitude).up.reshape(HOURS, 12)
    return (up > 0).mean(axis=1), np.maximum(up, 0).mean(axis=1)


# A made-up year. Clearness (global over extraterrestrial) of the three kinds of day, how they
# follow each other, and the month's share of clear days were set by eye to the climate of the
# Nanyang basin: cloudy half the time, driest in early autumn, 1,246 kWh/m² a year.
_CLEARNESS = np.array([0.605, 0.42, 0.14])
_SPREAD = np.array([0.05, 0.08, 0.06])
_STAYS = 0.30
_SHARES = np.array([0.355, 0.285, 0.36])
_BRIGHTER = np.array([-0.11, -0.06, -0.10, 0.04, 0.0, 0.02, 0.09, 0.05, 0.09, 0.05, 0.03, -0.05])
_DEW_POINT = np.array([-3.0, -1.0, 4.0, 8.5, 14.5, 19.5, 24.0, 22.5, 15.5, 9.0, 3.0, -1.0])


def synthetic_year(
    seed: int = 0, latitude: float = 33.03, longitude: float = 112.58, utc_offset_h: float = 8.0
) -> WeatherYear:
    """An invented year near Nanyang: days clear, mixed or overcast in a Markov chain; the same for a seed.

    Global irradiance is split into direct and diffuse after Erbs, Klein & Duffie 1982, Solar
    Energy 28(4): 293-302.
    """
    random = np.random.default_rng([20_230_000, seed])
    kinds = _kinds_of_day(random)
    clearness = _hourly_clearness(random, kinds)
    blank = WeatherYear("synthetic", latitude, longitude, utc_offset_h, *(np.zeros(HOURS) for _ in range(4)))
    share_up, height = _sun_by_hour(latitude, longitude, blank.hours(2023))
    middle = sun_path(as_minutes(blank.hours(2023)) + 30, latitude, longitude)
    ghi = clearness * middle.extraterrestrial_w_m2 * height
    low = np.degrees(np.arccos(np.clip(height / np.maximum(share_up, 0.05), 0, 1)))
    split = erbs(ghi, np.minimum(low, 86), datetime_or_doy=np.repeat(np.arange(1, 366), 24))
    dhi = np.minimum(np.asarray(split["dhi"]), ghi)
    dni = np.where(height > 0.01, (ghi - dhi) / np.maximum(height, 0.01), 0.0)
    dew_point = _dew_points(random, kinds)
    rounded = (np.round(part, 1) for part in (ghi, np.minimum(dni, 1000), dhi, dew_point))
    return WeatherYear(f"synthetic {seed}", latitude, longitude, utc_offset_h, *rounded)


def _kinds_of_day(random: np.random.Generator) -> NDArray[np.int64]:
    kinds = np.zeros(365, np.int64)
    months = _month_of_day()
    for day in range(365):
        shares = _SHARES + _BRIGHTER[months[day]] * np.array([1.0, 0.0, -1.0])
        fresh = random.choice(3, p=shares / shares.sum())
        kinds[day] = kinds[day - 1] if day and random.random() < _STAYS else fresh
    return kinds


def _hourly_clearness(random: np.random.Generator, kinds: NDArray[np.int64]) -> Array:
    daily = _CLEARNESS[kinds] + _SPREAD[kinds] * random.standard_normal(365)
    wobble = np.zeros(HOURS)
    for hour, step in enumerate(random.standard_normal(HOURS)):
        wobble[hour] = 0.7 * wobble[hour - 1] + 0.71 * step
    hourly: Array = np.repeat(daily, 24) + np.repeat(np.array([0.02, 0.09, 0.03])[kinds], 24) * wobble
    return np.clip(hourly, 0.02, 0.78)


def _dew_points(random: np.random.Generator, kinds: NDArray[np.int64]) -> Array:
    middles = np.array([15, 46, 74, 105, 135, 166, 196, 227, 258, 288, 319, 349])
    season = np.interp(np.arange(365), middles, _DEW_POINT, period=365)
    daily = season + np.array([-2.5, 0.0, 2.5])[kinds] + 2.0 * random.standard_normal(365)
    return np.interp(np.arange(HOURS), np.arange(365) * 24 + 12, daily)


def _month_of_day() -> NDArray[np.int64]:
    days = np.datetime64("2023-01-01") + np.arange(365)
    months: NDArray[np.int64] = days.astype("datetime64[M]").astype(np.int64) % 12
    return months
