"""Sunrise, sunset and night length, by the standard refraction angle.

Sunset is the instant at which the upper limb touches the horizon: centre at −0.833°.
Times are computed in UTC and only then put on the site's clock, so a clock change cannot
shift them (``astral``, after Meeus, *Astronomical Algorithms*).
"""

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache

from astral import Observer
from astral.sun import elevation, sunrise, sunset


@lru_cache(maxsize=4096)
def sunrise_sunset(
    latitude: float, longitude: float, day: date, zone: tzinfo
) -> tuple[datetime | None, datetime | None]:
    """Both instants of a site's day; None where the sun does not cross the horizon.

    Parameters
    ----------
    latitude, longitude
        North and east positive. [°]
    """
    return _instant(sunrise, latitude, longitude, day, zone), _instant(sunset, latitude, longitude, day, zone)


def _instant(event: object, latitude: float, longitude: float, day: date, zone: tzinfo) -> datetime | None:
    try:
        return event(Observer(latitude, longitude), date=day, tzinfo=zone)  # type: ignore[operator]
    except ValueError:  # astral's word for polar day and polar night
        return None


def sun_elevation(latitude: float, longitude: float, instant: datetime) -> float:
    """Height of the sun above the horizon. [°]"""
    return float(elevation(Observer(latitude, longitude), instant))


def night_hours(latitude: float, longitude: float, day: date, zone: tzinfo) -> float:
    """From sunset of a day to sunrise of the next. [h]

    >>> from zoneinfo import ZoneInfo
    >>> round(night_hours(33.03, 112.58, date(2024, 1, 1), ZoneInfo("Asia/Shanghai")), 1)
    14.0
    """
    _, down = sunrise_sunset(latitude, longitude, day, zone)
    up, _ = sunrise_sunset(latitude, longitude, day + timedelta(days=1), zone)
    if down is None or up is None:
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=zone)
        return 0.0 if sun_elevation(latitude, longitude, noon) > 0 else 24.0
    return (up.astimezone(UTC) - down.astimezone(UTC)).total_seconds() / 3600
