"""How one circuit's saving is to be measured, stated before the measuring."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zhiyuan.kernel.errors import Malformed
from zhiyuan.savings.baseline import Terms


class Method(StrEnum):
    """Which way to a figure; IPMVP's options where they apply."""

    REGRESSION = "regression"
    """Option B: metered before and after, regression on night length and day type"""
    BASELINE_MODE = "baseline_mode"
    """Option B: days drawn by lot run the old schedule; measures the controls only"""
    OPTION_A = "option_a"
    """Option A: watts measured on a sample, hours logged; partly measured"""
    DEEMED = "deemed"
    """Nameplate data only: an estimate that counts for nothing verified"""


@dataclass(frozen=True, slots=True)
class MeasurementPlan:
    """One circuit's periods: baseline [baseline_start, baseline_end), then the work, then reporting.

    Everything between ``baseline_end`` and ``reporting_start`` is the installation and left out.
    """

    circuit: str
    name: str
    baseline_start: date
    baseline_end: date
    reporting_start: date
    source: str
    """Where the dates of the work come from: the hand that measures does not ask the hand that dims."""
    method: Method = Method.REGRESSION
    connected_kw: float | None = None
    meter_error: float | None = None
    """Largest error of the meter's class, None where no class is stated. [1]"""
    terms: Terms | None = None
    """The model, where the plan fixes it; else AICc chooses."""
    stated_kwh_per_year: float = 0.0
    """What Option A or a nameplate estimate came to. [kWh/a]"""

    @property
    def known_meter_error(self) -> float:
        """What the meter adds to the band: nothing where its class is not stated, which a finding then says. [1]"""
        return self.meter_error or 0.0

    def __post_init__(self) -> None:
        if not self.baseline_start < self.baseline_end <= self.reporting_start:
            raise Malformed(
                "{circuit}: the baseline {start} to {end} must come before the reporting from {reporting}",
                circuit=self.circuit,
                start=self.baseline_start,
                end=self.baseline_end,
                reporting=self.reporting_start,
            )
