from decimal import Decimal

import pytest

from zhiyuan.kernel.errors import Refused
from zhiyuan.kernel.units import scale


def test_energy_scales_exactly() -> None:
    assert scale("MWh", "kWh") == Decimal(1000)
    assert scale("kWh", "kWh") == 1


@pytest.mark.parametrize(("given", "wanted"), [("kW", "kWh"), ("furlong", "kWh"), ("lx", "W")])
def test_another_quantity_is_refused_by_name(given: str, wanted: str) -> None:
    with pytest.raises(Refused, match=given):
        scale(given, wanted)
