"""``zhiyuan readings``: what one point reported."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from zhiyuan.app.cli import print_json

WHEN = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])


@click.command()
@click.argument("point")
@click.option("--from", "first", type=WHEN, help="Start, in the site's time; a day ago if not said.")
@click.option("--to", "last", type=WHEN, help="End, not included; now if not said.")
@click.option("--site", default="", help="Which park, where there are several.")
@click.option("--limit", default=1000, show_default=True, help="The newest so many.")
@click.option("--home", "directory", type=click.Path(path_type=Path), envvar="ZHIYUAN_HOME", default=".")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def command(
    point: str, first: datetime | None, last: datetime | None, site: str, limit: int, directory: Path, as_json: bool
) -> None:
    """Print the readings of POINT: zhiyuan readings meter/M1/energy --from 2026-03-01 --to 2026-03-02."""
    from zhiyuan.app import home
    from zhiyuan.app.points import find, span_of
    from zhiyuan.telemetry.historian import Historian, instant

    here = home.enter(directory)
    found, zone = find(site, point)
    span = span_of(first, last, zone, here.clock_file, timedelta(days=1))
    ts, value = Historian(here.historian).series(found.id, span)
    rows = [(_shown(instant(int(t)), zone), int(v) / 10**found.decimals) for t, v in zip(ts, value, strict=True)]
    rows = rows[-limit:]
    if as_json:
        readings = [{"t": t, "value": v} for t, v in rows]
        print_json({"point": found.key, "unit": found.unit, "source": found.source, "readings": readings})
        return
    for t, v in rows:
        click.echo(f"{t}  {v:.{found.decimals}f} {found.unit}")
    if not rows:
        click.echo(f"{found.key} reported nothing from {span.start} to {span.end}")


def _shown(when: datetime, zone: ZoneInfo) -> str:
    return when.astimezone(zone).isoformat(timespec="milliseconds")
