"""无事不扰: whether a planned visit to a firm disturbs it, and what to do instead.

The tests come in a fixed order and the first that applies decides. An inspection is another thing than a
visit: only an enforcement body inspects, and the register of visits refuses it (国办发〔2024〕54号).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.reference import Book, book

REQUESTED, DUTY, SURVEY, INSPECTION = "requested", "duty", "survey", "inspection"
KINDS = (REQUESTED, DUTY, SURVEY)
ALLOW, REFER, DUPLICATE, MERGE, DENY = "allow", "refer", "duplicate", "merge", "deny"
ASKED, ENFORCEMENT, SAME_PURPOSE, SCHEDULED, IN_YEAR, RECENT, FREE = (
    "asked", "enforcement", "same_purpose", "scheduled", "in_year", "recent", "free",
)  # fmt: skip
PLANNED, HELD = "planned", "held"


@dataclass(frozen=True, slots=True)
class Quota:
    """How often is too often; the park's own setting until a document says it."""

    same_purpose_days: int
    """The same purpose within so many days, before or after, is a duplicate. [d]"""
    merge_days: int
    """Another visit planned within so many days is joined. [d]"""
    in_year: int
    """The most visits of a calendar year."""
    rest_days: int
    """After a visit a firm is left alone for so many days. [d]"""


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit to the firm that is planned or was held."""

    number: int
    day: date
    purpose: str
    kind: str = DUTY
    state: str = HELD

    @property
    def counts(self) -> bool:
        """Whether it uses up the quota: what the firm asked for does not."""
        return self.kind != REQUESTED


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be done, by which test, and the earlier visit that it points to."""

    word: str
    test: str
    earlier: Visit | None = None

    @property
    def free(self) -> bool:
        """Whether the visit may simply be made."""
        return self.word == ALLOW


def quota(day: date, within: Book | None = None) -> Quota:
    """The figures that hold on a day: ``cases/visits#quota``."""
    return Quota(**(within or book()).figure("cases/visits#quota", day).value)


def judged(day: date, kind: str, purpose: str, others: Iterable[Visit], limits: Quota) -> Verdict:
    """Whether a visit may be made on a day, seen beside the firm's other visits.

    Parameters
    ----------
    day
        When it is to be.
    kind
        requested (the firm asked for it), duty, survey, or inspection, which is never a visit.
    purpose
        What it is about; the same word as in ``others`` is the same purpose.
    others
        The firm's visits that are planned or were held; cancelled ones are left out by the caller.
    limits
        The quota of the day.
    """
    if kind == REQUESTED:
        return Verdict(ALLOW, ASKED)
    if kind == INSPECTION:
        return Verdict(REFER, ENFORCEMENT)
    if kind not in KINDS:
        raise Malformed("{kind} is no kind of visit; there are {kinds}", kind=kind, kinds=", ".join(KINDS))
    known = sorted(others, key=lambda visit: (abs((visit.day - day).days), visit.number))
    counted = [v for v in known if v.counts]
    same = [v for v in known if v.purpose == purpose and _within(v, day, limits.same_purpose_days)]
    ahead = [v for v in known if v.state == PLANNED and _within(v, day, limits.merge_days)]
    year = [v for v in counted if v.day.year == day.year]
    recent = [v for v in counted if 0 <= (day - v.day).days <= limits.rest_days]
    if same:
        return Verdict(DUPLICATE, SAME_PURPOSE, same[0])
    if ahead:
        return Verdict(MERGE, SCHEDULED, ahead[0])
    if len(year) >= limits.in_year:
        return Verdict(DENY, IN_YEAR, year[0])
    return Verdict(DENY, RECENT, recent[0]) if recent else Verdict(ALLOW, FREE)


def _within(visit: Visit, day: date, days: int) -> bool:
    return abs((visit.day - day).days) <= days
