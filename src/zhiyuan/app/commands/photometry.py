"""``zhiyuan photometry``: what an IES or EULUMDAT file says about a luminaire."""

from pathlib import Path

import click

from zhiyuan.app.cli import print_json
from zhiyuan.lighting.photometric_file import read_photometry


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def command(file: Path, as_json: bool) -> None:
    """Print a luminaire's flux, largest intensity and beam angles: zhiyuan photometry FILE.ies."""
    found = read_photometry(file)
    efficacy = found.flux_lm / found.watts if found.watts else None
    said = {
        "name": found.name,
        "flux_lm": round(found.flux_lm, 1),
        "rated_lm": found.lumens,
        "watts": found.watts,
        "efficacy_lm_w": None if efficacy is None else round(efficacy, 1),
        "max_candela": round(float(found.candela.max()), 1),
        "beam_angle_c0": found.angle_within(0.0),
        "beam_angle_c90": found.angle_within(90.0),
        "field_angle_c0": found.angle_within(0.0, 0.1),
        "field_angle_c90": found.angle_within(90.0, 0.1),
        "downward_share": round(found.downward_share, 3),
        "c_planes": len(found.c_angles) - 1,
        "gamma_angles": len(found.gamma_angles),
    }
    if as_json:
        print_json(said)
        return
    rated = "measured absolutely" if found.lumens is None else f"lamps rated {found.lumens:g} lm"
    watts = "" if efficacy is None else f", {found.watts:g} W, {efficacy:.1f} lm/W"
    click.echo(f"{found.name}: {found.flux_lm:.1f} lm ({rated}){watts}")
    click.echo(f"largest intensity {said['max_candela']} cd; {100 * found.downward_share:.1f} % of the flux goes down")
    click.echo(f"beam angle (50 %) {said['beam_angle_c0']}° in C0–C180, {said['beam_angle_c90']}° in C90–C270")
    click.echo(f"field angle (10 %) {said['field_angle_c0']}° in C0–C180, {said['field_angle_c90']}° in C90–C270")
