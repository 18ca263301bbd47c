"""What the verbs of land and the daily task share. The caller holds the transaction."""

from datetime import date
from typing import Any

from zhiyuan.cases import queries as cases
from zhiyuan.cases import writes as case_writes
from zhiyuan.cases.kind import Listed
from zhiyuan.cases.kindread import kind as edition
from zhiyuan.cases.subject import subject
from zhiyuan.kernel.errors import Refused
from zhiyuan.land.models import LEASED, Deed, Parcel, Review
from zhiyuan.land.names import MODE
from zhiyuan.land.term import reviews, terms
from zhiyuan.park.queries import today

REVIEW = "land_review"


def locked(parcel: Parcel) -> Parcel:
    """The parcel as it is now, held until the end of the transaction."""
    Parcel.objects.select_for_update().get(pk=parcel.pk)
    parcel.refresh_from_db()
    return parcel


def demand_mode(parcel: Parcel, *modes: str) -> None:
    """Refuse what needs another state of the parcel."""
    if parcel.mode not in modes:
        raise Refused("{parcel} is {mode}; this needs a parcel that is {modes}", parcel=parcel, mode=MODE[parcel.mode],
                      modes=Listed(tuple(MODE[mode] for mode in modes)))  # fmt: skip


def deed(parcel: Parcel, what: str, kind: str, note: str = "") -> Deed:
    """Enter an act that rests on a case of a kind about the parcel: closed, and not used for another act.

    Raises
    ------
    Refused
        When there is no such case.
    """
    used = Deed.objects.filter(parcel=parcel, case__isnull=False).values("case")
    closed = cases.about("land.parcel", parcel.pk).filter(edition__kind=kind, phase="closed").exclude(pk__in=used)
    day = today(parcel.site)
    if (case := closed.first()) is None:
        raise Refused("a case {kind} about {parcel} has to be closed first", kind=edition(kind, day).title,
                      parcel=parcel)  # fmt: skip
    return Deed.objects.create(parcel=parcel, what=what, day=day, case=case, note=note)


def open_reviews(parcel: Parcel, day: date) -> int:
    """Open the newest review that has come due and is not open yet; how many were opened.

    Reviews that were missed long ago are not opened one after another: the newest says how it stands.
    """
    if parcel.mode != LEASED or parcel.lease_from is None or parcel.lease_years is None:
        return 0
    due = [d for d in reviews(parcel.lease_from, parcel.lease_years, terms(day)) if d <= day]
    if not due or Review.objects.filter(parcel=parcel, day__gte=due[-1]).exists():
        return 0
    case = case_writes.opened(edition(REVIEW, day), subject(parcel))
    said: dict[str, Any] = {"form": {"day": due[-1].isoformat()}, "docs": []}
    case_writes.append(case, "submit", case_writes.NOBODY, data=said)
    Review.objects.create(parcel=parcel, day=due[-1], case=case)
    return 1
