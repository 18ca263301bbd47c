"""Least power: closed forms against HiGHS, hopeless needs, minimum levels."""

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from zhiyuan.lighting.solve import (
    Coupled,
    keep_uniform,
    least_power_one,
    least_power_two,
    shortfall_lx,
    with_minimum,
)

LIGHT = st.one_of(st.sampled_from([0.0, 100.0]), st.floats(1, 900))
NEED = st.one_of(st.sampled_from([-50.0, 0.0, 100.0, 300.0]), st.floats(0.1, 800))
SLOPE = st.one_of(st.just(100.0), st.floats(1, 500))
CAP = st.sampled_from([1.0, 0.8, 0.05])


@st.composite
def problems(draw: st.DrawFn, groups: int = 2) -> dict[str, Any]:
    points = draw(st.integers(1, 4))
    return {
        "response": np.array([[draw(LIGHT) for _ in range(groups)] for _ in range(points)]),
        "need": np.array([draw(NEED) for _ in range(points)]),
        "slope": np.array([draw(SLOPE) for _ in range(groups)]),
        "cap": np.array([draw(CAP) for _ in range(groups)]),
    }


def by_highs(response: Any, need: Any, slope: Any, cap: Any, low: Any = None) -> np.ndarray | None:
    """An independent answer: HiGHS through SciPy, cold, one problem at a time."""
    low = np.zeros_like(cap) if low is None else low
    options = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
    found = linprog(slope, A_ub=-response, b_ub=-need, bounds=np.stack((low, cap), axis=1), options=options)
    return found.x if found.status == 0 else None


def reachable(problem: dict[str, Any]) -> dict[str, Any]:
    return {**problem, "need": np.minimum(problem["need"], problem["response"] @ problem["cap"])}


@settings(max_examples=300, deadline=None)
@given(problem=problems())
def test_the_closed_form_costs_what_highs_costs(problem: dict[str, Any]) -> None:
    levels = least_power_two(**problem)
    best = by_highs(**reachable(problem))
    assert best is not None
    cost, least = problem["slope"] @ levels, problem["slope"] @ best
    assert abs(cost - least) <= 1e-9 * max(1.0, least)
    assert (levels >= 0).all()
    assert (levels <= problem["cap"]).all()
    assert (shortfall_lx(problem["response"], levels, reachable(problem)["need"]) <= 1e-8).all()


@settings(max_examples=150, deadline=None)
@given(problem=problems(), minimum=st.sampled_from([0.01, 0.05]))
def test_with_a_minimum_level_it_is_the_best_of_the_four_ways_to_switch(
    problem: dict[str, Any], minimum: float
) -> None:
    levels = least_power_two(**problem, minimum=minimum)
    assert ((levels == 0) | (levels >= minimum)).all()
    ways = []
    for on in product((0, 1), repeat=2):
        low, high = np.array(on) * minimum, np.array(on) * problem["cap"]
        best = by_highs(**{**reachable(problem), "cap": high}, low=low)
        ways += [problem["slope"] @ best] if best is not None else []
    assert problem["slope"] @ levels == pytest.approx(min(ways), rel=1e-8, abs=1e-8)


@settings(max_examples=150, deadline=None)
@given(problem=problems(groups=5))
def test_the_coupled_plan_costs_what_a_cold_start_costs_minute_after_minute(problem: dict[str, Any]) -> None:
    floor = Coupled(problem["response"], problem["slope"], problem["cap"])
    for share in (1.0, 0.3, 0.7):
        need = problem["need"] * share
        plan = floor.plan(need)
        asked = reachable({**problem, "need": need})
        best = by_highs(**asked)
        assert best is not None
        assert problem["slope"] @ plan.levels == pytest.approx(problem["slope"] @ best, rel=1e-7, abs=1e-6)
        assert plan.met == bool((asked["need"] >= need - 1e-6).all())


def test_a_hundred_thousand_window_rooms_agree_with_the_coupled_plan() -> None:
    random = np.random.default_rng(1)
    full = random.uniform(1.0, 1.5, (100_000, 1, 1)) * 300
    response = full * np.array([[0.78, 0.22], [0.22, 0.78]])
    need = 300 - random.uniform(0, 400, (100_000, 2))
    levels = least_power_two(response, need, np.array([126.0, 126.0]))
    for n in random.integers(0, 100_000, 40):
        plan = Coupled(response[n], [126.0, 126.0]).plan(need[n])
        assert plan.levels.sum() == pytest.approx(levels[n].sum(), rel=1e-9, abs=1e-12)


def test_one_group_takes_what_it_needs_and_no_more() -> None:
    levels = least_power_one(np.array([400.0, 400.0, 400.0, 0.0]), np.array([300.0, -10.0, 4.0, 50.0]), minimum=0.05)
    assert levels.tolist() == [0.75, 0.0, 0.05, 0.0]


def test_a_hopeless_point_gets_full_light_and_says_what_is_missing() -> None:
    response, need = np.array([[100.0, 0.0], [0.0, 400.0]]), np.array([300.0, 100.0])
    levels = least_power_two(response, need, np.array([10.0, 10.0]))
    assert levels.tolist() == [1.0, 0.25]
    assert shortfall_lx(response, levels, need).tolist() == [200.0, 0.0]
    plan = Coupled(response, [10.0, 10.0]).plan(need)
    assert not plan.met
    assert plan.levels == pytest.approx(levels)
    assert plan.shortfall_lx == pytest.approx([200.0, 0.0])


def test_the_neighbour_helps_where_its_own_group_cannot() -> None:
    response = np.array([[200.0, 60.0], [60.0, 500.0]])
    levels = least_power_two(response, np.array([230.0, 50.0]), np.array([10.0, 10.0]))
    assert levels == pytest.approx([1.0, 0.5])


def test_levels_that_a_person_holds_are_kept_and_the_others_plan_around_them() -> None:
    floor = Coupled(np.array([[300.0, 100.0], [100.0, 300.0]]), [10.0, 10.0], minimum=0.05)
    held = floor.plan([200.0, 200.0], low=[0.9, 0.0], high=[0.9, 1.0])
    assert held.levels == pytest.approx([0.9, 110 / 300])
    free = floor.plan([200.0, 200.0])
    assert free.levels == pytest.approx([0.5, 0.5])


def test_a_group_that_is_on_is_at_its_minimum_and_lets_its_neighbour_come_down() -> None:
    floor = Coupled(np.array([[300.0, 100.0], [0.0, 300.0]]), [10.0, 10.0], minimum=0.05)
    plan = floor.plan([106.0, 300.0])
    assert plan.levels == pytest.approx([0.05, 1.0])
    assert plan.met


def test_uniformity_and_minimum_only_ever_add_light() -> None:
    levels = np.array([[0.0, 0.9], [0.02, 0.3]])
    assert keep_uniform(levels, 0.5).tolist() == [[0.4, 0.9], [0.02, 0.3]]
    assert with_minimum(levels, 0.05).tolist() == [[0.0, 0.9], [0.05, 0.3]]


def test_single_precision_years_stay_in_single_precision() -> None:
    need = np.full((1000, 2), 200, np.float32)
    levels = least_power_two(np.array([[300.0, 100.0], [100.0, 300.0]]), need, np.array([1.0, 1.0]))
    assert levels.dtype == np.float32
    assert levels == pytest.approx(np.full((1000, 2), 0.5), rel=1e-6)
