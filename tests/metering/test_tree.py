"""Parent less children, over quarter hours in which all are known."""

import numpy as np
import pytest

from zhiyuan.kernel.errors import Refused
from zhiyuan.metering.tree import Balance, Tree, balances
from zhiyuan.telemetry.quarter import QuarterHours

START = np.arange(4, dtype=np.int64) * 900_000_000
EDGES = np.array([0, 2, 4]) * 900_000_000


def hours(*kwh: float, quality: tuple[int, ...] = (0, 0, 0, 0)) -> QuarterHours:
    return QuarterHours(START, np.array([round(k * 1e6) for k in kwh], np.int64), np.array(quality, np.int8))


def test_a_circle_of_meters_is_refused_and_named() -> None:
    with pytest.raises(Refused, match="a → b → c → a goes round"):
        Tree({"a": "b", "b": "c", "c": "a"})


def test_meters_come_before_what_is_below_them() -> None:
    tree = Tree({"main": None, "f1": "main", "f2": "main", "r": "f1", "alone": None})
    assert list(tree.walk()) == [("main", 0), ("f1", 1), ("r", 2), ("f2", 1), ("alone", 0)]


def test_only_quarter_hours_in_which_all_are_known_are_compared() -> None:
    missing = hours(1, 0, 1, 1, quality=(0, 3, 0, 1))
    first, second = balances(hours(3, 3, 3, 3), [missing, hours(1, 1, 1, 1)], EDGES)
    assert (first.kwh, first.below_kwh, first.compared, first.missing) == (3.0, 2.0, 1, 1)
    assert (second.unexplained_kwh, second.estimated_kwh) == (2.0, 1.0)


def test_more_below_than_above_is_flagged_as_well() -> None:
    assert Balance(100, 111, 0, 96, 0).beyond(0.10)
    assert not Balance(100, 95, 0, 96, 0).beyond(0.10)
    assert Balance(0, 1, 0, 96, 0).beyond(0.10)
    assert Balance(0, 0, 0, 96, 0).share is None
