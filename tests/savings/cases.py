"""Two simulated years of five circuits with known truth, and made-up circuits for what they lack."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from zhiyuan.savings.csvfiles import read_days
from zhiyuan.savings.energy import EnergyDay
from zhiyuan.savings.gates import gates
from zhiyuan.savings.nonroutine import Adjustment, Formula
from zhiyuan.savings.plan import MeasurementPlan

HERE = Path(__file__).parent
GATES = gates(date(2026, 1, 1))
BASELINE, INSTALL, REPORT, END = date(2024, 1, 1), date(2024, 12, 20), date(2025, 1, 4), date(2026, 1, 1)
HALF_CLOSED = Adjustment(
    date(2025, 8, 1), date(2025, 8, 31), Formula.SCALE, 0.5, "half closed", "notice 12", "wang", "li"
)
REFERENCE: dict[str, Any] = json.loads((HERE / "nanyang" / "reference_result.json").read_text())


@cache
def nanyang() -> dict[str, list[EnergyDay]]:
    """Days by circuit."""
    folder = HERE / "nanyang"
    return read_days((folder / "daily_kwh.csv").read_text(), (folder / "drivers.csv").read_text())


def plan(circuit: str = "road", **changes: Any) -> MeasurementPlan:
    """The plan of the simulated years; the reference worked with one model for all."""
    given: dict[str, Any] = {
        "circuit": circuit,
        "name": circuit,
        "baseline_start": BASELINE,
        "baseline_end": INSTALL,
        "reporting_start": REPORT,
        "source": "acceptance record",
    }
    return MeasurementPlan(**given | changes)


def nights(first: date, days: int) -> list[tuple[date, bool, float]]:
    """Days near Nanyang with a plain week and a sinusoidal night: enough for arithmetic."""
    span = [first + timedelta(days=i) for i in range(days)]
    return [(d, d.weekday() < 5, 12 + 2.1 * np.cos(2 * np.pi * (d.timetuple().tm_yday + 10) / 365.25)) for d in span]


def made(
    first: date, days: int, energy: Callable[[bool, float], float], seed: int = 1, noise: float = 0.0
) -> list[EnergyDay]:
    """Days whose energy follows a rule, with a little noise."""
    rng = np.random.default_rng(seed)
    return [EnergyDay(d, max(energy(w, n) + noise * rng.normal(), 0.0), w, n) for d, w, n in nights(first, days)]
