"""What a park may not say: each rule refused in words, with its place."""

import pytest

from park.parks import small
from zhiyuan.kernel.errors import Malformed
from zhiyuan.park.yamlfile import read

E1 = "{key: E1, type: panel, circuit: c2, x: 15, y: 9, duty: emergency}"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (E1, E1.replace("x: 15", "group: k1-a, gateway: g1, address: 9, x: 15"), "luminaire is never controlled"),
        (E1, E1.replace("circuit: c2", "circuit: c1"), "c1 has a contactor and may not feed this emergency luminaire"),
        (E1, E1.replace("c2", "c1").replace("emergency", "explosion_proof"), "may not feed this explosion-proof lum"),
        (E1, E1.replace("emergency", "sometimes"), "a duty is one of normal, emergency, explosion_proof"),
        ("floor: f1, circuit: c2", "floor: f1, circuit: c1", "may not feed this gateway"),
        ("gateway: g1, space: o1}", "gateway: g1, space: o1, circuit: c1}", "may not feed this sensor"),
        ("contactor: true, gateway: g1", "contactor: true", "has a contactor and no gateway that could switch it"),
        ("kind: office, building: b1, contactor", "kind: controls, building: b1, contactor", "no contactor of ours"),
        ("panel, circuit: c1, group: o1-w", "spot, circuit: c1, group: o1-w", "spot is not one of the luminaire_types"),
        ("group: o1-w", "group: k1-a", "space o1 has no group k1-a"),
        ("key: L2", "key: L1", "there are two luminaires called L1"),
        ("key: m1-g", 'key: "m1/g"', "'m1/g' is no key"),
        ("address: 2", "address: 1", "gateway g1 has address 1 twice"),
        ("x: 2, y: 6", "x: 12, y: 6", "luminaire L2 at (12.0, 6.0) lies outside its space"),
        ("plan: [0, 8, 20, 2]", "plan: [0, 8, 25, 2]", "the space lies outside its floor of 20.0 x 10.0 m"),
        ("response: [300, 80]", "response: [300]", "response has a value for each of the space's 2 points, not 1"),
        ("daylight: 0.04", "daylight: -0.04", "illuminance is never negative"),
        ("kind: corridor", "kind: cave", "the book has no kind of space cave; it has office_perimeter"),
        ("hold_min: 4", "illuminance_lx: 40", "40.0 lx is below the standard's 50.0 lx for corridor"),
        ("hold_min: 4", "hold_min: 400", "a hold time is from 0 to 240"),
        ("hold_min: 4", "background_lx: 60", "light when vacant is from 0 to the target of 50.0 lx"),
        ("facade: S,\n", "facade: up,\n", "a facade is one of N, NE"),
        ("spill: {o1: [[3], [4]]}", "spill: {o1: [[3]]}", "spill is a row for each of the 2 points of o1, each"),
        ("spill: {o1: [[3], [4]]}", "spill: {x9: [[3]]}", "light spills into another space of the same floor"),
        ("levels: {o1-w: 0.2", "levels: {o9-w: 0.2", "floor f1 has no group o9-w"),
        ("levels: {o1-w: 0.2", "levels: {o1-w: 20", "a level is a share from 0 to 1, not 20.0"),
        ("kind: fire, gateway: g1, building: b1", "kind: fire, gateway: g1, space: o1", "fire input belongs to a"),
        ("rollover: 10000", "rollover: 0", "rollover is above 0, not 0.0"),
        ("rollover: 10000", "parent: m1", "m1 would be its own parent"),
        ("rated_w: 20", "rated_w: -20", "rated power is above 0 W"),
        ("rated_w: 20", "rated_w: 20, power_curve: [1, 1, 1]", "p0 + p1 + p2 is near 1"),
        ("latitude: 33.0", "latitude: 133", "a latitude is from -90 to 90"),
        ("longitude: 112.5", "longitude: 112.5, timezone: Asia/Nanyang", "there is no time zone Asia/Nanyang"),
        ("off: 20:00", "off: 8 pm", 'off is "08:00", "sunset+10", "sunrise-5" or "dark", not'),
        ("off: 20:00", "off: 20:00, level: 80", "level is a number from 0 to 1.0, not 80"),
        ("days: workdays", "days: weekend", "'weekend' is no day"),
        ("rules: [{days: workdays, on: 08:00, off: 20:00}]", "rules: []", "a schedule has at least one rule"),
        ("longitude: 112.5}", "longitude: 112.5}\nassumptions: {rain: 1}", "there is no rain here; there is traffic"),
    ],
)  # fmt: skip
def test_it_is_refused_in_words(old: str, new: str, said: str) -> None:
    with pytest.raises(Malformed) as refused:
        read(small((old, new)))
    assert said in str(refused.value)


def test_a_meter_tree_without_end_is_found() -> None:
    two = "  - {key: m2, name: 总表, circuit: null, gateway: m1-g, parent: m1}\nscenes:\n"
    with pytest.raises(Malformed, match="m2 would be its own parent"):
        read(small(("rollover: 10000}", "rollover: 10000, parent: m2}"), ("scenes:\n", two)))


def test_the_small_park_is_in_order() -> None:
    assert read(small()).site.key == "small"
