"""``zhiyuan kind``: look at a kind of case before it is published."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
import yaml

from zhiyuan.app import overlay as laid
from zhiyuan.app.cli import print_json
from zhiyuan.cases import overlay
from zhiyuan.cases.bpmn import bpmn
from zhiyuan.cases.desks import desks
from zhiyuan.cases.kind import Kind
from zhiyuan.cases.kindread import kind, kinds
from zhiyuan.cases.lint import findings
from zhiyuan.cases.state import ready
from zhiyuan.cases.story import told
from zhiyuan.kernel.datacheck import items
from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.reference import book

DAY = click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="As it stands on this day; today if not given.")
JSON = click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
HOME = click.option("--home", "directory", type=click.Path(path_type=Path), envvar="ZHIYUAN_HOME", default=".")
WHO = click.option("--as", "username", default="", help="Who does it, by user name; an administrator if not given.")


@click.group()
def command() -> None:
    """Kinds of cases: KIND is a key of the book, or a folder with kind, form, documents and texts."""


@command.command()
@click.argument("names", nargs=-1, metavar="[KIND]...")
@click.option("--home", "directory", type=click.Path(path_type=Path), envvar="ZHIYUAN_HOME",
              help="Also ask this installation whether somebody sits at each desk.")  # fmt: skip
@DAY
@JSON
def lint(names: tuple[str, ...], directory: Path | None, day: datetime | None, as_json: bool) -> None:
    """Say everything that stands against publishing KIND, or each kind of the book."""
    there = desks(_day(day))
    sitting = _seated(directory, there) if directory else None
    asked = items(_day(day))
    found = {name: findings(_kind(name, day), there, sitting, asked) for name in names or kinds()}
    if as_json:
        print_json({name: [{"where": f.where, "why": str(f.why)} for f in some] for name, some in found.items()})
    for name, some in found.items() if not as_json else ():
        for finding in some:
            click.echo(f"{name}, {finding}")
        if not some:
            click.echo(f"{name}: nothing stands against it")
    if any(found.values()):
        raise Malformed("findings: {count}; none may be left", count=sum(map(len, found.values())))


@command.command("export-bpmn")
@click.argument("name", metavar="KIND")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Into this file instead of printing it.")
@DAY
def export_bpmn(name: str, out: Path | None, day: datetime | None) -> None:
    """Print KIND as BPMN 2.0 with its diagram."""
    text = bpmn(_kind(name, day), desks(_day(day)))
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, "utf-8")
        click.echo(f"{name}: written to {out}")


@command.command("dry-run")
@click.argument("name", metavar="KIND")
@click.argument("log", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@DAY
@JSON
def dry_run(name: str, log: Path, day: datetime | None, as_json: bool) -> None:
    """Tell the log of a case (a list of day, act, step, data, as YAML or JSON) under KIND: how far would it come?"""
    of = _kind(name, day)
    lines = yaml.safe_load(log.read_text("utf-8"))
    if not isinstance(lines, list):
        raise Malformed("{path} is not a list of events", path=log)
    end = told(of, lines)
    turn = [step.key for step in ready(of, end.state)]
    does = [name for step in end.state.effects for name in of.step[step].effects]
    said = {"events": len(end.log), "of": len(lines), "phase": end.state.phase, "ready": turn, "effects": does}
    if as_json:
        print_json({"kind": of.key, "digest": of.digest, **said, "stopped": str(end.stopped) if end.stopped else None})
    else:
        click.echo(
            f"{of.key}: {said['events']} of {said['of']} events, {said['phase']}, ready: {', '.join(turn) or '–'}"
        )
        if does:
            click.echo(f"brought about: {', '.join(does)}")
    if end.stopped:
        raise end.stopped


@command.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@WHO
@HOME
@JSON
def propose(folder: Path, username: str, directory: Path, as_json: bool) -> None:
    """Propose the kind in FOLDER, whose name is its key; refused while the lint finds anything."""
    said = overlay.texts(folder)
    services, person = _entered(directory, username)
    found = services.propose_kind(person, None, kind=folder.resolve().name, pages=said)
    if as_json:
        print_json({"kind": found.kind, "digest": found.digest, "proposed_by": str(found.by)})
    else:
        click.echo(f"{found.kind}: proposed as {found.digest[:12]}; somebody else publishes it")


@command.command()
@click.argument("key", metavar="KIND")
@click.option("--digest", help="Only when exactly this was proposed; what was proposed last if not given.")
@WHO
@HOME
@JSON
def publish(key: str, digest: str | None, username: str, directory: Path, as_json: bool) -> None:
    """Publish what somebody else proposed for KIND: from now on new cases are opened under it."""
    services, person = _entered(directory, username)
    from zhiyuan.cases.queries_kinds import proposal_of

    proposal = proposal_of(key)
    services.publish_kind(person, proposal, digest=digest or proposal.digest)
    laid.refresh()
    if as_json:
        print_json({"kind": key, "digest": proposal.digest, "published_by": str(person)})
    else:
        click.echo(f"{key}: published as {proposal.digest[:12]}")


@command.command("list")
@HOME
@JSON
def list_(directory: Path, as_json: bool) -> None:
    """Say which kinds there are, whose they are, and what waits to be published."""
    laid.entered(directory)
    from zhiyuan.cases.queries_kinds import listed, waiting

    rows = [{"kind": one.kind.key, "title": one.kind.title.zh, "lane": one.kind.lane, "edition": one.kind.digest,
             "published_by": str(one.publication.by) if one.publication else None} for one in listed()]  # fmt: skip
    open_ones = [{"kind": one.kind, "digest": one.digest, "proposed_by": str(one.by)} for one in waiting()]
    if as_json:
        print_json({"kinds": rows, "proposed": open_ones})
        return
    for row in rows:
        click.echo(f"{row['kind']:32} {row['lane']:8} {row['published_by'] or 'shipped':12} {row['title']}")
    for one in open_ones:
        click.echo(f"{one['kind']:32} proposed by {one['proposed_by']} as {one['digest'][:12]}, not published yet")


@command.command()
@click.argument("key", metavar="KIND")
@click.option("--do", "really", is_flag=True, help="Move those that can; without it nothing is changed.")
@WHO
@HOME
@JSON
def move(key: str, really: bool, username: str, directory: Path, as_json: bool) -> None:
    """Say of every running case of KIND whether it could be put under today's edition, and where it could not."""
    services, person = _entered(directory, username)
    from zhiyuan.cases.queries import visible
    from zhiyuan.cases.state import OPEN
    from zhiyuan.cases.writes_move import tried

    rows = visible(person, "cases.move_case").filter(edition__kind=key, phase__in=OPEN).order_by("pk")
    trials = [trial for row in rows.iterator() if (trial := tried(row))]
    for trial in trials if really else ():
        if trial.stopped is None:
            services.move_case(person, trial.case)
    said = [{"case": t.case.number, "moves": t.stopped is None, "event": t.place or None, "act": t.act or None,
             "why": str(t.stopped) if t.stopped else None} for t in trials]  # fmt: skip
    if as_json:
        print_json({"kind": key, "moved": really, "cases": said})
        return
    for one in said:
        fate = ("moved" if really else "can move") if one["moves"] else f"stays: event {one['event']}, {one['why']}"
        click.echo(f"{one['case']}  {fate}")
    if not said:
        click.echo(f"{key}: every running case is under today's edition")


def _entered(directory: Path, username: str) -> tuple[Any, Any]:
    person = laid.entered(directory, username)
    from zhiyuan.cases import services

    return services, person


def _seated(directory: Path, there: Mapping[str, Any]) -> set[str]:
    from zhiyuan.app import home
    from zhiyuan.app.manage import ready as django_ready

    home.enter(directory)
    django_ready()
    from zhiyuan.cases.queries import seated

    return seated(there)


def _day(day: datetime | None) -> date:
    return day.date() if day else date.today()  # noqa: DTZ011  # a reader's own today


def _kind(name: str, day: datetime | None) -> Kind:
    folder = Path(name)
    if not folder.is_dir():
        return kind(name, _day(day))
    key = folder.resolve().name
    return kind(key, _day(day), overlay.over(book(), {key: overlay.texts(folder)}))
