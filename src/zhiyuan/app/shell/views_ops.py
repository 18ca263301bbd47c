"""The overview: the park now, today, this year, what is wrong, floor by floor."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhiyuan.app.shell import overview, rooms
from zhiyuan.identity.verbs import demand_somewhere, may_somewhere
from zhiyuan.kernel import parktime
from zhiyuan.lighting import queries as lighting
from zhiyuan.maintenance import queries as maintenance
from zhiyuan.maintenance.views import SEVERITY_TAGS, SEVERITY_WORDS


@require_GET
def ops(request: HttpRequest) -> HttpResponse:
    """The whole page; the slow figures come after it."""
    _look(request)
    site = rooms.site()
    if site is None:
        return render(request, "shell/no_park.html")
    return render(request, "shell/ops.html", _now(request, site) | _alarms(request, site))


@require_GET
def ops_floors(request: HttpRequest) -> HttpResponse:
    """The floors again, asked for by the page every half minute."""
    _look(request)
    return render(request, "shell/_floors.html", _now(request, rooms.site()))


@require_GET
def ops_use(request: HttpRequest) -> HttpResponse:
    """Today's and this year's use: read from the historian, so the page does not wait for it."""
    _look(request)
    site = rooms.site()
    sees_savings = may_somewhere(request.user, "savings.view")
    said = {"today": overview.today(site), "year": overview.year(site) if sees_savings else None}
    return render(request, "shell/_use.html", said)


@require_GET
def bell(request: HttpRequest) -> HttpResponse:
    """The alarm bell with this person's count."""
    return render(request, "_bell.html")


def _look(request: HttpRequest) -> None:
    demand_somewhere(request.user, "lighting.view")


def _now(request: HttpRequest, site: Any) -> dict[str, Any]:
    now = lighting.now(site)
    age = parktime.silence_s(now["at"]) if now["at"] else None
    return {"now": now, "age": age, "floors": overview.floors(request.user, site), "power_kw": _kw(now["power_w"])}


def _kw(watts: float | None) -> float | None:
    return None if watts is None else watts / 1000


def _alarms(request: HttpRequest, site: Any) -> dict[str, Any]:
    if not may_somewhere(request.user, "maintenance.view"):
        return {"counts": None}
    counts = maintenance.open_counts(site)
    rows = [(s, SEVERITY_WORDS[s], SEVERITY_TAGS[s], n) for s, n in counts.items()]
    return {"counts": rows, "open": sum(counts.values()), "newest": maintenance.alarms(request.user)[:5]}
