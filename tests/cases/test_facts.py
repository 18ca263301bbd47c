"""How far the answer of an authority holds, and that nothing is decided without one."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cases.invented import ZONE, Run, event
from cases.test_intake import refusal
from cases.test_work import decided, running
from zhiyuan.cases.event import Event
from zhiyuan.cases.facts import HOLDS, LONG_AGO, STALE, UNASKED, UNCLEAR, UNHEARD, standing
from zhiyuan.cases.kind import Kind
from zhiyuan.cases.kindread import kind, read
from zhiyuan.kernel.errors import Malformed, Refused

DAY = "2026-03-06"


def how(run: Run, at: str, day: str = DAY) -> str:
    moment = datetime.fromisoformat(f"{day}T{at}").replace(tzinfo=ZONE)
    return standing(run.kind.check["tax"], run.kind.step["decide"], run.state, moment, moment.date())


def test_an_answer_from_before_the_step_was_ready_is_asked_again() -> None:
    run = running("look", "plan", "survey")
    run.try_(event("check", "2026-03-05", item="tax", answer="T0"))
    run.try_(event("pass", DAY, "public"))
    assert how(run, "10:00") == UNASKED
    assert "first" in str(refusal(run, "pass", DAY, step="decide"))


def test_an_answer_that_was_under_way_when_the_step_became_ready_is_asked_again() -> None:
    run = running("look", "plan", "survey")
    run.try_(event("pass", DAY, "public"))
    run.try_(event("check", DAY, item="tax", answer="T0", asked_at=f"{DAY}T09:59:59+08:00"))
    assert how(run, "10:00") == UNASKED


def test_it_holds_for_its_hours_counted_from_as_of_and_not_from_the_asking() -> None:
    run = decided()
    assert how(run, "10:00", "2026-03-07") == HOLDS
    assert how(run, "10:01", "2026-03-07") == STALE
    run.try_(event("check", DAY, item="tax", answer="T0", as_of="2026-03-05T09:00:00+08:00", as_of_day="2026-03-05"))
    assert how(run, "10:00") == STALE
    assert "too long ago" in str(refusal(run, "pass", DAY, step="decide"))


def test_without_hours_an_answer_holds_on_its_day_of_the_site() -> None:
    of = kind("deregister_individual", datetime(2026, 3, 2).date())  # noqa: DTZ001
    item, step = of.check["tax_state"], of.step["decided"]
    run = Run(of)
    run.try_(event("submit", "2026-03-02", form={"reason": "x", "contact": "x"}, docs=["application"]))
    run.try_(event("check", "2026-03-03", at="23:55", item="tax_state", answer="T2"))
    before, after = (datetime(2026, 3, d, h, m, tzinfo=ZONE) for d, h, m in ((3, 23, 59), (4, 0, 1)))
    assert standing(item, step, run.state, before, before.date()) == HOLDS
    assert standing(item, step, run.state, after, after.date()) == STALE


def test_an_answer_of_a_moment_that_has_not_come_is_not_relied_on() -> None:
    run = decided()
    run.try_(event("check", DAY, item="tax", answer="T0", as_of=f"{DAY}T12:00:00+08:00", as_of_day=DAY))
    assert how(run, "10:00") == STALE


def test_for_a_decision_it_was_asked_a_few_minutes_ago_however_fresh_it_is() -> None:
    of = kind("deregister_individual", datetime(2026, 3, 2).date())  # noqa: DTZ001
    run = Run(of)
    run.try_(event("submit", "2026-03-02", form={"reason": "x", "contact": "x"}, docs=["application"]))
    run.try_(event("check", DAY, item="tax_state", answer="T2"))
    at = datetime(2026, 3, 6, 10, 15, tzinfo=ZONE)
    decide = of.step["decided"]
    assert standing(of.check["tax_state"], decide, run.state, at, at.date()) == HOLDS
    late = at + timedelta(seconds=1)
    assert standing(of.check["tax_state"], decide, run.state, late, at.date()) == LONG_AGO


def test_silence_and_a_no_are_told_apart_and_a_no_names_what_is_open() -> None:
    assert how(decided(""), "10:00") == UNHEARD
    run = decided()
    run.try_(event("check", DAY, item="tax", answer="T4", open_items=["增值税（模拟）"]))
    assert how(run, "10:00") == UNCLEAR
    why = refusal(run, "pass", DAY, step="decide")
    assert isinstance(why, Refused)
    assert "增值税（模拟）" in str(why)


def test_somebody_may_want_it_asked_and_the_next_answer_meets_the_wish() -> None:
    run = decided()
    assert run.try_(event("ask", DAY, step="decide"))
    assert set(run.state.wished) == {"tax"}
    assert run.try_(event("check", DAY, item="tax", answer=""))
    assert not run.state.wished


def test_only_a_step_that_rests_on_answers_has_them_asked() -> None:
    assert isinstance(refusal(running(), "ask", step="look"), Refused)


def test_what_is_attested_by_hand_has_its_paper_its_author_and_the_same_life_as_an_answer() -> None:
    run = decided("")
    assert isinstance(refusal(run, "attest", DAY, answers={"tax": "T0"}), Malformed)
    assert isinstance(refusal(run, "attest", DAY, answers={}), Malformed)
    assert run.try_(event("attest", DAY, answers={"tax": "T0"}, files={"record": ["ab"]}))
    assert run.state.checks["tax"].attested_by == "li"
    assert how(run, "10:00") == HOLDS
    assert how(run, "10:01", "2026-03-07") == STALE


def test_a_kind_that_does_not_say_so_lets_nobody_attest() -> None:
    run = decided("")
    said = {**run.kind.said, "kind": {**run.kind.said["kind"]}}
    said["kind"]["checks"] = {"tax": {k: v for k, v in said["kind"]["checks"]["tax"].items() if k != "by_hand"}}
    run.kind = read("everything", said)
    assert isinstance(refusal(run, "attest", DAY, answers={"tax": "T0"}, files={"record": ["ab"]}), Refused)


MOMENTS = st.integers(0, 60) | st.integers(0, 4 * 24 * 60)
"""Minutes after the step is ready. [min]"""
ITEMS = st.sampled_from(["tax_state", "under_investigation"])
ANSWERS = st.sampled_from(["T2", "no"]) | st.sampled_from(["", "T0", "T1", "T2", "T3", "T4", "no", "yes", "nonsense"])
HEARD = st.tuples(MOMENTS, ITEMS, ANSWERS, st.integers(-10, 30) | st.integers(-10, 2000), st.integers(0, 60))
"""When it is heard, about what, the answer, how old it is by then, how long the question was under way. [min]"""
START = datetime(2026, 3, 13, 9, tzinfo=ZONE)


def _ready() -> Run:
    run = Run(kind("deregister_individual", START.date()))
    run.try_(event("submit", "2026-03-02", form={"reason": "x", "contact": "x"}, docs=["application"]))
    run.try_(event("accept", "2026-03-02"))
    run.try_(event("pass", "2026-03-02", "push"))
    assert run.try_(Event("pass", START, START.date(), "li", "consulted"))
    return run


def _heard(of: Kind, minute: int, item: str, answer: str, age: int, under_way: int) -> Event:
    at = START + timedelta(minutes=minute)
    as_of = at - timedelta(minutes=age)
    asked = at - timedelta(minutes=under_way)
    said = {"item": item, "answer": answer, "asked_at": asked.isoformat(), "as_of": as_of.isoformat(),
            "as_of_day": as_of.date().isoformat()}  # fmt: skip
    return Event("check", at, at.date(), "–", data=said)


def _may_be_relied_on(said: Any, at: datetime, clear: set[str]) -> bool:
    """By hand, from what was heard: the oracle of the test."""
    asked, as_of = (datetime.fromisoformat(said[name]) for name in ("asked_at", "as_of"))
    return (
        said["answer"] in clear
        and as_of.date() == at.date()
        and as_of <= at + timedelta(minutes=5)
        and asked >= START
        and at - asked <= timedelta(minutes=15)
    )


@given(st.lists(HEARD, max_size=12), st.lists(MOMENTS, min_size=1, max_size=4))
@settings(max_examples=400, deadline=None)
def test_no_decision_is_ever_taken_on_an_answer_that_is_stale_unheard_or_not_clear(
    heard: list[tuple[int, str, str, int, int]], tried: list[int]
) -> None:
    run, latest = _ready(), dict[str, Any]()
    clear = {"tax_state": {"T0", "T1", "T2"}, "under_investigation": {"no"}}
    events = [_heard(run.kind, *one) for one in heard]
    decide = (START + timedelta(minutes=minute) for minute in tried)
    events += [Event("pass", at, at.date(), "li", "decided") for at in decide]
    for said in sorted(events, key=lambda one: one.at):
        taken = run.try_(said)
        if said.act == "check":
            latest[said.data["item"]] = said.data
            continue
        may = all(item in latest and _may_be_relied_on(latest[item], said.at, ok) for item, ok in clear.items())
        assert taken == may, f"{said.at}: {latest}"
        if taken:
            return


def test_the_decision_can_be_taken_at_all() -> None:
    run = _ready()
    for item, answer in (("tax_state", "T2"), ("under_investigation", "no")):
        run.try_(_heard(run.kind, 5, item, answer, 0, 0))
    at = START + timedelta(minutes=6)
    assert run.try_(Event("pass", at, at.date(), "li", "decided"))
