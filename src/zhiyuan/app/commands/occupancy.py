"""``zhiyuan occupancy``: what a presence sensor would have saved in a real room."""

from pathlib import Path
from typing import Any

import click

from zhiyuan.app.cli import print_json
from zhiyuan.simpark.records import Record, held, night_base_kw, read_record, span, weekday_hours

HOURS = (8, 20)


@click.command()
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--hold", default=15.0, show_default=True, type=click.FloatRange(0, 240), help="Hold time. [min]")
@click.option("--timezone", default=None, help="The room's clock, where the stamps are in UTC.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def command(files: tuple[Path, ...], hold: float, timezone: str | None, as_json: bool) -> None:
    """Judge records of rooms (ROBOD or KETI layout): use while vacant, and what a hold time saves."""
    found = [figures(read_record(file, timezone), hold) for file in files]
    if as_json:
        print_json(found[0] if len(found) == 1 else {"rooms": found, "mean_on_fraction_weekdays_08_20": _mean(found)})
        return
    for room in found:
        _say(room)
    if len(found) > 1 and (mean := _mean(found)) is not None:
        click.echo(f"mean of {len(found)} rooms: on {mean:.1%} of 08-20 on weekdays")


def _mean(found: list[dict[str, Any]]) -> float | None:
    shares = [room["on_fraction_weekdays_08_20"] for room in found]
    known = [share for share in shares if share is not None]
    return sum(known) / len(known) if known else None


def figures(record: Record, hold_min: float) -> dict[str, Any]:
    """Shares of time, and of energy where it was measured."""
    lit, hours = held(record, hold_min), weekday_hours(record, *HOURS)
    found: dict[str, Any] = {
        "file": record.source,
        "layout": record.layout,
        "timezone": record.timezone,
        "steps": len(record.minute),
        "step_min": record.step_min,
        "days": span(record).total_seconds() / 86400,
        "hold_min": hold_min,
        "present_fraction": float(record.present.mean()),
        "on_fraction": float(lit.mean()),
        "on_fraction_weekdays_08_20": float(lit[hours].mean()) if hours.any() else None,
    }
    return found | (_energy(record, lit) if record.lighting_kwh is not None else {})


def _energy(record: Record, lit: Any) -> dict[str, Any]:
    used = record.lighting_kwh
    assert used is not None
    total = float(used.sum())
    base = night_base_kw(record)
    above = (used - base * record.step_min / 60).clip(min=0)
    return {
        "lighting_kwh": total,
        "vacant_share": float(used[~record.present].sum()) / total if total else 0.0,
        "night_base_w": base * 1000,
        "hold_saving": float(above[~lit].sum()) / total if total else 0.0,
    }


def _say(found: dict[str, Any]) -> None:
    click.echo(
        f"{found['file']}: {found['days']:.1f} days in steps of {found['step_min']} min, local time {found['timezone']}"
    )
    click.echo(f"somebody there {found['present_fraction']:.1%} of the time")
    hours = found["on_fraction_weekdays_08_20"]
    tail = f", {hours:.1%} of 08-20 on weekdays" if hours is not None else ""
    click.echo(f"with a hold of {found['hold_min']:g} min the light is on {found['on_fraction']:.1%} of the time{tail}")
    if "lighting_kwh" in found:
        click.echo(f"lighting used {found['lighting_kwh']:.1f} kWh, {found['vacant_share']:.1%} of it while vacant")
        click.echo(
            f"the hold saves {found['hold_saving']:.1%} of it, net of {found['night_base_w']:.0f} W that burn all night"
        )
