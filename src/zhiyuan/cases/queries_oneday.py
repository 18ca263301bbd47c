"""The one-day estimator fed from the logs of a park's own cases; what was drawn for a day is kept for it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from zhiyuan.cases import queries_signing, writes
from zhiyuan.cases.models import Case
from zhiyuan.cases.oneday import Estimate, Observed, Share, by_hour, estimate, measured, observed
from zhiyuan.cases.onedaysetup import Assumptions, Setup, assumptions
from zhiyuan.cases.state import CLOSED, FOLLOWUP
from zhiyuan.kernel.reference import book
from zhiyuan.park.queries import zone

KINDS = ("four_certificates_fast", "four_certificates_strict")
MOST_CASES = 500
DRAWN = 500
"""Bundles drawn for an answer on a page: enough that a chance is known to some 4 points."""


@dataclass(frozen=True, slots=True)
class Chances:
    """The chance of the same day for each hour of office time, and how many steps rest on own cases."""

    hours: tuple[Share, ...]
    observed: int
    steps: int
    deputy_after: float | None
    supposed: Assumptions

    def at(self, start: datetime) -> Share:
        """For a bundle that is handed in at a local time of the office's."""
        return self.hours[int(self.supposed.minute(start.time()) // 60)]


def past(site: Any, supposed: Assumptions) -> Iterator[Observed]:
    """How long the steps of a park's finished bundles took, the latest cases first."""
    rows = Case.objects.filter(site=site, edition__kind__in=KINDS, phase__in=(CLOSED, FOLLOWUP))
    for row in rows.select_related("edition").order_by("-pk")[:MOST_CASES]:
        for one in observed(writes.kind_of(row), writes.state_now(row), zone(site)):
            if one.step in supposed.steps:
                yield one


def usual(day: date) -> Setup:
    """How a park works on a bundle: reviewed before, on no green lane, with the deputies of the day."""
    return Setup(green_lane=False, deputy_after=queries_signing.soonest(day))


def chances(site: Any, day: date) -> Chances:
    """The chances at a park's counter as it works."""
    setup, supposed = usual(day), assumptions(day)
    taken = measured([one for one in _known(site, day, book().digest) if one.fits(setup)], supposed)
    return Chances(hours(site, day, setup), len(taken), len(supposed.steps), setup.deputy_after, supposed)


def chance(site: Any, day: date, setup: Setup) -> Estimate:
    """The three chances of a bundle that is worked on like this."""
    return _estimate(site, day, book().digest, setup)


def hours(site: Any, day: date, setup: Setup) -> tuple[Share, ...]:
    """The chance of the same day for each hour of office time in which a bundle like this is handed in."""
    return _hours(site, day, book().digest, setup)


@lru_cache(maxsize=4)
def _known(site: Any, day: date, digest: str) -> Sequence[Observed]:
    return tuple(past(site, assumptions(day)))


@lru_cache(maxsize=64)
def _estimate(site: Any, day: date, digest: str, setup: Setup) -> Estimate:
    return estimate(assumptions(day), setup, _known(site, day, digest), bundles=DRAWN)


@lru_cache(maxsize=64)
def _hours(site: Any, day: date, digest: str, setup: Setup) -> tuple[Share, ...]:
    return by_hour(assumptions(day), setup, _known(site, day, digest))
