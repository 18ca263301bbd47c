"""``zhiyuan case``: find a case, read its log, act in it, and check that nobody changed what happened."""

from pathlib import Path
from typing import Any

import click

from zhiyuan.app.cli import print_json
from zhiyuan.app.overlay import entered
from zhiyuan.kernel.errors import Malformed, NotFound, Refused

HOME = click.option("--home", "directory", type=click.Path(path_type=Path), envvar="ZHIYUAN_HOME", default=".")
JSON = click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
WHO = click.option("--as", "username", default="", help="Who asks or acts: a user name; an administrator if not given.")
SITE = click.option("--site", default="", help="Which park, where there are several.")
DOCS = click.option("--doc", "docs", multiple=True, help="A document by its key; repeatable.")


@click.group()
def command() -> None:
    """Cases by their NUMBER, such as 20260928-0001."""


@command.command("list")
@click.option(
    "--words", default="", help="Two or more characters of a firm's name, or the beginning of a number or code."
)
@click.option("--phase", default="", help="A phase, or open, or ended.")
@click.option("--lane", default="", help="enter, stay, change, exit or request.")
@click.option("--kind", default="", help="The key of a kind.")
@click.option("--limit", default=50, type=click.IntRange(1, 1000), show_default=True)
@WHO
@HOME
@JSON
def list_(
    words: str, phase: str, lane: str, kind: str, limit: int, username: str, directory: Path, as_json: bool
) -> None:
    """List the cases that somebody may see, what is due first."""
    person = entered(directory, username)
    from zhiyuan.cases import queries

    found = queries.cases(person, words=words, phase=phase, lane=lane, kind=kind)
    rows = [_brief(row) for row in found[:limit]]
    if found.cut:
        click.echo("more cases fit than were looked at: type more of the number", err=True)
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['number']}  {row['phase']:9}  {row['due'] or '–'!s:10}  {row['kind']:28}  {row['about']}")
    if not rows:
        click.echo("no case")


@command.command()
@click.argument("number")
@SITE
@WHO
@HOME
@JSON
def show(number: str, site: str, username: str, directory: Path, as_json: bool) -> None:
    """Print one case: where it stands, its clocks, its log."""
    person = entered(directory, username)
    from zhiyuan.cases import queries
    from zhiyuan.cases.state import ready

    row = _case(person, number, site)
    found = queries.read(row)
    said = _brief(row) | {
        "edition": found.kind.digest,
        "ready": [step.key for step in ready(found.kind, found.state)],
        "clocks": [{"name": c.name, "of": c.of, "due": c.due.day, "provisional": c.due.provisional, "basis": c.basis}
                   for c in found.clocks],
        "events": [{"seq": e.seq, "act": e.act, "step": e.step, "at": e.at, "actor": e.actor,
                    "on_behalf": e.on_behalf, "data": e.data, "digest": e.digest} for e in found.log],
    }  # fmt: skip
    if as_json:
        print_json(said)
        return
    click.echo(f"{said['number']}  {said['about']}  {said['kind']}  {said['phase']}")
    click.echo(f"ready: {', '.join(said['ready']) or '–'}")
    for clock in found.clocks:
        mark = " provisional" if clock.due.provisional else ""
        click.echo(f"{clock.name} {clock.of}: until {clock.due.day}{mark}  {clock.basis}")
    for e in found.log:
        whose = f"{e.actor} for {e.on_behalf}" if e.on_behalf else e.actor
        click.echo(f"{e.seq:4}  {e.at:%Y-%m-%d %H:%M}  {e.act:10} {e.step:16} {whose}  {e.data.get('reason', '')}")


@command.command("open")
@click.argument("kind")
@click.option("--enterprise", required=True, help="The firm by its key.")
@click.option("--field", "fields", multiple=True, metavar="NAME=ANSWER", help="An answer to the form; repeatable.")
@DOCS
@SITE
@WHO
@HOME
@JSON
def open_(
    kind: str, enterprise: str, fields: tuple[str, ...], docs: tuple[str, ...], site: str, username: str,
    directory: Path, as_json: bool,
) -> None:  # fmt: skip
    """Apply for KIND in the name of an enterprise."""
    person = entered(directory, username)
    from zhiyuan.cases import services
    from zhiyuan.enterprises.queries import of_site
    from zhiyuan.park.queries import site as park

    firm = of_site(park(site)).filter(key=enterprise).select_related("site").first()
    if firm is None:
        raise NotFound("there is no enterprise {key}", key=enterprise)
    row = services.open_case(person, firm, kind=kind, form=_answers(fields), docs=list(docs))
    _said(row, as_json, f"opened for {firm}")


