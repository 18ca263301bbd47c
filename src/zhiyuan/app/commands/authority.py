"""``zhiyuan authority``: set up the systems of tax, market regulation and land, and try them."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from zhiyuan.app.cli import print_json
from zhiyuan.kernel.errors import NotReady

HOME = click.option("--home", "directory", type=click.Path(path_type=Path), envvar="ZHIYUAN_HOME", default=".")
JSON = click.option("--json", "as_json", is_flag=True, help="Machine-readable.")


@click.group()
def command() -> None:
    """The authorities that are asked instead of asking the firm for a paper."""


@command.command("set")
@click.argument("source")
@click.option("--url", required=True, help="Where it is asked; https.")
@click.option("--key-id", required=True, help="The name under which it knows this park.")
@click.option("--key", prompt=True, hide_input=True, help="The shared secret; asked for if not given.")
@click.option("--timeout", "timeout_s", default=5.0, show_default=True, help="Seconds without a byte.")
@click.option("--patience", "patience_s", default=20.0, show_default=True, help="Seconds in all.")
@HOME
def set_up(source: str, url: str, key_id: str, key: str, timeout_s: float, patience_s: float, directory: Path) -> None:
    """Keep address and secret of SOURCE (tax, market, land) in this installation."""
    from zhiyuan.app import authorities

    authorities.keep(_home(directory), source, url, key_id, key, timeout_s=timeout_s, patience_s=patience_s)
    click.echo(f"{source}: {url}, known there as {key_id}")


@command.command("list")
@HOME
@JSON
def listed(directory: Path, as_json: bool) -> None:
    """What can be asked, of whom, and whether that one is set up."""
    from django.utils import timezone

    from zhiyuan.app import authorities, clock
    from zhiyuan.kernel.datacheck import items

    home = _home(directory)
    known = authorities.known(home)
    today = timezone.localdate(clock.read(home.clock_file).now())
    rows = [asdict(one) | {"url": known[one.source].url if one.source in known else None} for one in items(today)]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['source']:8}{row['key']:22}{'/'.join(row['says']):18}"
                   f"{row['url'] or 'not set up'}  {row['title']}")  # fmt: skip


@command.command("ask")
@click.argument("source")
@click.argument("item")
@click.argument("subject")
@HOME
@JSON
def asked(source: str, item: str, subject: str, directory: Path, as_json: bool) -> None:
    """Ask once and print the record: zhiyuan authority ask tax tax_state 91411300MAAY4CL12B."""
    from zhiyuan.app import authorities
    from zhiyuan.kernel.datacheck import REASONS, Question

    (check,) = authorities.ask(_home(directory), [Question(subject, item, source)])
    if as_json:
        print_json(asdict(check) | {"heard": check.heard})
    elif check.heard:
        click.echo(f"{source} says {check.answer} to {item} of {subject}, as of {check.as_of}, digest {check.digest}")
        for one in check.open_items:
            click.echo(f"  {one}")
    if not check.heard:
        raise NotReady("{source} was not heard: {why} {detail}", source=source, why=REASONS[check.reason],
                       detail=f"({check.detail})" if check.detail else "")  # fmt: skip


def _home(directory: Path) -> Any:
    from zhiyuan.app import home
    from zhiyuan.app.manage import ready

    found = home.enter(directory)
    found.config()  # refuses what is not an installation
    ready()
    return found
