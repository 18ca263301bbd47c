"""``zhiyuan bill``: redo a worked case."""

import json
from datetime import datetime
from pathlib import Path

import click

from zhiyuan.app.cli import print_json
from zhiyuan.billing.case import run
from zhiyuan.kernel.errors import Malformed


@click.command()
@click.option("--case", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True,
              help="A case as JSON: load and prices, a two-part month, or a resale.")  # fmt: skip
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), default=datetime(2025, 6, 15),  # noqa: DTZ001  # a day
              show_default="2025-06-15", help="Dates the rules of a case that names no month.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def command(path: Path, day: datetime, as_json: bool) -> None:
    """Bill a case file and print its lines and total."""
    try:
        case = json.loads(path.read_text("utf-8"))
    except ValueError as broken:
        raise Malformed("{path} is not JSON: {why}", path=path, why=broken) from broken
    bill = run(case, day.date())
    if as_json:
        lines = [{"name": x.name, "quantity": str(x.quantity), "unit": x.unit, "price": str(x.price),
                  "amount": str(x.amount), "clause": x.clause} for x in bill.lines]  # fmt: skip
        print_json({"lines": lines, "total": str(bill.total)})
        return
    for x in bill.lines:
        click.echo(f"{x.name:24} {x.quantity:>12.2f} {x.unit:4} × {x.price:<14f} = {x.amount:>12}  {x.clause}")
    click.echo(f"{'total':24} {bill.total:>49}")
