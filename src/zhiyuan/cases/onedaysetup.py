"""How a bundle of certificates is worked on: what is supposed (``cases/one_day``) and what a park can change.

Durations are three minutes of office time: least, most likely, greatest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from math import ceil
from typing import Any

from zhiyuan.cases.officetime import HOURS
from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.reference import value

PAGE = "cases/one_day"
MOST_PEOPLE = 20

Minutes = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the bundle: whose desk, what it waits for, least, likely and greatest time. [min of office time]"""

    title: str
    desk: str
    minutes: Minutes
    signed: bool
    needs: tuple[str, ...]
    outside: Minutes | None = None


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What is supposed where nothing was measured: the page ``cases/one_day`` on a day. Times in min of office time."""

    office: tuple[tuple[time, time], ...]
    steps: Mapping[str, Step]
    without_pre_review: Mapping[str, Any]
    signature: Minutes
    away: Mapping[str, float]
    other_files: Mapping[str, float]
    bundles_per_day: float
    incomplete: Mapping[str, Any]
    enough_cases: int

    @property
    def desks(self) -> list[str]:
        """Those that a bundle passes, in the order of its steps."""
        return list(dict.fromkeys(step.desk for step in self.steps.values()))

    @property
    def day_min(self) -> float:
        """How long the office is open on a day. [min]"""
        return sum(minute_of(closes) - minute_of(opens) for opens, closes in self.office)

    def minute(self, at: time, *, ends: bool = False) -> float:
        """Office time that has passed at a time of day. [min] Malformed while the office is shut.

        At closing time it is shut; a span may end then (``ends``).
        """
        passed = 0.0
        for opens, closes in self.office:
            if opens <= at < closes or (ends and at == closes):
                return passed + minute_of(at) - minute_of(opens)
            passed += minute_of(closes) - minute_of(opens)
        hours = ", ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in self.office)
        raise Malformed("nothing is handed in at {at}: the office is open {hours}", at=f"{at:%H:%M}", hours=hours)

    def hours(self) -> list[tuple[time, time]]:
        """From when until when each hour of office time lasts; one that lunch breaks lasts longer."""
        begins = range(0, ceil(self.day_min), 60)
        ends = [*begins[1:], self.day_min]
        return [
            (self._at(since, ends=False), self._at(until, ends=True)) for since, until in zip(begins, ends, strict=True)
        ]

    def _at(self, minute: float, *, ends: bool) -> time:
        """The time of day at which so much office time has passed."""
        for opens, closes in self.office:
            length = minute_of(closes) - minute_of(opens)
            if minute < length or (ends and minute == length):
                hour, rest = divmod(int(minute_of(opens) + minute), 60)
                return time(hour, rest)
            minute -= length
        raise ValueError("more office time than a day has")


@dataclass(frozen=True, slots=True)
class Setup:
    """How the bundle is worked on: what a park can change.

    ``deputy_after`` is how long a deputy lets an absent signing officer be waited for [min]; none if there
    is no deputy. ``staff`` is people per desk, 1 where not named; with each person come their own other
    files. ``handed_in`` is the span of the day in which it is handed in, half-open, or one moment twice; the
    whole day if none.
    """

    pre_reviewed: bool = True
    parallel: bool = True
    promises: bool = True
    green_lane: bool = True
    deputy_after: float | None = None
    staff: Mapping[str, int] = field(default_factory=dict, hash=False)
    handed_in: tuple[time, time] | None = None
    bundles_per_day: float | None = None


def assumptions(day: date) -> Assumptions:
    """What the book supposes on a day."""

    def said(item: str) -> Any:
        return value(f"{PAGE}#{item}", day)

    steps = {
        key: Step(s["title"], s["desk"], _minutes(s["minutes"]), bool(s["signed"]), tuple(s["needs"]))
        for key, s in said("steps").items()
    }
    hours = value(HOURS, day)
    return Assumptions(
        office=tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in hours),
        steps=steps,
        without_pre_review=said("without_pre_review"),
        signature=_minutes(said("signature_min")),
        away=said("signing_officer_away"),
        other_files=said("other_files"),
        bundles_per_day=float(said("bundles_per_day")),
        incomplete=said("incomplete"),
        enough_cases=int(said("enough_cases")),
    )


def hand_in_minutes(supposed: Assumptions, setup: Setup) -> tuple[float, float]:
    """The office time of a day in which the bundle is handed in. [min] Malformed while the office is shut."""
    if setup.handed_in is None:
        return 0.0, supposed.day_min
    since, until = setup.handed_in
    begins = supposed.minute(since)
    return begins, begins if until == since else supposed.minute(until, ends=True)


def prepared(supposed: Assumptions, setup: Setup) -> dict[str, Step]:
    """The steps as this bundle goes through them: one after another if not parallel, longer if not reviewed before."""
    steps = dict(supposed.steps)
    if not setup.pre_reviewed:
        longer = supposed.without_pre_review
        for key, minutes in longer["outside"].items():
            steps[key] = replace(steps[key], outside=_minutes(minutes))
        for key, minutes in longer["minutes"].items():
            steps[key] = replace(steps[key], minutes=_minutes(minutes))
    if not setup.parallel:
        keys = list(steps)
        steps = {
            key: replace(steps[key], needs=(before,) if before else ())
            for before, key in zip([None, *keys], keys, strict=False)
        }
    return steps


def office_hours(supposed: Assumptions) -> list[tuple[time, time]]:
    """The office day cut at full hours; the lunch break has none."""
    hours = []
    for opens, closes in supposed.office:
        begun = opens
        while begun < closes:
            full = time(begun.hour + 1) if begun.hour < 23 else closes
            hours.append((begun, min(full, closes)))
            begun = hours[-1][1]
    return hours


def read_span(said: str, supposed: Assumptions) -> tuple[time, time] | None:
    """The time of day that 09:30 or 09:00-11:00 says; none for no words.

    Raises
    ------
    Malformed
        When it is none, ends before it begins, or nothing is handed in then.
    """
    if not said:
        return None
    since, _, until = said.partition("-")
    span = _time(since), _time(until or since)
    if span[1] < span[0]:
        raise Malformed("{said}: a span of the day ends after it begins", said=said)
    hand_in_minutes(supposed, Setup(handed_in=span))  # refuses a time at which nothing is handed in
    return span


def read_staff(said: Sequence[str], supposed: Assumptions) -> dict[str, int]:
    """People per desk, each said as DESK=PEOPLE.

    Raises
    ------
    Malformed
        For a desk that the bundle does not pass, or a number of people that no desk has.
    """
    found = {}
    for one in said:
        desk, _, people = one.partition("=")
        if desk not in supposed.desks or not people.isdecimal() or not 1 <= int(people) <= MOST_PEOPLE:
            raise Malformed("{said}: write DESK=PEOPLE with a desk of {desks} and 1 to {most} people",
                            said=one, desks=", ".join(supposed.desks), most=MOST_PEOPLE)  # fmt: skip
        found[desk] = int(people)
    return found


def _time(said: str) -> time:
    try:
        return time.fromisoformat(said.strip())
    except ValueError:
        raise Malformed("{said} is no time of day; write it like 09:30", said=repr(said)) from None


def minute_of(at: time) -> float:
    """Minutes since midnight."""
    return at.hour * 60.0 + at.minute


def _minutes(said: Sequence[float]) -> Minutes:
    least, likely, greatest = (float(m) for m in said)
    return least, likely, greatest
