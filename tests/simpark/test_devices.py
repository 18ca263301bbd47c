"""Gear obeys, holds its minimum and pays standby; what may not be commanded does not listen; meters turn."""

import numpy as np
import pytest

from zhiyuan.park.document import (
    EMERGENCY,
    Building,
    Circuit,
    Floor,
    Gateway,
    Group,
    Luminaire,
    LuminaireType,
    Meter,
    Park,
    Schedule,
    Site,
    Space,
)
from zhiyuan.simpark.devices import Gear, Meters, fleet


def small_park() -> Park:
    """One office of two luminaires and an emergency one, on two metered circuits below a main meter."""
    lamps = (
        Luminaire("L1", "led", "C1", "g", "G1", 1, 1.0, 1.0),
        Luminaire("L2", "led", "C1", "g", "G1", 2, 2.0, 1.0),
        Luminaire("E1", "exit", "C2", None, None, None, 3.0, 1.0, EMERGENCY),
    )
    office = Space("s", "office", "office_interior", (0, 0, 5, 5), "day", (Group("g", (400.0,)),), lamps)
    return Park(
        site=Site("p", "park", 33.0, 112.6, simulated=True),
        luminaire_types=(LuminaireType("led", "LED", 20.0), LuminaireType("exit", "exit", 3.0, standby_w=0.0)),
        schedules=(Schedule("day", "day", ({"on": "08:00", "off": "20:00"},)),),
        buildings=(Building("b", "b", (Floor("f", "f", 1, 10.0, 10.0, (office,)),)),),
        circuits=(Circuit("C1", "office", "office", "b", True, "G1"), Circuit("C2", "exit", "emergency", "b")),
        gateways=(Gateway("G1", "gateway", "f"), Gateway("MG", "meter", "f", direct=True)),
        sensors=(),
        meters=(
            Meter("M", "main", None, "MG"),
            Meter("M1", "office", "C1", "MG", decimals=2, rollover=10.0, parent="M"),
            Meter("M2", "exit", "C2", "MG", parent="M"),
        ),
    )


@pytest.fixture
def gear() -> Gear:
    return Gear(fleet(small_park()))


def test_gear_starts_at_full_light(gear: Gear) -> None:
    assert gear.lit.tolist() == [1.0, 1.0, 1.0]
    assert gear.power_w.tolist() == pytest.approx([20.0, 20.0, 3.0])


def test_a_group_fades_in_the_time_it_was_given(gear: Gear) -> None:
    gear.command(gear.fleet.groups["g"], 0.5, 10.0)
    gear.advance(5.0)
    assert gear.lit[:2].tolist() == pytest.approx([0.75, 0.75])
    gear.advance(60.0)
    assert gear.lit[:2].tolist() == pytest.approx([0.5, 0.5])


def test_a_level_below_the_minimum_is_the_minimum_and_off_costs_standby(gear: Gear) -> None:
    gear.command(gear.fleet.groups["g"], 0.01, 0.0)
    gear.advance(1.0)
    assert gear.lit[0] == pytest.approx(0.05)
    gear.command(gear.fleet.groups["g"], 0.0, 0.0)
    gear.advance(1.0)
    assert gear.power_w[0] == pytest.approx(0.3)


def test_an_emergency_luminaire_does_not_listen(gear: Gear) -> None:
    gear.command(np.array([2]), 0.0, 0.0)
    gear.advance(10.0)
    assert gear.lit[2] == 1.0


def test_an_open_contactor_takes_even_the_standby(gear: Gear) -> None:
    gear.switch("C1", closed=False)
    assert gear.circuit_w.tolist() == pytest.approx([0.0, 3.0])
    gear.switch("C1", closed=True)
    assert gear.lit[0] == 1.0


def test_a_failed_lamp_gives_no_light(gear: Gear) -> None:
    gear.failed[0] = True
    assert gear.lit[0] == 0.0
    assert gear.power_w[0] == pytest.approx(0.3)


def test_a_meter_counts_what_is_below_it_and_rolls_over() -> None:
    meters = Meters(small_park())
    meters.turn(np.array([40.0, 3.0]), 3600.0)
    assert meters.shown().tolist() == pytest.approx([0.043, 0.04, 0.003])
    meters.resume({"M1": 9.98})
    meters.turn(np.array([40.0, 3.0]), 3600.0)
    assert meters.shown()[1] == pytest.approx(0.02)
