"""``zhiyuan status``: what runs, since when, and how much room is left."""

from pathlib import Path

import click

from zhiyuan.app.cli import print_json


@click.command()
@click.argument("directory", type=click.Path(path_type=Path), default=".")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def command(directory: Path, as_json: bool) -> None:
    """Say what runs in the installation DIRECTORY; exit status 5 when it does not run."""
    from zhiyuan.app import home, status

    found = status.look(home.enter(directory))
    if as_json:
        print_json(found)
    else:
        click.echo("\n".join(status.in_words(found)))
    if not found["running"]:
        raise SystemExit(5)
