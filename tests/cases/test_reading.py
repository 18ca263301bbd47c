"""Clocks of a case that count from a day which an answer names."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cases.invented import START, everything
from cases.test_clock import LIMITS
from zhiyuan.cases.clock import due
from zhiyuan.cases.kind import Clock, Field, Kind, Words
from zhiyuan.cases.limit import Limit
from zhiyuan.cases.reading import STEP, Counted, Running, clocks, open_steps
from zhiyuan.cases.state import PAUSED, RUNNING, Moment, State, Stop, answer_until

ASKED = Field("began", Words("起算日期", "began on"), "past_day", ago=12)
ACCEPTED = START.date()
DAYS = st.dates(ACCEPTED - timedelta(days=300), ACCEPTED)


def counting(limit: Limit, step: str = "look") -> Kind:
    """The invented kind, one step of which counts from a day."""
    of = everything()
    steps = tuple(
        replace(s, counts_from="began", clock=Clock(limit, "an invented act"), wait=limit, silence=limit)
        if s.key == step else s for s in of.steps
    )  # fmt: skip
    return replace(of, steps=steps, form=(*of.form, ASKED))


def running(began: date | None, *stops: tuple[date, date]) -> State:
    """A case that was accepted, with the answer and when it stood still."""
    form = {"began": began.isoformat()} if began else {}
    stood = tuple(Stop(_moment(since), "expert", _moment(until)) for since, until in stops)
    return State(RUNNING, form, accepted=_moment(ACCEPTED), began=_moment(ACCEPTED), stops=stood)


def _moment(day: date) -> Moment:
    return Moment(1, START + (day - ACCEPTED), day)


def of_step(kind: Kind, state: State, today: date = ACCEPTED) -> Running:
    (found,) = (clock for clock in clocks(kind, state, today) if clock.name == STEP)
    return found


@given(DAYS, LIMITS)
def test_a_limit_counts_from_the_answered_day_and_says_so(day: date, limit: Limit) -> None:
    kind, state = counting(limit), running(day)
    found = of_step(kind, state)
    assert (found.due, found.counted) == (due(day, limit), Counted(day, ASKED.title))
    (public,) = open_steps(kind, state)
    assert (public.last, public.counted) == (due(day, limit).day, Counted(day, ASKED.title))
    assert answer_until(kind.step["look"], state) == due(day, limit).day


@given(DAYS, st.integers(0, 300), LIMITS)
def test_a_later_day_is_never_due_earlier(day: date, more: int, limit: Limit) -> None:
    kind = counting(limit)
    assert of_step(kind, running(day + timedelta(days=more))).due.day >= of_step(kind, running(day)).due.day


@given(DAYS, LIMITS, st.integers(0, 60), st.integers(0, 60))
def test_a_case_that_stood_still_is_never_due_earlier(day: date, limit: Limit, since: int, length: int) -> None:
    stop = (ACCEPTED + timedelta(days=since), ACCEPTED + timedelta(days=since + length))
    kind, today = counting(limit), stop[1]
    assert of_step(kind, running(day, stop), today).due.day >= of_step(kind, running(day), today).due.day


def test_without_an_answer_it_counts_from_when_it_is_ready() -> None:
    kind = counting(Limit(5, "working_days"))
    found = of_step(kind, running(None))
    assert (found.due, found.counted) == (due(ACCEPTED, Limit(5, "working_days")), None)


def test_an_ended_case_is_open_to_nobody() -> None:
    kind = counting(Limit(5, "working_days"))
    assert open_steps(kind, replace(running(ACCEPTED), phase=PAUSED)) != ()
    assert open_steps(kind, replace(running(ACCEPTED), phase="withdrawn")) == ()
