"""``zhiyuan cite``: open the book at a figure."""

from datetime import date, datetime

import click

from zhiyuan.app.cli import print_json
from zhiyuan.kernel.reference import figure


@click.command()
@click.argument("name")
@click.option(
    "--day", type=click.DateTime(["%Y-%m-%d"]), default=None, help="The day it must hold on; today if not given."
)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def command(name: str, day: datetime | None, as_json: bool) -> None:
    """Print a figure of the book with its source: zhiyuan cite standards/gb50034_2024#office."""
    found = figure(name, day.date() if day else date.today())  # noqa: DTZ011  # a reader's own today
    if as_json:
        print_json(
            {
                "name": found.name,
                "value": found.value,
                "unit": found.unit,
                "since": found.since,
                "source": dict(found.source),
            }
        )
    else:
        click.echo(str(found))
