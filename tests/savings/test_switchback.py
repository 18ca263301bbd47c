"""Days drawn by lot: the draw can be repeated, the contrast finds the truth, the band is honest."""

from datetime import date, timedelta

import numpy as np
import pytest

from savings.cases import GATES, nights, plan
from zhiyuan.kernel.errors import NotReady
from zhiyuan.savings.assess import assess
from zhiyuan.savings.energy import EnergyDay
from zhiyuan.savings.gates import method_figure
from zhiyuan.savings.plan import Method
from zhiyuan.savings.switchback import Contrast, contrast, draw
from zhiyuan.savings.verdict import Verdict

FIRST = date(2026, 3, 2)
WIDENING = [(float(w), float(f)) for w, f in method_figure("switchback_widening", date(2026, 1, 1))]


def trial(
    weeks: int, per_week: int, seed: int, cv: float = 0.15, rho: float = 0.3
) -> tuple[list[EnergyDay], list[date]]:
    """An indoor circuit at half its energy on controlled days, its noise remembering yesterday."""
    rng, drawn = np.random.default_rng(seed), draw(FIRST, weeks, per_week, seed)
    days, memory = [], 0.0
    for day, working, night in nights(FIRST, 7 * weeks):
        memory = rho * memory + (1 - rho**2) ** 0.5 * rng.normal()
        old = (30.0 if working else 8.0) * (1 + 0.02 * (night - 12)) * (1 + cv * memory)
        days.append(EnergyDay(day, max(old * (1.0 if day in drawn else 0.5), 0.0), working, night))
    return days, drawn


def found(weeks: int, per_week: int, seed: int) -> Contrast:
    return contrast(*trial(weeks, per_week, seed), WIDENING, 8)


def test_each_week_has_its_days_and_a_seed_draws_them_again() -> None:
    drawn = draw(FIRST, 8, 2, seed=42)
    assert drawn == draw(FIRST, 8, 2, seed=42) != draw(FIRST, 8, 2, seed=43)
    assert [sum(FIRST + timedelta(7 * w) <= d < FIRST + timedelta(7 * w + 7) for d in drawn) for w in range(8)] == [
        2
    ] * 8


@pytest.mark.parametrize(("weeks", "per_week"), [(4, 2), (8, 2), (12, 1), (26, 1)])
def test_the_widened_band_holds_the_truth_about_nine_times_in_ten(weeks: int, per_week: int) -> None:
    runs = [found(weeks, per_week, seed) for seed in range(150)]
    held = np.mean([abs(r.fraction - 0.5) <= r.half_width for r in runs])
    assert 0.83 <= held <= 0.99
    assert abs(np.mean([r.fraction for r in runs]) - 0.5) < 0.01


def test_short_trials_are_widened_and_too_short_ones_refused() -> None:
    assert (found(8, 2, 1).widening, found(26, 1, 1).widening) == (1.25, 1.0)
    with pytest.raises(NotReady):
        found(3, 2, 1)


def test_a_circuit_without_a_before_is_verified_by_its_baseline_mode_days() -> None:
    days, drawn = trial(12, 2, 5)
    chosen = plan(
        baseline_start=date(2026, 1, 1), baseline_end=FIRST, reporting_start=FIRST, method=Method.BASELINE_MODE
    )
    result = assess(chosen, days, FIRST + timedelta(weeks=12), GATES, baseline_mode=drawn)
    assert result.verdict is Verdict.VERIFIED
    assert result.saving
    assert result.saving.fraction == pytest.approx(0.5, abs=0.06)
