"""The way in for reading: the parcels a person may see, and how one of them stands today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from zhiyuan.cases import queries as cases
from zhiyuan.identity.roles import allows
from zhiyuan.identity.standing import held
from zhiyuan.land import covenant as pure
from zhiyuan.land.indicators import Indicator, indicators
from zhiyuan.land.models import LEASED, Parcel
from zhiyuan.land.term import end, remind, terms
from zhiyuan.park import queries as park

LABEL = "land.parcel"
COLUMNS = {"park.site": "site", "enterprises.enterprise": "enterprise", LABEL: "pk"}
ENDED, SOON, RUNS = "ended", "soon", "runs"


@dataclass(frozen=True, slots=True)
class Stands:
    """A parcel on a day: its clock where it is leased, its covenants and what they come to."""

    parcel: Parcel
    today: date
    ends: date | None
    remind: date | None
    findings: tuple[pure.Finding, ...]
    verdict: str

    @property
    def last(self) -> date | None:
        """The last day of the lease."""
        return self.ends - timedelta(days=1) if self.ends else None

    @property
    def clock(self) -> str:
        """Whether the lease is over, ends soon, or runs; empty where there is none."""
        if self.ends is None or self.remind is None:
            return ""
        return ENDED if self.today >= self.ends else SOON if self.today >= self.remind else RUNS


def visible(person: Any, act: str = "land.view") -> "QuerySet[Parcel]":
    """The parcels for which a person may do this: of a park, of an enterprise that has them, or one by one."""
    seen = Q(pk__in=[])
    for grant in held(person):
        if not allows(grant.role, act):
            continue
        if grant.scope_type == "*":
            return Parcel.objects.select_related("site", "enterprise")
        if column := COLUMNS.get(grant.scope_type):
            seen |= Q(**{column: grant.scope_id})
    return Parcel.objects.filter(seen).select_related("site", "enterprise")


def parcels(person: Any, *, words: str = "", mode: str = "") -> "QuerySet[Parcel]":
    """The filtered list: by number or the name of the enterprise, and by mode."""
    found = visible(person).prefetch_related("covenants__observations")
    if words := words.strip():
        found = found.filter(Q(number__icontains=words) | Q(enterprise__name__icontains=words))
    return found.filter(mode=mode) if mode else found


def stands(parcel: Parcel, day: date | None = None) -> Stands:
    """How a parcel stands on a day, else today."""
    today = day or park.today(parcel.site)
    limits = terms(today)
    found = tuple(_judged(row, today, limits.fresh_days) for row in parcel.covenants.all())
    ends = reminded = None
    if parcel.mode == LEASED and parcel.lease_from and parcel.lease_years:
        ends = end(parcel.lease_from, parcel.lease_years)
        reminded = remind(parcel.lease_from, parcel.lease_years, limits)
    return Stands(parcel, today, ends, reminded, found, pure.verdict(found))


def _judged(row: Any, today: date, fresh_days: int) -> pure.Finding:
    agreed = pure.Covenant(row.indicator, row.op, row.target.normalize(), row.unit, row.due)
    seen = [pure.Observed(o.value.normalize(), o.relation, o.source, o.as_of) for o in row.observations.all()]
    return pure.judged(agreed, seen, today, fresh_days)


def known_indicators(day: date) -> dict[str, Indicator]:
    """What a covenant may be about on a day."""
    return dict(indicators(day))


def cases_about(person: Any, parcel: Parcel) -> "QuerySet[Any]":
    """The cases about a parcel that a person may see, the newest first."""
    return cases.visible(person).filter(subject_type=LABEL, subject_id=str(parcel.pk))


def leased() -> Iterable[Parcel]:
    """Every parcel that is leased today."""
    return Parcel.objects.filter(mode=LEASED).select_related("site", "enterprise")
