"""People, sky and programs around the live park, day by day; the same for a seed.

A day is drawn when it is first asked for, so a demo may run for weeks without growing.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from zhiyuan.kernel.workday import is_working_day
from zhiyuan.lighting.model import build
from zhiyuan.lighting.weather import synthetic_year
from zhiyuan.park.document import Park
from zhiyuan.simpark.calendar import DAY, Year
from zhiyuan.simpark.knowledge import Spreads, draw
from zhiyuan.simpark.live import Moment
from zhiyuan.simpark.occupants import SEEN, crowd
from zhiyuan.simpark.physics import light_readings
from zhiyuan.simpark.sky import facades_of, sky
from zhiyuan.simpark.world import NEWEST, assumptions, schedules


@dataclass(frozen=True)
class Days(Year):
    """Some days in a row, in place of a calendar year."""

    start: date = date(2026, 1, 1)
    count: int = 1

    @property
    def days(self) -> int:
        """How many."""
        return self.count

    @property
    def first(self) -> int:
        """The first minute, in minutes since 1970 UTC."""
        midnight = datetime(self.start.year, self.start.month, self.start.day, tzinfo=ZoneInfo(self.timezone))
        return int(midnight.astimezone(UTC).timestamp()) // 60

    def working(self) -> NDArray[np.bool_]:
        """Which of them are working days."""
        return np.array([is_working_day(self.start + timedelta(days=n)) for n in range(self.count)], bool)


def days(park: Park, start: date, count: int) -> Days:
    """Days on the park's clock."""
    return Days(year=start.year, timezone=park.site.timezone, start=start, count=count)


@dataclass(frozen=True)
class _Day:
    """One day's minutes: what is seen, by space; light on facades and outdoors [lx]; schedule levels [1]."""

    first: int
    seen: NDArray[np.bool_]
    facade_lx: NDArray[np.float32]
    horizontal_lx: NDArray[np.float32]
    schedule: NDArray[np.float32]


class Surroundings:
    """What the live park asks for every minute."""

    def __init__(self, park: Park, seed: int) -> None:
        self.park, self.seed = park, seed
        self.zone = ZoneInfo(park.site.timezone)
        self.weather = synthetic_year(seed, park.site.latitude, park.site.longitude)
        self.assumed = assumptions(park)
        designed = build(park, NEWEST)
        self.truth = draw(designed, seed, Spreads(), self.assumed.daylight)
        facades = facades_of(designed.facade_of, seed)
        self.sensor_facade = facades[designed.space_of[designed.sensor_point]]
        self.schedule_of = designed.schedule_of
        self._noise = np.random.default_rng((seed, 0x4015E))
        self._drawn: dict[date, _Day] = {}

    def moment(self, minute: int) -> Moment:
        """People, sky and programs of one minute."""
        day = self._day(datetime.fromtimestamp(minute * 60, UTC).astimezone(self.zone).date())
        at = min(minute - day.first, DAY - 1)
        return Moment(day.seen[at], day.facade_lx[at], float(day.horizontal_lx[at]), day.schedule[at])

    def readings(self, moment: Moment, group_level: NDArray[np.floating]) -> dict[str, float]:
        """What every light sensor indoors shows. [lx]"""
        sensors = self.truth.model.light_sensors
        daylight = self.truth.sensor_daylight * moment.facade_lx[self.sensor_facade]
        noise = self._noise.standard_normal(len(sensors), np.float32)
        shown = light_readings(self.truth, group_level.astype(np.float32), daylight, noise)
        return dict(zip(sensors, np.maximum(shown, 0.0).tolist(), strict=True))

    def _day(self, today: date) -> _Day:
        if today not in self._drawn:
            self._drawn = {d: s for d, s in self._drawn.items() if d >= today - timedelta(days=1)}
            self._drawn[today] = self._draw(today)
        return self._drawn[today]

    def _draw(self, today: date) -> _Day:
        period = days(self.park, today, 1)
        above = sky(self.weather, period)
        program, _ = schedules(self.park, period, above)
        people = crowd(self.truth.model.kinds, period, self.seed * 1_000_003 + today.toordinal(), self.assumed)
        return _Day(
            first=period.first,
            seen=(people.bits.T & SEEN) > 0,
            facade_lx=above.facade_lx,
            horizontal_lx=above.horizontal_lx,
            schedule=program[:, self.schedule_of],
        )
