"""From sunshine to daylight: how many lux lie on the ground and on four facades.

Irradiance becomes illuminance by the luminous efficacy of Perez et al.; the sky's share on a
facade comes from the Perez sky, the ground's from what it reflects, and the sun's beam stands
apart because blinds close on it. All functions take arrays of instants, one or a year of minutes.

References
----------
Perez, Ineichen, Seals, Michalsky, Stewart 1990: Modeling daylight availability and irradiance
components from direct and global irradiance. Solar Energy 44(5): 271-289.
Seidelmann (ed.) 1992: Explanatory Supplement to the Astronomical Almanac (twilight).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pvlib.atmosphere import get_relative_airmass
from pvlib.irradiance import perez

from zhiyuan.lighting.sunpath import SunPath, as_minutes, sun_path
from zhiyuan.lighting.weather import Irradiance, WeatherYear, minute_irradiance

Array = NDArray[np.floating]

FACADES = ("N", "E", "S", "W")
FACING = {"N": 0.0, "E": 90.0, "S": 180.0, "W": 270.0}
OVERCAST_RATIO = 0.396
"""Vertical over horizontal illuminance from the CIE overcast sky alone. [1]"""

BLIND_CLOSES_W_M2 = 150.0
BLIND_HOLDS_MIN = 60
BLIND_SKY_SHARE = 0.22
GROUND_ALBEDO = 0.2

_BINS = np.array([1.065, 1.23, 1.5, 1.95, 2.8, 4.5, 6.2])
# Perez et al. 1990, table 4, by sky clearness from overcast to clear: a, b, c, d. [lm/W]
_GLOBAL = np.array(
    [
        [96.63, -0.47, 11.50, -9.16],
        [107.54, 0.79, 1.79, -1.19],
        [98.73, 0.70, 4.40, -6.95],
        [92.72, 0.56, 8.36, -8.31],
        [86.73, 0.98, 7.10, -10.94],
        [88.34, 1.39, 6.06, -7.60],
        [78.63, 1.47, 4.93, -11.37],
        [99.65, 1.86, -4.46, -3.15],
    ]
)
_DIRECT = np.array(
    [
        [57.20, -4.55, -2.98, 117.12],
        [98.99, -3.46, -1.21, 12.38],
        [109.83, -4.90, -1.71, -8.81],
        [110.34, -5.84, -1.99, -4.56],
        [106.36, -3.97, -1.75, -6.16],
        [107.19, -1.25, -1.51, -26.73],
        [105.75, 0.77, -1.26, -34.44],
        [101.18, 1.58, -1.10, -8.29],
    ]
)
_DIFFUSE = np.array(
    [
        [97.24, -0.46, 12.00, -8.91],
        [107.22, 1.15, 0.59, -3.95],
        [104.97, 2.96, -5.53, -8.77],
        [102.39, 5.59, -13.95, -13.90],
        [100.71, 5.94, -22.75, -23.74],
        [106.42, 3.83, -36.15, -28.83],
        [141.88, 1.90, -53.24, -14.03],
        [152.23, 0.35, -45.27, -7.98],
    ]
)
# Clear-sky illuminance by the sun's height h: log10(lx) as a cubic in h/90°, down to −5 and −12°.
_DUSK = np.array([2.88, 21.81, -258.11, -858.36])
_TWILIGHT = np.array([2.70, 12.17, -431.69, -1899.83])
_CLOUDY_SHARE = 0.5
_LOW_SUN = 3.0


@dataclass(frozen=True, slots=True)
class Efficacy:
    """Luminous efficacy of the three kinds of sunshine. [lm/W]"""

    whole: Array
    direct: Array
    diffuse: Array


@dataclass(frozen=True, slots=True)
class Outdoors:
    """Daylight outdoors at some instants; facade arrays are ``(instants, 4)`` in the order N, E, S, W.

    ``horizontal_lx``: on open ground. ``sky_lx``: on a facade from sky and ground. ``beam_lx``: on a
    facade from the sun itself. [lx]  ``beam_w_m2``: the beam's irradiance normal to the facade. [W/m²]
    """

    minutes: NDArray[np.int64]
    horizontal_lx: NDArray[np.float32]
    sky_lx: NDArray[np.float32]
    beam_lx: NDArray[np.float32]
    beam_w_m2: NDArray[np.float32]


def luminous_efficacy(zenith: Array, dni: Array, dhi: Array, dew_point: Array, extraterrestrial: Array) -> Efficacy:
    """Perez luminous efficacy of global, direct normal and diffuse horizontal irradiance. [lm/W]

    Parameters
    ----------
    zenith
        Of the sun; below 5° height the sky is judged as at 5°. [°]
    dni, dhi, extraterrestrial
        Direct normal, diffuse horizontal, and normal above the atmosphere. [W/m²]
    dew_point
        [°C]

    Examples
    --------
    >>> one = [np.array([v]) for v in (40.0, 700.0, 120.0, 10.0, 1367.0)]
    >>> float(luminous_efficacy(*one).diffuse[0].round(1))
    135.1
    """
    z = np.radians(np.minimum(zenith, 85.0))
    height = np.cos(z)
    water_cm = np.exp(0.07 * dew_point - 0.075)
    some = np.maximum(dhi, 1e-3)
    bend = 1.041 * z**3
    clearness = ((some + dni) / some + bend) / (1 + bend)
    brightness = np.maximum(dhi * get_relative_airmass(np.minimum(zenith, 85.0)) / extraterrestrial, 1e-3)
    sky = np.digitize(clearness, _BINS)
    whole, direct, diffuse = _GLOBAL.T[:, sky], _DIRECT.T[:, sky], _DIFFUSE.T[:, sky]
    bright = np.log(brightness)
    return Efficacy(
        whole=whole[0] + whole[1] * water_cm + whole[2] * height + whole[3] * bright,
        direct=np.maximum(
            direct[0] + direct[1] * water_cm + direct[2] * np.exp(5.73 * z - 5) + direct[3] * brightness, 0
        ),
        diffuse=diffuse[0] + diffuse[1] * water_cm + diffuse[2] * height + diffuse[3] * bright,
    )


def outdoor_light(sun: SunPath, shine: Irradiance, albedo: float = GROUND_ALBEDO) -> Outdoors:
    """Daylight on the ground and on four facades.

    Parameters
    ----------
    sun
        The sun at the instants.
    shine
        Irradiance at the same instants.
    albedo
        Share of light that the ground in front of the facades gives back. [1]
    """
    count = len(sun.minutes)
    horizontal = twilight_lx(sun.elevation)
    sky, beam, beam_w = (np.zeros((count, 4), np.float32) for _ in range(3))
    day = (sun.up > 0) & (shine.dhi > 0)
    if day.any():
        part = _by_day(sun.only(day), Irradiance(shine.dni[day], shine.dhi[day], shine.dew_point[day]), albedo)
        horizontal[day] = np.maximum(part.horizontal_lx, horizontal[day])
        sky[day], beam[day], beam_w[day] = part.sky_lx, part.beam_lx, part.beam_w_m2
    return Outdoors(sun.minutes, horizontal, sky, beam, beam_w)


def _by_day(sun: SunPath, shine: Irradiance, albedo: float) -> Outdoors:
    zenith, azimuth = sun.zenith, sun.azimuth
    worth = luminous_efficacy(zenith, shine.dni, shine.dhi, shine.dew_point, sun.extraterrestrial_w_m2)
    beam_normal = shine.dni * worth.direct
    horizontal = shine.dhi * worth.diffuse + beam_normal * sun.up
    ground = horizontal * albedo / 2
    airmass = get_relative_airmass(np.minimum(zenith, 89.0))
    sky, beam, beam_w = (np.zeros((len(zenith), 4), np.float32) for _ in range(3))
    for n, name in enumerate(FACADES):
        facing = FACING[name]
        on_facade = perez(90.0, facing, shine.dhi, shine.dni, sun.extraterrestrial_w_m2, zenith, azimuth, airmass)
        straight = np.maximum(sun.incidence(facing), 0)
        sky[:, n] = on_facade * worth.diffuse + ground
        beam[:, n], beam_w[:, n] = beam_normal * straight, shine.dni * straight
    return Outdoors(sun.minutes, horizontal.astype(np.float32), sky, beam, beam_w)


def daylight_coefficient(daylight_factor: float, albedo: float = GROUND_ALBEDO) -> float:
    """Indoor lx per lx on the facade, from a daylight factor measured or simulated over the same ground. [1]

    Under the overcast sky a facade sees 0.396 of the horizontal illuminance from the sky and half
    the albedo from the ground; a factor that was found without ground wants an albedo of 0.

    >>> round(daylight_coefficient(0.038), 4), round(daylight_coefficient(0.038, albedo=0.0), 4)
    (0.0766, 0.096)
    """
    return daylight_factor / (OVERCAST_RATIO + albedo / 2)


def twilight_lx(elevation: Array) -> NDArray[np.float32]:
    """Horizontal daylight that does not come from a weather file: dusk, and the first 3° of day. [lx]

    Half of the clear-sky value, for the average cloud; nothing below −12°. Weather files have
    whole hours and know no twilight, but a light sensor and a road do.

    >>> twilight_lx(np.array([-13.0, -6.0, -4.0, 0.0, 10.0])).round().tolist()
    [0.0, 2.0, 15.0, 379.0, 0.0]
    """
    x = np.minimum(elevation, 0.0) / 90
    cubic = np.where(elevation > -5, np.polyval(_DUSK[::-1], x), np.polyval(_TWILIGHT[::-1], x))
    seen = (elevation > -12) & (elevation < _LOW_SUN)
    lux: NDArray[np.float32] = np.where(seen, _CLOUDY_SHARE * 10.0 ** np.where(seen, cubic, 0), 0).astype(np.float32)
    return lux


def year_of_light(weather: WeatherYear, instants: ArrayLike, albedo: float = GROUND_ALBEDO) -> Outdoors:
    """Daylight at rising instants (UTC ``datetime64`` or minutes since 1970), such as a year of minutes."""
    sun = sun_path(instants, weather.latitude, weather.longitude)
    return outdoor_light(sun, minute_irradiance(weather, sun), albedo)


def behind_blinds(
    light: Outdoors,
    closes_w_m2: float = BLIND_CLOSES_W_M2,
    holds_min: int = BLIND_HOLDS_MIN,
    sky_share: float = BLIND_SKY_SHARE,
) -> NDArray[np.float32]:
    """What each facade lets through to its windows, one minute after another, ``(instants, 4)``. [lx]

    Blinds are closed while the beam on the facade exceeded ``closes_w_m2`` in the last
    ``holds_min`` minutes; then only ``sky_share`` of sky and ground passes, and no beam.
    """
    closed = blinds_closed(light.beam_w_m2, closes_w_m2, holds_min)
    passed: NDArray[np.float32] = np.where(closed, light.sky_lx * np.float32(sky_share), light.sky_lx + light.beam_lx)
    return passed


def blinds_closed(
    beam_w_m2: Array, closes_w_m2: float = BLIND_CLOSES_W_M2, holds_min: int = BLIND_HOLDS_MIN
) -> NDArray[np.bool_]:
    """Whether blinds are closed at each of consecutive minutes, ``(minutes, facades)``."""
    bright = beam_w_m2 > closes_w_m2
    counted = np.cumsum(bright, axis=0, dtype=np.int32)
    before = np.zeros_like(counted)
    before[holds_min + 1 :] = counted[: -holds_min - 1]
    closed: NDArray[np.bool_] = counted > before
    return closed


def light_at(weather: WeatherYear, instant: np.datetime64, albedo: float = GROUND_ALBEDO) -> tuple[Array, float]:
    """Facade light behind blinds (N, E, S, W) and horizontal daylight at one instant. [lx]

    For a running simulation; looks back over the hour that blinds remember.
    """
    now = int(as_minutes(instant)[0])
    light = year_of_light(weather, np.arange(now - BLIND_HOLDS_MIN, now + 1), albedo)
    return behind_blinds(light)[-1], float(light.horizontal_lx[-1])
