"""``zhiyuan backup``: an installation as one file, while it runs."""

from pathlib import Path

import click

from zhiyuan.app.cli import print_json


@click.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def command(directory: Path, file: Path, as_json: bool) -> None:
    """Back up the installation in DIRECTORY to FILE (.tar.zst or .tar.gz); it may be running."""
    from zhiyuan.app import backup, home

    made = backup.make(home.enter(directory), file)
    if as_json:
        print_json(made)
    else:
        click.echo(
            f"{made['file']}: {made['files']} files, {made['archive_bytes'] / 1e6:.1f} MB, version {made['version']}."
            " It holds this installation's secrets: keep it where you would keep them."
        )
