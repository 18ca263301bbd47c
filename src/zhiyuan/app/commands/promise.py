"""``zhiyuan promise rates``: how many promises were kept, three ways, as of a day."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from zhiyuan.app.cli import print_json
from zhiyuan.app.overlay import entered
from zhiyuan.kernel.errors import Malformed


@click.group()
def command() -> None:
    """Promises of firms and of the park, as the logs of their cases tell them."""


@command.command()
@click.option("--on", default="", help="As of which day, like 2026-06-30; today if not given.")
@click.option(
    "--days", default=365, type=click.IntRange(1, 36_500), show_default=True, help="Cases opened so long ago."
)
@click.option("--as", "username", default="", help="Who asks: a user name; an administrator if not given.")
@click.option("--home", "directory", type=click.Path(path_type=Path), envvar="ZHIYUAN_HOME", default=".")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def rates(on: str, days: int, username: str, directory: Path, as_json: bool) -> None:
    """Print by who promised and kind of case: due, on time, kept, by the first day, broken."""
    try:
        day = date.fromisoformat(on) if on else None
    except ValueError:
        raise Malformed("{said} is no day; write it like 2026-03-02", said=repr(on)) from None
    person = entered(directory, username)
    from zhiyuan.cases.queries_promises import latest_day, ledger, summed

    day = day or latest_day()
    rows = [_row(row) for row in summed(ledger(person, day, days=days))]
    if as_json:
        print_json({"on": day, "rates": rows})
        return
    for row in rows:
        shares = "  ".join(f"{n} {_percent(row['shares'][n])}" for n in ("on_time", "kept", "vs_original"))
        click.echo(f"{row['by']:5} {row['kind']:28} due {row['due']}  {shares}  broken {row['broken']}")
    if not rows:
        click.echo("no promise")


def _row(row: Any) -> dict[str, Any]:
    found = row.rates
    counts = {name: getattr(found, name) for name in ("on_time", "kept", "vs_original")}
    shares = {name: _number(found.share(count)) for name, count in counts.items()}
    kind = {"by": row.by, "kind": row.kind.key, "desk": row.kind.counter}
    return kind | {"due": found.due, **counts, "broken": found.broken, "shares": shares}


def _number(part: Any) -> float | None:
    return None if part is None else float(part)


def _percent(part: float | None) -> str:
    return "–" if part is None else f"{part:.1%}"
