"""``zhiyuan indicator list|show|owed``: what the park comes to, each figure with its sign, period and source."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from zhiyuan.app.cli import print_json
from zhiyuan.app.overlay import entered_park
from zhiyuan.kernel.errors import Malformed

HOME = click.option("--home", "directory", type=click.Path(path_type=Path), envvar="ZHIYUAN_HOME", default=".")
JSON = click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
WHO = click.option("--as", "username", default="", help="Who asks: a user name; an administrator if not given.")
ON = click.option("--on", default="", help="As known on which day, like 2026-06-30; today if not given.")
SITE = click.option("--site", "key", default="", help="The park's key, where an installation has several.")


@click.group()
def command() -> None:
    """Figures of the park, with their signs and sources."""


@command.command("list")
@ON
@SITE
@WHO
@HOME
@JSON
def list_(on: str, key: str, username: str, directory: Path, as_json: bool) -> None:
    """List the indicators that have something to say."""
    known = _book(on, key, username, directory)
    from zhiyuan.indicators import queries

    shown = [tile for _, tiles in queries.cockpit(known) for tile in tiles]
    if as_json:
        print_json([_plain(tile) for tile in shown])
        return
    for tile in shown:
        row = _plain(tile)
        click.echo(f"{row['indicator']:30} {row['figure'] or '—':>16}  {row['period'] or '':20} {row['title']}")
    if not shown:
        click.echo("no figure has been entered yet")


@command.command()
@click.argument("name")
@ON
@SITE
@WHO
@HOME
@JSON
def show(name: str, on: str, key: str, username: str, directory: Path, as_json: bool) -> None:
    """Print one indicator: the figure, what it rests on, what is to be checked."""
    known = _book(on, key, username, directory)
    from zhiyuan.indicators import factfile, queries
    from zhiyuan.indicators.wording import figure

    tile = queries.tile(known, factfile.indicator(name, known.register))
    row = _plain(tile)
    parts = [{"indicator": p.definition.key, "period": str(p.period), "figure": figure(p, "zh"),
              "source": p.fact.source if p.fact else ""} for p in tile.worth.parts]  # fmt: skip
    if as_json:
        print_json(row | {"formula": tile.worth.definition.formula, "parts": parts})
        return
    click.echo(f"{row['title']}: {row['figure'] or row['lack']}  {row['period'] or ''}")
    aimed = row["target"] and f"{row['target']} {row['light']}".rstrip()
    for said in (row["text"], aimed, row["source"] and f"{row['source']}, data of {row['as_of']}", *row["flags"]):
        if said:
            click.echo(f"  {said}")
    if tile.worth.definition.formula:
        click.echo(f"  = {tile.worth.definition.formula}")
    for part in parts:
        click.echo(f"    {part['indicator']} {part['period']}: {part['figure']} {part['source']}")
    for one in row["subjects"]:
        click.echo(f"    {one['subject']}: {one['figure']}")


@command.command()
@SITE
@WHO
@HOME
@JSON
def owed(key: str, username: str, directory: Path, as_json: bool) -> None:
    """List the figures that are still to be entered, what is due first first."""
    _, place = entered_park(directory, username, key, "indicators.view")
    from zhiyuan.indicators.queries_owed import owed as rows_of

    rows = [
        {"indicator": o.definition.key, "period": str(o.period), "due": o.due, "late": o.late,
         "owner": o.definition.owner}
        for o in rows_of(place)
    ]  # fmt: skip
    if as_json:
        print_json(rows)
        return
    for row in rows:
        late = f"{row['late']} working days late" if row["late"] else "not due yet"
        click.echo(f"{row['indicator']:30} {row['period']:18} due {row['due']}  {late}  {row['owner']}")
    if not rows:
        click.echo("nothing is owed")


def _book(on: str, key: str, username: str, directory: Path) -> Any:
    try:
        day = date.fromisoformat(on) if on else None
    except ValueError:
        raise Malformed("{said} is no day; write it like 2026-03-02", said=repr(on)) from None
    _, place = entered_park(directory, username, key, "indicators.view")
    from zhiyuan.indicators import queries

    return queries.book(place, day)


def _plain(tile: Any) -> dict[str, Any]:
    from zhiyuan.indicators.plain import plain

    return plain(tile)
