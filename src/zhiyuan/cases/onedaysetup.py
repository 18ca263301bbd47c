"""How a bundle of certificates is worked on: what is supposed (``cases/one_day``) and what a park can change.

Durations are three minutes of office time: least, most likely, greatest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import Any

from zhiyuan.cases.officetime import HOURS
from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.reference import value

PAGE = "cases/one_day"

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
    staff: Mapping[str, int] = field(default_factory=dict)
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


def minute_of(at: time) -> float:
    """Minutes since midnight."""
    return at.hour * 60.0 + at.minute


def _minutes(said: Sequence[float]) -> Minutes:
    least, likely, greatest = (float(m) for m in said)
    return least, likely, greatest
