"""``zhiyuan energy``: energy of one meter by quarter hour, hour, day or month of the site."""

from datetime import datetime, timedelta
from pathlib import Path

import click

from zhiyuan.app.cli import print_json
from zhiyuan.app.commands.readings import WHEN

BUCKETS = ["interval", "hour", "day", "month"]


@click.command()
@click.argument("point")
@click.option("--by", "bucket", type=click.Choice(BUCKETS), default="day", show_default=True)
@click.option("--from", "first", type=WHEN, help="Start, in the site's time; 31 days ago if not said.")
@click.option("--to", "last", type=WHEN, help="End, not included; now if not said.")
@click.option("--site", default="", help="Which park, where there are several.")
@click.option("--home", "directory", type=click.Path(path_type=Path), envvar="ZHIYUAN_HOME", default=".")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def command(
    point: str, bucket: str, first: datetime | None, last: datetime | None, site: str, directory: Path, as_json: bool
) -> None:
    """Print the energy of POINT with what it is worth: zhiyuan energy meter/M1/energy --by day."""
    from zhiyuan.app import home
    from zhiyuan.app.points import find, span_of
    from zhiyuan.kernel.errors import Refused
    from zhiyuan.telemetry.rollup import EnergyReader

    here = home.enter(directory)
    found, zone = find(site, point)
    if found.kind != "register":
        raise Refused("{point} is a {kind}: energy is counted by registers", point=point, kind=found.kind)
    span = span_of(first, last, zone, here.clock_file, timedelta(days=31))
    rows = EnergyReader(here.historian, zone).between([found.id], span, bucket)  # type: ignore[arg-type]
    if as_json:
        buckets = [
            {
                "start": e.start.astimezone(zone).isoformat(),
                "kwh": round(e.kwh, 6),
                "estimated_kwh": round(e.estimated_kwh, 6),
                "quality": e.quality.name.lower(),
                "missing": e.missing,
            }
            for e in rows
        ]
        total = round(sum(e.kwh for e in rows), 6)
        print_json({"point": found.key, "unit": "kWh", "by": bucket, "total_kwh": total, "buckets": buckets})
        return
    for e in rows:
        start = e.start.astimezone(zone).isoformat(timespec="minutes")
        missing = f", {e.missing} quarter hours unknown" if e.missing else ""
        click.echo(f"{start}  {e.kwh:12.3f} kWh  {e.quality.name.lower()}{missing}")
