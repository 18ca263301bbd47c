"""A gateway is never flooded, the newest state wins, and fire does not wait."""

import pytest

from zhiyuan.app.steering.order import FIRE, PERSON, RAISE, REST, Order, urgency
from zhiyuan.app.steering.pacing import Pacer


def order(target: str, level: float = 1.0, rank: int = REST, born: float = 0.0) -> Order:
    return Order(target, level, "occupancy", rank, born)


def test_no_more_casts_leave_than_the_bucket_holds() -> None:
    pacer = Pacer(per_s=10)
    for n in range(25):
        pacer.put(order(f"g{n}"))
    assert len(pacer.take(0.0)) == 10
    assert pacer.take(0.0) == []
    assert len(pacer.take(0.5)) == 5
    assert len(pacer.take(10.0)) == 10


def test_over_ten_seconds_the_rate_is_kept() -> None:
    pacer, left = Pacer(per_s=10), 0
    for tick in range(1000):
        pacer.put(order(f"g{tick}"))
        left += len(pacer.take(tick / 100))
    assert left <= 10 + 10 * 10


def test_a_newer_order_takes_the_older_ones_place() -> None:
    pacer = Pacer(per_s=1)
    pacer.put(order("g1", 0.2))
    assert pacer.put(order("g1", 0.9)) == order("g1", 0.2)
    assert [o.level for o in pacer.take(0)] == [0.9]
    assert pacer.coalesced == 1


def test_the_most_urgent_and_then_the_oldest_leave_first() -> None:
    pacer = Pacer(per_s=2)
    pacer.put(order("rest", rank=REST, born=0))
    pacer.put(order("late", rank=RAISE, born=2))
    pacer.put(order("early", rank=RAISE, born=1))
    assert [o.target for o in pacer.take(0)] == ["early", "late"]


def test_fire_is_never_held_back() -> None:
    pacer = Pacer(per_s=1)
    for n in range(30):
        pacer.put(order(f"g{n}", rank=FIRE))
    pacer.put(order("other"))
    assert len(pacer.take(0)) == 30
    assert pacer.take(1.0) == []  # the debt is paid before anything else leaves
    assert [o.target for o in pacer.take(31.0)] == ["other"]


def test_the_wait_for_the_next_token_is_known() -> None:
    pacer = Pacer(per_s=2)
    assert pacer.wait_s(0) is None
    for n in range(3):
        pacer.put(order(f"g{n}"))
    pacer.take(0)
    assert pacer.wait_s(0) == pytest.approx(0.5)


def test_urgency_follows_the_reason_and_then_the_direction() -> None:
    assert urgency("fire", 0.3, 1.0) == FIRE
    assert urgency("lock", 0.3, 0.1) == PERSON
    assert urgency("occupancy", None, 0.1) == RAISE
    assert urgency("daylight", 0.9, 0.5) == REST
