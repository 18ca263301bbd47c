"""The minutes of one made-up year on the site's clock."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from zhiyuan.kernel.workday import is_working_day

DAY = 1440


@dataclass(frozen=True)
class Year:
    """A calendar year in minutes, at the standard time of its first day (no clock change is made).

    Parameters
    ----------
    year
        Calendar year.
    timezone
        IANA name of the site's clock.
    """

    year: int
    timezone: str

    @property
    def days(self) -> int:
        """365 or 366."""
        return (date(self.year + 1, 1, 1) - date(self.year, 1, 1)).days

    @property
    def minutes(self) -> int:
        """Minutes of the year."""
        return self.days * DAY

    @property
    def first(self) -> int:
        """The year's first minute, in minutes since 1970 UTC."""
        start = datetime(self.year, 1, 1, tzinfo=ZoneInfo(self.timezone))
        return int(start.astimezone(UTC).timestamp()) // 60

    def instants(self) -> NDArray[np.int64]:
        """Every minute of the year, in minutes since 1970 UTC."""
        return self.first + np.arange(self.minutes, dtype=np.int64)

    def working(self) -> NDArray[np.bool_]:
        """Which days are working days."""
        first = date(self.year, 1, 1)
        return np.array([is_working_day(first + timedelta(days=n)) for n in range(self.days)], bool)
