"""A figure of energy opened: bucket by bucket down to quarter hours, and to the readings under them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_GET

from zhiyuan.app import figure, rollups, usage
from zhiyuan.app.rollups import Step
from zhiyuan.app.shell import rooms
from zhiyuan.identity.verbs import may
from zhiyuan.kernel import fmt, parktime
from zhiyuan.kernel.chart import Series
from zhiyuan.kernel.errors import Malformed, NotFound
from zhiyuan.kernel.sheet import MIME, Column, Sheet, workbook
from zhiyuan.kernel.span import Span
from zhiyuan.metering import queries as metering
from zhiyuan.park import queries as park
from zhiyuan.park.links import figure_url
from zhiyuan.telemetry.calendar import FINER, Bucket, whole
from zhiyuan.telemetry.energy import Quality
from zhiyuan.telemetry.evidence import Evidence
from zhiyuan.telemetry.historian import instant
from zhiyuan.telemetry.ingest import REASONS

READINGS = "readings"
LEVELS: dict[str, Any] = {
    "year": _later("Year"), "quarter": _later("Three months"), "month": _later("Month"),
    "billing": _later("Billing period"), "week": _later("Week"), "day": _later("Day"), "hour": _later("Hour"),
    "interval": _later("Quarter hour"), READINGS: _later("Readings"),
}  # fmt: skip
SMALLEST = {"year": 300, "quarter": 80, "month": 27, "billing": 27, "week": 6, "day": 1, "hour": 0, "interval": 0}
LONGEST = {"hour": 400, "interval": 32, READINGS: 2}  # [d]
BY_LENGTH = ((timedelta(days=92), "month"), (timedelta(days=2), "day"), (timedelta(hours=6), "hour"),
             (timedelta(minutes=15), "interval"))  # fmt: skip
WORTH = {
    Quality.MEASURED: _later("measured"), Quality.ESTIMATED: _later("estimated"),
    Quality.SUSPECT: _later("doubtful"), Quality.MISSING: _later("unknown"),
}  # fmt: skip
MARKS = {
    "accepted": _later("accepted"), "applied": _later("accepted"), "discarded": _later("stays out"),
    "corrected": _later("corrected"), "estimated": _later("estimated"),
}  # fmt: skip
MOST_METERS = 200
PAGE = 96


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; ``meters`` empty means the whole, as the energy page counts it."""

    site: Any
    zone: ZoneInfo
    meters: tuple[str, ...]
    keys: tuple[str, ...]
    span: Span
    bucket: str
    cycle_day: int

    def url(self, span: Span, bucket: str = "", meter: str = "") -> str:
        """The same figure over another span, in other steps or of one meter."""
        return figure_url(meter or ",".join(self.meters), span, bucket, self.site.key)


@require_GET
def opened(request: HttpRequest) -> HttpResponse:
    """The page, or its table as a workbook."""
    asked = _asked(request)
    figure.demand_open(request.user, asked.site, asked.meters, asked.span)
    names = figure.names(asked.site)
    if unknown := [m for m in asked.meters if m not in names]:
        raise NotFound("{site} has no meter {meter}", site=asked.site, meter=", ".join(unknown))
    excel = request.GET.get("format") == "xlsx"
    if asked.bucket == READINGS and len(asked.keys) == 1:
        return _readings(request, asked, names, excel)
    bucket: Any = "interval" if asked.bucket == READINGS else asked.bucket
    found = rollups.rolled(asked.site, asked.keys, metering.until_now(asked.span), bucket, asked.cycle_day)
    steps = rollups.total(list(found.values())) if found else []
    if excel:
        return _energy_book(asked, names, found, steps)
    page = Paginator(steps, PAGE).get_page(request.GET.get("page"))
    said = _frame(asked, names) | {
        "whole": rollups.whole(steps) if steps else None,
        "page": page,
        "rows": [(_label(s, asked), s, WORTH[s.quality], _below(asked, s)) for s in page],
        "parts": [(names[k], rollups.whole(s), asked.url(asked.span, meter=k)) for k, s in found.items()]
        if len(found) > 1
        else [],
        "labels": [_label(s, asked, short=True) for s in page],
        "drawn": [Series(_("Use"), [s.kwh if s.known else None for s in page])],
    }
    return render(request, "shell/figure.html", said)


