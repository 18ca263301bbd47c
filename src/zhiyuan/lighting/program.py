"""Control programs: what a schedule says at an instant, as a function of time.

A program is an ordered list of rules; the first rule that is on at an instant decides. Because
it is a function of the instant, nothing is missed by a restart and nothing depends on yesterday.

``park.rules`` says what a rule may say. How it is meant:

* The days are the day on which the rule begins, in the site's own calendar; an overnight rule
  belongs to its evening.
* Overnight is decided by the words, never by the season: clock to an earlier clock,
  sunset to sunrise, an afternoon clock to sunrise, sunset to a morning clock. So ``06:00`` to
  ``sunrise`` is a morning rule, and when sunrise precedes 06:00 it does not come on.
* ``dark`` follows the light sensor: on while horizontal daylight is below ``dark_below_lx``. With
  no sensor value the night is from sunset to sunrise.
* ``dark_below_lx`` with two clock times: on between them while it is dark.
* ``dark_below_lx`` with a time of the sun: the sensor decides within ``window_min`` before and
  after the sun's instant; outside that window the clock of the sky does.
* Sensor values should be slow ones (a minimum over some minutes): a function of time has no memory.

References
----------
GXF/OSGP light schedules for the edge cases; GB/T 50034-2024, 7.3.7(4) clock control.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhiyuan.kernel.sun import sun_elevation, sunrise_sunset
from zhiyuan.kernel.workday import is_working_day
from zhiyuan.lighting.rule import CLOCK, DARK, SUNRISE, SUNSET, Rule, Time, read_rules

__all__ = ["Rule", "State", "read_rules", "state", "year_mask"]

Rules = Sequence[Rule] | Sequence[Mapping[Any, Any]]

_LOOK_AHEAD_DAYS = 8


@dataclass(frozen=True, slots=True)
class State:
    """What a program wants at an instant; ``until`` is when it next wants something else.

    ``until`` counts on the sensor value not changing; None when nothing changes in a week.
    """

    on: bool
    level: float
    rule: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class _Place:
    zone: tzinfo
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class _Segment:
    """A stretch of a rule. Sensed: the light sensor decides, where there is one; else ``plain`` does."""

    start: datetime
    stop: datetime
    plain: bool
    sensed: bool

    def holds(self, rule: Rule, instant: datetime, horizontal_lx: float | None) -> bool:
        if not self.start <= instant < self.stop:
            return False
        if self.sensed and horizontal_lx is not None:
            return horizontal_lx < rule.dark_below_lx
        return self.plain


def state(
    rules: Rules, instant: datetime, zone: tzinfo, latitude: float, longitude: float, horizontal_lx: float | None = None
) -> State:
    """What the program wants at an instant.

    Parameters
    ----------
    instant
        Any time that knows its zone.
    zone
        The site's clock.
    latitude, longitude
        North and east positive. [°]
    horizontal_lx
        Horizontal daylight outdoors, slowly moving; None when no sensor is heard. [lx]

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> shanghai = ZoneInfo("Asia/Shanghai")
    >>> rules = [{"days": "workdays", "on": "08:00", "off": "20:00"}]
    >>> now = state(rules, datetime(2026, 3, 2, 9, tzinfo=shanghai), shanghai, 33.03, 112.58)
    >>> now.on, now.level, now.rule, f"{now.until:%H:%M}"
    (True, 1.0, 'rule 1', '20:00')
    """
    place = _Place(zone, latitude, longitude)
    read = read_rules(rules)
    today = instant.astimezone(zone).date()
    days = [today + timedelta(days=n) for n in range(-1, _LOOK_AHEAD_DAYS)]
    segments = [(rule, list(_segments(rule, days, place))) for rule in read]
    level, name = _decide(segments, instant, horizontal_lx)
    edges = {edge for _, some in segments for s in some for edge in (s.start, s.stop) if edge > instant}
    changes = (edge for edge in sorted(edges) if _decide(segments, edge, horizontal_lx) != (level, name))
    horizon = datetime.combine(days[-1], time(), zone)  # later days are not looked at, so what is beyond is unknown
    until = next((edge.astimezone(zone) for edge in changes if edge <= horizon), None)
    return State(level > 0, level, name, until)


def year_mask(
    rules: Rules,
    minutes: NDArray[Any],
    zone: tzinfo,
    latitude: float,
    longitude: float,
    horizontal_lx: NDArray[np.floating] | None = None,
) -> NDArray[np.float32]:
    """The level of every minute; what ``state`` says, for many instants at once. [1]

    Parameters
    ----------
    minutes
        Rising instants in UTC: ``datetime64`` or whole minutes since 1970.
    horizontal_lx
        Horizontal daylight of the same minutes; NaN where not known. [lx]
    """
    stamps = minutes.astype("datetime64[m]").astype(np.int64) * 60
    level = np.zeros(len(stamps), np.float32)
    if not len(stamps):
        return level
    place = _Place(zone, latitude, longitude)
    first = datetime.fromtimestamp(int(stamps[0]), zone).date() - timedelta(days=1)
    last = datetime.fromtimestamp(int(stamps[-1]), zone).date()
    days = [first + timedelta(days=n) for n in range((last - first).days + 2)]
    for rule in reversed(read_rules(rules)):  # earlier rules are written last: the first that is on decides
        level[_active(rule, days, place, stamps, horizontal_lx)] = rule.level
    return level


def _active(
    rule: Rule, days: list[date], place: _Place, stamps: NDArray[np.int64], lx: NDArray[np.floating] | None
) -> NDArray[np.bool_]:
    active = np.zeros(len(stamps), bool)
    for segment in _segments(rule, days, place):
        low, high = np.searchsorted(stamps, (segment.start.timestamp(), segment.stop.timestamp()))
        if segment.sensed and lx is not None:
            here = lx[low:high]
            active[low:high] |= np.where(np.isnan(here), segment.plain, here < rule.dark_below_lx)
        elif segment.plain:
            active[low:high] = True
    return active


def _decide(
    segments: list[tuple[Rule, list[_Segment]]], instant: datetime, horizontal_lx: float | None
) -> tuple[float, str]:
    for rule, some in segments:
        if any(segment.holds(rule, instant, horizontal_lx) for segment in some):
            return rule.level, rule.name
    return 0.0, ""


def _segments(rule: Rule, days: list[date], place: _Place) -> Iterator[_Segment]:
    for day in days:
        if _falls_on(rule, day):
            yield from _segments_of(rule, day, place)


def _falls_on(rule: Rule, day: date) -> bool:
    if rule.season is not None:
        first, last = rule.season
        this = (day.month, day.day)
        inside = first <= this <= last if first <= last else this >= first or this <= last
        if not inside:
            return False
    return any(_is_day(word, day) for word in rule.days)


def _is_day(word: str | date, day: date) -> bool:
    if isinstance(word, date):
        return word == day
    if word in ("workdays", "days_off"):
        return is_working_day(day) == (word == "workdays")
    return word in ("daily", ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[day.weekday()])


def _segments_of(rule: Rule, day: date, place: _Place) -> Iterator[_Segment]:
    start = _instant(rule.on, day, place)
    stop = _instant(rule.off, day + timedelta(days=int(rule.overnight)), place)
    if start is None or stop is None or stop - start < max(timedelta(minutes=rule.minimum_burn_min), timedelta(0)):
        return
    if stop <= start:
        return
    if rule.gated:
        yield from _dark_segments(start, stop, place)
    else:
        yield from _windowed(rule, start, stop)


def _windowed(rule: Rule, start: datetime, stop: datetime) -> Iterator[_Segment]:
    """The plain stretch, with a sensed window around each end that follows the sun."""
    window = timedelta(minutes=rule.window_min if rule.sensed else 0)
    begins = start + window if rule.on.sun else start
    ends = stop - window if rule.off.sun else stop
    if begins > ends:  # the windows meet: the shorter night belongs half to each
        begins = ends = min(max(start + (stop - start) / 2, start), stop)
    if rule.on.sun and window:
        yield _Segment(start - window, start, plain=False, sensed=True)
        yield _Segment(start, begins, plain=True, sensed=True)
    if begins < ends:
        yield _Segment(begins, ends, plain=True, sensed=False)
    if rule.off.sun and window:
        yield _Segment(ends, stop, plain=True, sensed=True)
        yield _Segment(stop, stop + window, plain=False, sensed=True)


def _dark_segments(start: datetime, stop: datetime, place: _Place) -> Iterator[_Segment]:
    """A sensed stretch, cut at sunrise and sunset so that without a sensor the night counts."""
    first, last = start.astimezone(place.zone).date(), stop.astimezone(place.zone).date()
    cuts = {start, stop}
    for n in range((last - first).days + 1):
        cuts.update(e for e in _sun(first + timedelta(days=n), place) if e is not None and start < e < stop)
    edges = sorted(cuts)
    for begin, end in pairwise(edges):
        yield _Segment(begin, end, plain=_is_night(begin + (end - begin) / 2, place), sensed=True)


def _is_night(instant: datetime, place: _Place) -> bool:
    """By the same sunrise and sunset as everything else."""
    up, down = _sun(instant.astimezone(place.zone).date(), place)
    if up is None or down is None:
        return sun_elevation(place.latitude, place.longitude, instant) < 0
    return not up <= instant < down if up <= down else down <= instant < up


def _sun(day: date, place: _Place) -> tuple[datetime | None, datetime | None]:
    return sunrise_sunset(place.latitude, place.longitude, day, place.zone)


def _instant(when: Time, day: date, place: _Place) -> datetime | None:
    """The instant of a rule's word on a day, in UTC so that arithmetic crosses clock changes."""
    if when.kind in (CLOCK, DARK):
        wall = datetime.combine(day + timedelta(days=when.minutes // 1440), time(), place.zone)
        wall = wall.replace(hour=when.minutes % 1440 // 60, minute=when.minutes % 60)
        return wall.astimezone(UTC)
    event = _sun(day, place)[(SUNRISE, SUNSET).index(when.kind)]
    if event is None:
        return _polar(day, place)
    return event.astimezone(UTC) + timedelta(minutes=when.minutes)


def _polar(day: date, place: _Place) -> datetime | None:
    """Where the sun does not rise the night runs from noon to noon; where it does not set there is none."""
    noon = datetime.combine(day, time(12), place.zone).astimezone(UTC)
    return noon if sun_elevation(place.latitude, place.longitude, noon) < 0 else None
