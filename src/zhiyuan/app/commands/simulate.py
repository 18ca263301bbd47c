"""``zhiyuan simulate``: a year of a park at one-minute steps, strategy by strategy."""

import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import click

from zhiyuan.app.cli import print_json
from zhiyuan.kernel.errors import Malformed, NotFound
from zhiyuan.lighting.weather import WeatherYear, read_weather, synthetic_year
from zhiyuan.park import document
from zhiyuan.park.yamlfile import read
from zhiyuan.simpark.calendar import Year
from zhiyuan.simpark.records import read_record
from zhiyuan.simpark.replay import replayed
from zhiyuan.simpark.report import peak_mib, report
from zhiyuan.simpark.trial import run, whole_year
from zhiyuan.simpark.world import World, world


@click.command()
@click.argument("park", type=click.Path(path_type=Path))
@click.option("--weather", type=click.Path(path_type=Path), help="An EPW file; an invented year if not given.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0), help="Draws people and errors.")
@click.option("--year", default=2023, show_default=True, type=click.IntRange(2004, 2099), help="Calendar year.")
@click.option("--uncommissioned", is_flag=True, help="Run on the design and its wider guard, before any night test.")
@click.option("--occupancy", type=click.Path(path_type=Path), help="A room's record (ROBOD or KETI layout).")
@click.option("--space", help="Key of the space that the record plays in.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def command(
    park: Path,
    weather: Path | None,
    seed: int,
    year: int,
    uncommissioned: bool,
    occupancy: Path | None,
    space: str | None,
    as_json: bool,
) -> None:
    """Run a park for a year with every strategy, and audit the light with what no controller sees.

    Every saving, with or without contactors, is counted from the fixed schedule.
    """
    if (occupancy is None) != (space is None):
        raise Malformed("--occupancy and --space go together: a record needs a space to play in")
    plan = read_park(park)
    around = world(plan, Year(year, plan.site.timezone), weather_of(weather, plan), seed, calibrated=not uncommissioned)
    if occupancy is not None and space is not None:
        around = replayed(around, space, read_record(occupancy), seed)
    found = {"park": plan.site.key, "weather": str(weather or "synthetic"), "seed": seed, "year": year}
    found |= {"commissioned": not uncommissioned, "guard": around.known.settings.guard} | simulated(around, seed)
    if as_json:
        print_json(found)
    else:
        _say(found)


def read_park(path: Path) -> document.Park:
    """A park file, or words about why not."""
    if not path.is_file():
        raise NotFound("there is no park file {path}", path=path)
    return read(path.read_text("utf-8"))


def weather_of(path: Path | None, park: document.Park) -> WeatherYear:
    """The weather file, or an invented year at the park's place."""
    if path is not None:
        return read_weather(path)
    hours = Year(date.today().year, park.site.timezone)  # noqa: DTZ011  # only the offset of the zone
    offset = -((hours.first + 720) % 1440 - 720) / 60
    return synthetic_year(0, park.site.latitude, park.site.longitude, offset)


def simulated(around: World, seed: int) -> dict[str, Any]:
    """Run all of the year under a progress bar, and report with the means that it took."""
    windows = whole_year(around.year.minutes)
    with click.progressbar(length=windows.warm + windows.minutes, label="one year", file=sys.stderr) as bar:
        ledger = run(around, windows, seed, lambda done, _: bar.update(done - bar.pos))
    return report(around, ledger) | {"cpu_s": time.process_time(), "peak_mib": peak_mib()}


def _say(found: dict[str, Any]) -> None:
    click.echo(f"{found['park']}, {found['year']}, weather {found['weather']}, seed {found['seed']}")
    head = ("kWh/a", "saving", "<98 %", "<90 %", "<50 %", "changes", "standby")
    click.echo(f"{'':22}" + "".join(f"{h:>10}" for h in head))
    for name, s in found["strategies"].items():
        click.echo(
            f"{name:22}{s['energy_kwh']:>10,.0f}{s['saving']:>10.1%}{s['below_98']:>10.3%}{s['below_90']:>10.4%}"
            f"{s['below_50']:>10.4%}{s['changes_per_group_day']:>10.1f}{s['standby_kwh']:>10,.0f}"
        )
    like = found["like_with_like"]
    shares = ", ".join(f"{name} {share:.1%}" for name, share in like.items() if share is not None)
    click.echo(f"of the oracle's saving, like with like: {shares}")
    click.echo(f"commands to what may not be commanded: {found['uncontrollable_commands']}")
    click.echo(f"{found['cpu_s']:.0f} CPU-s, {found['peak_mib']:.0f} MiB")