def _asked(request: HttpRequest) -> Asked:
    site = park.site(request.GET.get("site", "")) if request.GET.get("site") else rooms.site()
    if site is None:
        raise NotFound("there is no park here yet; 'zhiyuan import park' brings one in")
    zone = ZoneInfo(site.timezone)
    meters = tuple(dict.fromkeys(m for m in request.GET.get("meter", "").split(",") if m))
    if len(meters) > MOST_METERS:
        raise Malformed("a figure opens to at most {most} meters at once", most=MOST_METERS)
    span = _span(request, zone)
    bucket = request.GET.get("bucket", "")
    if bucket and bucket not in LEVELS:
        raise Malformed("{bucket} is no calendar bucket; there are {all}", bucket=bucket, all=", ".join(LEVELS))
    cycle = request.GET.get("cycle", "1")
    keys = meters or tuple(m.meter for m in usage.meters(site))
    return Asked(site, zone, meters, keys, span, bucket or _usual(span), int(cycle) if cycle.isdecimal() else 1)


def _span(request: HttpRequest, zone: ZoneInfo) -> Span:
    """From what the address says, in the site's time where it names no zone; today where it says nothing."""
    today = whole(parktime.now(), "day", zone)
    ends = [_instant(request.GET.get(n, ""), zone) for n in ("from", "to")]
    return Span(ends[0] or today.start, ends[1] or today.end)


def _instant(said: str, zone: ZoneInfo) -> datetime | None:
    try:
        at = datetime.fromisoformat(said.replace(" ", "+")) if said else None
    except ValueError:
        raise Malformed("{said} is no time; write it as 2026-03-01T08:00", said=said) from None
    return at if at is None or at.tzinfo else at.replace(tzinfo=zone)


def _usual(span: Span) -> str:
    return next((bucket for length, bucket in BY_LENGTH if span.length > length), READINGS)


def _frame(asked: Asked, names: dict[str, str]) -> dict[str, Any]:
    """What every level shows: whose figure it is, and the ways up and down."""
    days = asked.span.length / timedelta(days=1)
    levels = [
        (bucket, words, asked.url(asked.span, bucket), bucket == asked.bucket)
        for bucket, words in LEVELS.items()
        if SMALLEST.get(bucket, 0) < days <= LONGEST.get(bucket, 99_999) or bucket == asked.bucket
        if bucket != "billing" or asked.cycle_day != 1
    ]
    up: list[tuple[Any, str]] = []
    steps: tuple[Bucket, ...] = ("year", "month", "day", "hour")
    for bucket in steps:
        wider = whole(asked.span.start, bucket, asked.zone)
        if wider.end >= asked.span.end and wider.length > asked.span.length:
            up.append((_said(wider, bucket, asked.zone), asked.url(wider)))
    title = ", ".join(names[m] for m in asked.meters) if asked.meters else _("All meters of the energy page")
    return {"asked": asked, "title": title, "from": asked.span.start, "to": asked.span.end, "levels": levels, "up": up}


def _said(span: Span, bucket: str, zone: ZoneInfo) -> str:
    start = span.start.astimezone(zone)
    return f"{start:{ {'year': '%Y', 'month': '%Y-%m', 'day': '%m-%d'}.get(bucket, '%H:%M') }}"


def _label(step: Step, asked: Asked, short: bool = False) -> str:
    """The beginning of a bucket as it is written: the day for long ones, the time for short ones."""
    start = step.start.astimezone(asked.zone)
    form = "%Y-%m" if asked.bucket in ("year", "quarter", "month") and start.day == 1 else "%Y-%m-%d"
    if asked.bucket in ("hour", "interval", READINGS) or start.hour or start.minute:
        form = "%Y-%m-%d %H:%M" if not short else "%H:%M" if asked.span.length <= timedelta(days=1.1) else "%d %Hh"
    elif short and form == "%Y-%m-%d":
        form = "%m-%d"
    return start.strftime(form)


def _below(asked: Asked, step: Step) -> str:
    """Where a row opens: the next finer steps, at last the readings of one meter."""
    finer = FINER.get(asked.bucket, READINGS)
    return "" if finer == READINGS and len(asked.keys) > 1 else asked.url(step.span, finer)


