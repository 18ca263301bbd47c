"""Radiance agrees with our direct illuminance on the shared room and on a turned road luminaire.

Ward 1994, The RADIANCE lighting simulation and rendering system; run without ambient bounces.
"""

import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
import yaml

from oracles.south_office import DAYLIGHT_FACTORS, RADIANCE, RADIANCE_SKY
from shared import data, vectors
from zhiyuan.lighting.daylight import GROUND_ALBEDO, OVERCAST_RATIO
from zhiyuan.lighting.photometric_file import read_photometry
from zhiyuan.lighting.photometry import Placed, grid, illuminance_at

pytestmark = pytest.mark.oracle
pyradiance = pytest.importorskip("pyradiance", reason="pip install pyradiance==1.3.1 to compare with Radiance")

LUMENS_PER_WATT = 179  # Radiance's own, both ways


def run(folder: Path, *command: str, given: bytes | None = None) -> bytes:
    """One of Radiance's programs, in a folder."""
    home = Path(pyradiance.__file__).parent
    env = {**os.environ, "PATH": f"{home / 'bin'}:{os.environ['PATH']}", "RAYPATH": f".:{home / 'lib'}"}
    return subprocess.run(command, cwd=folder, env=env, input=given, capture_output=True, check=True).stdout


def traced_lux(folder: Path, scene: bytes, rays: str, *options: str) -> np.ndarray:
    """Illuminance at each ray's origin, on a surface that faces along it."""
    (folder / "scene.rad").write_bytes(scene)
    (folder / "scene.oct").write_bytes(run(folder, "oconv", "scene.rad"))
    traced = run(folder, "rtrace", "-h", "-I", *options, "scene.oct", given=rays.encode())
    return np.loadtxt(traced.decode().splitlines())[:, 1] * LUMENS_PER_WATT


def radiance_lux(ies: Path, luminaires: list[Placed], points: np.ndarray, folder: Path) -> np.ndarray:
    """Horizontal illuminance by ``ies2rad``, ``oconv`` and ``rtrace -ab 0``, luminaires taken as points."""
    run(folder, "ies2rad", "-dm", "-o", "lamp", str(ies))
    scene = b"".join(
        run(folder, "xform", "-rz", str(p.rotation), "-t", str(p.x), str(p.y), str(p.z), "lamp.rad") for p in luminaires
    )
    rays = "".join(f"{x} {y} {z} 0 0 1\n" for x, y, z in points)
    return traced_lux(folder, scene, rays, "-ab", "0", "-ds", "0", "-dt", "0", "-dj", "0")


def test_the_shared_room(tmp_path: Path) -> None:
    said = yaml.safe_load(vectors("room.yaml").read_text("utf-8"))
    points = grid(said["grid"]["x"], said["grid"]["y"], said["grid"]["z"])
    places = [Placed(*place) for place in said["luminaires"]]
    ies = data("ies/indoor_60W_5300lm_OVNI.ies")
    theirs = radiance_lux(ies, places, points, tmp_path)
    ours = illuminance_at(read_photometry(ies), points, places).sum(axis=1)
    print(f"direct mean: ours {ours.mean():.2f} lx, Radiance {theirs.mean():.2f} lx")
    print(f"worst point {np.abs(ours / theirs - 1).max():.2%}")
    assert theirs.mean() == pytest.approx(said["answer"]["radiance_direct_mean_lx"], abs=0.5)
    assert ours.mean() == pytest.approx(theirs.mean(), rel=0.001)
    assert ours == pytest.approx(theirs, rel=0.01)


@pytest.mark.parametrize("file", ["roadway_60W_4000K_AM01.ies", "roadway_ITALO_1_5P5_S05.ies"])
@pytest.mark.parametrize("rotation", [0.0, 90.0, 215.0])
def test_a_road_luminaire_however_it_is_turned(file: str, rotation: float, tmp_path: Path) -> None:
    points = grid((-12, 12, 3), (-12, 12, 3), 0.0)
    place = [Placed(0.0, 0.0, 8.0, rotation=rotation)]
    theirs = radiance_lux(data(f"ies/{file}"), place, points, tmp_path)
    ours = illuminance_at(read_photometry(data(f"ies/{file}")), points, place).sum(axis=1)
    print(f"{file} turned {rotation}°: ours {ours.mean():.3f} lx, Radiance {theirs.mean():.3f} lx")
    assert ours.mean() == pytest.approx(theirs.mean(), rel=0.01)
    assert ours == pytest.approx(theirs, rel=0.05, abs=0.05)


def test_the_daylight_factors_of_the_south_office_and_the_facade_under_an_overcast_sky(tmp_path: Path) -> None:
    sky = run(tmp_path, "gensky", "3", "21", "12", "-c", "-B", "55.87", "-g", str(GROUND_ALBEDO))
    scene = sky + RADIANCE_SKY.encode() + RADIANCE.encode()
    rays = "".join(f"3 {depth} .75 0 0 1\n" for depth in DAYLIGHT_FACTORS) + "3 -.1 1.65 0 -1 0\n3 -5 10 0 0 1\n"
    options = ["-ab", "5", "-ad", "2048", "-as", "512", "-aa", "0.2", "-ar", "64", "-lw", "1e-3"]
    *inside, facade, outside = traced_lux(tmp_path, scene, rays, *options)
    print("daylight factors", [f"{lux / outside:.4f}" for lux in inside], f"facade {facade / outside:.3f}")
    assert np.array(inside) / outside == pytest.approx(list(DAYLIGHT_FACTORS.values()), rel=0.05)
    assert facade / outside == pytest.approx(OVERCAST_RATIO + GROUND_ALBEDO / 2, abs=0.003)
