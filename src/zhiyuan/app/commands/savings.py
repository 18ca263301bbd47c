"""``zhiyuan savings``: what was saved, from an installation or from two files."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from zhiyuan.app.cli import print_json
from zhiyuan.kernel.errors import Malformed

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--circuit", "circuits", multiple=True, help="Only this circuit; may be repeated.")
@click.option("--from", "first", type=DAY, help="First day reported.")
@click.option("--to", "last", type=DAY, help="Last day reported.")
@click.option("--target", type=float, default=0.5, show_default=True, help="The share that is claimed.")
@click.option("--csv", "daily", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="date,circuit,kwh.")
@click.option(
    "--drivers",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="date,night_hours,is_workday; goes with --csv.",
)
@click.option("--install", type=DAY, help="With --csv: the first day after the work.")
@click.option("--install-from", type=DAY, help="With --csv: the first day of the work; 15 days before if not said.")
@click.option("--model", default="", help="With --csv: a model stated beforehand, such as 1+W+N; else AICc chooses.")
@click.option("--adjust", multiple=True, help="With --csv: circuit,first,last,scale|fixed|exclude,value,reason.")
@click.option("--home", "directory", type=click.Path(path_type=Path), envvar="ZHIYUAN_HOME", default=".")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable: the report's whole twin.")
def command(
    circuits: tuple[str, ...],
    first: datetime | None,
    last: datetime | None,
    target: float,
    daily: Path | None,
    drivers: Path | None,
    install: datetime | None,
    install_from: datetime | None,
    model: str,
    adjust: tuple[str, ...],
    directory: Path,
    as_json: bool,
) -> None:
    """Print what was saved, with its 90 % band.

    With --csv the same engine runs on two files, so that anyone can redo a report:
    zhiyuan savings --csv daily.csv --drivers drivers.csv --install 2025-01-04 --json
    """
    money = None
    if daily:
        if not drivers or not install:
            raise Malformed("--csv needs --drivers and --install")
        begin = _day(install_from) or install.date() - timedelta(days=15)
        report = _from_files(daily, drivers, begin, install.date(), _day(first), _day(last), model, adjust, target)
        if circuits:
            raise Malformed("--circuit chooses in an installation; leave lines out of the file instead")
    else:
        report, money = _from_home(directory, _day(first), _day(last), circuits, target)
    from zhiyuan.savings.report import twin

    if as_json:
        print_json(twin(report, money.plain() if money else None))
    else:
        _tell(report, money)


def _day(said: datetime | None) -> date | None:
    return said.date() if said else None


def _from_files(
    daily: Path,
    drivers: Path,
    begin: date,
    install: date,
    first: date | None,
    last: date | None,
    model: str,
    adjust: tuple[str, ...],
    target: float,
) -> Any:
    from zhiyuan.savings import csvfiles

    days = csvfiles.read_days(daily.read_text("utf-8"), drivers.read_text("utf-8"))
    return csvfiles.report(
        days,
        work_start=begin,
        reporting_start=install,
        first=first,
        last=last,
        terms=tuple(model.split("+")) if model else None,
        adjustments=[csvfiles.read_adjustment(text) for text in adjust],
        site=daily.name,
        target=target,
    )


def _from_home(
    directory: Path, first: date | None, last: date | None, circuits: tuple[str, ...], target: float
) -> tuple[Any, Any]:
    """The report, and what it is worth."""
    from zhiyuan.app import home
    from zhiyuan.app.manage import ready

    home.enter(directory)
    ready()
    from zhiyuan.park.queries import site
    from zhiyuan.savings import queries
    from zhiyuan.savings.money import worth

    place = site()
    start, until = queries.period(place, queries.studies(place))
    until = last + timedelta(days=1) if last else until
    report = queries.report(place, min(first or start, until - timedelta(days=1)), until, circuits, target)
    return report, worth(place, report)


def _tell(report: Any, money: Any) -> None:
    from zhiyuan.savings import paper, wording

    speaker = wording.Speaker(str, "en")
    click.echo(f"{report.site}, {report.first} to {report.last}" + (" (simulated data)" if report.simulated else ""))
    for line in wording.conclusion(report, speaker):
        click.echo(line)
    if report.counted:
        click.echo(wording.comparison(report, speaker))
        if money:
            click.echo(wording.money_line(money, speaker))
    for row in paper.circuit_rows(report, speaker):
        saved = "—" if row.saved is None or row.half is None else f"{row.saved:,.0f} ± {row.half:,.0f} kWh (90%)"
        click.echo(f"  {row.sign} {row.name:<16} {saved:<28} {row.verdict}" + "".join(f"; {r}" for r in row.remarks))
