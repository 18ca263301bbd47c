"""A point by its key, and a span by what a person said; for the commands that read."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from zhiyuan.app import clock
from zhiyuan.kernel.errors import NotFound
from zhiyuan.kernel.span import Span
from zhiyuan.telemetry.point import Point


def find(site_key: str, point: str) -> tuple[Point, ZoneInfo]:
    """The point and its site's time zone. Raises NotFound with keys that are near."""
    from zhiyuan.app.manage import ready

    ready()
    from zhiyuan.park import queries

    site = queries.site(site_key)
    known = queries.telemetry_points(site)
    for one in known:
        if one.key == point:
            return one, ZoneInfo(site.timezone)
    near = [p.key for p in known if point.strip("/").split("/")[0] in p.key][:5] or [p.key for p in known][:5]
    raise NotFound("no point {point}; there are {near} …", point=point, near=", ".join(near))


def span_of(first: datetime | None, last: datetime | None, zone: ZoneInfo, clock_file: Path, length: timedelta) -> Span:
    """From what was said, in the site's time: up to now, and ``length`` long where no start was said."""
    end = last.replace(tzinfo=zone) if last else clock.read(clock_file).now()
    start = first.replace(tzinfo=zone) if first else end - length
    return Span(start, end)
