"""``zhiyuan chain``: the segments of the park's chains, each with its word; what is missing; firms from a workbook."""

import base64
from pathlib import Path
from typing import Any

import click

from zhiyuan.app.cli import print_json
from zhiyuan.app.overlay import entered_park

HOME = click.option("--home", "directory", type=click.Path(path_type=Path), envvar="ZHIYUAN_HOME", default=".")
JSON = click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
WHO = click.option("--as", "username", default="", help="Who asks or acts: a user name; an administrator if not given.")
SITE = click.option("--site", default="", help="The park's key, where an installation has several.")


@click.group()
def command() -> None:
    """Industry chains of the park."""


@command.command()
@click.argument("key")
@SITE
@WHO
@HOME
@JSON
def show(key: str, site: str, username: str, directory: Path, as_json: bool) -> None:
    """Print every segment of the chain KEY with its word, its firms and why."""
    _, place = _park(site, username, directory)
    from zhiyuan.indicators import queries_chain

    found = queries_chain.stands(place, key)
    rows = [_row(found, one) for one in found.placed.values()]
    if as_json:
        print_json({"chain": key, "title": found.chain.zh, "segments": rows})
        return
    for row in rows:
        side = f" ({row['side']})" if row["side"] else ""
        click.echo(f"{row['segment']:14} {row['word']}{side}  {', '.join(row['firms'])}")
        click.echo(f"{'':14} {'; '.join(row['reasons'])}")


@command.command()
@click.option("--chain", "only", default="", help="One chain; all of them if not given.")
@SITE
@WHO
@HOME
@JSON
def gaps(only: str, site: str, username: str, directory: Path, as_json: bool) -> None:
    """Print what investment work looks for: holes first, then frontiers, the most urgent first."""
    _, place = _park(site, username, directory)
    from zhiyuan.indicators import queries_chain

    known = [queries_chain.stands(place, only)] if only else queries_chain.all_stand(place)
    rows = [_row(found, one) | {"chain": found.chain.key} for found in known for one in found.targets]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['chain']:16} {row['segment']:14} {row['word']} {row['side']:10} priority {row['priority']}")
    if not rows:
        click.echo("nothing is missing")


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@SITE
@WHO
@HOME
@JSON
def import_(file: Path, site: str, username: str, directory: Path, as_json: bool) -> None:
    """Put the firms of a workbook FILE (enterprise, chain, segment, product, output) into segments, all or nothing."""
    person, place = _park(site, username, directory)
    from zhiyuan.enterprises import services

    rows = services.import_placements(person, place, workbook=base64.b64encode(file.read_bytes()).decode())
    if as_json:
        print_json([{"id": row.pk, "placement": str(row)} for row in rows])
        return
    click.echo(f"{file}: {len(rows)} firms are placed")


@command.command()
@click.argument("key")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@SITE
@WHO
@HOME
def propose(key: str, file: Path, site: str, username: str, directory: Path) -> None:
    """Propose the chain KEY as the page FILE (YAML) describes it; it holds when another person publishes it."""
    person, place = _park(site, username, directory)
    from zhiyuan.enterprises import services

    row = services.propose_chain(person, place, key=key, text=file.read_text("utf-8-sig"))
    click.echo(f"{key} is proposed as number {row.pk}; another person publishes it: zhiyuan chain publish {row.pk}")


@command.command()
@click.argument("number", type=int)
@SITE
@WHO
@HOME
def publish(number: int, site: str, username: str, directory: Path) -> None:
    """Publish the chain that somebody else proposed as NUMBER; it lies over the book's from now on."""
    person, place = _park(site, username, directory)
    from zhiyuan.enterprises import queries_chain, services

    services.publish_chain(person, queries_chain.proposal(place, number))
    click.echo(f"{number} is published")


def _park(site: str, username: str, directory: Path) -> tuple[Any, Any]:
    return entered_park(directory, username, site, "enterprises.view")


def _row(found: Any, one: Any) -> dict[str, Any]:
    from zhiyuan.enterprises.chain.partition import WORDS

    return {
        "segment": one.key,
        "title": found.chain.segments[one.key].zh,
        "word": WORDS[one.word],
        "side": one.side,
        "priority": one.priority,
        "strength": None if one.strength is None else round(float(one.strength), 4),
        "substitutable": None if one.substitutable is None else round(float(one.substitutable), 4),
        "single_firm": one.single,
        "firms": [firm.name for firm in one.firms],
        "suppliers": list(one.suppliers),
        "buyers": list(one.buyers),
        "reasons": [str(reason) for reason in one.reasons],
    }
