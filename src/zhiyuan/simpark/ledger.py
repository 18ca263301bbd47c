"""What a trial counts while it runs, and what it comes to in a year."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhiyuan.simpark.strategies import CONTACTORS, SCHEDULE, STRATEGIES

Counts = NDArray[np.float64]
BELOW = (0.98, 0.90, 0.50)
"""Shares of the standard below which an occupied point-minute is counted."""
WATT_MINUTES_PER_KWH = 60_000.0


@dataclass
class Ledger:
    """Sums over the minutes counted: strategies × groups, or × pairs of circuit and group.

    ``lit``: W·min of groups that are on. ``standby``, ``standby_cut``: W·min of gear that is off,
    without and with contactors. ``below``: occupied minutes under each share. ``asked``: occupied
    minutes. ``changes``: new levels. ``minutes``: how many minutes were counted, ``year`` of so many.
    """

    groups: int
    pairs: int
    year: int
    minutes: int = 0
    lit: Counts = field(init=False)
    standby: Counts = field(init=False)
    standby_cut: Counts = field(init=False)
    below: Counts = field(init=False)
    asked: Counts = field(init=False)
    changes: Counts = field(init=False)

    def __post_init__(self) -> None:
        rows = len(STRATEGIES)
        self.lit, self.changes, self.asked = (np.zeros((rows, self.groups)) for _ in range(3))
        self.standby, self.standby_cut = np.zeros((rows, self.pairs)), np.zeros((rows, self.pairs))
        self.below = np.zeros((len(BELOW), rows, self.groups))

    def summary(self) -> dict[str, dict[str, Any]]:
        """Figures of a year for every strategy, with and without contactors."""
        base = self._kwh(self.lit[SCHEDULE].sum())
        found = {}
        for row, name in enumerate(STRATEGIES):
            for suffix, standby in (("", self.standby), (CONTACTORS, self.standby_cut)):
                idle = self._kwh(standby[row].sum()) if row != SCHEDULE else 0.0
                found[name + suffix] = self._figures(row, idle, base)
        return found

    def _figures(self, row: int, standby_kwh: float, base_kwh: float) -> dict[str, Any]:
        energy = self._kwh(self.lit[row].sum()) + standby_kwh
        asked = max(self.asked[row].sum(), 1.0)
        shares = {f"below_{share * 100:.0f}": self.below[n, row].sum() / asked for n, share in enumerate(BELOW)}
        return {
            "energy_kwh": energy,
            "saving": 1 - energy / base_kwh if base_kwh else 0.0,
            "saving_kwh": base_kwh - energy,
            **shares,
            "changes_per_group_day": self.changes[row].mean() * 1440 / max(self.minutes, 1) if self.groups else 0.0,
            "standby_kwh": standby_kwh,
        }

    def by_kind(self, kinds: list[str], pair_kinds: list[str]) -> dict[str, dict[str, float]]:
        """Energy of every kind of space by strategy, with and without contactors. [kWh]"""
        of_group, of_pair = np.array(kinds), np.array(pair_kinds)
        found: dict[str, dict[str, float]] = {}
        for kind in dict.fromkeys(kinds):
            here: dict[str, float] = {}
            for row, name in enumerate(STRATEGIES):
                lit = self.lit[row, of_group == kind].sum()
                for suffix, standby in (("", self.standby), (CONTACTORS, self.standby_cut)):
                    idle = standby[row, of_pair == kind].sum() if row != SCHEDULE else 0.0
                    here[name + suffix] = self._kwh(lit + idle)
            found[kind] = here
        return found

    def _kwh(self, watt_minutes: float) -> float:
        return float(watt_minutes) / WATT_MINUTES_PER_KWH * self.year / max(self.minutes, 1)
