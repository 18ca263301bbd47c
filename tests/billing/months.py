"""Months of an account made by hand: April 2026 in Nanyang, quarter hours of an even load."""

from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from billing.priced import APRIL
from zhiyuan.billing.load import Load
from zhiyuan.billing.month_inputs import Common, Inputs
from zhiyuan.billing.tariff import Components
from zhiyuan.billing.terms import Sheet, Tariff, Terms
from zhiyuan.enterprises.occupied import Occupied
from zhiyuan.kernel.span import micros, midnight
from zhiyuan.telemetry.energy import INTERVAL_US

ZONE = ZoneInfo("Asia/Shanghai")
FIRST, UNTIL = date(2026, 4, 1), date(2026, 5, 1)
START = micros(midnight(FIRST, ZONE)) + np.arange(30 * 96, dtype=np.int64) * INTERVAL_US


def even(kwh: float, quality: int = 0) -> Load:
    """So many kWh in each quarter hour of April."""
    return Load(START, np.full(len(START), round(kwh * 1e6), np.int64), np.full(len(START), quality, np.int8))


def tariff(**prices: str) -> Tariff:
    """April's prices, on time of use."""
    components = Components.read(APRIL | prices, "2026-04")
    return Tariff((Terms(date(2026, 1, 1)),), (Sheet(FIRST, UNTIL, components, version="sheet#1"),))


def stay(
    key: str, *meters: str, start: date = FIRST, end: date | None = None, area: str = "100", n: int = 0
) -> Occupied:
    """A tenancy with its meters."""
    return Occupied(1, key, key.upper(), n or sum(map(ord, key)), start, end, Decimal(area), (), (f"f-{key}",), meters)


def month(master: float, meters: dict[str, Load | float], *stays: Occupied, **more: Any) -> Inputs:
    """The inputs of April; loads by kWh a quarter hour."""
    loads = {key: one if isinstance(one, Load) else even(one) for key, one in meters.items()}
    common = tuple(more.pop("common", ()))
    return Inputs(FIRST, UNTIL, ZONE, more.pop("tariff", tariff()), even(master), loads, stays, common, **more)


__all__ = ["Common", "even", "month", "stay", "tariff"]
