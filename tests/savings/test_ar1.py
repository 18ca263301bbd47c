"""The sums over pairs of days, against the matrix they replace."""

import numpy as np
import pytest

from zhiyuan.savings.ar1 import lag1_correlation, pairwise_gram, pairwise_sum

DAYS = np.array([1, 2, 3, 7, 8, 20])
X = np.random.default_rng(3).normal(size=(6, 2))


@pytest.mark.parametrize("rho", [0.0, 0.4, 0.95])
def test_the_filter_gives_what_the_full_matrix_gives(rho: float) -> None:
    omega = rho ** np.abs(DAYS[:, None] - DAYS)
    assert pairwise_gram(X, DAYS, rho) == pytest.approx(X.T @ omega @ X)
    assert pairwise_sum(DAYS, rho) == pytest.approx(omega.sum())


def test_pairs_across_a_gap_do_not_count_as_neighbours() -> None:
    rest = np.array([1.0, 2.0, 3.0, -50.0, -49.0, -48.0])
    assert lag1_correlation(rest, np.array([1, 2, 3, 10, 11, 12])) == pytest.approx(1.0)
