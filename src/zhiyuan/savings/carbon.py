"""Electricity saved as carbon not emitted, with the factor's notice beside it. Old reports keep theirs."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhiyuan.kernel.reference import figure

PAGE = "carbon/electricity"


@dataclass(frozen=True, slots=True)
class Carbon:
    """A factor and what it makes of a saving; the half-width is the saving's, scaled. [kgCO2/kWh, t]"""

    region: str
    factor: Decimal
    year: str
    document: str
    since: date
    saved_t: float
    half_width_t: float


def carbon(region: str, day: date, saved_kwh: float, half_width_kwh: float) -> Carbon:
    """Location-based: the region's average factor that held on the day of the report.

    >>> round(carbon("henan", date(2026, 1, 5), 32374.64, 347.6).saved_t, 1)
    19.1
    """
    found = figure(f"{PAGE}#{region}", day)
    factor = Decimal(str(found.value))
    return Carbon(
        region=region,
        factor=factor,
        year=found.source.get("year", ""),
        document=found.source["document"],
        since=found.since,
        saved_t=saved_kwh * float(factor) / 1000,
        half_width_t=half_width_kwh * float(factor) / 1000,
    )
