import numpy as np
import pytest

from zhiyuan.simpark.calendar import DAY, Year
from zhiyuan.simpark.occupants import PRESENT, SEEN, crowd, mark
from zhiyuan.simpark.people import Assumptions

YEAR = Year(2023, "Asia/Shanghai")


def share(kind: str, bit: np.uint8, assumed: Assumptions | None = None, seed: int = 1) -> float:
    found = crowd((kind,) * 4, YEAR, seed, assumed or Assumptions()).bits
    return float(((found & bit) > 0).mean())


def test_the_same_seed_draws_the_same_people_and_another_draws_others() -> None:
    first, again, other = (crowd(("corridor", "meeting"), YEAR, seed).bits for seed in (3, 3, 4))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_one_seated_person_is_seen_in_a_third_of_the_minutes_and_always_on_entering() -> None:
    row = np.zeros(100_000, np.uint8)
    mark(row, np.array([1000]), np.array([91_000]), 0.35, np.random.default_rng(0))
    assert (row & PRESENT).sum() == 90_000
    assert ((row & SEEN) > 0).sum() / 90_000 == pytest.approx(0.35, abs=0.01)
    assert row[1000] & SEEN
    assert not (row[row & PRESENT == 0] & SEEN).any()


def test_three_people_are_seen_as_often_as_any_of_them() -> None:
    row = np.zeros(50_000, np.uint8)
    mark(row, np.zeros(3, np.intp), np.full(3, 50_000), 0.35, np.random.default_rng(0))
    assert ((row & SEEN) > 0).mean() == pytest.approx(1 - 0.65**3, abs=0.01)


def test_offices_are_full_on_working_days_and_nearly_empty_on_others() -> None:
    there = (crowd(("office_interior",) * 6, YEAR, 1).bits & PRESENT).reshape(6, YEAR.days, DAY)
    working = YEAR.working()
    assert there[:, working, 10 * 60].mean() > 0.95
    assert there[:, ~working, 10 * 60].mean() < 0.4
    assert there[:, :, 3 * 60].max() == 0


def test_nobody_lunches_at_a_desk_for_ever() -> None:
    there = (crowd(("office_interior",) * 6, YEAR, 1).bits & PRESENT).reshape(6, YEAR.days, DAY)[:, YEAR.working()]
    assert there[:, :, 12 * 60 + 45].mean() < there[:, :, 10 * 60 + 30].mean() - 0.1


def test_traffic_and_attendance_are_taken_from_the_assumptions() -> None:
    assert share("stair", PRESENT, Assumptions(traffic=2.0)) / share("stair", PRESENT) == pytest.approx(2, rel=0.1)
    assert share("office_interior", PRESENT, Assumptions(attendance=1.0)) > share("office_interior", PRESENT)


def test_a_kind_without_habits_sees_nobody() -> None:
    assert share("landscape", PRESENT) == 0
