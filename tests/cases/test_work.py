import pytest

from cases.invented import Run, event, everything
from cases.test_intake import refusal, submitted
from zhiyuan.cases.state import ready
from zhiyuan.kernel.errors import NotReady, Refused


def running(*passed: str, promise: bool = False) -> Run:
    run = submitted("application", *([] if promise else ["drawing"]))
    if promise:
        assert run.try_(event("promise", doc="drawing"))
    assert run.try_(event("accept"))
    assert run.try_(event("fetch", docs=["licence"]))
    for step in passed:
        assert run.try_(event("pass", step=step)), step
    return run


def decided(answer: str = "T0") -> Run:
    """Just before the decision: publicity over, the tax office asked again."""
    run = running("look", "plan", "survey")
    assert run.try_(event("pass", "2026-03-06", "public"))
    assert run.try_(event("check", "2026-03-06", item="tax", answer=answer))
    return run


def test_steps_whose_needs_are_done_are_ready_side_by_side() -> None:
    run = running("look")
    assert [s.key for s in ready(run.kind, run.state)] == ["plan", "survey"]


def test_a_step_out_of_turn_is_refused_and_hears_what_is_ready() -> None:
    assert "ready: Look" in str(refusal(running(), "pass", step="decide"))


def test_only_an_optional_step_may_be_left_out_and_then_it_issues_nothing() -> None:
    run = running("look")
    assert isinstance(refusal(run, "skip", step="plan", reason="so"), Refused)
    assert run.try_(event("skip", step="survey", reason="none needed"))
    assert "map" not in run.state.docs


def test_what_a_step_issues_is_at_hand_from_then_on() -> None:
    assert "map" in running("look", "survey").state.docs


def test_a_publicity_is_not_cut_short() -> None:
    run = running("look", "plan")
    assert isinstance(refusal(run, "pass", "2026-03-05", step="public"), NotReady)
    assert run.try_(event("pass", "2026-03-06", "public"))


def test_a_step_that_needs_a_second_signature_waits_for_it() -> None:
    run = running()
    assert run.try_(event("cosign", step="look", people=["wang"]))
    assert "wang" in str(refusal(run, "pass", step="look"))
    assert isinstance(refusal(run, "sign", step="look", by="zhao"), Refused)
    assert run.try_(event("sign", step="look", by="wang"))
    assert run.try_(event("pass", step="look"))


def test_a_step_may_be_handed_to_somebody_else() -> None:
    run = running()
    assert run.try_(event("transfer", step="look", to="zhao"))
    assert run.state.holders == {"look": "zhao"}


def test_sending_back_undoes_a_step_and_all_that_followed_and_voids_what_they_issued() -> None:
    run = decided()
    assert run.try_(event("send_back", "2026-03-06", "decide", to="look", reason="wrong parcel"))
    assert [s.key for s in ready(run.kind, run.state)] == ["look"]
    assert "map" not in run.state.docs


def test_a_step_is_not_sent_back_to_one_that_it_did_not_follow() -> None:
    assert isinstance(refusal(running("look", "plan"), "send_back", step="survey", to="plan", reason="so"), Refused)


def test_a_clear_answer_lets_the_decision_pass() -> None:
    assert decided().try_(event("pass", "2026-03-06", "decide"))


@pytest.mark.parametrize(("answer", "error"), [("", NotReady), ("T4", Refused), ("T3", Refused), ("nonsense", Refused)])
def test_an_answer_that_is_not_clear_stops_it_and_not_heard_is_never_clear(answer: str, error: type) -> None:
    assert type(refusal(decided(answer), "pass", "2026-03-06", step="decide")) is error


def test_clear_that_turns_to_arrears_before_the_decision_stops_it() -> None:
    run = decided()
    run.try_(event("check", "2026-03-06", item="tax", answer="T4", at="11:00"))
    assert isinstance(refusal(run, "pass", "2026-03-06", step="decide", at="11:00"), Refused)


def test_an_answer_that_calls_for_a_promise_does_when_it_is_made() -> None:
    run = decided("T3")
    assert run.try_(event("promise", "2026-03-06", doc="papers"))
    assert run.try_(event("pass", "2026-03-06", "decide"))


def test_silence_stands_for_an_answer_only_after_its_time_and_says_so() -> None:
    run = decided()
    run.try_(event("pass", "2026-03-06", "decide"))
    assert isinstance(refusal(run, "silence", "2026-03-10", step="confirm"), NotReady)
    assert run.try_(event("silence", "2026-03-11", "confirm"))
    assert run.state.done["confirm"].how == "silence"
    assert run.state.phase == "closed"


def test_urging_and_telling_change_nothing_but_are_on_record() -> None:
    run = running()
    before = run.state
    assert run.try_(event("copy", to="zhao"))
    assert run.state == before
    assert run.try_(event("urge"))
    assert run.state.urged == 1


def test_a_kind_has_no_other_steps() -> None:
    assert everything().step.keys() == {"look", "plan", "survey", "public", "decide", "confirm"}
