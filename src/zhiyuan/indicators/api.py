"""Reading figures over HTTP; acts go through ``/api/v1/do/indicators.*``."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhiyuan.identity.verbs import demand
from zhiyuan.indicators import factfile, queries, queries_owed
from zhiyuan.indicators.plain import plain
from zhiyuan.indicators.worth import Book
from zhiyuan.park.queries import site as the_site

router = Router(tags=["indicators"])


class SubjectOut(Schema):
    """A figure of something in the park."""

    subject: str
    figure: str
    period: str
    source: str


class IndicatorOut(Schema):
    """An indicator as it reads (``figure``) and exactly (``value``, ``relation``), with what it rests on."""

    indicator: str
    title: str
    title_en: str
    group: str
    figure: str | None
    value: str | None
    relation: str | None
    unit: str
    basis: str
    counting: str
    period: str | None
    text: str
    out_of: int | None
    source: str
    as_of: date | None
    origin: str
    target: str | None
    target_value: str | None
    light: str
    flags: list[str]
    lack: str | None
    subjects: list[SubjectOut]


class OwedOut(Schema):
    """A figure that somebody has to enter, and how many working days late it is."""

    indicator: str
    period: str
    due: date
    late: int
    owner: str


class TargetOut(Schema):
    """What was decided for a period, on which day and by which source; without a value the target was withdrawn."""

    id: int
    indicator: str
    period: str
    value: Decimal | None
    unit: str
    source: str
    as_of: date
    entered_by: str
    entered_at: datetime
    supersedes: int | None
    superseded: bool


@router.get("/", response=list[IndicatorOut])
def indicators(request: HttpRequest, on: date | None = None, site: str = "") -> Any:
    """The indicators that have something to say, as known on a day."""
    return [plain(tile) for _, tiles in queries.cockpit(_book(request, on, site)) for tile in tiles]


@router.get("/owed", response=list[OwedOut])
def owed(request: HttpRequest, site: str = "") -> Any:
    """The figures of the last complete periods that nobody has entered."""
    place = the_site(site)
    demand(request.user, "indicators.view", place)
    return [
        {"indicator": o.definition.key, "period": str(o.period), "due": o.due, "late": o.late,
         "owner": o.definition.owner}
        for o in queries_owed.owed(place)
    ]  # fmt: skip


@router.get("/targets", response=list[TargetOut])
def targets(request: HttpRequest, site: str = "") -> Any:
    """Every row of the targets; one that is not superseded holds, unless it has no value."""
    place = the_site(site)
    demand(request.user, "indicators.view", place)
    rows = queries.target_rows(place)
    superseded = {row.supersedes_id for row in rows}
    return [
        {"id": row.pk, "indicator": row.key, "period": str(queries.decided(row).period), "value": row.value,
         "unit": row.unit, "source": row.source, "as_of": row.as_of, "entered_by": str(row.entered_by),
         "entered_at": row.entered_at, "supersedes": row.supersedes_id, "superseded": row.pk in superseded}
        for row in rows
    ]  # fmt: skip


@router.get("/{name}", response=IndicatorOut)
def indicator(request: HttpRequest, name: str, on: date | None = None, site: str = "") -> Any:
    """One indicator by its key or its name."""
    known = _book(request, on, site)
    return plain(queries.tile(known, factfile.indicator(name, known.register)))


def _book(request: HttpRequest, on: date | None, key: str) -> Book:
    place = the_site(key)
    demand(request.user, "indicators.view", place)
    return queries.book(place, on)
