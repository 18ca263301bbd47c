"""Faults are seeded: the same day fails the same way, and what failed stays failed for its time."""

from datetime import date, timedelta

from simpark.test_devices import small_park
from zhiyuan.simpark.faults import MINUTES_A_DAY, Fault, Faults, faults_of

DAY = date(2026, 3, 2)


def test_the_same_day_fails_the_same_way() -> None:
    park = small_park()
    assert list(faults_of(park, DAY, 5)) == list(faults_of(park, DAY, 5))


def test_a_fault_holds_from_its_minute_for_its_time() -> None:
    fault = Fault("lamp", "L1", DAY, 600, 2 * MINUTES_A_DAY)
    assert not fault.holds(DAY, 599)
    assert fault.holds(DAY, 600)
    assert fault.holds(DAY + timedelta(days=2), 599)
    assert not fault.holds(DAY + timedelta(days=2), 600)


def test_over_a_month_lamps_and_gateways_fail_and_come_back() -> None:
    faults = Faults(small_park(), seed=5)
    failed = dict.fromkeys(("lamp", "gateway"), 0)
    for day in range(30):
        for minute in range(0, MINUTES_A_DAY, 15):
            now = faults.now(DAY + timedelta(days=day), minute)
            for kind in failed:
                failed[kind] += bool(now[kind])  # type: ignore[index]
    assert all(0 < count < 30 * 96 for count in failed.values())
