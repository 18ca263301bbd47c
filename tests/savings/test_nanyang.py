"""Every circuit's band holds the truth, with gaps and a non-routine event, to the reference's digits."""

import pytest

from savings.cases import END, GATES, HALF_CLOSED, REFERENCE, nanyang, plan
from zhiyuan.savings.assess import CircuitResult, assess
from zhiyuan.savings.baseline import Terms
from zhiyuan.savings.report import total_of
from zhiyuan.savings.verdict import Verdict, at_least

CIRCUITS = sorted(REFERENCE["circuits"])
FIXED: Terms = ("1", "W", "N")


def result(circuit: str, terms: Terms | None = FIXED) -> CircuitResult:
    adjustments = [HALF_CLOSED] if circuit == "garage" else []
    return assess(plan(circuit, terms=terms), nanyang()[circuit], END, GATES, adjustments)


@pytest.mark.parametrize("circuit", CIRCUITS)
def test_a_circuit_gives_the_figures_of_the_reference(circuit: str) -> None:
    expected, found = REFERENCE["circuits"][circuit], result(circuit)
    assert found.baseline
    assert found.saving
    assert found.shortcuts
    fit = found.baseline.fit
    assert list(fit.coefficients) == pytest.approx(expected["b"], rel=1e-9, abs=1e-9)
    assert (fit.n, fit.p, len(found.reporting_days.valid)) == (expected["n"], expected["p"], expected["m"])
    assert (fit.rho, fit.effective_n, fit.r2, fit.cv) == pytest.approx(
        (expected["rho"], expected["nprime"], expected["r2"], expected["cvrmse"]), rel=1e-9
    )
    assert found.saving.saved_kwh == pytest.approx(expected["savings_adj"], abs=1e-6)
    assert found.saving.adjustment_kwh == pytest.approx(expected["nra"], abs=1e-6)
    assert found.saving.band.model_se == pytest.approx(expected["se"], rel=1e-9)
    assert found.saving.band.half_width == pytest.approx(expected["half"], rel=1e-9)
    assert found.shortcuts.ashrae == pytest.approx(expected["half_g14"], rel=1e-9)
    assert found.shortcuts.caltrack == pytest.approx(expected["half_caltrack"], rel=1e-9)


@pytest.mark.parametrize("terms", [FIXED, None], ids=["fixed", "chosen"])
@pytest.mark.parametrize("circuit", CIRCUITS)
def test_the_band_holds_the_truth_and_the_circuit_is_verified(circuit: str, terms: Terms | None) -> None:
    found = result(circuit, terms)
    assert found.saving
    truth = REFERENCE["circuits"][circuit]["true_savings_excluding_nre"]
    assert abs(found.saving.saved_kwh - truth) <= found.saving.band.half_width
    assert found.verdict is Verdict.VERIFIED


def test_the_total_is_the_reference_and_fifty_per_cent_is_not_verified() -> None:
    total, label, _ = total_of([result(c) for c in CIRCUITS], GATES)
    expected = REFERENCE["total"]
    assert label is Verdict.VERIFIED
    assert total.saved_kwh == pytest.approx(expected["savings_kwh"], abs=1e-6)
    assert total.band.half_width == pytest.approx(expected["half_width_90_kwh"], rel=2e-4)  # it took 1.645 for z
    assert 100 * total.lower_fraction == pytest.approx(expected["lower_90_one_sided_pct"], abs=1e-4)
    assert abs(total.saved_kwh - expected["true_savings_kwh"]) <= total.band.half_width
    assert total.saved_kwh - total.adjustment_kwh == pytest.approx(expected["savings_without_nra_kwh"], abs=1e-6)
    assert total.fraction > 0.5
    assert not at_least(total, 0.5)
    assert at_least(total, 0.49)


def test_the_half_closed_garage_is_noticed_and_only_proposed() -> None:
    found = assess(plan("garage"), nanyang()["garage"], END, GATES)
    (suspicion,) = found.suspicions
    assert (suspicion.start, suspicion.end) == (HALF_CLOSED.start, HALF_CLOSED.end)
    assert found.saving
    assert found.saving.adjustment_kwh == 0
    assert result("garage").suspicions == ()
