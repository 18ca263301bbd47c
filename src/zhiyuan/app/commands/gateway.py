"""``zhiyuan gateway``: what a gateway needs to connect."""

from pathlib import Path

import click

from zhiyuan.app.cli import print_json


@click.group()
def command() -> None:
    """Credentials of gateways."""


@command.command("password")
@click.argument("key")
@click.option("--site", default="", help="The park's key, where an installation has several.")
@click.option("--new", "renew", is_flag=True, help="Make another one; the old one ends at once.")
@click.option("--home", "directory", type=click.Path(path_type=Path), envvar="ZHIYUAN_HOME", default=".")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def password(key: str, site: str, renew: bool, directory: Path, as_json: bool) -> None:
    """Print user name and password of the gateway KEY."""
    from zhiyuan.app import gateways, home

    installation = home.enter(directory)
    user, secret = (gateways.replace if renew else gateways.password)(installation, key, site)
    if as_json:
        print_json({"mqtt": installation.config()["mqtt"], "user": user, "password": secret})
    else:
        click.echo(f"MQTT {installation.config()['mqtt']}  user {user}  password {secret}")
