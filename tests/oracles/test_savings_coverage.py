"""The full coverage study: a thousand circuits a row, the tolerance of the acceptance vectors."""

import pytest

from savings.coverage import RIGHT, WRONG, Row, coverage

pytestmark = [pytest.mark.oracle, pytest.mark.slow]


@pytest.mark.parametrize("row", RIGHT, ids=str)
def test_with_the_right_drivers_the_band_holds_the_truth_nine_times_in_ten(row: Row) -> None:
    held, error = coverage(row, 1000, seed=20260101)
    assert 0.85 <= held <= 0.95
    assert abs(error) < 0.02


def test_without_night_length_no_formula_rescues_the_model() -> None:
    held, error = coverage(WRONG, 1000, seed=20260101)
    assert held < 0.05
    assert error > 0.10
