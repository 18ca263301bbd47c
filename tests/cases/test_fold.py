"""What holds for any case to which anything happens, of every kind of the book and of one that has everything."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.invented import Run, anything, event, everything, watchful
from zhiyuan.cases.event import first_broken
from zhiyuan.cases.fold import ACTS, folded, followed
from zhiyuan.cases.kind import Kind
from zhiyuan.cases.kindread import kind, kinds
from zhiyuan.cases.names import ACT, PHASE
from zhiyuan.cases.reading import clocks
from zhiyuan.cases.state import (
    CLOSED,
    PASSED,
    PHASES,
    REFUSED,
    RUNNING,
    WATCHED,
    WITHDRAWN,
    State,
    missing,
    open_promises,
)
from zhiyuan.kernel.errors import Malformed

TODAY = date(2026, 9, 1)
KINDS = [everything(), watchful(), *(kind(key, TODAY) for key in kinds())]


def holds(run: Run) -> None:
    """The promises of the kernel, asked of one case."""
    of, state = run.kind, run.state
    for key, done in state.done.items():
        assert all(need in state.done for need in of.step[key].needs), f"{key} before its needs"
        assert all(state.done[need].when.seq < done.when.seq for need in of.step[key].needs)
    if state.phase == RUNNING:
        assert not missing(of, state, of.handed_in), "runs without a document that nobody promised"
    if state.phase in (CLOSED, WATCHED):
        assert not open_promises(state), "closed with an open promise"
        assert len(state.done) == len(of.steps)
    judged_well(run)
    if state.rating:
        rating = state.rating
        assert sum(e.act == "rate" for e in run.log) == 1, "one case, one rating"
        assert not rating.righted or (rating.called and rating.called.seq < rating.righted.seq)
        judged = {e.actor for e in run.log if e.act in ("strike", "let_stand")}
        assert not judged & {*rating.rated, rating.appellant}, "judged by somebody it concerns"
    bring = {key for key, done in state.done.items() if done.how == PASSED and of.step[key].effects}
    assert state.effects.keys() == bring, "what was brought about is not what the steps passed bring about"
    if state.phase in (WITHDRAWN, REFUSED):
        assert not state.effects, "ended without success, and its effects stand"
    assert folded(of, run.log) == state, "replay differs from life"
    assert first_broken(run.log) is None


def judged_well(run: Run) -> None:
    """Nobody judges what they did, nothing closes without its photos, and what came back is counted in its case."""
    of, state = run.kind, run.state
    passed = [e for e in run.log if e.act == "pass"]
    for judged in passed:
        doers = {e.actor for e in passed if e.seq < judged.seq and e.step in of.step[judged.step].differs_from}
        assert judged.actor not in doers, f"{judged.step} was judged by who did it"
    came_back = [e for e in run.log if e.act == "rebound"]
    assert [m.seq for m in state.rebounds] == [e.seq for e in came_back]
    if of.look_backs is None:
        assert state.phase != WATCHED
        assert not came_back
    elif state.phase in (CLOSED, WATCHED):
        begun = came_back[-1].seq if came_back else 0
        again = {of.look_backs.back_to, *of.after[of.look_backs.back_to]}
        for step in (step for step in of.steps if state.done[step.key].how == PASSED):
            done = next(e for e in run.log if e.seq == state.done[step.key].when.seq)
            assert set(of.photos(step.gives)) <= done.data["files"].keys(), "closed without a photo"
            assert step.key not in again or done.seq > begun, "an old photo shows the new state"
        looked = [e for e in run.log if e.act == "look_back" and e.seq > begun]
        assert (
            len(looked) == len(of.look_backs.after) if state.phase == CLOSED else len(looked) < len(of.look_backs.after)
        )


@pytest.mark.parametrize("of", KINDS, ids=str)
@given(seed=st.integers(0, 2**32))
@settings(max_examples=25, deadline=None)
def test_no_step_comes_before_its_needs_and_nothing_closes_with_an_open_promise(of: Kind, seed: int) -> None:
    for run, taken in anything(of, random.Random(seed), 60):
        if taken:
            holds(run)


@given(seed=st.integers(0, 2**32), later=st.integers(0, 60))
@settings(max_examples=50, deadline=None)
def test_a_deadline_moves_later_while_the_clock_is_paused_and_not_at_all_while_it_runs(seed: int, later: int) -> None:
    for run, taken in anything(everything(), random.Random(seed), 60):
        if not taken:
            continue
        day = run.log[-1].day
        now = {(c.name, c.of): c.due.day for c in clocks(run.kind, run.state, day)}
        then = {(c.name, c.of): c.due.day for c in clocks(run.kind, run.state, day + timedelta(days=later))}
        assert now.keys() == then.keys()
        assert all(then[which] >= now[which] for which in now)
        if run.state.phase == RUNNING:
            assert then == now


@pytest.mark.slow
def test_a_hundred_thousand_random_events_break_nothing_and_reach_every_phase() -> None:
    dice, tried, reached = random.Random(4), 0, set[str]()
    while tried < 120_000:
        of = dice.choice([*KINDS[:2], *KINDS])
        run = Run(of)
        for run, _ in anything(of, dice, 80):
            reached.add(run.state.phase)
        holds(run)
        tried += run.tried
    assert reached == set(PHASES)


def test_every_act_of_the_vocabulary_can_happen() -> None:
    dice, seen = random.Random(7), set[str]()
    for n in range(1200):
        of = KINDS[n % 2]
        seen.update(run.log[-1].act for run, taken in anything(of, dice, 60) if taken)
        if seen == set(ACTS):
            return
    raise AssertionError(f"never: {set(ACTS) - seen}")


def test_every_act_and_every_phase_has_its_name() -> None:
    assert ACT.keys() == ACTS.keys()
    assert PHASE.keys() == set(PHASES)


def test_a_changed_event_is_found_in_the_chain() -> None:
    run = Run(everything())
    assert run.try_(event("submit", form={"subject": "x"}, docs=["application", "drawing"]))
    assert run.try_(event("accept"))
    forged = replace(run.log[0], actor="somebody else")
    assert first_broken((forged, run.log[1])) == 1
    assert first_broken(run.log[1:]) == 1


def test_an_event_before_the_one_it_follows_is_refused() -> None:
    run = Run(everything())
    run.try_(event("submit", "2026-03-03", form={"subject": "x"}))
    with pytest.raises(Malformed, match="before the last event"):
        followed(run.kind, run.log, run.state, event("urge", "2026-03-02"))


def test_nothing_happened_yet_is_new() -> None:
    assert folded(everything(), ()) == State()
