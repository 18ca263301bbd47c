"""Pages of meters: the list, the tree with what nobody explains, one meter with its day and what may be done."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhiyuan.identity.verbs import demand, may
from zhiyuan.kernel.errors import Malformed, NotFound, Refused
from zhiyuan.kernel.span import Span, day_span, days_span, next_month
from zhiyuan.metering import queries, services
from zhiyuan.metering.entry import number
from zhiyuan.metering.models import ManualReading
from zhiyuan.park import services as park
from zhiyuan.park.queries import site as the_site
from zhiyuan.park.queries import telemetry_point
from zhiyuan.telemetry.energy import Quality
from zhiyuan.telemetry.historian import instant, micros

PAGE = 50


def seen(request: HttpRequest) -> Any:
    """The park, for those who may look at its meters."""
    place = the_site()
    demand(request.user, "metering.view", place)
    return place


def month_of(request: HttpRequest, site: Any) -> tuple[date, date]:
    """The first day of the asked month (this one unless asked), and of the next."""
    today = queries.today(site)
    try:
        first = date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        first = today.replace(day=1)
    return first, next_month(first)


def span_of(site: Any, first: date, until: date) -> Span:
    """From the first midnight to the one at which ``until`` begins, but no longer than to now."""
    return queries.until_now(days_span(first, until, queries.zone(site)))


@require_GET
def meters(request: HttpRequest) -> HttpResponse:
    """Every meter with its month."""
    site = seen(request)
    first, until = month_of(request, site)
    page = Paginator(queries.meters(site), PAGE).get_page(request.GET.get("page"))
    found = queries.evaluated(site, [m.key for m in page], span_of(site, first, until))
    heard = queries.last_heard([m.point for m in page if m.point is not None])
    rows = [(m, found[m.key].hours, int(found[m.key].negative.sum()), heard.get(m.point or -1)) for m in page]
    about = {"month": first, "before": first - timedelta(days=1), "after": until}
    return render(request, "metering/meters.html", {"site": site, "page": page, "rows": rows} | about)


@require_GET
def tree(request: HttpRequest) -> HttpResponse:
    """Each node less what is below it, by month or by day."""
    site = seen(request)
    first, until = month_of(request, site)
    by = "day" if request.GET.get("by") == "day" else "month"
    nodes = queries.nodes(site, span_of(site, first, until), "day")
    days = [first + timedelta(days=k) for k in range(len(nodes[0].buckets) if nodes else 0)]
    chosen = next(
        (n for n in nodes if n.meter.key == request.GET.get("meter")), next((n for n in nodes if n.children), None)
    )
    about = {"month": first, "before": first - timedelta(days=1), "after": until, "by": by, "chosen": chosen}
    daily = list(zip(days, chosen.buckets, strict=True)) if chosen else []
    return render(request, "metering/tree.html", {"site": site, "nodes": nodes, "daily": daily} | about)


@require_GET
def meter(request: HttpRequest, key: str) -> HttpResponse:
    """One meter: how it is read, a day of it down to its readings, and what people did."""
    site = seen(request)
    found = next((m for m in queries.meters(site) if m.key == key), None)
    if found is None:
        raise NotFound("{site} has no meter {meter}", site=site, meter=key)
    day = _day(request.GET.get("day", "")) or queries.today(site)
    made = _virtual(site, key) if found.virtual else _real(request, site, key, day)
    about = {"meter": found, "day": day, "before": day - timedelta(days=1), "after": day + timedelta(days=1)}
    return render(request, "metering/meter.html", {"site": site} | about | made | _hours(site, key, day))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _hours(site: Any, key: str, day: date) -> dict[str, Any]:
    """The quarter hours of a day as four of each hour; what lies ahead is left out."""
    found = queries.evaluated(site, [key], queries.until_now(day_span(day, queries.zone(site))))[key]
    hours = found.hours
    cells = [
        {"at": instant(s), "kwh": e / 1e6, "worst": Quality(q).name.lower(), "negative": n}
        for s, e, q, n in zip(
            hours.start.tolist(), hours.energy.tolist(), hours.quality.tolist(), found.negative.tolist(), strict=True
        )
    ]
    rows = [cells[k : k + 4] for k in range(0, len(cells), 4)]
    return {"hours": rows, "total": hours, "negative": int(found.negative.sum()), "below_kwh": found.below / 1e6}


def _virtual(site: Any, key: str) -> dict[str, Any]:
    row = site.virtual_meters.get(key=key)
    return {"definitions": row.definitions.select_related("entered_by"), "virtual": row}


def _real(request: HttpRequest, site: Any, key: str, day: date) -> dict[str, Any]:
    row = site.meter_set.select_related("gateway", "circuit", "parent").get(key=key)
    points = [telemetry_point(p) for p in site.points.filter(key__startswith=f"meter/{key}/").order_by("key")]
    energy = next((p for p in points if p.key.endswith("/energy")), None)
    span = day_span(day, queries.zone(site))
    acts = queries.amendments().acts([energy.id]) if energy else []
    rights = {
        "replace": "park.replace_meter", "limit": "park.set_meter_limit", "loss": "metering.set_loss_limit",
        "estimate": "metering.estimate_energy", "correct": "metering.correct_kept_reading",
    }  # fmt: skip
    return {
        "row": row,
        "points": points,
        "readings": _readings(energy, span) if energy else [],
        "replacements": [(instant(r.at), r.final, r.initial) for r in energy.replacements] if energy else [],
        "acts": [(a, instant(a.start), instant(a.end), datetime.fromtimestamp(a.made, UTC)) for a in acts],
        "loss": getattr(getattr(row, "loss_limit", None), "share", None),
        "may": {name: may(request.user, act, row) for name, act in rights.items()},
    }


def _readings(point: Any, span: Span) -> list[dict[str, Any]]:
    """A day's readings with the last before it; entered and corrected ones are marked."""
    found = queries.readings().between(point.id, span)
    before = queries.readings().around([(point.id, micros(span.start))])[0].before
    entered = {
        micros(row.at): row
        for row in ManualReading.objects.filter(point=point.id, at__gte=span.start, at__lt=span.end).select_related(
            "entered_by"
        )
    }
    corrected = {a.start: a for a in queries.amendments().acts([point.id], 1000) if a.kind == "correct"}
    return [
        {
            "at": instant(one.ts),
            "value": one.value / 10**point.decimals,
            "decimals": point.decimals,
            "entered": entered.get(one.ts),
            "corrected": corrected.get(one.ts),
        }
        for one in ([before] if before else []) + found
    ]


