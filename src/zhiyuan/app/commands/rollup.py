"""``zhiyuan rollup``: energy of meters by the buckets of the site's calendar; to the screen, as JSON, Excel or CSV."""

import csv
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from zhiyuan.app.cli import print_json
from zhiyuan.app.commands.readings import WHEN

if TYPE_CHECKING:
    from zhiyuan.app.rollups import Step
    from zhiyuan.telemetry.calendar import Bucket

BY: "dict[str, Bucket]" = {
    "quarter-hour": "interval", "hour": "hour", "day": "day", "week": "week", "month": "month", "quarter": "quarter",
    "year": "year", "billing": "billing",
}  # fmt: skip
WORDS = ("meter", "from", "to", "kWh", "of it estimated kWh", "worth", "unknown quarter hours")


@click.command()
@click.option(
    "--meter", "meters", multiple=True, help="Key of a meter, real or virtual; may be repeated. All if not said."
)
@click.option("--by", type=click.Choice(list(BY)), default="day", show_default=True)
@click.option("--cycle-day", type=int, default=1, show_default=True, help="Day at whose 00:00 a billing period begins.")
@click.option("--from", "first", type=WHEN, help="Start, in the site's time; 31 days ago if not said.")
@click.option("--to", "last", type=WHEN, help="End, not included; now if not said.")
@click.option("--xlsx", "xlsx_file", type=click.Path(dir_okay=False, path_type=Path), help="Write a workbook here.")
@click.option("--csv", "csv_file", type=click.Path(dir_okay=False, path_type=Path), help="Write CSV here.")
@click.option("--site", default="", help="Which park, where there are several.")
@click.option("--home", "directory", type=click.Path(path_type=Path), envvar="ZHIYUAN_HOME", default=".")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def command(
    meters: tuple[str, ...],
    by: str,
    cycle_day: int,
    first: datetime | None,
    last: datetime | None,
    xlsx_file: Path | None,
    csv_file: Path | None,
    site: str,
    directory: Path,
    as_json: bool,
) -> None:
    """Print energy by bucket: zhiyuan rollup --meter M1 --by billing --cycle-day 26 --from 2026-01-26 --to 2026-03-26.

    Every bucket is there and owns its start, not its end; what is not known is said, never a silent zero.
    """
    from zhiyuan.app import home
    from zhiyuan.app.manage import ready

    here = home.enter(directory)
    ready()
    from zhiyuan.app import rollups
    from zhiyuan.app.points import span_of
    from zhiyuan.metering import queries as metering
    from zhiyuan.park.queries import site as find

    park = find(site)
    zone = ZoneInfo(park.timezone)
    span = span_of(first, last, zone, here.clock_file, timedelta(days=31))
    keys = list(dict.fromkeys(meters)) or [m.key for m in metering.meters(park) if m.virtual or m.point is not None]
    found = rollups.rolled(park, keys, span, BY[by], cycle_day)
    if xlsx_file:
        xlsx_file.write_bytes(_workbook(found, by, zone))
    if csv_file:
        _write_csv(csv_file, found, zone)
    if as_json:
        print_json(_plain(found, by, cycle_day, zone))
    elif written := [str(f) for f in (xlsx_file, csv_file) if f]:
        click.echo(f"{len(found)} meters by {by} are written to {', '.join(written)}")
    else:
        _print(found, zone)


def _plain(found: "Mapping[str, Sequence[Step]]", by: str, cycle_day: int, zone: ZoneInfo) -> dict[str, Any]:
    meters = []
    for key, steps in found.items():
        buckets = [
            {
                "from": s.start.astimezone(zone).isoformat(),
                "to": s.end.astimezone(zone).isoformat(),
                "kwh": round(s.kwh, 6) if s.known else None,
                "estimated_kwh": round(s.estimated_kwh, 6) if s.known else None,
                "quality": s.quality.name.lower(),
                "missing": s.missing,
            }
            for s in steps
        ]
        meters.append({"meter": key, "kwh": round(sum(s.kwh for s in steps), 6), "buckets": buckets})
    cycle = {"cycle_day": cycle_day} if by == "billing" else {}
    return {"unit": "kWh", "by": by, **cycle, "timezone": zone.key, "meters": meters}


def _workbook(found: "dict[str, list[Step]]", by: str, zone: ZoneInfo) -> bytes:
    from zhiyuan.app import rollups
    from zhiyuan.kernel.sheet import workbook
    from zhiyuan.telemetry.energy import Quality

    worth = {q: q.name.lower() for q in Quality}
    return workbook([rollups.sheet(by, found, WORDS, worth)], zone)


def _write_csv(file: Path, found: "Mapping[str, Sequence[Step]]", zone: ZoneInfo) -> None:
    with file.open("w", newline="", encoding="utf-8") as handle:
        table = csv.writer(handle)
        table.writerow(WORDS)
        for key, steps in found.items():
            for s in steps:
                ends = [t.astimezone(zone).isoformat(timespec="minutes") for t in (s.start, s.end)]
                known = [f"{s.kwh:.6f}", f"{s.estimated_kwh:.6f}"] if s.known else ["", ""]
                table.writerow([key, *ends, *known, s.quality.name.lower(), s.missing])


def _print(found: "Mapping[str, Sequence[Step]]", zone: ZoneInfo) -> None:
    for key, steps in found.items():
        click.echo(f"{key}  {sum(s.kwh for s in steps):.3f} kWh")
        for s in steps:
            known = f"{s.kwh:12.3f} kWh" if s.known else "           — kWh"
            missing = f", {s.missing} quarter hours unknown" if s.missing else ""
            guessed = f", {s.estimated_kwh:.3f} of it estimated" if s.estimated_kwh else ""
            start = s.start.astimezone(zone).isoformat(timespec="minutes")
            click.echo(f"  {start}  {known}  {s.quality.name.lower()}{guessed}{missing}")
