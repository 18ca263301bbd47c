"""Year one follows the schedule to the watt; year two is controlled and uses less, never nothing by mistake."""

from datetime import date

import numpy as np
import pytest

from zhiyuan.app.demo import example
from zhiyuan.park.circuits import feeds_light
from zhiyuan.park.document import Park
from zhiyuan.park.yamlfile import read
from zhiyuan.simpark import history

MONDAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def park() -> Park:
    return read(example().read_text("utf-8"))


def test_without_controls_an_office_floor_burns_twelve_hours_at_full_power(park: Park) -> None:
    kwh = history.uncontrolled(park, MONDAY, 1, seed=1)
    circuit = [c.key for c in park.circuits].index("A2-OF")
    watts = sum(park.types[m.type].rated_w for m in park.luminaires if m.circuit == "A2-OF")
    day = kwh[:, circuit]
    assert day.sum() == pytest.approx(watts * 12 / 1000)
    assert (day > 0).sum() == 48


def test_an_emergency_circuit_draws_the_same_in_both_years(park: Park) -> None:
    kwh = history.uncontrolled(park, MONDAY, 1, seed=1)
    circuit = [c.key for c in park.circuits].index("A-EM")
    assert np.ptp(kwh[:, circuit]) == 0.0
    assert kwh[0, circuit] * 4000 == pytest.approx(history.always_w(park)[circuit])


def test_through_the_installation_controlled_groups_grow_day_by_day() -> None:
    before, after = np.full((14 * 96, 1), 10.0), np.full((20 * 96, 1), 4.0)
    joined = history.after_installation(before, after, seed=1)
    days = joined[:, 0].reshape(-1, 96).mean(axis=1)
    assert len(days) == 20
    assert days[0] == pytest.approx(10 - 6 / 15, rel=0.05)
    assert days[13] == pytest.approx(10 - 6 * 14 / 15, rel=0.05)
    assert days[14:].tolist() == pytest.approx([4.0] * 6, rel=0.05)


@pytest.mark.slow
def test_control_saves_more_than_half_of_the_light_in_a_fortnight(park: Park) -> None:
    lit = [feeds_light(c.kind) for c in park.circuits]
    before = history.uncontrolled(park, MONDAY, 14, seed=1)[:, lit].sum()
    after = history.controlled(park, MONDAY, 14, seed=1, progress=lambda share: None).kwh[:, lit].sum()
    assert 0.25 < after / before < 0.5
