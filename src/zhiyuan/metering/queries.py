"""What may be read of meters: energy of every quarter hour, real and virtual meters alike."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from zhiyuan.kernel.errors import NotFound
from zhiyuan.kernel.span import Span
from zhiyuan.park.queries import point_ids
from zhiyuan.telemetry.quarter import QuarterHours, QuarterReader, nothing, starts


def quarter_hours(site: Any, meters: Sequence[str], span: Span) -> dict[str, QuarterHours]:
    """Energy of meters by key: every quarter hour of the span is there, MISSING where nothing is known."""
    points = _energy_points(site, meters)
    found = _read(list(points.values()), span)
    return {key: found[point] for key, point in points.items()}


def _energy_points(site: Any, meters: Sequence[str]) -> dict[str, int]:
    """The number of each meter's energy point. Raises NotFound naming the meters there are not."""
    ids = point_ids(site)
    points = {key: ids.get(f"meter/{key}/energy") for key in meters}
    if unknown := [key for key, point in points.items() if point is None]:
        raise NotFound("{site} has no meter {meter}", site=site, meter=", ".join(unknown))
    return {key: point for key, point in points.items() if point is not None}


def _read(points: list[int], span: Span) -> dict[int, QuarterHours]:
    folder = Path(settings.HOME) / "historian"
    if not (folder / "energy" / "_delta_log").exists():
        at = starts(span)
        return {point: nothing(at) for point in points}
    return _reader(folder).read(points, span)


@cache
def _reader(folder: Path) -> QuarterReader:
    return QuarterReader(folder)


__all__ = ["QuarterHours", "quarter_hours"]
