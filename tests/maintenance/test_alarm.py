"""Facts, delays and kinds."""

from datetime import date

import pytest

from zhiyuan.kernel.errors import Malformed
from zhiyuan.maintenance.alarm import SEVERITIES, Fact, Kind, Watch, kinds

DAY = date(2026, 3, 2)
LAMP = Fact("lampFailure", "luminaire", "L1")  # on-delay 300 s, off-delay 60 s


def test_a_fact_is_raised_only_after_its_on_delay() -> None:
    watch = Watch()
    assert watch.settle([LAMP], 0, DAY) == ([], [])
    assert watch.settle([LAMP], 299, DAY) == ([], [])
    assert watch.settle([LAMP], 300, DAY) == ([LAMP], [])


def test_a_fact_is_raised_once_while_it_lasts() -> None:
    watch = Watch()
    watch.settle([LAMP], 0, DAY)
    assert watch.settle([LAMP], 300, DAY)[0] == [LAMP]
    assert watch.settle([LAMP], 900, DAY) == ([], [])


def test_a_fact_that_flickers_below_its_delay_is_never_raised() -> None:
    watch = Watch()
    for t in range(0, 3000, 200):
        assert watch.settle([LAMP] if (t // 200) % 2 == 0 else [], t, DAY) == ([], [])


def test_an_alarm_clears_only_after_its_off_delay() -> None:
    watch = Watch(raised={LAMP})
    assert watch.settle([], 0, DAY) == ([], [])
    assert watch.settle([], 59, DAY) == ([], [])
    assert watch.settle([], 60, DAY) == ([], [LAMP])


def test_a_fact_that_returns_within_the_off_delay_does_not_clear() -> None:
    watch = Watch(raised={LAMP})
    watch.settle([], 0, DAY)
    watch.settle([LAMP], 50, DAY)
    assert watch.settle([], 70, DAY) == ([], [])


def test_a_restarted_watch_clears_what_is_over() -> None:
    watch = Watch(raised={LAMP})
    watch.settle([], 0, DAY)
    assert watch.settle([], 60, DAY)[1] == [LAMP]
    assert watch.raised == set()


def test_every_kind_of_the_book_can_be_read() -> None:
    assert {k.severity for k in kinds(DAY)} == set(SEVERITIES)
    assert all(k.text and k.on_delay_s >= 0 for k in kinds(DAY))


def test_an_unknown_severity_is_refused() -> None:
    with pytest.raises(Malformed, match="severity"):
        Kind("x", "X", "terrible", 0, 0, "text")
