"""``zhiyuan run``: the process tree of an installation."""

from pathlib import Path

import click


@click.command()
@click.argument("directory", type=click.Path(path_type=Path), default=".")
def command(directory: Path) -> None:
    """Run the installation in DIRECTORY until Ctrl-C: broker, store, collect, steer, jobs, web."""
    from zhiyuan.app import home
    from zhiyuan.app.tree import run

    run(home.enter(directory), say=lambda sentence: click.echo(f"zhiyuan: {sentence}", err=True))
