"""``zhiyuan cost-of-savings``: what an account's month of verified saving is worth."""

from datetime import datetime
from pathlib import Path

import click

from zhiyuan.app.cli import print_json


@click.command(name="cost-of-savings")
@click.option("--account", required=True, help="The key of an account of the park.")
@click.option("--month", type=click.DateTime(["%Y-%m"]), required=True, help="Which month, like 2025-04.")
@click.option("--accept", is_flag=True, help="Take missing and suspect quarter hours of the account as they stand.")
@click.option("--site", default="", help="Which park, where there are several.")
@click.option("--home", "directory", type=click.Path(path_type=Path), envvar="ZHIYUAN_HOME", default=".")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def command(account: str, month: datetime, accept: bool, site: str, directory: Path, as_json: bool) -> None:
    """Bill a month as it was and as it would have been, and print what the difference is made of.

    Only the first part is called a saving; each kWh counts at the price of its own period.
    """
    from zhiyuan.app import home
    from zhiyuan.app.manage import ready

    home.enter(directory)
    ready()
    from zhiyuan.billing import cost_paper, queries
    from zhiyuan.billing.cost_queries import month_cost, said
    from zhiyuan.park.queries import site as park

    found = said(month_cost(queries.account(park(site), account), month.date(), accept=accept))
    if as_json:
        print_json(cost_paper.plain(found))
    else:
        _tell(found)


def _tell(found: "object") -> None:
    from zhiyuan.billing import cost_paper
    from zhiyuan.billing.cost_paper import CostSaid
    from zhiyuan.savings.wording import Speaker

    assert isinstance(found, CostSaid)
    speaker = Speaker(str, "en")
    sign, words, heavy = cost_paper.label(found, speaker)
    click.echo(cost_paper.title(found, speaker) + (" (simulated data)" if found.simulated else ""))
    click.echo(f"{cost_paper.conclusion(found, speaker)} Estimated; {sign} {words}" + "".join(f"; {h}" for h in heavy))
    for said, amount in cost_paper.steps(found, speaker):
        click.echo(f"  {said:66} {amount:>12.2f}")
    for name, days, before, after, less, price, worth in cost_paper.period_rows(found, speaker):
        click.echo(f"  {name:8} {days:22} {before:>12.2f} → {after:>12.2f} kWh: {less:>10.2f} × {price} = {worth:.2f}")
    for name, _, _, kwh, cny, verdict in cost_paper.circuit_rows(found, speaker):
        click.echo(f"  {name:16} {kwh:>12.2f} kWh {cny:>12} CNY  {verdict}")
    for why in cost_paper.left_out(found, speaker):
        click.echo(f"  not counted: {why}")
