"""Reading meters over HTTP; acts go through ``/api/v1/do/metering.*``."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhiyuan.identity.verbs import demand
from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.span import Span, days_span
from zhiyuan.metering import queries
from zhiyuan.metering.models import ManualReading
from zhiyuan.park.queries import site as the_site
from zhiyuan.telemetry.energy import Quality
from zhiyuan.telemetry.historian import instant

router = Router(tags=["metering"])
MOST_QUARTERS = 200_000


class MeterOut(Schema):
    """A meter, real or virtual."""

    key: str
    name: str
    virtual: bool
    parent: str | None
    point: int | None


class DefinitionOut(Schema):
    """What a virtual meter is made of, from a day on."""

    meter: str
    start: date
    formula: str


class QuarterOut(Schema):
    """Energy of one quarter hour; quality is measured, estimated, suspect or missing. [kWh]"""

    start: datetime
    kwh: float
    quality: str


class DayOut(Schema):
    """A meter's day in quarter hours; late and rejected count readings."""

    meter: str
    day: date
    measured: int
    estimated: int
    suspect: int
    missing: int
    late: int
    rejected: int


class BalanceOut(Schema):
    """A node less what is below it, over the whole span. [kWh]"""

    meter: str
    depth: int
    children: list[str]
    kwh: float
    below_kwh: float
    unexplained_kwh: float
    share: float | None
    limit: float
    flagged: bool
    compared: int
    missing: int


class ManualOut(Schema):
    """A register that somebody read."""

    id: int
    meter: str
    at: datetime
    value: float
    note: str
    entered_by: str
    entered_at: datetime
    sent_at: datetime | None

    @staticmethod
    def resolve_entered_by(row: Any) -> str:
        """By name."""
        return str(row.entered_by or "")


@router.get("/meters", response=list[MeterOut])
def meters(request: HttpRequest, site: str = "") -> Any:
    """Every meter, real ones first."""
    return queries.meters(_seen(request, site))


@router.get("/definitions", response=list[DefinitionOut])
def definitions(request: HttpRequest, site: str = "") -> Any:
    """What each virtual meter is made of, oldest first."""
    made = queries.definitions(_seen(request, site))
    return [DefinitionOut(meter=k, start=d.start, formula=d.formula) for k, found in made.items() for d in found]


@router.get("/quarter-hours", response=list[QuarterOut])
def quarter_hours(request: HttpRequest, meter: str, first: date, last: date, site: str = "") -> Any:
    """Energy of a meter, every quarter hour of the days first … last."""
    place = _seen(request, site)
    span = _span(place, first, last)
    if span.length / timedelta(minutes=15) > MOST_QUARTERS:
        raise Malformed("at most {most} quarter hours are read at once", most=MOST_QUARTERS)
    found = queries.quarter_hours(place, [meter], span)[meter]
    rows = zip(found.start.tolist(), found.energy.tolist(), found.quality.tolist(), strict=True)
    return [QuarterOut(start=instant(s), kwh=e / 1e6, quality=Quality(q).name.lower()) for s, e, q in rows]


@router.get("/completeness", response=list[DayOut])
def completeness(request: HttpRequest, first: date, last: date, meter: str = "", site: str = "") -> Any:
    """What is known of each meter on each day; one meter or all."""
    place = _seen(request, site)
    keys = [meter] if meter else [m.key for m in queries.meters(place)]
    found = queries.completeness(place, keys, _span(place, first, last))
    return [
        DayOut(meter=key, **{f: getattr(d, f) for f in DayOut.model_fields if f != "meter"})
        for key, rows in found.items()
        for d in rows
    ]


@router.get("/balances", response=list[BalanceOut])
def balances(request: HttpRequest, first: date, last: date, site: str = "") -> Any:
    """Each node of the tree of meters less what is below it."""
    place = _seen(request, site)
    return [
        BalanceOut(
            meter=n.meter.key, depth=n.depth, children=list(n.children), kwh=n.whole.kwh, below_kwh=n.whole.below_kwh,
            unexplained_kwh=n.whole.unexplained_kwh, share=n.whole.share, limit=n.limit, flagged=n.flagged,
            compared=n.whole.compared, missing=n.whole.missing,
        )
        for n in queries.nodes(place, _span(place, first, last))
    ]  # fmt: skip


@router.get("/manual-readings", response=list[ManualOut])
def manual_readings(request: HttpRequest, meter: str = "", site: str = "") -> Any:
    """Readings that people entered, newest first, at most a thousand."""
    found = ManualReading.objects.filter(site=_seen(request, site)).select_related("entered_by")
    return (found.filter(meter=meter) if meter else found)[:1000]


def _span(site: Any, first: date, last: date) -> Span:
    return days_span(first, last + timedelta(days=1), queries.zone(site))


def _seen(request: HttpRequest, key: str) -> Any:
    place = the_site(key)
    demand(request.user, "metering.view", place)
    return place
