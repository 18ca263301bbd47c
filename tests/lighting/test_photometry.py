"""Real luminaires, and the room of the shared vectors."""

import numpy as np
import pytest
import yaml
from click.testing import CliRunner

from shared import data, vectors
from zhiyuan.app.commands.photometry import command
from zhiyuan.lighting.photometric_file import read_photometry
from zhiyuan.lighting.photometry import Photometry, Placed, Room, grid, illuminance_at, interreflected_lx, response

LAMBERT = Photometry(
    "lambert",
    np.array([0.0, 360.0]),
    np.arange(0.0, 90.1, 0.5),
    np.tile(1000 / np.pi * np.cos(np.radians(np.arange(0, 90.1, 0.5))), (2, 1)),
)
SHOP = Room(6.0, 5.0, 2.8)


@pytest.mark.parametrize(
    ("file", "flux_lm", "within"),
    [
        ("indoor_60W_5300lm_OVNI.ies", 5301, 5),
        ("roadway_60W_4000K_AM01.ies", 9155, 5),
        ("bega_50975.6K3.ies", 320.6, 0.5),
        ("roadway_ITALO_1_5P5_S05.ies", 10_579, 20),
        ("maxwell8_T4_measured.ies", 1000, 1),
        ("fluorescent_luminaire.ldt", 0.403 * 8100, 12),  # light output ratio times lamp flux, as the file says
        ("road_luminaire.ldt", 0.8442 * 33_200, 100),
    ],
)
def test_the_flux_is_that_of_the_label(file: str, flux_lm: float, within: float) -> None:
    assert read_photometry(data(f"ies/{file}")).flux_lm == pytest.approx(flux_lm, abs=within)


def the_room() -> tuple[Photometry, list[Placed], np.ndarray, dict[str, float]]:
    said = yaml.safe_load(vectors("room.yaml").read_text("utf-8"))
    points = grid(said["grid"]["x"], said["grid"]["y"], said["grid"]["z"])
    luminaire = read_photometry(data("ies/indoor_60W_5300lm_OVNI.ies"))
    return luminaire, [Placed(*place) for place in said["luminaires"]], points, said["answer"]


def test_the_rooms_direct_light_and_uniformity() -> None:
    luminaire, places, points, answer = the_room()
    lux = illuminance_at(luminaire, points, places).sum(axis=1)
    assert lux.mean() == pytest.approx(answer["direct_mean_lx"], abs=0.5)
    assert lux.min() / lux.mean() == pytest.approx(answer["direct_uniformity"], abs=0.001)


def test_reflections_add_what_radiance_adds_within_six_percent() -> None:
    luminaire, places, points, answer = the_room()
    lux = response(luminaire, places, points, SHOP).sum(axis=1)
    assert lux.mean() == pytest.approx(answer["radiance_total_mean_lx"], rel=0.06)


def test_straight_down_it_is_intensity_over_distance_squared() -> None:
    lux = illuminance_at(LAMBERT, np.array([[0.0, 0.0, 0.0]]), [Placed(0, 0, 2.0)])
    assert lux[0, 0] == pytest.approx(1000 / np.pi / 4, rel=1e-6)


def test_the_light_of_a_lambert_source_over_a_great_floor_is_its_flux() -> None:
    points = grid((-59.75, 59.75, 0.5), (-59.75, 59.75, 0.5), 0.0)
    lux = illuminance_at(LAMBERT, points, [Placed(0, 0, 3.0)])
    assert lux.sum() * 0.25 == pytest.approx(LAMBERT.flux_lm, rel=0.01)


def test_turning_the_luminaire_turns_its_light() -> None:
    road = read_photometry(data("ies/roadway_60W_4000K_AM01.ies"))
    points = np.array([[3.0, 1.0, 0.0], [-1.0, 3.0, 0.0]])
    lux = illuminance_at(road, points, [Placed(0, 0, 6.0), Placed(0, 0, 6.0, rotation=90.0)])
    assert lux[0, 0] == pytest.approx(lux[1, 1])
    assert lux[0, 0] != pytest.approx(lux[1, 0], rel=0.01)


def test_tilting_lifts_the_c90_side() -> None:
    far, near = np.array([[0.0, 8.0, 0.0]]), np.array([[0.0, -8.0, 0.0]])
    level, lifted = Placed(0, 0, 6.0), Placed(0, 0, 6.0, tilt=15.0)
    assert illuminance_at(LAMBERT, far, [lifted]) > illuminance_at(LAMBERT, far, [level])
    assert illuminance_at(LAMBERT, near, [lifted]) < illuminance_at(LAMBERT, near, [level])


def test_nothing_shines_through_the_back_of_a_surface() -> None:
    assert illuminance_at(LAMBERT, np.array([[0.0, 0.0, 0.0]]), [Placed(0, 0, 2.0)], normal=(0, 0, -1)) == 0


def test_black_rooms_give_nothing_back_and_white_ones_much() -> None:
    black, grey, white = (Room(6, 5, 2.8, r, r, r) for r in (0.0, 0.5, 0.8))
    lux = [interreflected_lx(LAMBERT, [Placed(3, 2.5, 2.7)], room)[0] for room in (black, grey, white)]
    assert lux[0] == 0
    assert lux[2] > 2 * lux[1] > 0
    # all the flux is absorbed somewhere: even light everywhere must carry ρ/(1−ρ) of the first flux
    whole = sum(grey.surfaces_m2)
    assert lux[1] * whole == pytest.approx(LAMBERT.flux_lm * 0.5 / 0.5, rel=0.01)


def test_a_lambert_source_has_the_beam_of_the_cosine() -> None:
    assert LAMBERT.angle_within(0.0) == pytest.approx(120, abs=0.3)
    assert LAMBERT.downward_share == 1


def test_the_command_prints_what_the_file_says() -> None:
    path = str(data("ies/bega_50975.6K3.ies"))
    out = CliRunner().invoke(command, [path])
    assert out.exit_code == 0
    assert "320.6 lm" in out.output
    assert '"max_candela": 337.2' in CliRunner().invoke(command, [path, "--json"]).output
