from datetime import date, timedelta

import pytest

from cases.invented import ZONE, Run, event
from cases.test_intake import refusal
from cases.test_work import decided, running
from zhiyuan.cases.reading import clocks, due_day, measured
from zhiyuan.cases.turn import turns
from zhiyuan.kernel.errors import NotReady, Refused


def finished(promise: bool) -> Run:
    run = running("look", "plan", "survey", promise=promise)
    for day, step in (("2026-03-06", "public"), ("2026-03-06", "decide"), ("2026-03-06", "confirm")):
        if step == "decide":
            run.try_(event("check", day, item="tax", answer="T0"))
        assert run.try_(event("pass", day, step)), step
    return run


def legal(run: Run, day: str) -> str:
    found = {c.name: c.due.day for c in clocks(run.kind, run.state, date.fromisoformat(day))}
    return found["legal"].isoformat()


def test_the_clock_stops_only_for_a_reason_that_the_kind_names() -> None:
    assert "expert review" in str(refusal(running(), "pause", why="lunch"))


def test_a_pause_moves_the_legal_day_and_goes_on_moving_it_while_it_lasts() -> None:
    run = running()
    assert legal(run, "2026-03-02") == "2026-03-30"
    run.try_(event("pause", "2026-03-09", why="expert"))
    assert legal(run, "2026-03-16") == "2026-04-07"
    run.try_(event("resume", "2026-03-18"))
    assert legal(run, "2026-03-31") == "2026-04-09"


def test_nothing_is_done_while_the_clock_is_stopped() -> None:
    run = running()
    run.try_(event("pause", why="expert"))
    assert isinstance(refusal(run, "pass", step="look"), Refused)


def test_the_legal_limit_is_extended_once_and_the_promised_one_never() -> None:
    run = running()
    promised = due_day(run.kind, run.state, date(2026, 3, 2))
    assert run.try_(event("extend", reason="a hearing of many"))
    assert legal(run, "2026-03-02") == "2026-04-14"
    assert due_day(run.kind, run.state, date(2026, 3, 2)) == promised
    assert isinstance(refusal(run, "extend", reason="again"), Refused)


def test_an_objection_stops_the_publicity_until_it_is_dismissed() -> None:
    run = running("look", "plan")
    assert run.try_(event("object", reason="owes me money"))
    assert isinstance(refusal(run, "pass", "2026-03-06", step="public"), Refused)
    assert run.try_(event("dismiss", "2026-03-06", reason="paid"))
    assert run.try_(event("pass", "2026-03-06", "public"))


def test_an_objection_that_holds_ends_this_way() -> None:
    run = running("look", "plan")
    run.try_(event("object", reason="owes me money"))
    assert run.try_(event("uphold", reason="it does"))
    assert (run.state.phase, run.state.outcome) == ("refused", "objected")


def test_nobody_objects_when_nothing_is_public() -> None:
    assert isinstance(refusal(running(), "object", reason="so"), Refused)


def test_a_case_with_an_open_promise_waits_for_it_after_its_last_step() -> None:
    run = finished(promise=True)
    assert run.state.phase == "followup"
    run.try_(event("supply", "2026-03-10", docs=["drawing"]))
    assert run.try_(event("fulfil", "2026-03-11", doc="drawing"))
    assert (run.state.phase, run.state.promises["drawing"].state) == ("closed", "kept")


def test_a_promise_kept_after_its_day_is_called_late() -> None:
    run = finished(promise=True)
    run.try_(event("supply", "2026-03-31", docs=["drawing"]))
    run.try_(event("fulfil", "2026-03-31", doc="drawing"))
    assert run.state.promises["drawing"].state == "late"


def test_a_promise_is_not_broken_before_its_day_is_over() -> None:
    run = finished(promise=True)
    assert isinstance(refusal(run, "breach", "2026-03-30", doc="drawing"), NotReady)
    assert run.try_(event("breach", "2026-03-31", doc="drawing"))
    assert run.state.phase == "breached"


def test_a_broken_promise_that_is_made_good_lets_the_case_close_and_stays_late() -> None:
    run = finished(promise=True)
    run.try_(event("breach", "2026-03-31", doc="drawing"))
    assert run.try_(event("rectify", "2026-04-08", doc="drawing"))
    assert (run.state.phase, run.state.promises["drawing"].state) == ("closed", "late")


def test_after_a_broken_promise_the_counter_has_it_made_good_or_carries_out_the_consequence() -> None:
    run = finished(promise=True)
    run.try_(event("breach", "2026-03-31", doc="drawing"))
    day = date(2026, 3, 31)
    assert [(t.desk, t.what) for t in turns(run.kind, run.state, day)] == [("hall", "rectify")]
    assert run.try_(event("sanction", "2026-04-20", reason="the licence is withdrawn"))
    assert turns(run.kind, run.state, day) == ()
    assert "cannot be made good" in str(refusal(run, "rectify", "2026-04-21", doc="drawing"))
    assert "already" in str(refusal(run, "sanction", "2026-04-21", reason="again"))


def test_a_closed_case_is_reopened_at_a_step_and_its_clock_begins_anew() -> None:
    run = finished(promise=False)
    assert run.state.phase == "closed"
    assert run.try_(event("reopen", "2026-04-08", to="decide", reason="a mistake"))
    assert set(run.state.done) == {"look", "plan", "survey", "public"}
    assert legal(run, "2026-04-08") == "2026-05-09"


def test_a_refused_application_that_was_never_accepted_is_not_reopened() -> None:
    from cases.test_intake import submitted

    run = submitted("application")
    run.try_(event("reject", reason="not our business"))
    assert isinstance(refusal(run, "reopen", to="look", reason="so"), Refused)


def test_what_was_measured_leaves_pauses_and_nights_out() -> None:
    run = running()
    run.try_(event("pause", "2026-03-02", at="14:30", why="expert"))
    run.try_(event("resume", "2026-03-04", at="10:00"))
    found = measured(run.state, event("urge", "2026-03-04", at="11:00").at, ZONE)
    assert found is not None
    assert (found.same_day, found.office, found.working_days) == (False, timedelta(hours=4), 2)


def test_the_next_thing_due_is_what_the_work_list_shows() -> None:
    run = running("look", promise=True)
    names = [(c.name, c.of) for c in clocks(run.kind, run.state, date(2026, 3, 2))]
    assert names[0] == ("promised", "everything")
    assert ("promise", "drawing") in names
    assert ("step", "plan") in names
    assert not clocks(run.kind, finished(promise=False).state, date(2026, 3, 6))


@pytest.mark.parametrize("act", ["skip", "reject", "extend", "reopen"])
def test_what_needs_a_reason_is_refused_without_one(act: str) -> None:
    run = finished(promise=False) if act == "reopen" else running("look")
    assert "say why" in str(refusal(run, act, "2026-03-06", step="survey", to="look"))


def test_a_decision_waits_for_its_case_to_be_ready() -> None:
    assert decided().state.phase == "running"
