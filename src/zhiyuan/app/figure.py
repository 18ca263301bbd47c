"""What a figure of energy is made of, and who may open it: down to the readings of one meter.

Whoever may see the park may open any meter. A tenant may open the meters of their own tenancy, over
the days that they had it, and no more: the figures before are somebody else's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from zhiyuan.enterprises import queries as enterprises
from zhiyuan.identity.verbs import may
from zhiyuan.kernel.errors import Refused
from zhiyuan.kernel.span import Span
from zhiyuan.metering import queries as metering
from zhiyuan.metering.models import ManualReading
from zhiyuan.park.queries import telemetry_point, zone
from zhiyuan.telemetry.evidence import Evidence, evidence
from zhiyuan.telemetry.historian import micros
from zhiyuan.telemetry.lateness import Lateness
from zhiyuan.telemetry.point import Point


@dataclass(frozen=True, slots=True)
class Under:
    """The readings under a figure: the point, its rows, and how many of those days' readings came late."""

    point: Point
    rows: list[Evidence]
    late: int


def demand_open(person: Any, site: Any, meters: Sequence[str], span: Span) -> None:
    """Refuse in words unless a person may see these meters over this span; no meter named means the whole park."""
    if may(person, "park.view", site):
        return
    held = enterprises.held_meters(person, site, span)
    for meter in meters or [""]:
        if meter not in held:
            raise Refused(
                "{person} may not {act} on {target}: only on meters of their own tenancy, over the days they had it",
                person=person, act="billing.view", target=meter or site,
            )  # fmt: skip


def under(site: Any, meter: str, span: Span) -> Under | None:
    """The readings of a real meter in a span with those just around it; None for a meter that has none of its own."""
    row = site.points.filter(key=f"meter/{meter}/energy").first()
    if row is None:
        return None
    point, start, end = telemetry_point(row), micros(span.start), micros(span.end)
    kept = metering.readings()
    before, after = kept.around([(point.id, start), (point.id, end)])
    found = [
        (one.ts, one.value) for one in (before.before, *kept.between(point.id, span), after.at or after.after) if one
    ]
    lo, hi = min([start, *(t for t, _ in found)]), max([end, *(t + 1 for t, _ in found)])
    manual = ManualReading.objects.filter(point=point.id, at__gte=span.start, at__lte=span.end)
    by_hand = {micros(m.at): str(m.entered_by or "") for m in manual.select_related("entered_by")}
    rows = evidence(
        found,
        metering.quarantine().about(point.id, lo, hi),
        [a for a in metering.amendments().acts([point.id], 10_000) if a.start < hi and a.end > lo],
        [r for r in point.replacements if lo <= r.at < hi],
        by_hand,
    )
    return Under(point, rows, _late(site, point.id, span))


def _late(site: Any, point: int, span: Span) -> int:
    first, last = (t.astimezone(zone(site)).date().isoformat() for t in (span.start, span.end))
    counts = Lateness(metering.home() / "quarantine.sqlite3").counts(first, last)
    return sum(n for (p, _), n in counts.items() if p == point)


def names(site: Any) -> dict[str, str]:
    """Every meter by key, with its name."""
    return {one.key: one.name for one in metering.meters(site)}
