"""What the overview shows: the park now, today's use, the year against its baseline, the floors."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.cache import cache
from django.db.models import prefetch_related_objects

from zhiyuan.app import usage
from zhiyuan.identity.verbs import may
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import ZhiyuanError
from zhiyuan.kernel.span import Span, midnight
from zhiyuan.lighting import plan
from zhiyuan.lighting import queries as lighting
from zhiyuan.park import queries as park
from zhiyuan.savings import queries as savings

KEPT_S = 600


def historian() -> Path:
    """The installation's tables."""
    return Path(settings.HOME) / "historian"


def today(site: Any) -> dict[str, Any]:
    """Energy since midnight, and yesterday until the same time of day. [kWh]"""
    zone = ZoneInfo(site.timezone)
    now = parktime.now()
    start = midnight(now.astimezone(zone).date(), zone)
    counted = usage.meters(site)
    day = timedelta(days=1)
    if now <= start:
        return {"kwh": None, "before": None}
    return {
        "kwh": usage.total_kwh(historian(), zone, counted, Span(start, now)),
        "before": usage.total_kwh(historian(), zone, counted, Span(start - day, now - day)),
    }


def year(site: Any) -> dict[str, Any] | None:
    """This year's use against its baseline, from the savings report; None before there is one."""
    key = f"overview-year-{site.pk}-{savings.today(site)}"
    kept = cache.get(key)
    if kept is None:
        kept = _year(site) or {}
        cache.set(key, kept, KEPT_S)
    return kept or None


def _year(site: Any) -> dict[str, Any] | None:
    until = savings.today(site)
    first = until.replace(month=1, day=1)
    studies = savings.studies(site)
    if not studies or first == until:
        return None
    try:
        report = savings.report(site, max(first, min(s.reporting_start for s in studies)), until)
    except ZhiyuanError:
        return None
    total = report.total
    return {"total": total, "verdict": report.verdict, "first": report.first, "until": report.until}


def floors(person: Any, site: Any) -> list[dict[str, Any]]:
    """Each floor that a person may see: its figures, and its spaces shaded by how much light is on."""
    seen = [f for f in park.floors(site) if may(person, "lighting.view", f)]
    prefetch_related_objects(seen, "spaces__groups")
    members = park.floor_members(site)
    kept = lighting.steer_state(site)
    groups = kept.groups if kept else {}
    sums = lighting.floors_now(site, {str(f.pk): members[f.pk] for f in seen})
    which = plan.which(site)
    return [
        {"floor": f, "which": which, "now": sums[str(f.pk)], "spaces": [_space(s, groups) for s in f.spaces.all()]}
        for f in seen
    ]


def _space(space: Any, groups: dict[str, Any]) -> dict[str, Any]:
    levels = [groups[g.key][0] for g in space.groups.all() if g.key in groups and groups[g.key][0] is not None]
    mean = sum(levels) / len(levels) if levels else None
    return {"space": space, "shade": shade(mean)}


def shade(level: float | None) -> str:
    """The class of a level [1].

    >>> shade(0.0), shade(0.3), shade(1.0), shade(None)
    ('off', 'l2', 'l4', 'unknown')
    """
    if level is None:
        return "unknown"
    return "off" if level <= 0 else f"l{min(4, int(level * 4) + 1)}"