def _energy_book(asked: Asked, names: dict[str, str], found: dict[str, list[Step]], steps: list[Step]) -> HttpResponse:
    words = [
        _("Meter"),
        _("From"),
        _("To"),
        _("Use kWh"),
        _("Of it estimated kWh"),
        _("Worth"),
        _("Quarter hours unknown"),
    ]
    worth = {quality: str(said) for quality, said in WORTH.items()}
    every = {names.get(k, k): s for k, s in found.items()}
    whole_of = {_("Total"): steps} if len(found) > 1 else {}
    sheet = rollups.sheet(str(LEVELS[asked.bucket]), whole_of | every, words, worth, notes=_notes(asked, names))
    return _file(asked, [sheet])


def _notes(asked: Asked, names: dict[str, str]) -> list[str]:
    meters = fmt.listed([names[m] for m in asked.meters]) if asked.meters else _("All meters of the energy page")
    span = f"{fmt.moment(asked.span.start, asked.zone)} – {fmt.moment(asked.span.end, asked.zone)}"
    return [asked.site.name, meters, span, *([_("Simulated data")] if asked.site.simulated else [])]


def _file(asked: Asked, sheets: Sequence[Sheet]) -> HttpResponse:
    answer = HttpResponse(workbook(sheets, asked.zone), content_type=MIME)
    first = asked.span.start.astimezone(asked.zone)
    answer["Content-Disposition"] = f'attachment; filename="energy-{first:%Y-%m-%d}-{asked.bucket}.xlsx"'
    return answer


# --- the readings ----------------------------------------------------------------------------------


def _readings(request: HttpRequest, asked: Asked, names: dict[str, str], excel: bool) -> HttpResponse:
    (meter,) = asked.keys
    found = figure.under(asked.site, meter, asked.span)
    if excel:
        return _readings_book(asked, names, found)
    step = rollups.whole(rollups.rolled(asked.site, [meter], metering.until_now(asked.span), "interval")[meter])
    page = Paginator(found.rows if found else [], PAGE).get_page(request.GET.get("page"))
    made = metering.definitions(asked.site).get(meter, [])
    said = _frame(asked, names) | {
        "whole": step,
        "worth": WORTH[step.quality],
        "under": found,
        "page": page,
        "readings": [_row(one, found, asked) for one in page] if found else [],
        "parts_of": [(names.get(k, k), asked.url(asked.span, meter=k)) for k in metering.named_in(made) if k in names],
        "see_quality": may(request.user, "maintenance.view", asked.site),
    }
    return render(request, "shell/figure_readings.html", said)


def _row(one: Evidence, found: figure.Under, asked: Asked) -> dict[str, Any]:
    inside = asked.span.start <= instant(one.ts) < asked.span.end
    return {
        "at": f"{instant(one.ts).astimezone(asked.zone):%Y-%m-%d %H:%M:%S}",
        "what": one.what,
        "value": _shown(one.value, found),
        "since": _shown(one.since, found),
        "words": _words(one, found),
        "warn": bool(one.reason) or one.what != "reading",
        "inside": inside,
    }


def _shown(value: int | None, found: figure.Under) -> str:
    return fmt.NONE if value is None else fmt.number(value / 10**found.point.decimals, found.point.decimals)


def _words(one: Evidence, found: figure.Under) -> str:
    """What became of a row, in a sentence."""
    said = []
    if one.what == "replaced":
        said.append(_("meter replaced: the old one showed {final}, the new one {initial}").format(
            final=one.final, initial=one.initial))  # fmt: skip
    elif one.what == "filled":
        said.append(_("energy that a person put in"))
    elif one.what == "rejected":
        said.append(_("not admitted"))
    if one.manual:
        said.append(_("read by hand"))
    if one.reason:
        said.append(_(REASONS.get(one.reason, one.reason)))
    if one.mark:
        said.append(str(MARKS.get(one.mark, one.mark)))
    said += [text for text in (one.by, one.note) if text]
    return " · ".join(said)


def _readings_book(asked: Asked, names: dict[str, str], found: figure.Under | None) -> HttpResponse:
    unit = found.point.unit if found else "kWh"
    columns = [
        Column(_("Time"), "second", 20), Column(f"{_('Meter register')} {unit}", "three"),
        Column(f"{_('Since the one before')} {unit}", "three", 20), Column(_("Remark"), "text", 48),
    ]  # fmt: skip
    rows = [
        (
            instant(r.ts),
            *(None if v is None else v / 10**found.point.decimals for v in (r.value, r.since)),
            _words(r, found),
        )
        for r in (found.rows if found else ())
        if found
    ]
    return _file(asked, [Sheet(_("Readings"), columns, rows, _notes(asked, names))])
