"""The figures a saving is judged by, taken once from the book so that the rest is arithmetic."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from zhiyuan.kernel.reference import value

PAGE = "savings/gates"
METHODS = "savings/methods"


@dataclass(frozen=True, slots=True)
class Gates:
    """Page ``savings/gates`` on one day; each name is the figure's."""

    confidence: float
    baseline_days_preferred: int
    baseline_days_minimum: int
    short_baseline_days_each_kind: int
    night_range_margin: float
    interval_share: float
    extreme_iqr: float
    cv_remark: float
    cv_pass: float
    cv_warn: float
    bias_pass: float
    bias_fold_days: int
    half_width_share: float
    night_slope_share: float
    aicc_margin: float
    rho_cap: float
    rho_correction_below: int
    correlated_circuits: float
    normal_from_freedom: float


def gates(day: date) -> Gates:
    """What the book asks on a day.

    >>> gates(date(2026, 1, 1)).baseline_days_minimum
    329
    """
    return Gates(**{f.name: value(f"{PAGE}#{f.name}", day) for f in fields(Gates)})


def meter_class_error(meter_class: str, day: date) -> float:
    """The largest error a meter of the class may have, as a share. [1]

    >>> meter_class_error("1", date(2026, 1, 1))
    0.01
    """
    classes: dict[str, float] = value(f"{METHODS}#meter_class", day)
    return classes[meter_class]


def meter_classes(day: date) -> list[str]:
    """The classes a meter may have, as its nameplate says them."""
    return list(value(f"{METHODS}#meter_class", day))


def method_figure(name: str, day: date) -> Any:
    """A figure of page ``savings/methods``."""
    return value(f"{METHODS}#{name}", day)
