"""``zhiyuan deadline``: the last day of a limit, by the calendar of working days."""

from datetime import date

import click

from zhiyuan.app.cli import print_json
from zhiyuan.cases.clock import Pause, due
from zhiyuan.cases.limit import LONGEST, MONTHS, NATURAL_DAYS, WORKING_DAYS, Limit
from zhiyuan.kernel.errors import Malformed

COUNT = click.IntRange(1, LONGEST)


@click.command()
@click.option("--accepted", required=True, help="The day of receipt, like 2026-03-02; it is not counted.")
@click.option("--working-days", type=COUNT, help="Days on which offices work, make-up days included.")
@click.option("--natural-days", type=COUNT, help="Every day; the last one moves past days off.")
@click.option("--months", type=COUNT, help="To the corresponding day, or the month's end.")
@click.option(
    "--pause", "pauses", multiple=True, help="FROM:TO; the days after FROM up to TO do not count. Repeatable."
)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def command(
    accepted: str, working_days: int | None, natural_days: int | None, months: int | None, pauses: tuple[str, ...],
    as_json: bool,
) -> None:  # fmt: skip
    """Print the due day: zhiyuan deadline --accepted 2026-03-02 --working-days 20 --pause 2026-03-09:2026-03-18.

    Provisional means that the notice of a year it touches is not out: it may still move.
    """
    said = {WORKING_DAYS: working_days, NATURAL_DAYS: natural_days, MONTHS: months}
    limits = [Limit(count, unit) for unit, count in said.items() if count is not None]
    if len(limits) != 1:
        raise Malformed("say one of --working-days, --natural-days, --months")
    found = due(_day(accepted), limits[0], [_pause(pause) for pause in pauses])
    if as_json:
        print_json({"due": found.day, "provisional": found.provisional})
    else:
        click.echo(f"{found.day}{' provisional: a notice of working days is not out yet' if found.provisional else ''}")


def _pause(said: str) -> Pause:
    since, _, until = said.partition(":")
    return Pause(_day(since), _day(until))


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise Malformed("{said} is no day; write it like 2026-03-02", said=repr(said)) from None
