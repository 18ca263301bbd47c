"""``zhiyuan restate``: compute the energy of meters again from their readings, and say what that changed."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from zhiyuan.app.cli import print_json
from zhiyuan.app.commands.readings import WHEN
from zhiyuan.kernel.errors import Malformed


@click.command()
@click.option("--meter", "meters", multiple=True, help="Key of a meter; may be repeated. All meters if not said.")
@click.option("--from", "first", type=WHEN, help="Start, in the site's time; 31 days ago if not said.")
@click.option("--to", "last", type=WHEN, help="End, not included; now if not said.")
@click.option("--as", "username", default="", help="Who asks; the trail will say so.")
@click.option("--site", default="", help="Which park, where there are several.")
@click.option("--home", "directory", type=click.Path(path_type=Path), envvar="ZHIYUAN_HOME", default=".")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def command(
    meters: tuple[str, ...],
    first: datetime | None,
    last: datetime | None,
    username: str,
    site: str,
    directory: Path,
    as_json: bool,
) -> None:
    """Compute energy again from the readings: zhiyuan restate --meter M1 --from 2026-03-01 --to 2026-04-01 --as li.

    While the park runs its store does it. Asked twice, the second time changes nothing.
    """
    from zhiyuan.app import home
    from zhiyuan.app.manage import ready

    here = home.enter(directory)
    ready()
    from zoneinfo import ZoneInfo

    from zhiyuan.app import services
    from zhiyuan.app.actor import named
    from zhiyuan.app.points import span_of
    from zhiyuan.park.queries import site as find

    park = find(site)
    person = named(username, Malformed("say who asks: --as with a user name"))
    span = span_of(first, last, ZoneInfo(park.timezone), here.clock_file, timedelta(days=31))
    said = services.restate_energy(person, park, start=span.start, end=span.end, meters=",".join(meters))
    if as_json:
        print_json(said)
    else:
        click.echo("\n".join(_lines(said)))


def _lines(said: dict[str, Any]) -> list[str]:
    head = f"{said['meters']} meters from {said['from']} to {said['to']}: {len(said['changed'])} changed"
    return [head, *(_line(meter, one) for meter, one in said["changed"].items())]


def _line(meter: str, one: dict[str, Any]) -> str:
    moved = f"{one['kwh_before']:.3f} → {one['kwh_after']:.3f} kWh"
    guessed = f"estimated {one['estimated_before']:.3f} → {one['estimated_after']:.3f}"
    return f"{meter:16} {one['intervals']:6} quarter hours, {one['first']} … {one['last']}: {moved}, {guessed}"
