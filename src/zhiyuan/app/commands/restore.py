"""``zhiyuan restore``: an installation from one file."""

from pathlib import Path

import click

from zhiyuan.app.cli import print_json


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--database", default="", help="An empty PostgreSQL database to fill instead of the one backed up.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def command(file: Path, directory: Path, database: str, as_json: bool) -> None:
    """Restore the backup FILE into DIRECTORY, which must be empty or not exist."""
    from zhiyuan.app import backup, upgrade

    home = backup.restore(file, directory, database)
    stamp = upgrade.theirs(home)
    if as_json:
        print_json({"path": home.path, "version": stamp.version})
    else:
        click.echo(f"{home.path} is restored (version {stamp.version}). Start with: zhiyuan run {directory}")
