"""``zhiyuan close-month``: how far a month is, and issue its bills."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from zhiyuan.app.cli import print_json
from zhiyuan.kernel.errors import Malformed, ZhiyuanError


@click.command(name="close-month")
@click.argument("site")
@click.argument("account")
@click.argument("month")
@click.option("--issue", is_flag=True, help="Draft and issue the bills; without it nothing is kept.")
@click.option("--accept", "reason", default="", help="With --issue: accept what was not measured, with this reason.")
@click.option("--as", "username", default="", help="With --issue: who acts; the trail will say so.")
@click.option("--home", "directory", type=click.Path(path_type=Path), envvar="ZHIYUAN_HOME", default=".")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def command(
    site: str, account: str, month: str, issue: bool, reason: str, username: str, directory: Path, as_json: bool
) -> None:
    """Print the checklist of a MONTH (2026-04) of an ACCOUNT, and what its bills would come to.

    zhiyuan close-month park main 2026-04 --issue --accept "checked against the meter round" --as li
    """
    from zhiyuan.app import home
    from zhiyuan.app.manage import ready

    home.enter(directory)
    ready()
    from zhiyuan.billing import queries
    from zhiyuan.park.queries import site as the_site

    found = queries.account(the_site(site), account)
    first = _month(month)
    said = _issue(found, first, reason, username) if issue else _dry_run(found, first)
    print_json(said) if as_json else _tell(said)


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise Malformed("{text} is no month; write 2026-04", text=text) from None


def _dry_run(account: Any, month: date) -> dict[str, Any]:
    """Open and draft in a transaction that is given up: the checklist as it is, the bills as they would be."""
    from django.db import transaction

    from zhiyuan.billing import bill_queries, writes_close
    from zhiyuan.billing.models import MonthClose
    from zhiyuan.kernel import parktime

    with transaction.atomic():
        known = bill_queries.close_of(account.site, account.key, month)
        close = known or MonthClose.objects.create(
            site=account.site, account=account, month=month, opened_at=parktime.now()
        )
        said = _said(close)
        if close.state == "open":
            try:
                writes_close.draft(close)
                said["bills"] = _bills(close.bills.filter(kind="bill"))
            except ZhiyuanError as why:
                said["no_draft"] = str(why)
        transaction.set_rollback(True)
    return said | {"issued": close.state == "issued"}


def _issue(account: Any, month: date, reason: str, username: str) -> dict[str, Any]:
    from zhiyuan.app.actor import named
    from zhiyuan.billing import bill_queries, services

    person = named(username)
    close = bill_queries.close_of(account.site, account.key, month)
    close = close or services.open_close(person, account, month=month)
    if reason:
        services.accept_estimates(person, close, reason=reason)
    services.draft_bills(person, close)
    services.issue_bills(person, close)
    return _said(close) | {"issued": True}


def _said(close: Any) -> dict[str, Any]:
    from zhiyuan.billing import bill_queries

    looked = bill_queries.look(close)
    steps = [{"step": s.name, "status": s.status.value, "blocks": [str(b) for b in s.blocks]} for s in looked.steps]
    said: dict[str, Any] = {"close": str(close), "month": f"{close.month:%Y-%m}", "steps": steps}
    if close.state == "issued":
        said["bills"] = _bills(bill_queries.effective(close))
        said["versions"] = {"intervals": close.intervals_digest, "tariff": close.tariff_digest}
    return said


def _bills(rows: Any) -> list[dict[str, Any]]:
    return [
        {
            "number": b.number,
            "payer": b.payer,
            "master": b.enterprise_id is None,
            "kwh": f"{b.kwh:f}",
            "estimated_kwh": f"{b.estimated_kwh:f}",
            "total": f"{b.total:.2f}",
        }
        for b in rows
    ]


def _tell(said: dict[str, Any]) -> None:
    signs = {"done": "✓", "open": "→", "blocked": "!", "waiting": "…"}
    click.echo(said["close"])
    for n, step in enumerate(said["steps"], 1):
        click.echo(f"  {signs[step['status']]} {n} {step['step']}: {step['status']}")
        for block in step["blocks"]:
            click.echo(f"      {block}")
    bills = said.get("bills", [])
    for bill in bills:
        who = "(check of the grid bill)" if bill["master"] else bill["payer"]
        mark = f", {Decimal(bill['estimated_kwh']):.2f} of it estimated" if Decimal(bill["estimated_kwh"]) else ""
        click.echo(f"  {bill['number'] or '—':<12} {who}: {Decimal(bill['kwh']):,.2f} kWh{mark}, {bill['total']} CNY")
    if not said["issued"]:
        click.echo("nothing was kept; --issue issues the bills" if bills else f"no draft: {said.get('no_draft', '—')}")
