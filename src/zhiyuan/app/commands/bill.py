"""``zhiyuan bill``: redo a worked case, or draft the bill of an account for a month."""

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from zhiyuan.app.cli import print_json
from zhiyuan.billing.bill import Bill
from zhiyuan.billing.case import run
from zhiyuan.kernel.errors import Malformed

DAY, MONTH = click.DateTime(["%Y-%m-%d"]), click.DateTime(["%Y-%m"])


@click.command()
@click.option("--case", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="A case as JSON: load and prices, a two-part month, or a resale.")  # fmt: skip
@click.option("--day", type=DAY, default=datetime(2025, 6, 15), show_default="2025-06-15",  # noqa: DTZ001  # a day
              help="With --case: dates the rules of a case that names no month.")  # fmt: skip
@click.option("--account", default="", help="The key of an account of the park.")
@click.option("--month", type=MONTH, help="With --account: which month, like 2025-04.")
@click.option("--accept", is_flag=True, help="Bill missing and suspect quarter hours as they stand.")
@click.option("--advice", "both", is_flag=True, help="Also say whether time of use or the flat price is cheaper.")
@click.option("--site", default="", help="Which park, where there are several.")
@click.option("--home", "directory", type=click.Path(path_type=Path), envvar="ZHIYUAN_HOME", default=".")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def command(
    path: Path | None, day: datetime, account: str, month: datetime | None, accept: bool, both: bool, site: str,
    directory: Path, as_json: bool,
) -> None:  # fmt: skip
    """Print a bill's lines and total: of --case FILE, or of --account KEY in --month 2025-04.

    The bill of an account is a draft computed from what is known now; it issues nothing.
    """
    if bool(path) == bool(account) or bool(account) != bool(month):
        raise Malformed("say either --case FILE, or --account KEY with --month YYYY-MM")
    about: dict[str, Any] = {}
    if path:
        bill = run(_read(path), day.date())
    else:
        assert month is not None
        bill, about = _of_account(directory, site, account, month.date(), accept, both)
    if as_json:
        print_json({**about, "lines": [_line(x) for x in bill.plain()], "total": str(bill.total)})
    else:
        _tell(bill, about)


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except ValueError as broken:
        raise Malformed("{path} is not JSON: {why}", path=path, why=broken) from broken


def _of_account(
    directory: Path, site: str, key: str, first: date, accept: bool, both: bool
) -> tuple[Bill, dict[str, Any]]:
    """The draft, and what it is a function of."""
    from zhiyuan.app import home
    from zhiyuan.app.manage import ready

    home.enter(directory)
    ready()
    from zoneinfo import ZoneInfo

    from zhiyuan.billing import queries
    from zhiyuan.billing.account import draft_account
    from zhiyuan.billing.account_load import account_load
    from zhiyuan.billing.advice import advice
    from zhiyuan.kernel.span import days_span, next_month
    from zhiyuan.park.queries import site as park

    found = queries.account(park(site), key)
    zone = ZoneInfo(found.site.timezone)
    span = days_span(first, next_month(first), zone)
    tariff, load = queries.tariff(found, span), account_load(found, span)
    accepted = [span] if accept else []
    bill = draft_account(load, tariff, span, zone, accepted)
    about: dict[str, Any] = {"account": key, "month": f"{first:%Y-%m}"}
    about |= {"intervals": load.digest, "tariff": tariff.digest, "bill": bill.digest}
    about["estimated_kwh"] = f"{_estimated(bill):f}"
    if both:
        ways = advice(load, tariff, span, zone, accepted)
        about["advice"] = {"cheaper": ways.cheaper, "by": str(ways.by), "tou": str(ways.tou.total),
                           "flat": str(ways.flat.total)}  # fmt: skip
    return bill, about


def _estimated(bill: Bill) -> Decimal:
    return sum((line.estimated for line in bill.lines if line.period), Decimal(0))


def _line(plain: dict[str, str | None]) -> dict[str, str]:
    """What is said of the line; a case's lines name neither days nor estimates."""
    told = {name: said for name, said in plain.items() if said}
    if "period" not in told:
        told.pop("estimated", None)
    return told


def _tell(bill: Bill, about: dict[str, Any]) -> None:
    for x in bill.lines:
        mark = f"  ({x.estimated:.2f} kWh estimated)" if x.period and x.estimated else ""
        click.echo(f"{x.name:24} {x.quantity:>12.2f} {x.unit:4} × {x.price:<14f} = {x.amount:>12}  {x.clause}{mark}")
    click.echo(f"{'total':24} {bill.total:>49}")
    if ways := about.get("advice"):
        click.echo(f"by time of use {ways['tou']}, flat {ways['flat']}: {ways['cheaper']} is cheaper by {ways['by']}")
    if about:
        click.echo(
            f"from intervals {about['intervals'][:12]}, tariff {about['tariff'][:12]}: bill {about['bill'][:12]}"
        )
