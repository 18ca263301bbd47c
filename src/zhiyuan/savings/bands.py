"""The 90 % band around a saving: the model's error, the meter's and the sample's, in squares.

A band says: were this done a hundred times, about ninety bands would hold the true value.
"""

from dataclasses import dataclass
from math import hypot, sqrt

from zhiyuan.savings.quantiles import normal, student


@dataclass(frozen=True, slots=True)
class Band:
    """What a saving may be off by.

    ``model_se`` is a standard error with ``freedom`` degrees of freedom; ``meter`` and ``sampling``
    are half-widths at the same two-sided confidence. [kWh]
    """

    model_se: float
    freedom: float
    meter: float = 0.0
    sampling: float = 0.0
    confidence: float = 0.90

    @property
    def t(self) -> float:
        """Student's t, two-sided."""
        return _t((1 + self.confidence) / 2, self.freedom)

    @property
    def half_width(self) -> float:
        """U = √(U_model² + U_meter² + U_sampling²), two-sided. [kWh]"""
        return hypot(self.t * self.model_se, self.meter, self.sampling)

    @property
    def one_sided(self) -> float:
        """How far the lower bound lies below, at the same confidence one-sided. [kWh]"""
        narrower = _t(self.confidence, float("inf")) / _t((1 + self.confidence) / 2, float("inf"))
        own = _t(self.confidence, self.freedom) * self.model_se
        return hypot(own, narrower * self.meter, narrower * self.sampling)


def together(bands: list[Band], normal_from: float) -> Band:
    """The band of a sum of independent savings: √ΣSE², freedom after Welch–Satterthwaite.

    From ``normal_from`` degrees of freedom up the normal quantile stands in for t.

    >>> round(together([Band(3.0, 50.0), Band(4.0, 50.0)], 200).model_se, 9)
    5.0
    """
    if len(bands) == 1:
        return bands[0]
    variance = sum(b.model_se**2 for b in bands)
    spread = sum(b.model_se**4 / b.freedom for b in bands)
    freedom = variance**2 / spread if spread > 0 else float("inf")
    return Band(
        model_se=sqrt(variance),
        freedom=float("inf") if freedom >= normal_from else freedom,
        meter=hypot(*(b.meter for b in bands)),
        sampling=hypot(*(b.sampling for b in bands)),
        confidence=bands[0].confidence if bands else 0.90,
    )


def _t(probability: float, freedom: float) -> float:
    if freedom == float("inf"):
        return normal(probability)
    return student(probability, freedom)
