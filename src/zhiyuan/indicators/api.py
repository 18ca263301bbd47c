"""Reading figures over HTTP; acts go through ``/api/v1/do/indicators.*``."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhiyuan.identity.verbs import demand
from zhiyuan.indicators import factfile, queries
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
        for o in queries.owed(place)
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
