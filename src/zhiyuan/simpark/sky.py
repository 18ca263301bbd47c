"""A year of daylight for a park: on its facades behind blinds, and on open ground."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhiyuan.lighting.daylight import FACADES, behind_blinds, year_of_light
from zhiyuan.lighting.model import Floats, Ints
from zhiyuan.lighting.weather import WeatherYear
from zhiyuan.simpark.calendar import Year


@dataclass(frozen=True)
class Sky:
    """Daylight of every minute of a year.

    Parameters
    ----------
    facade_lx : (minutes, 4)
        What passes the blinds of each facade, in the order of ``daylight.FACADES``. [lx]
    horizontal_lx : (minutes)
        On open ground. [lx]
    """

    facade_lx: Floats
    horizontal_lx: Floats


def sky(weather: WeatherYear, year: Year) -> Sky:
    """The weather of a typical year on the days of a calendar year."""
    light = year_of_light(weather, year.instants())
    return Sky(behind_blinds(light), light.horizontal_lx)


def facades_of(facades: tuple[str | None, ...], seed: int) -> Ints:
    """The facade of each space as a number; drawn where the park file names none."""
    drawn = np.random.default_rng((seed, 0xFACADE)).integers(0, len(FACADES), len(facades))
    known: NDArray[np.intp] = np.array(
        [FACADES.index(f) if f in FACADES else int(d) for f, d in zip(facades, drawn, strict=True)], np.intp
    )
    return known
