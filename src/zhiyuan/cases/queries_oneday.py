"""The one-day estimator fed from the logs of a park's own cases; what was drawn for a day is kept for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from zhiyuan.cases import queries_signing, writes
from zhiyuan.cases.models import Case
from zhiyuan.cases.oneday import Observed, Share, by_hour, measured, observed
from zhiyuan.cases.onedaysetup import Assumptions, Setup, assumptions
from zhiyuan.cases.state import CLOSED, FOLLOWUP
from zhiyuan.kernel.reference import book
from zhiyuan.park.queries import zone

KINDS = ("four_certificates_fast", "four_certificates_strict")
MOST_CASES = 500


@dataclass(frozen=True, slots=True)
class Chances:
    """The chance of the same day for each hour of office time, and how many steps rest on own cases."""

    hours: tuple[Share, ...]
    observed: int
    steps: int
    deputy_after: int | None
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


def chances(site: Any, day: date) -> Chances:
    """The chances at a park's counter as it works: reviewed before, on no green lane, with the deputies of the day."""
    return _drawn(site, day, book().digest, queries_signing.soonest(day))


@lru_cache(maxsize=16)
def _drawn(site: Any, day: date, digest: str, deputy_after: int | None) -> Chances:
    supposed = assumptions(day)
    setup = Setup(green_lane=False, deputy_after=deputy_after)
    known = list(past(site, supposed))
    taken = measured([one for one in known if one.fits(setup)], supposed)
    return Chances(by_hour(supposed, setup, known), len(taken), len(supposed.steps), deputy_after, supposed)
