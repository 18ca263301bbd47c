"""The example parks are what the reference park says."""

import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import yaml

import shared
from zhiyuan.park.document import Park
from zhiyuan.park.kinds import illuminance_lx
from zhiyuan.park.yamlfile import read

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
HOURS = {"office": 249 * 12, "public": 365 * 14, "always": 8760, "road": 4185.25, "landscape": 89_816 / 60}


@cache
def example(name: str) -> Park:
    return read((EXAMPLES / name / "park.yaml").read_text("utf-8"))


@pytest.fixture(params=["science-city", "worst-case"])
def park(request: pytest.FixtureRequest) -> Park:
    return example(request.param)


def test_two_hundred_spaces_and_two_thousand_luminaires_by_kind(park: Park) -> None:
    reference = yaml.safe_load(shared.vectors("reference_park.yaml").read_text())["spaces"]
    assert Counter(s.kind for s in park.spaces) == {row["kind"]: row["n"] for row in reference}
    each = {row["kind"]: row["luminaires"] for row in reference}
    assert all(sum(v.controllable for v in s.luminaires) == each[s.kind] for s in park.spaces)
    assert sum(v.controllable for v in park.luminaires) == 2000


def test_the_scheduled_year_is_sixty_six_thousand_kwh(park: Park) -> None:
    wh = sum(
        park.types[v.type].rated_w * HOURS[s.schedule] for s in park.spaces for v in s.luminaires if v.controllable
    )
    assert wh / 1000 == pytest.approx(66_000, abs=0.5)


def test_full_output_is_above_the_standard_by_the_stated_range() -> None:
    for name, low, high in (("science-city", 1.15, 1.5), ("worst-case", 1.0, 1.1)):
        for space in example(name).spaces:
            over = sum(group.response[0] for group in space.groups) / illuminance_lx(space.kind)
            assert low - 0.01 <= over <= high + 0.01


def test_forty_gateways_and_fifty_direct_devices(park: Park) -> None:
    assert Counter(g.direct for g in park.gateways) == {False: 40, True: 50}


def test_every_lighting_circuit_has_one_meter(park: Park) -> None:
    others = ("emergency", "explosion_proof", "controls", "power", "losses")
    lighting = {c.key for c in park.circuits if c.kind not in others}
    assert Counter(v.circuit for v in park.meters if v.circuit in lighting) == dict.fromkeys(lighting, 1)


def test_one_head_meter_stands_over_lighting_and_tenants(park: Park) -> None:
    assert [m.key for m in park.meters if m.parent is None] == ["MAIN-M"]
    assert sum(m.circuit is not None and m.circuit.endswith("-PW") for m in park.meters) == 8


def test_the_worst_case_has_no_daylight_and_says_what_it_supposes() -> None:
    worst = example("worst-case")
    assert worst.assumptions == {"traffic": 2.0, "attendance": 1.0, "daylight": 0.0}
    assert all(group.daylight == 0 for space in worst.spaces for group in space.groups)
    assert example("science-city").assumptions == {}


def test_both_say_that_they_are_invented(park: Park) -> None:
    assert park.site.simulated
    assert "虚构" in park.site.name


@pytest.mark.slow
def test_the_script_makes_the_same_files_again(tmp_path: Path) -> None:
    before = {p: p.read_bytes() for p in EXAMPLES.glob("*/park.yaml")}
    subprocess.run([sys.executable, EXAMPLES / "make.py"], check=True)
    assert {p: p.read_bytes() for p in EXAMPLES.glob("*/park.yaml")} == before
