"""``zhiyuan policy``: the policies of a park, whom each fits, how far it came, and matching all of them now."""

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
    """Policies for firms: matched by the day, told once, claimed as cases."""


@command.command("list")
@SITE
@WHO
@HOME
@JSON
def list_(site: str, username: str, directory: Path, as_json: bool) -> None:
    """Print every policy with how many firms it fits, reached, and so on."""
    person, place = _park(site, username, directory)
    from zhiyuan.policies import queries

    rows = list(queries.visible(person).filter(site=place))
    reaches = queries.reaches(person, rows)
    found = [
        {"id": row.pk, "title": row.title, "document": row.document, "state": row.state, **reaches[row.pk].steps,
         "reach_rate": reaches[row.pk].share(queries.REACHED), "read_rate": reaches[row.pk].share(queries.READ)}
        for row in rows
    ]  # fmt: skip
    if as_json:
        print_json(found)
        return
    for one in found:
        steps = "  ".join(f"{step} {one[step]}" for step in queries.STEPS)
        click.echo(f"{one['id']:>4} {one['state']:10} {one['title']}  {one['document']}\n     {steps}")
    if not found:
        click.echo("no policy has been entered yet")


@command.command()
@SITE
@WHO
@HOME
@JSON
def match(site: str, username: str, directory: Path, as_json: bool) -> None:
    """Match every firm with every policy in force, tell whom one fits anew, find what was claimed."""
    person, place = _park(site, username, directory)
    from zhiyuan.policies import services

    done = services.match_policies(person, place)
    if as_json:
        print_json(done)
        return
    click.echo("{changed} verdicts changed, {told} people were told, {linked} claims were found".format(**done))


@command.command()
@click.argument("enterprise")
@SITE
@WHO
@HOME
@JSON
def firm(enterprise: str, site: str, username: str, directory: Path, as_json: bool) -> None:
    """Print what every policy in force says of the firm ENTERPRISE (its key), clause by clause."""
    person, place = _park(site, username, directory)
    from zhiyuan.identity.verbs import demand
    from zhiyuan.innovation.queries import VIEW
    from zhiyuan.park.queries import today
    from zhiyuan.policies import queries

    row = queries.firm_of(place, enterprise)
    demand(person, VIEW, row)
    found = [(match.policy, queries.explained(match.policy, row, today(place)))
             for match in queries.of_firm(row, today(place))]  # fmt: skip
    if as_json:
        print_json([
            {"id": policy.pk, "document": policy.document, "verdict": str(said.verdict),
             "reasons": [reason.plain() for reason in said.reasons]}
            for policy, said in found
        ])  # fmt: skip
        return
    for policy, said in found:
        click.echo(f"{said.verdict} {policy.title}  {policy.document}")
        for reason in said.reasons:
            sign = {True: "✓", False: "✗", None: "?"}[reason.result]
            figures = f"  {reason.observed} / {reason.needed}" if reason.observed else ""
            click.echo(f"  {sign} {reason.clause.clause}  {reason.clause.text}{figures}")
    if not found:
        click.echo("no policy in force has been matched yet; 'zhiyuan policy match' does")


def _park(site: str, username: str, directory: Path) -> tuple[Any, Any]:
    return entered_park(directory, username, site, "policies.view")
