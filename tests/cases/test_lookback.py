"""What is fixed is verified by somebody else, shown with pictures, looked back on, and counted when it comes back."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from archive.made import PDF
from cases.invented import watchful
from cases.seen import STEPS, Crew, crew, do, found, later, looked, photo
from zhiyuan.archive.writes import receive
from zhiyuan.cases import queries, services
from zhiyuan.cases.kindread import kind
from zhiyuan.cases.lint import findings
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, NotReady, Refused, ZhiyuanError

DESKS = ("hall", "planning", "registry", "market")


@pytest.fixture
def c(database: str) -> Iterator[Crew]:
    later(0)
    yield crew()
    parktime.use(lambda: datetime.now(UTC))


def test_whoever_fixed_it_does_not_verify_it_even_from_the_right_desk(c: Crew) -> None:
    case = found(c, *STEPS[:3])
    photo(c, c.officer, case, "after")
    services.work_case(c.officer, case, act="pass", step="fix", form={"done": "已修剪"})
    do(c, case, "self_check")
    with pytest.raises(Refused, match="somebody else: officer did"):
        do(c, case, "verify", c.officer)
    do(c, case, "verify")


def test_sending_back_does_not_make_the_first_who_fixed_it_somebody_else(c: Crew) -> None:
    case = found(c, *STEPS[:3])
    photo(c, c.officer, case, "after")
    services.work_case(c.officer, case, act="pass", step="fix", form={"done": "已修剪"})
    do(c, case, "self_check")
    services.work_case(c.supervision, case, act="send_back", step="verify", to="fix", reason="仍遮挡")
    do(c, case, "fix")
    do(c, case, "self_check")
    with pytest.raises(Refused, match="somebody else"):
        do(c, case, "verify", c.officer)


def test_nothing_is_fixed_without_a_photo_of_this_time(c: Crew) -> None:
    case = found(c, *STEPS[:3])
    with pytest.raises(Refused, match="needs a photo"):
        services.work_case(c.works, case, act="pass", step="fix", form={"done": "已修剪"})
    upload = receive(c.works, "a.pdf", [PDF])
    with pytest.raises(Malformed, match="no picture"):
        services.add_paper(c.works, case, doc="after", upload=upload.pk)


def test_published_it_is_looked_back_on_from_its_days_by_who_did_not_fix_it(c: Crew) -> None:
    case = found(c, *STEPS)
    assert (case.phase, case.due) == ("watched", date(2026, 11, 11))
    assert [(t.desk, t.what) for t in case.turns.all()] == [("supervision", "look_back")]
    with pytest.raises(NotReady, match="from 2026-10-28"):
        looked(c, case)
    later(30)
    with pytest.raises(ZhiyuanError):
        services.work_case(c.works, case, act="look_back", reason="未反弹")
    looked(c, case)
    later(95)
    looked(c, case)
    case.refresh_from_db()
    assert (case.phase, case.due, case.turns.count()) == ("closed", None, 0)


def test_what_comes_back_keeps_its_number_is_counted_and_begins_again_with_a_plan(c: Crew) -> None:
    case = found(c, *STEPS)
    number = case.number
    later(30)
    services.work_case(c.supervision, case, act="rebound", reason="绿篱又长高")
    case.refresh_from_db()
    again = queries.read(case)
    assert (case.phase, case.number, len(again.state.rebounds)) == ("running", number, 1)
    assert {"fix", "verify", "publish"} & again.state.done.keys() == set()
    assert again.state.published
    assert "after" not in again.state.docs


def test_closed_for_good_it_is_not_reopened_past_the_counter(c: Crew) -> None:
    case = found(c, *STEPS)
    for days in (30, 95):
        later(days)
        looked(c, case)
    with pytest.raises(Refused, match="counted"):
        services.work_case(c.traffic, case, act="reopen", to="plan", reason="又有")
    services.work_case(c.traffic, case, act="rebound", reason="又有")


def test_a_kind_without_looks_back_has_no_rebound(c: Crew) -> None:
    of = kind("request_simple", date(2026, 9, 28))
    assert of.look_backs is None
    assert "watched" not in {queries.read(found(c)).state.phase}


@pytest.mark.parametrize(("step", "with_", "says"), [
    ("survey", {"differs_from": ["plan"]}, "does not need"),
    ("public", {"until": "subject"}, "no day asked before"),
    ("confirm", {"gives": ["after"]}, "taken by a desk"),
    ("decide", {"publishes": False}, "go together"),
])  # fmt: skip
def test_the_lint_finds_what_could_not_be_judged(step: str, with_: dict[str, Any], says: str) -> None:
    before = {str(f) for f in findings(watchful(), DESKS)}
    (new,) = {str(f) for f in findings(watchful(**{step: with_}), DESKS)} - before
    assert says in new


def test_a_step_that_differs_from_one_that_is_not_there_is_not_read() -> None:
    with pytest.raises(Malformed, match="no step before it later_one"):
        watchful(decide={"differs_from": ["later_one"]})
