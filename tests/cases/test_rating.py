"""What becomes of a rating: a bad one is called back and put right, silence is no rating, an appeal is judged apart."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest

from cases.invented import Run, event
from cases.opened import MONDAY, Hall, at, hall, request
from small_park import signed_in
from zhiyuan.cases import services
from zhiyuan.cases.event import Event
from zhiyuan.cases.fold import applied
from zhiyuan.cases.kindread import kind
from zhiyuan.cases.rating import put_right_by, satisfaction
from zhiyuan.cases.state import Rating
from zhiyuan.cases.turn import turns
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, Refused

DAY = date(2026, 3, 2)


def closed() -> Run:
    run = Run(kind("request_simple", DAY))
    form = {f.key: "x" for f in run.kind.form}
    said = [event("submit", form=form), event("accept"), event("pass", step="reply"), event("pass", step="solve")]
    assert all(run.try_(one) for one in [*said, event("pass", step="confirm", by="firm")])
    return run


def rated(level: str = "bad") -> Run:
    run = closed()
    assert run.try_(event("rate", by="firm", level=level))
    return run


def refused(run: Run, said: Event) -> str:
    with pytest.raises((Refused, Malformed)) as caught:
        applied(run.kind, run.state, said)
    return str(caught.value)


def test_a_case_is_rated_once_and_by_the_firm_itself() -> None:
    assert "one rating" in refused(rated(), event("rate", by="firm", level="good"))
    assert "nobody rates for" in refused(closed(), replace(event("rate", level="very_good"), on_behalf="firm"))
    assert "is no level" in refused(closed(), event("rate", level="awful"))


def test_a_bad_rating_is_due_within_five_working_days_at_the_counter() -> None:
    run = rated()
    (turn,) = turns(run.kind, run.state, DAY)
    assert (turn.desk, turn.what, turn.due) == (run.kind.counter, "call_back", date(2026, 3, 9))
    assert "call the firm back first" in refused(run, event("put_right", reason="replaced"))
    assert run.try_(event("call_back", "2026-03-03", reason="the lamp is dark again"))
    assert [t.what for t in turns(run.kind, run.state, DAY)] == ["put_right"]
    assert run.try_(event("put_right", "2026-03-04", reason="replaced"))
    assert turns(run.kind, run.state, DAY) == ()


def test_a_good_rating_calls_for_nothing() -> None:
    run = rated("fair")
    assert turns(run.kind, run.state, DAY) == ()
    assert "no bad rating" in refused(run, event("call_back", reason="so"))


def test_a_case_reopened_after_a_bad_rating_keeps_it_and_what_is_due() -> None:
    run = rated()
    assert run.try_(event("reopen", "2026-03-03", to="solve", reason="rated badly"))
    assert {t.what for t in turns(run.kind, run.state, DAY)} == {"solve", "call_back"}


def test_who_was_rated_or_appealed_does_not_judge_the_appeal() -> None:
    run = rated()
    assert run.try_(event("appeal", by="zhao", reason="another park was meant"))
    assert "somebody else decides" in refused(run, event("strike", by="li", reason="so"))
    assert "somebody else decides" in refused(run, event("strike", by="zhao", reason="so"))
    assert run.try_(event("strike", by="wang", reason="another park was meant"))
    assert turns(run.kind, run.state, DAY) == ()


def test_silence_is_neither_good_nor_bad_and_a_struck_rating_is_none() -> None:
    first = rated().state.rating
    assert first is not None
    ratings: list[Rating] = [replace(first, level="good"), first, replace(first, appeal="struck")]
    found = satisfaction(10, ratings, date(2026, 3, 10))
    assert (found.rated_share, found.good_share) == (Fraction(2, 10), Fraction(1, 2))
    assert (found.bad, found.called, found.overdue) == (1, 0, 1)
    assert satisfaction(10, ratings, put_right_by(first)).overdue == 0
    assert satisfaction(3, [], DAY).good_share is None


@pytest.mark.django_db
def test_the_page_shows_who_said_nothing_apart_and_a_bad_rating_with_its_last_day() -> None:
    at(MONDAY)
    h = hall()
    case, silent = (_confirmed(h) for _ in range(2))
    services.answer_case(h.firm, case, act="rate", level="bad", reason="灯又灭了")
    page = signed_in(h.desk).get("/cases/ratings/").content.decode()
    assert "2 件办结事项中 1 件有评价" in page
    assert "灯又灭了" in page
    assert silent.number not in page
    rows = signed_in(h.desk).get("/api/v1/cases/ratings?which=bad").json()
    assert (rows["good_share"], rows["rated_share"], rows["ratings"][0]["until"]) == (0.0, 0.5, "2026-10-10")
    assert signed_in(h.other_firm).get("/api/v1/cases/ratings").json() is None
    with pytest.raises(Refused, match="nobody rates for"):
        services.answer_case(h.window, silent, act="rate", level="very_good")
    parktime.use(lambda: datetime.now(UTC))


def _confirmed(h: Hall) -> Any:
    case = request(h)
    services.work_case(h.desk, case, act="pass", step="reply")
    services.work_case(h.desk, case, act="pass", step="solve")
    services.answer_case(h.firm, case, act="pass", step="confirm")
    return case
