"""``zhiyuan kind``: look at a kind of case before it is published."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
import yaml

from zhiyuan.app.cli import print_json
from zhiyuan.cases.bpmn import bpmn
from zhiyuan.cases.desks import desks
from zhiyuan.cases.kind import Kind
from zhiyuan.cases.kindread import PAGES, kind, kinds
from zhiyuan.cases.lint import findings
from zhiyuan.cases.state import ready
from zhiyuan.cases.story import told
from zhiyuan.kernel.errors import Malformed, NotFound
from zhiyuan.kernel.reference import book, parse_page

DAY = click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="As it stands on this day; today if not given.")
JSON = click.option("--json", "as_json", is_flag=True, help="Machine-readable.")


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
    found = {name: findings(_kind(name, day), there, sitting) for name in names or kinds()}
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
    said = {"events": len(end.log), "of": len(lines), "phase": end.state.phase, "ready": turn}
    if as_json:
        print_json({"kind": of.key, "digest": of.digest, **said, "stopped": str(end.stopped) if end.stopped else None})
    else:
        click.echo(
            f"{of.key}: {said['events']} of {said['of']} events, {said['phase']}, ready: {', '.join(turn) or '–'}"
        )
    if end.stopped:
        raise end.stopped


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
    pages: dict[str, Mapping[str, Any]] = {}
    for page in PAGES:
        path = folder / f"{page}.yaml"
        if not path.exists():
            raise NotFound("{folder} has no {page}.yaml", folder=folder, page=page)
        pages[f"cases/{folder.name}/{page}"] = parse_page(path.read_text("utf-8"), path.name)
    return kind(folder.name, _day(day), book().with_pages(pages))
