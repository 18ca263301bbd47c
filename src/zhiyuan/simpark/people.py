"""How people come and go: the figures of the reference park, as plain data.

They describe the invented reference park, not a figure of any document; a park file may scale
them (``assumptions``).
"""

from dataclasses import dataclass

SEATED_SEEN = 0.35
"""Share of minutes in which a presence sensor sees one seated person move."""


@dataclass(frozen=True, slots=True)
class Passages:
    """Poisson passages: rate per minute over the hour of day, and how long each stays.

    ``peaks`` are (hour, width [h], rate [1/min]); ``plateau`` is (from [h], to [h], rate [1/min]).
    """

    peaks: tuple[tuple[float, float, float], ...]
    stay_min: int
    base: float
    plateau: tuple[float, float, float] = (0.0, 0.0, 0.0)
    seen: float = 0.97
    days_off: float = 0.25


@dataclass(frozen=True, slots=True)
class Offices:
    """Persons with their own days. Times are hours of the day with spread [h], lengths minutes."""

    people: tuple[int, int] = (3, 7)
    attendance: float = 0.78
    attendance_days_off: float = 0.06
    arrive: tuple[float, float] = (8.9, 0.4)
    leave: tuple[float, float] = (18.2, 0.75)
    lunch_share: float = 0.75
    lunch: tuple[float, float] = (12.05, 0.15)
    lunch_min: tuple[float, float] = (85.0, 20.0)
    absence_every_min: float = 70.0
    absence_min: tuple[float, float] = (14.0, 2.0)
    seen: float = SEATED_SEEN


@dataclass(frozen=True, slots=True)
class Meetings:
    """Meetings on working days, beginning near half hours."""

    per_day: float = 2.6
    starts: tuple[float, ...] = (9.0, 9.5, 10.0, 10.5, 14.0, 14.5, 15.0, 15.5, 16.0, 16.5)
    jitter_min: float = 5.0
    length: tuple[float, float] = (4.0, 14.0)
    seen: float = 0.8


Habit = Passages | Offices | Meetings


HABITS: dict[str, Habit] = {
    "office_perimeter": Offices(),
    "office_interior": Offices(),
    "open_office": Offices(),
    "laboratory": Offices(),
    "workshop": Offices(),
    "meeting": Meetings(),
    "corridor": Passages(
        ((8.8, 0.5, 0.22), (12.1, 0.4, 0.25), (13.6, 0.4, 0.20), (18.1, 0.7, 0.25)), 1, 0.004, (8, 20, 0.06)
    ),
    "stair": Passages(
        ((8.8, 0.5, 0.08), (12.1, 0.4, 0.09), (13.6, 0.4, 0.08), (18.1, 0.7, 0.09)), 1, 0.002, (8, 20, 0.02)
    ),
    "lobby": Passages(
        ((8.8, 0.6, 0.6), (12.1, 0.5, 0.5), (13.5, 0.5, 0.4), (18.1, 0.8, 0.6)), 3, 0.01, (8, 20.5, 0.15)
    ),
    "service_hall": Passages(
        ((8.8, 0.6, 0.6), (12.1, 0.5, 0.5), (13.5, 0.5, 0.4), (18.1, 0.8, 0.6)), 3, 0.01, (8, 20.5, 0.15)
    ),
    "toilet": Passages(((12.0, 0.6, 0.05),), 4, 0.002, (8.5, 20, 0.05), seen=0.6),
    "garage_lane": Passages(((8.5, 0.6, 0.55), (12.2, 0.5, 0.15), (18.2, 0.9, 0.5)), 1, 0.004, (7.5, 21, 0.05)),
    "garage_bay": Passages(((8.5, 0.6, 0.30), (12.2, 0.5, 0.08), (18.2, 0.9, 0.28)), 3, 0.002, (7.5, 21, 0.03)),
    "road": Passages(((18.6, 1.2, 0.9), (20.5, 1.2, 0.5), (6.3, 0.6, 0.25)), 2, 0.02, days_off=1.0),
    "plant_room": Passages((), 10, 0.0005, (8, 18, 0.003)),
    "store_room": Passages((), 5, 0.0005, (8, 18, 0.005)),
}
"""What a kind of space sees of people; a kind that is not here (landscape) sees nobody."""


@dataclass(frozen=True, slots=True)
class Assumptions:
    """How much busier, fuller or darker than the reference a park is supposed to be.

    Parameters
    ----------
    traffic
        Multiplies passages and meetings. [1]
    attendance
        Share of people present on a working day; None keeps the habit's. [1]
    daylight
        Multiplies daylight indoors. [1]
    """

    traffic: float = 1.0
    attendance: float | None = None
    daylight: float = 1.0


REFERENCE = Assumptions()
