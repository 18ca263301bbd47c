"""Data quality: what of each day is known, what was not admitted and why, and what is silent."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhiyuan.app import health
from zhiyuan.app.shell import overview, rooms
from zhiyuan.identity.verbs import demand, may
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, NotFound, Refused
from zhiyuan.kernel.span import days_span
from zhiyuan.lighting import queries as lighting
from zhiyuan.metering import queries as metering
from zhiyuan.metering import services
from zhiyuan.metering.entry import number
from zhiyuan.park.queries import point_ids
from zhiyuan.telemetry.historian import instant
from zhiyuan.telemetry.ingest import REASONS

PAGE = 50
MOST = 5000
STRIP_DAYS = 21  # three weeks fit a page


@require_GET
def data(request: HttpRequest) -> HttpResponse:
    """Four tables behind one address; ``tab`` chooses."""
    site = rooms.site()
    rights = [act for act in ("metering.view", "maintenance.view") if may(request.user, act, site)]
    if not rights:
        demand(request.user, "maintenance.view", site)
    tabs = {"quarantine": _quarantine, "completeness": _completeness, "gateways": _gateways, "devices": _devices}
    usual = "completeness" if site and "metering.view" in rights else "quarantine"
    tab = request.GET.get("tab", usual)
    tab = tab if tab in tabs else usual
    made = tabs[tab](request, site)
    return render(request, "shell/data.html", made | {"tab": tab})


@require_POST
def act(request: HttpRequest, entry: int, act: str) -> HttpResponse:
    """Decide on a reading that was not admitted; the reason goes into the trail."""
    site, reason = rooms.site(), request.POST.get("reason", "")
    try:
        _decide(request, site, entry, act, reason)
    except (Malformed, Refused) as refusal:
        if request.htmx:  # a fragment has its own way to say it
            raise
        messages.error(request, refusal.render(_))
    return redirect(f"/data/?{request.POST.get('query', '') or 'tab=quarantine'}")


def _decide(request: HttpRequest, site: Any, entry: int, act: str, reason: str) -> None:
    if act == "accept":
        services.accept_reading(request.user, site, entry=entry, reason=reason)
        messages.success(request, _("The reading is let in; it appears within a minute."))
    elif act == "discard":
        services.discard_reading(request.user, site, entry=entry, reason=reason)
        messages.success(request, _("It stays out."))
    elif act == "correct":
        value = number(request.POST.get("value", ""))
        services.correct_reading(request.user, site, entry=entry, value=value, reason=reason)
        messages.success(request, _("The other value takes its place within a minute; energy is restated."))
    elif act == "estimate":
        services.estimate_reading(request.user, site, entry=entry, reason=reason)
        messages.success(
            request, _("The energy is filled in by the meter's own profile within a minute, as estimated.")
        )
    else:
        raise NotFound("there is no act {act} on a reading", act=act)


def _quarantine(request: HttpRequest, site: Any) -> dict[str, Any]:
    kept = metering.quarantine()
    reason, source, point = (request.GET.get(name, "") for name in ("reason", "source", "point"))
    everything = None if "all" in request.GET else ""
    entries = kept.entries(mark=everything, reason=reason, source=source, point=point, limit=MOST)
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    counts = [(r, _(REASONS.get(r, r)), s, n, datetime.fromtimestamp(at, UTC)) for r, s, n, at in kept.counts()]
    return {
        "counts": counts,
        "page": page,
        "entries": [_entry(e) for e in page],
        "reason": reason,
        "source": source,
        "filtered": bool(reason or source or point),
        "may_act": may(request.user, "metering.accept_reading", site),
        "query": request.GET.urlencode(),
    }


MARKS = {
    "accepted": "let in", "applied": "let in", "discarded": "stays out", "corrected": "corrected",
    "estimated": "estimated",
}  # fmt: skip


def _entry(entry: Any) -> dict[str, Any]:
    parts = entry.point.split("/")
    return {
        "entry": entry,
        "why": _(entry.why),
        "received": datetime.fromtimestamp(entry.received, UTC),
        "at": instant(entry.ts) if entry.ts is not None else None,
        "payload": entry.payload[:400].decode(errors="replace"),
        "mark": _(MARKS[entry.mark]) if entry.mark else "",
        "meter": parts[1] if parts[0] == "meter" and len(parts) == 3 else "",
        "correctable": entry.point_id is not None and entry.ts is not None,
        "estimable": entry.origin == "energy" and entry.reason != "spike",
    }


def _completeness(request: HttpRequest, site: Any) -> dict[str, Any]:
    """A strip of days for each meter: what of each is measured."""
    demand(request.user, "metering.view", site)
    last = _day(request.GET.get("last", "")) or metering.today(site)
    first = last - timedelta(days=STRIP_DAYS - 1)
    page = Paginator(metering.meters(site), PAGE).get_page(request.GET.get("page"))
    place = metering.zone(site)
    span = days_span(first, last + timedelta(days=1), place)
    found = metering.completeness(site, [m.key for m in page], span)
    heard = metering.last_heard([m.point for m in page if m.point is not None])
    now = parktime.now()
    rows = [
        {
            "meter": m,
            "days": [_cell(d) for d in found[m.key]],
            "sums": _sums(found[m.key]),
            "last": heard.get(m.point) if m.point is not None else None,
            "age": (now - heard[m.point]).total_seconds() if m.point in heard else None,
        }
        for m in page
    ]
    names = [d.day for d in next(iter(found.values()), [])]
    return {
        "page": page, "rows": rows, "names": names, "first": first, "last": last,
        "before": first - timedelta(days=1), "after": last + timedelta(days=STRIP_DAYS),
    }  # fmt: skip


SIGNS = {0: "✓", 1: "~", 2: "!", 3: "–"}


def _cell(day: Any) -> dict[str, Any]:
    worst = day.worst
    return {"day": day, "worst": "none" if worst is None else worst.name.lower(), "sign": SIGNS.get(worst, "")}


def _sums(days: Any) -> dict[str, Any]:
    names = ("measured", "estimated", "suspect", "missing", "late", "rejected", "expected")
    sums: dict[str, Any] = {name: sum(getattr(d, name) for d in days) for name in names}
    return sums | {"share": sums["measured"] / sums["expected"] if sums["expected"] else None}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _gateways(request: HttpRequest, site: Any) -> dict[str, Any]:
    demand(request.user, "maintenance.view", site)
    kept = lighting.steer_state(site) if site else None
    known = kept.gateways if kept else {}
    now = parktime.now()
    rows = []
    for gateway in site.gateway_set.select_related("floor__building").order_by("position", "pk") if site else ():
        said = known.get(gateway.key)
        at = _instant(said[0]) if said else None
        rows.append((gateway, bool(said and said[1]), at, (now - at).total_seconds() if at else None))
    rows.sort(key=lambda row: (row[1], row[2] or datetime.min.replace(tzinfo=UTC)))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "rows": page.object_list,
        "silent": sum(not heard for _g, heard, _a, _s in rows),
        "all": len(rows),
    }


def _devices(request: HttpRequest, site: Any) -> dict[str, Any]:
    demand(request.user, "maintenance.view", site)
    now = parktime.now()
    found = health.devices(site, point_ids(site), health.latest(overview.historian(), now), now) if site else []
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [(one, (now - one.last).total_seconds() if one.last else None) for one in page]
    return {"page": page, "rows": rows, "silent": sum(one.stale for one in found), "all": len(found)}


def _instant(said: Any) -> datetime | None:
    """A stamp of ``steer``: ms since 1970 UTC, or text."""
    if said is None:
        return None
    return datetime.fromtimestamp(said / 1000, UTC) if isinstance(said, int | float) else datetime.fromisoformat(said)
