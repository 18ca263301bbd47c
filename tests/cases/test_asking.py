"""When an authority is asked again by itself."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cases.invented import Run, event
from cases.test_work import decided, running
from zhiyuan.cases.asking import Asked, asked_next, pace

DAY = "2026-03-06"
TEN = datetime(2026, 3, 6, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
PACE = pace(date(2026, 3, 6))


def minutes(run: Run, last: Asked | None, now: datetime = TEN) -> Any:
    """How many minutes after ten it is asked next."""
    item, step = run.kind.check["tax"], run.kind.step["decide"]
    when = asked_next(item, step, run.state, last, now, now.date(), PACE)
    return None if when is None else (when - TEN).total_seconds() / 60


def test_what_was_never_asked_is_asked_since_the_step_is_ready() -> None:
    run = running("look", "plan", "survey")
    run.try_(event("pass", DAY, "public"))
    assert minutes(run, None, TEN + timedelta(hours=1)) == 0


@pytest.mark.parametrize(("unheard", "later"), [(1, 2), (2, 4), (3, 8), (7, 128), (8, 240), (500, 240)])
def test_silence_doubles_the_pause_up_to_the_longest(unheard: int, later: int) -> None:
    assert minutes(decided(""), Asked(TEN, unheard)) == later


def test_what_holds_is_left_alone_and_what_is_stale_or_not_clear_is_asked_again_in_its_time() -> None:
    assert minutes(decided("T0"), Asked(TEN)) is None
    assert minutes(decided("T4"), Asked(TEN)) == 720
    tomorrow = TEN + timedelta(days=1, minutes=1)
    assert minutes(decided("T0"), Asked(tomorrow), tomorrow) == 24 * 60 + 61


def test_whoever_wants_to_know_waits_for_no_pause() -> None:
    run = decided("")
    run.try_(event("ask", DAY, step="decide", at="10:01"))
    assert minutes(run, Asked(TEN, 8)) == 1
