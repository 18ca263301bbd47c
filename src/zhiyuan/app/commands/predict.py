"""``zhiyuan predict``: what control may save in a park, said before it is promised."""

import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from zhiyuan.app.cli import print_json
from zhiyuan.app.commands.simulate import read_park, weather_of
from zhiyuan.simpark.predict import Band, predict
from zhiyuan.simpark.report import peak_mib


@click.command()
@click.argument("park", type=click.Path(path_type=Path))
@click.option("--weather", type=click.Path(path_type=Path), help="An EPW file; an invented year if not given.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0), help="Draws people and errors.")
@click.option("--year", default=2023, show_default=True, type=click.IntRange(2004, 2099), help="Calendar year.")
@click.option("--draws", default=5, show_default=True, type=click.IntRange(2, 50), help="Years drawn.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def command(park: Path, weather: Path | None, seed: int, year: int, draws: int, as_json: bool) -> None:
    """Expected saving with its range, the physical limit, and whether 50 % can be reached here."""
    plan = read_park(park)
    with click.progressbar(length=draws, label="drawing years", file=sys.stderr) as bar:
        found = predict(plan, weather_of(weather, plan), year, draws, seed, lambda done, _: bar.update(done - bar.pos))
    verdict = said(found)
    if as_json:
        bands = {key: asdict(value) if isinstance(value, Band) else value for key, value in found.items()}
        means = {"verdict": verdict, "cpu_s": time.process_time(), "peak_mib": peak_mib()}
        print_json({"park": plan.site.key, "weather": str(weather or "synthetic"), **bands, **means})
    else:
        _say(plan.site.key, found, verdict)


def said(found: dict[str, Any]) -> str:
    """The verdict in words."""
    promise, expected, limit = f"{found['promise']:.0%}", found["expected"], found["limit"]
    return {
        "no_limit": f"{promise} is not reachable here: even a controller that knows everything saves {limit.mean:.0%}",
        "no": f"{promise} is not reachable here: control is expected to save {expected.mean:.0%}, "
        f"at best {expected.high:.0%}",
        "uncertain": f"{promise} cannot be promised here: the range is {expected.low:.0%} to {expected.high:.0%}",
        "yes": f"{promise} can be promised here: the range is {expected.low:.0%} to {expected.high:.0%}",
    }[found["reachable"]]


def _say(park: str, found: dict[str, Any], verdict: str) -> None:
    expected, limit = found["expected"], found["limit"]
    contactors = "with" if found["with_contactors"] else "without"
    click.echo(f"{park}: fixed schedule {found['schedule_kwh']:,.0f} kWh/a, {contactors} contactors")
    click.echo(
        f"expected saving {expected.mean:.1%} ({found['expected_kwh']:,.0f} kWh/a), "
        f"90 % range {expected.low:.1%} to {expected.high:.1%}, "
        f"from {found['draws']} drawn years and {found['days']} days of them"
    )
    click.echo(f"limit of physics {limit.mean:.1%}")
    for name, saving in found["split"].items():
        click.echo(f"  {name:22}{saving:>8.1%}")
    click.echo(verdict)