@command.command()
@click.argument("number")
@click.argument("act")
@click.option("--step", default="", help="Which step it is about.")
@DOCS
@click.option("--to", default="", help="A step or a person, as the act has it.")
@click.option("--people", multiple=True, help="Who is asked to sign; repeatable.")
@click.option("--answer", "answers", multiple=True, metavar="ITEM=ANSWER", help="What is attested by hand; repeatable.")
@click.option("--why", default="", help="For which of the kind's reasons the clock stops.")
@click.option("--reason", default="", help="Why, in words.")
@SITE
@WHO
@HOME
@JSON
def act(number: str, act: str, site: str, username: str, directory: Path, as_json: bool, **said: Any) -> None:
    """Do ACT in the case NUMBER, as the firm or as a desk, as the act has it."""
    person = entered(directory, username)
    from zhiyuan.cases import doing

    row = _case(person, number, site)
    given: dict[str, Any] = {
        name: list(value) if isinstance(value, tuple) else value for name, value in said.items() if value
    }
    if len(given.get("docs", ())) == 1 and act in doing.OF_ONE_DOCUMENT:
        given["doc"] = given.pop("docs")[0]
    if "answers" in given:
        given["answers"] = _answers(given["answers"])
    doing.do(person, row, {"act": act, **given})
    row.refresh_from_db()
    _said(row, as_json, act)


@command.command()
@click.argument("numbers", nargs=-1, metavar="[NUMBER]...")
@SITE
@HOME
@JSON
def verify(numbers: tuple[str, ...], site: str, directory: Path, as_json: bool) -> None:
    """Check the chain of each NUMBER, or of every case: each event holds the digest of the one before."""
    person = entered(directory, "")
    from zhiyuan.cases import queries, writes
    from zhiyuan.cases.event import first_broken
    from zhiyuan.park.queries import site as park

    chosen = (_case(person, number, site) for number in numbers) if numbers else queries.of_site(park(site)).iterator()
    checked, broken = 0, list[dict[str, Any]]()
    for row in chosen:
        checked += 1
        if place := first_broken(writes.log(row)):
            broken.append({"number": row.number, "event": place})
    if as_json:
        print_json({"cases": checked, "broken": broken})
    else:
        click.echo(f"{checked} cases, {len(broken)} broken")
    if broken:
        first = broken[0]
        raise Refused("{number}: event {event} is not what was written", number=first["number"], event=first["event"])


@command.command()
@HOME
@JSON
def rebuild(directory: Path, as_json: bool) -> None:
    """Lay anew from the logs what is kept beside them: states, due days, whose turn it is, promises, ratings."""
    entered(directory, "")
    from zhiyuan.cases import writes
    from zhiyuan.kernel import parktime

    count, moved = writes.rebuild(parktime.now())
    if as_json:
        print_json({"cases": count, "moved": moved})
    else:
        click.echo(f"{count} cases laid anew from their logs; {moved} due days moved")


def _case(person: Any, number: str, site: str) -> Any:
    """A case that this person may see; what they may not is as if it were not there."""
    from zhiyuan.cases import queries
    from zhiyuan.park.queries import site as park

    found = queries.visible(person).filter(number=number)
    found = found.filter(site=park(site)) if site else found
    rows = list(found[:2])
    if not rows:
        raise NotFound("there is no case {number}", number=number)
    if len(rows) > 1:
        raise Malformed("{number} is a case in several parks; say --site", number=number)
    return rows[0]


def _answers(fields: tuple[str, ...]) -> dict[str, str]:
    said = {}
    for field in fields:
        name, equals, answer = field.partition("=")
        if not equals:
            raise Malformed("{field}: an answer is said as name=answer", field=field)
        said[name] = answer
    return said


def _brief(row: Any) -> dict[str, Any]:
    names = ("number", "lane", "opened", "phase", "due", "provisional")
    about = {"kind": row.edition.kind, "about": row.about}
    return {name: getattr(row, name) for name in names} | about


def _said(row: Any, as_json: bool, done: str) -> None:
    row.refresh_from_db()
    if as_json:
        print_json(_brief(row))
    else:
        click.echo(f"{row.number}: {done}, {row.phase}{f', due {row.due}' if row.due else ''}")
