"""Have energy computed again from the readings: by the store where the park runs, else here.

Only one process may write the energy table. While the tree runs that is ``store``, which is asked
over the broker, a month at a time so that it goes on keeping readings in between; else this process
takes the installation's lock first. Doing it twice changes nothing the second time.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from zhiyuan.app import home
from zhiyuan.app.jobs import connect
from zhiyuan.app.supervise import only_one, running
from zhiyuan.kernel.errors import NotFound, NotReady
from zhiyuan.kernel.span import Span
from zhiyuan.telemetry.historian import instant, micros
from zhiyuan.telemetry.point import Point
from zhiyuan.telemetry.recount import RECOUNT, Asked, Change, heard

PIECE = timedelta(days=31)
POINTS_AT_ONCE = 1000
LONGEST_S = 60.0

Recount = Callable[[Asked], list[Change]]


def restate(site: Any, meters: Sequence[str], start: datetime, end: datetime) -> dict[str, Any]:
    """Compute the energy of meters (all if none is named) again over a span; what changed, by meter. [kWh]

    Raises
    ------
    NotFound
        When the park has no such meter.
    NotReady
        When the park runs but its store does not answer.
    """
    zone = ZoneInfo(site.timezone)
    span = Span(*(t if t.tzinfo else t.replace(tzinfo=zone) for t in (start, end)))
    points = _points(site, meters)
    here = home.current()
    ask = _by_store(here) if running(here) else _by_us(here, zone)
    changed: dict[int, list[Change]] = defaultdict(list)
    for asked in _pieces(sorted(points), span):
        for one in ask(asked):
            changed[one.point].append(one)
    return {
        "from": span.start.astimezone(zone).isoformat(),
        "to": span.end.astimezone(zone).isoformat(),
        "meters": len(points),
        "changed": {points[p]: _summed(found, zone) for p, found in sorted(changed.items())},
    }


def _points(site: Any, meters: Sequence[str]) -> dict[int, str]:
    """The register of each meter: number → key."""
    registers = {_meter(p): p for p in _registers(site)}
    wanted = list(meters) or list(registers)
    unknown = [m for m in wanted if m not in registers]
    if unknown:
        raise NotFound("the park has no meter {unknown}; there are {some} …", unknown=", ".join(unknown[:5]),
                       some=", ".join(list(registers)[:5]))  # fmt: skip
    return {registers[m].id: m for m in wanted}


def _registers(site: Any) -> Iterator[Point]:
    from zhiyuan.park import queries

    yield from (p for p in queries.telemetry_points(site) if p.kind == "register" and p.key.startswith("meter/"))


def _meter(point: Point) -> str:
    return point.key.split("/")[1]


def _pieces(points: Sequence[int], span: Span) -> Iterator[Asked]:
    at = span.start
    while at < span.end:
        end = min(at + PIECE, span.end)
        for k in range(0, len(points), POINTS_AT_ONCE):
            yield Asked(tuple(points[k : k + POINTS_AT_ONCE]), micros(at), micros(end) - 1)
        at = end


def _by_us(here: home.Home, zone: ZoneInfo) -> Recount:
    """With the installation's lock in hand: no store runs."""
    from zhiyuan.park import queries
    from zhiyuan.telemetry.intake import Intake
    from zhiyuan.telemetry.points import PointTable
    from zhiyuan.telemetry.quarantine import Quarantine

    table = PointTable({one.key: queries.telemetry_points(one) for one in queries.sites()})

    def ask(asked: Asked) -> list[Change]:
        with only_one(here):
            intake = Intake(here.historian, Quarantine(here.quarantine), zone, table)
            return intake.recount(asked.points, asked.first, asked.last)

    return ask


def _by_store(here: home.Home) -> Recount:
    def ask(asked: Asked) -> list[Change]:
        return asyncio.run(_request(here, asked))

    return ask


async def _request(here: home.Home, asked: Asked) -> list[Change]:
    import nats

    try:
        bus = await asyncio.wait_for(connect(here), 5.0)
    except (TimeoutError, OSError, nats.errors.Error) as fault:
        raise NotReady("the broker does not answer ({why}); see 'zhiyuan status'", why=fault) from fault
    try:
        answer = await bus.request(RECOUNT, asked.write(), timeout=LONGEST_S)
    except nats.errors.Error as fault:
        raise NotReady(
            "the store does not answer, and only it may write energy while the park runs; "
            "see 'zhiyuan status', then ask again"
        ) from fault
    finally:
        await bus.close()
    return heard(answer.data)


def _summed(found: Sequence[Change], zone: ZoneInfo) -> dict[str, Any]:
    """Several pieces of one meter as one line."""
    numbers = {
        name: round(sum(getattr(one, name) for one in found), 6)
        for name in ("intervals", "kwh_before", "kwh_after", "estimated_before", "estimated_after")
    }
    first, last = min(one.first for one in found), max(one.last for one in found)
    return numbers | {"first": _shown(first, zone), "last": _shown(last, zone)}


def _shown(us: int, zone: ZoneInfo) -> str:
    return instant(us).astimezone(zone).isoformat(timespec="minutes")
