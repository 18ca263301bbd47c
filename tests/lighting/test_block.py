"""Guessed optima against HiGHS, which does not guess."""

import numpy as np
import pytest

import control_park as cp
from zhiyuan.lighting.block import BlockPlan
from zhiyuan.lighting.model import scaled
from zhiyuan.lighting.solve import Coupled, least_power_two
from zhiyuan.lighting.target import levels_for, two_groups


def open_plan(groups: int, rng: np.random.Generator) -> np.ndarray:
    response = rng.uniform(0, 40, (groups, groups))
    response[np.diag_indices(groups)] = rng.uniform(250, 400, groups)
    return response


@pytest.mark.parametrize("groups", [3, 4, 8, 14])
def test_a_block_costs_what_highs_says_it_must(groups: int) -> None:
    rng = np.random.default_rng(groups)
    response, slope = open_plan(groups, rng), rng.uniform(50, 100, groups)
    need = rng.uniform(-200, 330, (60, groups)).astype(np.float32)
    levels = BlockPlan(response, slope).levels(need)
    highs = Coupled(response, slope)
    best = np.array([highs.plan(np.maximum(row, 0)).levels for row in need.astype(np.float64)])
    assert levels @ slope == pytest.approx(best @ slope, rel=1e-4)


def test_guesses_meet_every_need_that_can_be_met() -> None:
    rng = np.random.default_rng(0)
    response = open_plan(4, rng)
    need = rng.uniform(-200, 240, (500, 4)).astype(np.float32)
    levels = BlockPlan(response, np.ones(4)).levels(need)
    assert (levels @ response.T >= np.maximum(need, 0) * 0.9998).all()


def test_a_need_beyond_reach_gives_what_there_is() -> None:
    levels = BlockPlan(np.diag([300.0, 300.0, 300.0]), np.ones(3)).levels(np.full((1, 3), 900, np.float32))
    assert levels == pytest.approx(1, abs=1e-5)


def test_the_quick_form_for_two_groups_is_the_closed_form_of_solve() -> None:
    from types import SimpleNamespace

    rng = np.random.default_rng(2)
    aa, bb = rng.uniform(250, 400, (2, 300))
    ab, ba = rng.uniform(20, 120, (2, 300))
    need = rng.uniform(-100, 500, (2, 300))
    model = SimpleNamespace(pair_response=(aa, ab, ba, bb, 1 / (aa * bb - ab * ba)))
    quick = np.stack(two_groups(model, need[0], need[1]), axis=-1)  # type: ignore[arg-type]
    response = np.stack((np.stack((aa, ab), -1), np.stack((ba, bb), -1)), -2)
    exact = least_power_two(response, need.T, np.ones((300, 2)))
    reachable = (np.einsum("npg,ng->np", response, exact) >= need.T - 1e-6).all(axis=1)
    assert reachable.sum() > 100
    assert quick[reachable].sum(axis=1) == pytest.approx(exact[reachable].sum(axis=1), rel=1e-9, abs=1e-9)
    short = np.maximum(need.T - np.einsum("npg,ng->np", response, quick), 0).max(axis=1)
    least = np.maximum(need.T - np.einsum("npg,ng->np", response, exact), 0).max(axis=1)
    assert short[~reachable] == pytest.approx(least[~reachable], abs=1e-6)


@pytest.mark.parametrize(("bright", "dim"), [(cp.WINDOW, cp.CORE), (cp.A_RIGHT, cp.A_LEFT)])
def test_without_daylight_a_strong_group_is_lifted_to_stay_near_its_weak_neighbour(bright: int, dim: int) -> None:
    model = cp.model()
    stronger = np.where(np.arange(10) == bright, 3.5, 1).astype(np.float32)
    uneven = scaled(model, stronger)
    need = np.full(10, 300, np.float32)
    need[dim] = 340
    free, kept = levels_for(uneven, need), levels_for(uneven, need, np.ones(10, bool))
    assert abs(free[bright] - free[dim]) > 0.5
    assert kept[dim] - kept[bright] == pytest.approx(0.5, abs=1e-5)
    assert (kept >= free).all()
    assert np.array_equal(levels_for(uneven, need, np.zeros(10, bool)), free)
