"""What lighting energy depends on: whether people work that day, and how long the night is.

Temperature is not a driver of lighting and is never offered. A day's night runs from its
sunset to the next sunrise, so a circuit that burns from dusk to dawn meets the hours it burns.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, tzinfo

from zhiyuan.kernel import sun, workday


@dataclass(frozen=True, slots=True)
class DayDrivers:
    """The two drivers of one site day."""

    day: date
    working: bool
    night_hours: float
    """From sunset to the next sunrise. [h]"""


def day_drivers(latitude: float, longitude: float, zone: tzinfo, days: Iterable[date]) -> list[DayDrivers]:
    """Drivers of each day from the working-day calendar and the sun at −0.833°.

    Parameters
    ----------
    latitude, longitude
        North and east positive. [°]

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> (day,) = day_drivers(33.03, 112.58, ZoneInfo("Asia/Shanghai"), [date(2024, 1, 1)])
    >>> day.working, round(day.night_hours, 1)
    (False, 14.0)
    """
    return [
        DayDrivers(day, workday.is_working_day(day), sun.night_hours(latitude, longitude, day, zone)) for day in days
    ]
