"""What control may be expected to save in a park, before anybody promises anything.

Several years are drawn. Each has its own people, its own errors of building and knowing, and its own
departure from the assumptions, because nobody knows a park's traffic, attendance and daylight
beforehand; daylight is taken below its computed value, as simulations flatter it (Williams et al.
2012: by a tenth or more). Of each year three days a month are run, each time other days.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.stats import t as student

from zhiyuan.lighting.weather import WeatherYear
from zhiyuan.park.document import Park
from zhiyuan.simpark.calendar import DAY, Year
from zhiyuan.simpark.people import Offices
from zhiyuan.simpark.sky import sky
from zhiyuan.simpark.strategies import CONTACTORS
from zhiyuan.simpark.trial import Windows, run
from zhiyuan.simpark.world import World, assumptions, world

PROMISE = 0.50
"""The saving that the park wants to be told about. [1]"""
CONFIDENCE = 0.90
TRAFFIC_SD, ATTENDANCE_SD = 0.25, 0.06
DAYLIGHT_SHARE = (0.75, 1.05)
DAYS, WARM = 3, 120

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Band:
    """A mean over the draws and the 90 % range in which one more year would fall. [1]"""

    mean: float
    low: float
    high: float


def predict(
    park: Park, weather: WeatherYear, year: int, draws: int, seed: int, progress: Progress | None
) -> dict[str, Any]:
    """Expected saving with range, the physical limit, the split by strategy, and a plain verdict."""
    calendar = Year(year, park.site.timezone)
    above = sky(weather, calendar)
    found = []
    for number in range(draws):
        drawn = drawn_park(park, np.random.default_rng((seed, number)))
        around = world(drawn, calendar, weather, seed * 1000 + number, above=above)
        ledger = run(around, sampled_days(calendar.days, number), number)
        found.append(ledger.summary())
        if progress:
            progress(number + 1, draws)
    cuts = bool(around.known.switchable.any())
    return summary(found, schedule_kwh(around), cuts) | {
        "draws": draws,
        "days": 12 * DAYS * draws,
        "assumptions": park.assumptions,
    }


def sampled_days(days: int, number: int) -> Windows:
    """Three days out of each twelfth of a year, other ones for each number, together on all days of the week."""
    part = days // 12
    offset = number * 7 % (part - DAYS)
    return Windows(tuple((month * part + offset) * DAY for month in range(12)), DAYS * DAY, WARM)


def drawn_park(park: Park, rng: np.random.Generator) -> Park:
    """The park under one draw of what is not known beforehand."""
    said = assumptions(park)
    attendance = said.attendance if said.attendance is not None else Offices().attendance
    return replace(
        park,
        assumptions={
            "traffic": said.traffic * float(np.exp(TRAFFIC_SD * rng.standard_normal())),
            "attendance": float(np.clip(attendance + ATTENDANCE_SD * rng.standard_normal(), 0, 1)),
            "daylight": said.daylight * float(rng.uniform(*DAYLIGHT_SHARE)),
        },
    )


def schedule_kwh(around: World) -> float:
    """What the fixed schedule uses in the whole year. [kWh]"""
    model = around.designed
    hours = around.fixed.sum(axis=0, dtype=np.float64)[model.schedule_of[model.space_of]] / 60
    return float((model.power(np.ones(len(model.groups), np.float32)) * hours).sum()) / 1000


def summary(draws: list[dict[str, dict[str, Any]]], base: float, cuts: bool) -> dict[str, Any]:
    """Bands over the draws and what they mean for the promise.

    Parameters
    ----------
    base
        Use of the fixed schedule. [kWh]
    draws
        ``ledger.Ledger.summary`` of every draw.
    cuts
        Whether the park has contactors that may be opened.
    """

    def savings(name: str) -> Band:
        return band([draw[name]["saving"] for draw in draws])

    suffix = CONTACTORS if cuts else ""
    expected, limit = savings("combined" + suffix), savings("oracle" + suffix)
    return {
        "schedule_kwh": base,
        "with_contactors": cuts,
        "expected": expected,
        "expected_kwh": expected.mean * base,
        "limit": limit,
        "split": {
            name: savings(name).mean for name in ("tuning", "daylight", "occupancy", "combined", "combined" + suffix)
        },
        "oracle": {name: savings(name).mean for name in ("oracle", "oracle" + CONTACTORS)},
        "promise": PROMISE,
        "reachable": reachable(expected, limit),
    }


def band(savings: list[float]) -> Band:
    """Mean and prediction interval of one more draw, by Student's t.

    >>> band([0.6, 0.6, 0.6])
    Band(mean=0.6, low=0.6, high=0.6)
    """
    values = np.array(savings)
    mean = round(float(values.mean()), 6)
    if len(values) < 2:
        return Band(mean, mean, mean)
    half = student.ppf(0.5 + CONFIDENCE / 2, len(values) - 1) * values.std(ddof=1) * np.sqrt(1 + 1 / len(values))
    return Band(mean, round(mean - float(half), 6), round(mean + float(half), 6))


def reachable(expected: Band, limit: Band, promise: float = PROMISE) -> str:
    """Whether a saving can be promised: ``no_limit``, ``no``, ``uncertain`` or ``yes``.

    ``no_limit``: not even a controller that knows everything gets there. ``no``: control as it is does not.

    >>> reachable(Band(0.33, 0.31, 0.36), Band(0.45, 0.44, 0.46))
    'no_limit'
    """
    if limit.high < promise:
        return "no_limit"
    if expected.high < promise:
        return "no"
    return "yes" if expected.low >= promise else "uncertain"
