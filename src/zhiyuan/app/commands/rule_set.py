"""``zhiyuan rule-set``: an edition of a rule of the innovation ladder, from its table to its publication."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from zhiyuan.app import overlay as laid
from zhiyuan.app.cli import print_json
from zhiyuan.enterprises.ladder import draft as drafts
from zhiyuan.enterprises.ladder import drafted, rulefile
from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.reference import book

FILE = click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
RULE = click.option("--rule", "key", required=True, help="The page of the ladder: tech_sme; a new one begins a rule.")
DAY = click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="As it holds on this day; today if not given.")
JSON = click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
HOME = click.option("--home", "directory", type=click.Path(path_type=Path), envvar="ZHIYUAN_HOME", default=".")
WHO = click.option("--as", "username", default="", help="Who does it, by user name; an administrator if not given.")


@click.group()
def command() -> None:
    """Editions of the rules of the innovation ladder: FILE has the clauses of one and firms worked by it."""


@command.command()
@click.argument("key", metavar="RULE")
@DAY
def take(key: str, day: datetime | None) -> None:
    """Print the edition of RULE that holds, to begin another with."""
    click.echo(drafts.taken(book(), key, day.date() if day else _today()).text(), nl=False)


@command.command()
@FILE
@RULE
@JSON
def lint(path: Path, key: str, as_json: bool) -> None:
    """Say everything in the table of FILE that stands against publishing it."""
    found = [str(fault) for fault in drafted.findings(book(), key, _draft(path))]
    if as_json:
        print_json({key: found})
    else:
        click.echo("\n".join(found) or f"{key}: nothing stands against it")
    if found:
        raise Malformed("findings: {count}; none may be left", count=len(found))


@command.command()
@FILE
@RULE
@JSON
def test(path: Path, key: str, as_json: bool) -> None:
    """Judge the worked firms of FILE by its own table: each must come out as it says."""
    draft = _draft(path)
    if against := drafted.findings(book(), key, draft):
        raise drafted.refused(draft, against)
    cases = drafted.tried(book(), key, draft)
    if as_json:
        print_json([{"name": one.case["name"], "passes": one.passes, **one.given, "wrong": [str(w) for w in one.wrong]}
                    for one in cases])  # fmt: skip
    for one in cases if not as_json else ():
        click.echo(f"{'ok   ' if one.passes else 'WRONG'} {one.case['name']}"
                   + "".join(f"; {why}" for why in one.wrong))  # fmt: skip
    if unproven := drafted.unproven(cases):
        raise drafted.refused(draft, unproven)


@command.command()
@FILE
@RULE
@WHO
@HOME
@JSON
def propose(path: Path, key: str, username: str, directory: Path, as_json: bool) -> None:
    """Propose the edition in FILE and say what it would change; refused while its table has a fault."""
    services, person = _entered(directory, username)
    found = services.propose_rule_set(person, None, rule=key, text=_draft(path).text())
    said = {"rule": key, "edition": found.edition, "digest": found.digest, "effect": found.effect["counts"]}
    if as_json:
        print_json({**said, "proposed_by": str(found.by)})
    else:
        counts = "".join(f", {way}: {count}" for way, count in found.effect["counts"].items())
        click.echo(f"{key}/{found.edition}: proposed as {found.digest[:12]}{counts}; somebody else publishes it")


@command.command()
@click.argument("key", metavar="RULE")
@click.option("--digest", help="Only when exactly this was proposed; what was proposed last if not given.")
@WHO
@HOME
@JSON
def publish(key: str, digest: str | None, username: str, directory: Path, as_json: bool) -> None:
    """Publish what somebody else proposed for RULE; refused unless each of its worked firms comes out as it says."""
    services, person = _entered(directory, username)
    from zhiyuan.innovation.queries_rules import proposal_of

    proposal = proposal_of(key)
    services.publish_rule_set(person, proposal, digest=digest or proposal.digest)
    laid.refresh()
    if as_json:
        print_json({"rule": key, "edition": proposal.edition, "since": proposal.since, "published_by": str(person)})
    else:
        click.echo(f"{key}/{proposal.edition}: published, holds from {proposal.since}")


@command.command()
@click.argument("key", metavar="RULE")
@click.argument("edition")
@click.option("--reason", required=True, help="Why it holds no longer.")
@WHO
@HOME
def withdraw(key: str, edition: str, reason: str, username: str, directory: Path) -> None:
    """Withdraw a published EDITION of RULE: what held before it holds on."""
    services, person = _entered(directory, username)
    from zhiyuan.innovation.queries_rules import publication_of

    services.withdraw_rule_set(person, publication_of(key, edition), reason=reason)
    laid.refresh()
    click.echo(f"{key}/{edition}: withdrawn")


@command.command("list")
@HOME
@JSON
def list_(directory: Path, as_json: bool) -> None:
    """Say which editions there are, whose they are, and what waits to be published."""
    laid.entered(directory)
    from zhiyuan.innovation.queries_rules import listed, waiting

    rows = [{"rule": one.key, "edition": one.rules.edition, "since": one.rules.since, "until": one.rules.until,
             "published_by": str(one.publication.by) if one.publication else None}
            for one in listed(book())]  # fmt: skip
    open_ones = [{"rule": one.rule, "edition": one.edition, "digest": one.digest, "proposed_by": str(one.by)}
                 for one in waiting()]  # fmt: skip
    if as_json:
        print_json({"editions": rows, "proposed": open_ones})
        return
    for row in rows:
        click.echo(f"{row['rule']:20} {row['since']} – {row['until'] or '':10} {row['published_by'] or 'shipped':12} "
                   f"{row['edition']}")  # fmt: skip
    for one in open_ones:
        click.echo(f"{one['rule']:20} {one['edition']} proposed by {one['proposed_by']} as {one['digest'][:12]}")


def _draft(path: Path) -> drafts.Draft:
    """From YAML, or from a workbook as the page gives it out."""
    if path.suffix.lower() == ".xlsx":
        return rulefile.read(path.read_bytes())
    try:
        return drafts.read(path.read_text("utf-8"), path.name)
    except UnicodeDecodeError:
        raise Malformed("{path} is no text in UTF-8", path=path) from None


def _entered(directory: Path, username: str) -> tuple[Any, Any]:
    person = laid.entered(directory, username)
    from zhiyuan.innovation import services

    return services, person


def _today() -> date:
    return date.today()  # noqa: DTZ011  # a reader's own today
