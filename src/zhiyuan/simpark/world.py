"""Everything a trial needs, drawn once from a park file, a weather year and a seed."""

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from zhiyuan.lighting.model import ControlModel, Floats, Ints, build
from zhiyuan.lighting.program import year_mask
from zhiyuan.lighting.rule import read_rules
from zhiyuan.lighting.settings import read_settings
from zhiyuan.lighting.weather import WeatherYear
from zhiyuan.park.document import Park, Schedule
from zhiyuan.simpark.calendar import Year
from zhiyuan.simpark.knowledge import Spreads, Truth, as_designed, commissioned, draw
from zhiyuan.simpark.occupants import crowd
from zhiyuan.simpark.people import Assumptions
from zhiyuan.simpark.sky import Sky, facades_of, sky

NEWEST = date.max
"""A trial measures against the newest figures of the book, whatever year its weather is of."""


@dataclass(frozen=True)
class World:
    """A park for a year.

    Parameters
    ----------
    designed, known, truth
        The park as in the file, as the controller believes, as it is.
    bits : (S, minutes)
        ``occupants.PRESENT`` and ``SEEN``.
    program, fixed : (minutes, schedules)
        Level of the control program, and of the fixed schedule before control. [1]
    facade_of : (G)
        Facade of each point.
    """

    park: Park
    year: Year
    designed: ControlModel
    known: ControlModel
    truth: Truth
    sky: Sky
    bits: NDArray[np.uint8]
    program: Floats
    fixed: Floats
    facade_of: Ints


def world(
    park: Park, year: Year, weather: WeatherYear, seed: int, calibrated: bool = True, above: Sky | None = None
) -> World:
    """Draw a world.

    Parameters
    ----------
    calibrated
        Whether the park was commissioned by a night step test; else it runs on the design and the wider guard.
    above
        The year's sky, where it was computed before.
    """
    assumed = assumptions(park)
    designed = build(park, NEWEST)
    truth = draw(designed, seed, Spreads(), assumed.daylight)
    if calibrated:
        known = commissioned(designed, truth, seed, read_settings(NEWEST, calibrated=True))
    else:
        known = as_designed(designed, truth, seed)
    above = above or sky(weather, year)
    program, fixed = schedules(park, year, above)
    return World(
        park=park,
        year=year,
        designed=designed,
        known=known,
        truth=truth,
        sky=above,
        bits=crowd(designed.kinds, year, seed, assumed).bits,
        program=program,
        fixed=fixed,
        facade_of=facades_of(designed.facade_of, seed)[designed.space_of],
    )


def assumptions(park: Park) -> Assumptions:
    """What the park file supposes about people and sky."""
    said = park.assumptions
    return Assumptions(said.get("traffic", 1.0), said.get("attendance"), said.get("daylight", 1.0))


def schedules(park: Park, year: Year, above: Sky) -> tuple[Floats, Floats]:
    """Levels of every schedule in every minute: the control program, and full output at the same hours.

    The fixed schedule before control is on whenever a rule of the program holds, also one that
    keeps the lights off: what control saves by such a rule is control's.
    """
    program = [_mask(s, year, above, park, full=False) for s in park.schedules]
    fixed = [_mask(s, year, above, park, full=True) for s in park.schedules]
    return np.column_stack(program), np.column_stack(fixed)


def _mask(schedule: Schedule, year: Year, above: Sky, park: Park, full: bool) -> Floats:
    rules = read_rules(schedule.rules, schedule.key)
    if full:
        rules = tuple(replace(rule, level=1.0) for rule in rules)
    site = park.site
    zone = ZoneInfo(site.timezone)
    return year_mask(rules, year.instants(), zone, site.latitude, site.longitude, above.horizontal_lx)
