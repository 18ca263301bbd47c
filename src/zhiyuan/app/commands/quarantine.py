"""``zhiyuan quarantine``: what could not be admitted and why; let it in, or confirm that it stays out."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from zhiyuan.app.cli import print_json
from zhiyuan.kernel.errors import Malformed

HOME = click.option("--home", "directory", type=click.Path(path_type=Path), envvar="ZHIYUAN_HOME", default=".")
JSON = click.option("--json", "as_json", is_flag=True, help="Machine-readable.")


@click.group(invoke_without_command=True)
@HOME
@JSON
@click.pass_context
def command(ctx: click.Context, directory: Path, as_json: bool) -> None:
    """Messages and readings that were not admitted, with the reason."""
    if ctx.invoked_subcommand is None:
        _list(directory, "", "", 100, False, as_json)


@command.command("list")
@click.option("--reason", default="", help="Only this reason, such as unknown_point.")
@click.option("--source", default="", help="Only this gateway.")
@click.option("--limit", default=100, show_default=True)
@click.option("--all", "everything", is_flag=True, help="Also those already accepted or discarded.")
@HOME
@JSON
def list_(reason: str, source: str, limit: int, everything: bool, directory: Path, as_json: bool) -> None:
    """What is there, newest first."""
    _list(directory, reason, source, limit, everything, as_json)


@command.command()
@click.argument("row", type=int)
@click.option("--as", "username", default="", help="Who decides; the trail will say so.")
@click.option("--reason", default="", help="Why; the trail keeps it.")
@HOME
@JSON
def accept(row: int, username: str, reason: str, directory: Path, as_json: bool) -> None:
    """Let a reading in after all; the store keeps it at its next round."""
    _decide("accept", row, username, reason, directory, as_json)


@command.command()
@click.argument("row", type=int)
@click.option("--as", "username", default="", help="Who decides; the trail will say so.")
@click.option("--reason", default="", help="Why; the trail keeps it.")
@HOME
@JSON
def discard(row: int, username: str, reason: str, directory: Path, as_json: bool) -> None:
    """Confirm that it stays out."""
    _decide("discard", row, username, reason, directory, as_json)


@command.command()
@click.argument("row", type=int)
@click.option("--as", "username", default="", help="Who decides; the trail will say so.")
@click.option("--reason", default="", help="Why; the trail keeps it.")
@click.option("--value", required=True, help="What the register showed.")
@HOME
@JSON
def correct(row: int, username: str, reason: str, value: str, directory: Path, as_json: bool) -> None:
    """Put another value in its place; energy is restated."""
    from zhiyuan.metering.entry import number

    _decide("correct", row, username, reason, directory, as_json, value=number(value))


@command.command()
@click.argument("row", type=int)
@click.option("--as", "username", default="", help="Who decides; the trail will say so.")
@click.option("--reason", default="", help="Why; the trail keeps it.")
@click.option("--kwh", type=float, default=None, help="The total, where it is known.")
@HOME
@JSON
def estimate(row: int, username: str, reason: str, kwh: float | None, directory: Path, as_json: bool) -> None:
    """Leave it out and fill what it leaves open by the meter's own profile, flagged estimated."""
    _decide("estimate", row, username, reason, directory, as_json, **({} if kwh is None else {"kwh": kwh}))


def _list(directory: Path, reason: str, source: str, limit: int, everything: bool, as_json: bool) -> None:
    from zhiyuan.app import home
    from zhiyuan.telemetry.quarantine import Quarantine

    kept = Quarantine(home.enter(directory).quarantine)
    mark = None if everything else ""
    entries = kept.entries(mark=mark, reason=reason, source=source, limit=limit)
    if as_json:
        counts = [{"reason": r, "source": s, "count": n} for r, s, n, _ in kept.counts(mark)]
        print_json({"counts": counts, "rows": [_row(e) for e in entries]})
        return
    for e in entries:
        said = f"{e.point or '—'}: {e.why}" + (f" ({e.detail})" if e.detail else "")
        click.echo(f"{e.id:6} {_time(e.received)} {e.source:12} {said}" + (f" [{e.mark}]" if e.mark else ""))
    if not entries:
        click.echo("nothing is in quarantine")


def _row(entry: Any) -> dict[str, Any]:
    return {
        "id": entry.id,
        "received": _time(entry.received),
        "site": entry.site,
        "source": entry.source,
        "point": entry.point,
        "reason": entry.reason,
        "why": entry.why,
        "detail": entry.detail,
        "stamp": None if entry.ts is None else _time(entry.ts / 1e6),
        "payload": entry.payload.decode("utf-8", "replace"),
        "acceptable": entry.acceptable,
        "mark": entry.mark,
        "marked_by": entry.marked_by,
        "note": entry.note,
    }


def _time(seconds: float) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError, OSError):
        return f"{seconds:.0f} s"  # a stamp of no calendar, which may be why it is here


DONE = {"accept": "accepted", "discard": "discarded", "correct": "corrected", "estimate": "estimated"}


def _decide(act: str, row: int, username: str, reason: str, directory: Path, as_json: bool, **said: Any) -> None:
    from zhiyuan.app import home
    from zhiyuan.app.manage import ready

    home.enter(directory)
    ready()
    from zhiyuan.app.actor import named
    from zhiyuan.metering import queries as metering
    from zhiyuan.metering import services
    from zhiyuan.park.queries import sites

    person = named(username, Malformed("say who decides: --as with a user name"))
    entry = metering.quarantine().get(row)
    parks = sites()
    site = next((s for s in parks if s.key == entry.site), parks[0] if parks else None)
    verb: Callable[..., int] = getattr(services, f"{act}_reading")
    verb(person, site, entry=row, reason=reason, **said)
    if as_json:
        print_json({"id": row, "act": f"{act}_reading"})
    else:
        click.echo(f"row {row}: {DONE[act]}")
