"""The gates: what they refuse, what they only remark."""

from datetime import date, timedelta

from savings.cases import GATES, made, plan
from zhiyuan.savings.assess import CircuitResult, assess
from zhiyuan.savings.sufficiency import Weight
from zhiyuan.savings.verdict import Verdict

START = date(2024, 1, 1)


def study(baseline: int, report: int, *, factor: float = 0.5, noise: float = 2.0, start: date = START) -> CircuitResult:
    """So many days before, an installation of ten, so many days after at a share of the energy."""
    work, report_start = start + timedelta(days=baseline), start + timedelta(days=baseline + 10)
    before = made(start, baseline, lambda w, n: 20 + 10 * w + 2 * n, seed=1, noise=noise)
    after = made(report_start, report, lambda w, n: factor * (20 + 10 * w + 2 * n), seed=2, noise=noise * factor)
    chosen = plan(baseline_start=start, baseline_end=work, reporting_start=report_start)
    return assess(chosen, [*before, *after], report_start + timedelta(days=report), GATES)


def gates_of(result: CircuitResult, weight: Weight) -> set[str]:
    return {f.gate for f in result.findings if f.weight is weight}


def test_a_year_before_and_half_a_year_after_is_verified() -> None:
    result = study(366, 180)
    assert result.verdict is Verdict.VERIFIED
    assert gates_of(result, Weight.DISQUALIFIES) == set()


def test_a_winter_does_not_speak_for_the_summer() -> None:
    result = study(90, 90)
    assert result.verdict is Verdict.INSUFFICIENT
    assert "night_range" in gates_of(result, Weight.DISQUALIFIES)


def test_a_short_baseline_is_accepted_with_a_warning_where_it_knows_the_nights() -> None:
    result = study(110, 60, start=date(2024, 3, 1))
    assert gates_of(result, Weight.DISQUALIFIES) == set() or "night_range" in gates_of(result, Weight.DISQUALIFIES)
    covered = study(200, 60, start=date(2024, 1, 1))
    assert covered.verdict is Verdict.VERIFIED
    assert "baseline_days" in gates_of(covered, Weight.WARNING)


def test_too_few_days_off_are_not_enough() -> None:
    assert "baseline_kinds" in gates_of(study(40, 20), Weight.DISQUALIFIES)


def test_days_that_scatter_wildly_are_refused() -> None:
    result = study(366, 180, noise=40.0)
    assert "cv" in gates_of(result, Weight.DISQUALIFIES)
    assert result.verdict is Verdict.INSUFFICIENT


def test_a_circuit_that_saves_nothing_is_not_confirmed_but_still_counts_in_the_total() -> None:
    result = study(366, 180, factor=1.0)
    assert result.verdict is Verdict.INSUFFICIENT
    assert {"sign", "half_width"} & gates_of(result, Weight.DISQUALIFIES)
    assert result.sound


def test_before_the_first_day_after_the_work_nothing_is_said() -> None:
    assert "reporting_days" in gates_of(study(366, 0), Weight.DISQUALIFIES)
