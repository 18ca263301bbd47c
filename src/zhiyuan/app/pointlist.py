"""The park's points for a process that does not load Django: read by a short process of its own.

The store runs for months and needs the list only at its start and when the park changes; Django
would cost it 40 MiB all the time.
"""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

import msgspec

from zhiyuan.kernel.errors import NotReady
from zhiyuan.telemetry.point import Point

LONGEST_S = 60.0


class Known(msgspec.Struct):
    """The points of every site by its key, and the first site's time zone."""

    zone: str
    points: dict[str, list[Point]]


def read() -> tuple[Mapping[str, Sequence[Point]], ZoneInfo]:
    """Ask a process that knows Django. Raises NotReady with its last words."""
    done = subprocess.run(
        [sys.executable, "-m", "zhiyuan.app.pointlist"], capture_output=True, timeout=LONGEST_S, check=False
    )
    if done.returncode:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise NotReady("the park's points cannot be read: {why}", why=" ".join(last))
    known = msgspec.json.decode(done.stdout, type=Known)
    return known.points, ZoneInfo(known.zone)


def write() -> bytes:
    """The answer, as JSON."""
    from zhiyuan.app.manage import ready

    ready()
    from zhiyuan.park import queries

    sites = queries.sites()
    zone = sites[0].timezone if sites else "Asia/Shanghai"
    return msgspec.json.encode(Known(zone, {site.key: queries.telemetry_points(site) for site in sites}))


if __name__ == "__main__":
    sys.stdout.buffer.write(write())