@require_POST
def act(request: HttpRequest, key: str, act: str) -> HttpResponse:
    """Replace the meter, set a limit, estimate, withdraw or correct."""
    site = seen(request)
    row = site.meter_set.filter(key=key).first()
    if row is None:
        raise NotFound("{site} has no meter {meter}", site=site, meter=key)
    try:
        _do(request, site, row, act)
        messages.success(request, _("Noted; energy is restated within a minute."))
    except (Malformed, Refused, NotFound) as refusal:
        messages.error(request, refusal.render(_))
    day = request.POST.get("day", "")
    return redirect(f"/metering/meter/{key}/" + (f"?day={day}" if _day(day) else ""))


def _do(request: HttpRequest, site: Any, row: Any, act: str) -> None:
    who, said = request.user, request.POST
    reason = said.get("reason", "")
    if act == "replace":
        park.replace_meter(
            who, row, at=moment(site, said.get("at", "")), final=_float(said.get("final", "")),
            initial=_float(said.get("initial", "")),
        )  # fmt: skip
    elif act == "limit":
        park.set_meter_limit(who, row, max_kw=_float(said.get("max_kw", "")))
    elif act == "loss":
        services.set_loss_limit(who, row, share=_float(said.get("percent", "")) / 100)
    elif act == "estimate":
        start, end = moment(site, said.get("start", "")), moment(site, said.get("end", ""))
        total = _float(said["kwh"]) if said.get("kwh", "").strip() else None
        services.estimate_energy(who, row, start=start, end=end, reason=reason, kwh=total)
    elif act == "withdraw":
        services.withdraw_estimate(who, row, act=int(said.get("act", "0")), reason=reason)
    elif act == "correct":
        value = number(said.get("value", ""))
        services.correct_kept_reading(who, row, at=moment(site, said.get("at", "")), value=value, reason=reason)
    else:
        raise NotFound("there is no act {act} on a reading", act=act)


def moment(site: Any, text: str) -> datetime:
    """An instant of a ``datetime-local`` field, on the site's clock."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Malformed("{found} is no date and time, like 2026-03-31 18:00", found=repr(text)) from None
    return found if found.tzinfo else found.replace(tzinfo=queries.zone(site))


def _float(text: str) -> float:
    return float(number(text))
