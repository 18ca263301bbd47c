"""Energy: one date control for every figure, chart, table and the workbook."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_GET

from zhiyuan.app import usage
from zhiyuan.app.shell import overview, rooms
from zhiyuan.identity.verbs import demand
from zhiyuan.kernel import fmt, parktime
from zhiyuan.kernel.sheet import MIME, Column, Sheet, workbook
from zhiyuan.kernel.span import Span
from zhiyuan.park.links import figure_url

KINDS = {"day": _later("Day"), "week": _later("Week"), "month": _later("Month"), "year": _later("Year")}
BY = {"kind": _later("Kind of circuit"), "building": _later("Building"), "circuit": _later("Circuit")}
CIRCUIT_KINDS = {
    "office": _later("Offices"), "public": _later("Public areas"), "stair": _later("Staircases"),
    "garage": _later("Garage"), "road": _later("Roads"), "landscape": _later("Landscape"),
    "controls": _later("Controls"), "emergency": _later("Emergency"), "explosion_proof": _later("Explosion-proof"),
}  # fmt: skip
DRAWN = 6


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    period: usage.Period
    by: str
    zone: ZoneInfo


@require_GET
def energy(request: HttpRequest) -> HttpResponse:
    """The page, or the same as a workbook."""
    site = rooms.site()
    demand(request.user, "park.view", site)
    if site is None:
        return render(request, "shell/no_park.html")
    asked = _asked(request, site)
    counted = usage.meters(site)
    span = asked.period.until_now(asked.zone, parktime.now())
    before = _as_long(asked, span)
    name = NAMES[asked.by]
    folder = overview.historian()
    now = usage.use(folder, asked.zone, counted, span, asked.period.bucket, name)
    then = usage.use(folder, asked.zone, counted, before, asked.period.bucket, name)
    if request.GET.get("format") == "xlsx":
        return _export(site, asked, now, then)
    curve = _curve(folder, asked, counted, span)
    said = _page(site, asked, now, then, curve)
    said |= _opening(asked, counted, said, now, span)
    return render(request, "shell/_energy.html" if request.htmx else "shell/energy.html", said)


def _asked(request: HttpRequest, site: Any) -> Asked:
    zone = ZoneInfo(site.timezone)
    kind = request.GET.get("span", "day")
    try:
        day = parse_date(request.GET.get("day", ""))
    except ValueError:
        day = None
    today = parktime.now().astimezone(zone).date()
    by = request.GET.get("by", "kind")
    return Asked(usage.period(kind if kind in KINDS else "day", day or today), by if by in BY else "kind", zone)


def _kind(meter: usage.Metered) -> str:
    return str(CIRCUIT_KINDS.get(meter.kind, meter.kind or _("Other")))


NAMES = {"kind": _kind, "building": lambda m: m.building or _("Other"), "circuit": lambda m: m.circuit_name}


def _as_long(asked: Asked, span: Span) -> Span:
    """The period before, as far as this one has come."""
    whole = asked.period.before().span(asked.zone)
    return Span(whole.start, min(whole.end, whole.start + span.length))


def _curve(folder: Any, asked: Asked, counted: Sequence[usage.Metered], span: Span) -> usage.Use | None:
    """Quarter hours of the whole, for all but a year."""
    if asked.period.kind == "year":
        return None
    return usage.use(folder, asked.zone, counted, span, "interval", lambda _m: _("Power"))


def _page(site: Any, asked: Asked, now: usage.Use, then: usage.Use, curve: usage.Use | None) -> dict[str, Any]:
    period, language = asked.period, get_language() or "zh-hans"
    labels = [usage.label(start, period.kind) for start in now.starts]
    power = curve.totals if curve else []
    known = any(total is not None for total in now.totals)
    before = {row.name: row.total_kwh for row in then.rows if any(v is not None for v in row.values)}
    rows = sorted(now.rows, key=lambda row: -row.total_kwh)
    return {
        "period": period,
        "title": fmt.days(period.first, _last(period), language),
        "kinds": KINDS.items(),
        "ways": BY.items(),
        "by": asked.by,
        "today": parktime.now().astimezone(asked.zone).date(),
        "future": period.until > parktime.now().astimezone(asked.zone).date(),
        "known": known,
        "now": now,
        "then": then if before else None,
        "change": _change(now.total_kwh, sum(before.values()) or None),
        "peak": usage.peak_kw(power),
        "missing": sum(now.gaps),
        "rows": [_compared(row, now, before.get(row.name)) for row in rows],
        "buckets": list(zip(labels, now.totals, now.gaps, strict=True)),
        "bars": _bars(labels, rows, now, then if before else None),
        "line": _line(curve) if curve else None,
    }  # fmt: skip


def _opening(
    asked: Asked, counted: Sequence[usage.Metered], said: dict[str, Any], now: usage.Use, span: Span
) -> dict[str, Any]:
    """The tables again, each figure with the address that opens it to what it is made of."""
    parts: dict[str, list[str]] = {}
    name: Any = NAMES[asked.by]
    for meter in counted:
        parts.setdefault(str(name(meter)), []).append(meter.meter)
    spans = [Span(a, b) for a, b in pairwise([*now.starts, span.end])]
    return {
        "whole_url": figure_url("", span),
        "opened": [(*row, figure_url("", one)) for row, one in zip(said["buckets"], spans, strict=True)],
        "parts": [(*row, figure_url(",".join(parts[row[0].name]), span)) for row in said["rows"]],
    }


def _compared(row: usage.Row, whole: usage.Use, before: float | None) -> tuple[Any, ...]:
    return row, _share(row, whole), before, _change(row.total_kwh, before)


def _last(period: usage.Period) -> date:
    return date.fromordinal(period.until.toordinal() - 1)


def _share(row: usage.Row, whole: usage.Use) -> float | None:
    return row.total_kwh / whole.total_kwh if whole.total_kwh else None


def _change(now: float, before: float | None) -> float | None:
    return (now - before) / before if before else None


def _bars(labels: list[str], rows: list[usage.Row], now: usage.Use, then: usage.Use | None) -> dict[str, Any]:
    """What the island draws: the largest names apart, the rest together, the period before as a line."""
    drawn = rows if len(rows) <= DRAWN else rows[: DRAWN - 1]
    series = [{"name": row.name, "values": _rounded(row.values)} for row in drawn]
    if len(rows) > DRAWN:
        rest = zip(*(row.values for row in rows[DRAWN - 1 :]), strict=True)
        sums = [
            sum(v for v in column if v is not None) if any(v is not None for v in column) else None for column in rest
        ]
        series.append({"name": _("Others"), "values": _rounded(sums)})
    before = {"name": _("The period before"), "values": _rounded(then.totals)[: len(labels)]} if then else None
    return _chart("kWh", "bar", labels, series, now.gaps, before)


def _line(curve: usage.Use) -> dict[str, Any]:
    labels = [f"{start:%m-%d %H:%M}" for start in curve.starts]
    power = [None if v is None else round(v / usage.INTERVAL_H, 3) for v in curve.totals]
    series = [{"name": _("Power"), "values": power}]
    return _chart("kW", "line", labels, series, curve.gaps)


def _chart(
    unit: str, kind: str, labels: list[str], series: list[Any], gaps: list[bool], before: dict[str, Any] | None = None
) -> dict[str, Any]:
    """What ``web/src/islands/energy.ts`` reads."""
    said = {"unit": unit, "kind": kind, "labels": labels, "series": series, "gaps": gaps, "before": before}
    return said | {"words": {"gap": _("No data")}}


def _rounded(values: Sequence[float | None]) -> list[float | None]:
    return [None if v is None else round(v, 3) for v in values]


def _export(site: Any, asked: Asked, now: usage.Use, then: usage.Use) -> HttpResponse:
    notes = [site.name, f"{asked.period.first} – {_last(asked.period)}"]
    notes += [_("Simulated data")] if site.simulated else []
    before = {row.name: row.total_kwh for row in then.rows}
    summary = Sheet(
        _("Summary"),
        [
            Column(str(BY[asked.by]), width=24), Column(_("Use kWh"), "three"),
            Column(_("Of it estimated kWh"), "three"),
            Column(_("The period before kWh"), "three", 20), Column(_("Buckets without data"), "whole", 20),
        ],
        [(row.name, row.total_kwh, row.estimated_kwh, before.get(row.name), row.missing) for row in now.rows],
        notes,
    )  # fmt: skip
    head = [Column(_("From"), "moment", 18), *(Column(f"{row.name} kWh", "three") for row in now.rows)]
    values = [(start, *(row.values[i] for row in now.rows)) for i, start in enumerate(now.starts)]
    made = workbook([summary, Sheet(_("Course"), head, values, notes)], asked.zone)
    answer = HttpResponse(made, content_type=MIME)
    answer["Content-Disposition"] = f'attachment; filename="energy-{asked.period.first}-{asked.period.kind}.xlsx"'
    return answer
