"""``zhiyuan person``: who may sign in, from the command line of the machine itself."""

import secrets
from pathlib import Path
from typing import Any

import click

from zhiyuan.app.cli import print_json
from zhiyuan.kernel.errors import NotFound

HOME = click.option("--home", "directory", type=click.Path(path_type=Path), envvar="ZHIYUAN_HOME", default=".")
JSON = click.option("--json", "as_json", is_flag=True, help="Machine-readable.")


@click.group()
def command() -> None:
    """People who may sign in, their roles and passwords."""


@command.command("list")
@HOME
@JSON
def show(directory: Path, as_json: bool) -> None:
    """Print everybody with their roles."""
    queries = _enter(directory)
    found = [
        {
            "username": p.username,
            "name": p.display_name,
            "active": p.is_active,
            "grants": [g.said() for g in p.grants.all()],
            "last_sign_in": p.last_login,
        }
        for p in queries.people()
    ]
    if as_json:
        print_json(found)
        return
    for one in found:
        state = "" if one["active"] else "  (not active)"
        click.echo(f"{one['username']:<20} {one['name']:<16} {' '.join(one['grants'])}{state}")


@command.command("add")
@click.argument("username")
@click.option("--name", default="", help="How pages call the person.")
@click.option("--role", "grants", multiple=True, help="role, or role@park.floor:3; may be repeated.")
@click.option("--password", default="", help="Made and printed if not given.")
@HOME
@JSON
def add(username: str, name: str, grants: tuple[str, ...], password: str, directory: Path, as_json: bool) -> None:
    """Add USERNAME; whoever rules this machine is the administrator."""
    queries = _enter(directory)
    from zhiyuan.identity import writes

    chosen = password or secrets.token_urlsafe(12)
    writes.enter_person(username, name=name, password=chosen, grants=grants)
    _say(queries.person_named(username), chosen if not password else "", as_json)


@command.command("password")
@click.argument("username")
@click.option("--password", default="", help="Made and printed if not given.")
@HOME
@JSON
def password(username: str, password: str, directory: Path, as_json: bool) -> None:
    """Give USERNAME another password and end a lock on the name."""
    queries = _enter(directory)
    from zhiyuan.identity import writes

    person = queries.person_named(username)
    if person is None:
        raise NotFound("nobody signs in as {name!r}; 'zhiyuan person list' names them", name=username)
    chosen = password or secrets.token_urlsafe(12)
    writes.replace_password(person, chosen)
    _say(person, chosen if not password else "", as_json)


def _enter(directory: Path) -> Any:
    from zhiyuan.app import home
    from zhiyuan.app.manage import ready

    home.enter(directory)
    ready()
    from zhiyuan.identity import queries

    return queries


def _say(person: Any, password: str, as_json: bool) -> None:
    said = {"username": person.username, "grants": [g.said() for g in person.grants.all()]}
    if password:
        said["password"] = password
    if as_json:
        print_json(said)
    else:
        click.echo(" ".join([person.username, *said["grants"], *([f"password {password}"] if password else [])]))
