"""What is drawn beside the light is a function of time and seed, and the head meter counts all of it."""

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from zhiyuan.park import yamlfile
from zhiyuan.park.document import Park
from zhiyuan.simpark.devices import Meters
from zhiyuan.simpark.tenants import Tenants

PARK = Path(__file__).parents[2] / "examples/science-city/park.yaml"
MONDAY, SUNDAY = date(2026, 3, 2), date(2026, 3, 1)


@pytest.fixture(scope="module")
def park() -> Park:
    return yamlfile.read(PARK.read_text("utf-8"))


def test_the_live_park_draws_what_its_past_would_have(park: Park) -> None:
    past = Tenants(park, 7).day_kw(MONDAY)
    ten = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # 10:00 in Nanyang
    assert np.array_equal(Tenants(park, 7).now_w(ten.timestamp()), past[40] * 1000)


def test_a_working_day_uses_more_than_a_sunday_and_a_meter_can_count_it(park: Park) -> None:
    tenants = Tenants(park, 7)
    assert tenants.kwh(MONDAY, 1).sum() > 1.5 * tenants.kwh(SUNDAY, 1).sum()
    power = [i for i, c in enumerate(park.circuits) if c.kind == "power"]
    assert (tenants.day_kw(MONDAY)[:, power] <= tenants.most_kw[power]).all()


def test_lighting_circuits_draw_nothing_of_it(park: Park) -> None:
    light = [i for i, c in enumerate(park.circuits) if c.kind not in ("power", "losses")]
    assert not Tenants(park, 7).kwh(MONDAY, 1)[:, light].any()


def test_the_head_meter_counts_every_circuit_once(park: Park) -> None:
    meters = Meters(park)
    assert (meters.share[meters.keys.index("MAIN-M")] == 1).all()
