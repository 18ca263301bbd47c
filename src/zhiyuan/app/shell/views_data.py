"""Data quality: what was not admitted and why, and which gateways, sensors and meters are silent."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhiyuan.app import health, services
from zhiyuan.app.queries import quarantine
from zhiyuan.app.shell import overview, rooms
from zhiyuan.identity.verbs import demand, may
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import NotFound
from zhiyuan.lighting import queries as lighting
from zhiyuan.park.queries import point_ids
from zhiyuan.telemetry.historian import instant
from zhiyuan.telemetry.ingest import REASONS

PAGE = 50
MOST = 5000


@require_GET
def data(request: HttpRequest) -> HttpResponse:
    """Three tables behind one address; ``tab`` chooses."""
    site = rooms.site()
    demand(request.user, "maintenance.view", site)
    tab = request.GET.get("tab", "quarantine")
    tabs = {"quarantine": _quarantine, "gateways": _gateways, "devices": _devices}
    made = tabs.get(tab, _quarantine)(request, site)
    return render(request, "shell/data.html", made | {"tab": tab if tab in tabs else "quarantine"})


@require_POST
def act(request: HttpRequest, entry: int, act: str) -> HttpResponse:
    """Let a reading in, or confirm that it stays out."""
    if act == "accept":
        services.accept_reading(request.user, None, entry=entry)
        messages.success(request, _("The reading is let in; it appears within a minute."))
    elif act == "discard":
        services.discard_reading(request.user, None, entry=entry)
        messages.success(request, _("It stays out."))
    else:
        raise NotFound("there is no act {act} on a reading", act=act)
    return redirect(f"/data/?{request.POST.get('query', '')}")


def _quarantine(request: HttpRequest, site: Any) -> dict[str, Any]:
    kept = quarantine()
    reason, source = request.GET.get("reason", ""), request.GET.get("source", "")
    entries = kept.entries(mark="" if "all" not in request.GET else None, reason=reason, source=source, limit=MOST)
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    counts = [(r, _(REASONS.get(r, r)), s, n, datetime.fromtimestamp(at, UTC)) for r, s, n, at in kept.counts()]
    return {
        "counts": counts,
        "page": page,
        "entries": [_entry(e) for e in page],
        "reason": reason,
        "source": source,
        "filtered": bool(reason or source),
        "may_act": may(request.user, "app.accept_reading"),
        "query": request.GET.urlencode(),
    }


def _entry(entry: Any) -> dict[str, Any]:
    return {
        "entry": entry,
        "why": _(entry.why),
        "received": datetime.fromtimestamp(entry.received, UTC),
        "at": instant(entry.ts) if entry.ts is not None else None,
        "payload": entry.payload[:400].decode(errors="replace"),
    }


def _gateways(request: HttpRequest, site: Any) -> dict[str, Any]:
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
