"""``zhiyuan init``: make an installation."""

from pathlib import Path

import click

from zhiyuan.app.cli import print_json
from zhiyuan.app.home import DEFAULTS


@click.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--admin", default="admin", show_default=True, help="Name of the first administrator.")
@click.option("--password", default="", help="Their password; a good one is made up when none is given.")
@click.option("--http", default=DEFAULTS["http"], show_default=True, help="Where the pages are served.")
@click.option("--mqtt", default=DEFAULTS["mqtt"], show_default=True, help="Where gateways connect.")
@click.option("--nats", default=DEFAULTS["nats"], show_default=True, help="Between our own processes.")
@click.option("--database", default="", help="postgresql://user:password@host:port/name instead of SQLite.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def command(
    directory: Path, admin: str, password: str, http: str, mqtt: str, nats: str, database: str, as_json: bool
) -> None:
    """Make a new installation in DIRECTORY: settings, secrets, database, first administrator."""
    from zhiyuan.app import init

    made = init.make(
        directory, administrator=admin, password=password, http=http, mqtt=mqtt, nats=nats, database=database
    )
    if as_json:
        print_json({"path": made.path, "address": f"http://{http}", "user": admin, "password": made.password})
        return
    click.echo(f"{made.path} is ready. Sign in at http://{http} as {admin}, password {made.password}")
    click.echo(f"The password is shown only now. Start with: zhiyuan run {directory}")
