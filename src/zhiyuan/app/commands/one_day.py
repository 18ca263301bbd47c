"""``zhiyuan one-day``: the chance that four certificates are done in one day, before they are handed in."""

import csv
import sys
import time as timer
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from zhiyuan.app.cli import print_json
from zhiyuan.app.overlay import entered
from zhiyuan.cases.oneday import Estimate, Observed, Share, estimate
from zhiyuan.cases.onedaysetup import Assumptions, Setup, assumptions, office_hours, read_span, read_staff
from zhiyuan.kernel.errors import Malformed

BASIS = {
    "assumed": "assumed durations only (cases/one_day, 来源待补)",
    "mixed": "observed durations for some steps, assumed ones for the others",
    "observed": "observed durations only",
}


@click.command()
@click.option("--hand-in", "handed_in", default="", help="Time of day, 09:30 or 09:00-11:00; else any.")
@click.option("--deputy-after", type=click.FloatRange(0), help="Minutes until a deputy signs; no deputy if not given.")
@click.option("--staff", multiple=True, help="DESK=PEOPLE, such as planning=2; 1 at each desk if not given.")
@click.option("--pre-reviewed/--not-pre-reviewed", default=True, show_default=True, help="Reviewed before the day.")
@click.option("--parallel/--serial", default=True, show_default=True, help="Steps side by side where they may be.")
@click.option("--promises/--no-promises", default=True, show_default=True, help="Missing papers are promised.")
@click.option("--green-lane/--no-green-lane", default=True, show_default=True, help="Served before other files.")
@click.option("--bundles-per-day", type=click.FloatRange(0, 50, min_open=True), help="As the book says if not given.")
@click.option("--observed", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="CSV: step,minutes.")
@click.option("--own-cases", is_flag=True, help="Durations from the logs of the park's own cases.")
@click.option("--home", "directory", type=click.Path(path_type=Path), envvar="ZHIYUAN_HOME", default=".")
@click.option("--by-hour", is_flag=True, help="The chances for each hour of hand-over instead.")
@click.option("--bundles", default=1000, show_default=True, type=click.IntRange(100, 100_000), help="Bundles drawn.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0), help="Draws everything.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def command(
    handed_in: str, deputy_after: float | None, staff: tuple[str, ...], pre_reviewed: bool, parallel: bool,
    promises: bool, green_lane: bool, bundles_per_day: float | None, observed: Path | None,
    own_cases: bool, directory: Path, by_hour: bool,    bundles: int, seed: int, as_json: bool,
) -> None:  # fmt: skip
    """Three chances, each with its range: the same day, seven office hours, the legal working day.

    zhiyuan one-day --hand-in 09:30 --deputy-after 30 --staff planning=2 --json
    """
    supposed = assumptions(date.today())  # noqa: DTZ011  # a reader's own today
    setup = Setup(
        pre_reviewed, parallel, promises, green_lane, deputy_after, read_staff(staff, supposed),
        read_span(handed_in, supposed), bundles_per_day,
    )  # fmt: skip
    past = read_observed(observed.read_text("utf-8-sig")) if observed else []
    if own_cases:
        past += own(directory, supposed)
    setups = [replace(setup, handed_in=hour) for hour in office_hours(supposed)] if by_hour else [setup]
    with click.progressbar(length=bundles * len(setups), label="drawing bundles", file=sys.stderr) as bar:
        found = [
            (one, estimate(supposed, one, past, bundles=bundles, seed=seed, progress=_Progress(bar, number * bundles)))
            for number, one in enumerate(setups)
        ]
    if as_json:
        answers = [_plain(one, said) for one, said in found]
        print_json(({"hours": answers} if by_hour else answers[0]) | {"seed": seed, "cpu_s": timer.process_time()})
    else:
        _say(found, supposed)


def own(directory: Path, supposed: Assumptions) -> list[Observed]:
    """How long the steps of a park's own cases took, from their logs."""
    entered(directory, "")
    from zhiyuan.cases import queries_oneday
    from zhiyuan.park.queries import site

    return list(queries_oneday.past(site(), supposed))


class _Progress:
    """Moves one bar along over several estimates."""

    def __init__(self, bar: Any, begun: int) -> None:
        self.bar, self.begun = bar, begun

    def __call__(self, done: int) -> None:
        self.bar.update(self.begun + done - self.bar.pos)


def read_observed(text: str) -> list[Observed]:
    """Durations of past steps from a table with the columns step and minutes. [min]"""
    rows = csv.DictReader(text.splitlines())
    if not {"step", "minutes"} <= set(rows.fieldnames or ()):
        raise Malformed("the first line must name the columns step,minutes")
    found = []
    for number, row in enumerate(rows, start=2):
        try:
            found.append(Observed(row["step"], float(row["minutes"])))
        except (TypeError, ValueError):
            raise Malformed("line {line}: {said} is no number of minutes", line=number, said=row["minutes"]) from None
    return found


def _plain(setup: Setup, found: Estimate) -> dict[str, Any]:
    said = asdict(setup)
    said["handed_in"] = [f"{at:%H:%M}" for at in setup.handed_in] if setup.handed_in else None
    return asdict(found) | {"setup": said}


def _say(found: list[tuple[Setup, Estimate]], supposed: Assumptions) -> None:
    head = ("handed in", "same day", "7 office hours", "1 working day", "median", "P90")
    click.echo(f"{head[0]:13}" + "".join(f"{word:>30}" for word in head[1:4]) + f"{head[4]:>9}{head[5]:>9}")
    for setup, one in found:
        when = "–".join(f"{at:%H:%M}" for at in setup.handed_in) if setup.handed_in else "any hour"
        shares = "".join(f"{_share(share):>30}" for share in (one.same_day, one.seven_hours, one.one_working_day))
        click.echo(f"{when:13}{shares}{one.median_h:>7.1f} h{one.p90_h:>7.1f} h")
    setup, one = found[0]
    click.echo(f"from {one.bundles} drawn bundles, standard error ±, 95 % range of the draw in brackets")
    click.echo(f"rests on {BASIS[one.basis]}")
    for key, step in supposed.steps.items():
        cases = one.observed_cases[key]
        rests = f"{cases} cases" if cases else f"assumed {'/'.join(f'{m:g}' for m in step.minutes)} min"
        click.echo(f"  {key:10}{step.desk:10}{rests}")
    if one.basis != "assumed":
        click.echo("observed steps include their waiting: staff, deputies and the green lane do not change them")


def _share(share: Share) -> str:
    return f"{share.share:.0%} ±{share.se:.1%} [{share.low:.1%}–{share.high:.1%}]"
