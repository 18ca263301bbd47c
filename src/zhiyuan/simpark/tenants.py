"""What the invented park uses beside its light: tenants' sockets and machines, and the transformer's losses.

A circuit of kind ``power`` draws by the working day, no more than its meter can count; one of kind
``losses`` draws always, and more as the tenants draw more. Both are functions of time and seed alone, so
that the past and the live park agree.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from zhiyuan.kernel.workday import is_working_day
from zhiyuan.park.document import Park

Floats = NDArray[np.float64]
QUARTERS = 96
IDLE, BUSY, WEEKEND = 0.06, 0.42, 0.12
"""Shares of what a tenant's meter can count: at night, at the height of a working day, on other days. [1]"""
ARRIVE_H, LEAVE_H, SLOPE_H = 8.5, 18.5, 0.7
NO_LOAD_KW, LOAD_LOSS = 0.6, 0.015
SPREAD = 0.12


@dataclass(frozen=True, eq=False)
class Tenants:
    """The circuits of a park that feed no light of ours."""

    park: Park
    seed: int

    @cached_property
    def most_kw(self) -> Floats:
        """The most that each circuit can draw; 0 where it feeds no tenant. [kW]"""
        most = {m.circuit: m.max_kw for m in self.park.meters if m.circuit is not None}
        return np.array([most.get(c.key, 0.0) if c.kind == "power" else 0.0 for c in self.park.circuits])

    @cached_property
    def losses(self) -> NDArray[np.bool_]:
        """Circuits that stand for a transformer."""
        return np.array([c.kind == "losses" for c in self.park.circuits], bool)

    def day_kw(self, day: date) -> Floats:
        """Power of every circuit in every quarter hour of a local day, ``(96, circuits)``. [kW]"""
        draw = np.random.default_rng([self.seed, 0x7E2A, day.toordinal()])
        size = draw.normal(1.0, SPREAD, len(self.most_kw)).clip(0.5, 1.5)
        ripple = draw.normal(1.0, SPREAD / 2, (QUARTERS, len(self.most_kw))).clip(0.7, 1.3)
        drawn = self.most_kw * size * ripple * _shape(is_working_day(day))[:, None]
        drawn[:, self.losses] = NO_LOAD_KW + LOAD_LOSS * drawn.sum(axis=1, keepdims=True)
        return drawn

    def now_w(self, moment: float) -> Floats:
        """Power of every circuit at a moment [s since 1970]. [W]"""
        local = datetime.fromtimestamp(moment, UTC).astimezone(ZoneInfo(self.park.site.timezone))
        watts: Floats = _kept_day(self, local.date())[(local.hour * 60 + local.minute) // 15] * 1000
        return watts

    def kwh(self, first: date, count: int) -> Floats:
        """Energy by quarter hour and circuit of so many days. [kWh]"""
        return np.concatenate([self.day_kw(first + timedelta(days=n)) for n in range(count)]) / 4


@lru_cache(maxsize=4)
def _kept_day(tenants: Tenants, day: date) -> Floats:
    return tenants.day_kw(day)


def _shape(working: bool) -> Floats:
    """How busy a tenant is through a day, as a share of its most. [1]"""
    hour = (np.arange(QUARTERS) + 0.5) / 4
    there = 1 / (1 + np.exp(-(hour - ARRIVE_H) / SLOPE_H)) - 1 / (1 + np.exp(-(hour - LEAVE_H) / SLOPE_H))
    shape: Floats = IDLE + there * ((BUSY if working else WEEKEND) - IDLE)
    return shape
