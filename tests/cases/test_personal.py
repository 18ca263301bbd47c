"""What answers say of a person: apart from the log, masked, given out and erased; on both databases."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps

from cases.opened import FORM, MONDAY, Hall, at, hall
from small_park import person, signed_in
from zhiyuan.cases import queries, services, writes, writes_drafts
from zhiyuan.cases.event import first_broken
from zhiyuan.cases.fold import folded
from zhiyuan.cases.kindread import kind
from zhiyuan.cases.models import Draft, Event, PersonalAnswer
from zhiyuan.cases.queries_drafts import Said
from zhiyuan.enterprises import services as register
from zhiyuan.identity import trail
from zhiyuan.identity.models import Trail
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, NotFound, Refused

PHONE, OTHER = "13812345678", "13900000000"
WHY = "回访（模拟）"


@pytest.fixture
def h(database: str) -> Iterator[Hall]:
    at(MONDAY)
    yield hall()
    parktime.use(lambda: datetime.now(UTC))


def opened(h: Hall, contact: str = PHONE) -> Any:
    return services.open_case(h.firm, h.t.ketuo, kind="request_simple", form=FORM | {"contact": contact})


def everything() -> str:
    """All that the database holds, in words."""
    rows = [list(m.objects.values()) for m in apps.get_models() if m.__module__.startswith("zhiyuan.")]
    return json.dumps(rows, default=str, ensure_ascii=False)


def erase(h: Hall, phone: str = PHONE) -> dict[str, int]:
    return register.erase_person(h.t.officer, h.t.park.site, phone=phone, reason="本人要求（模拟）")


def disclosed(h: Hall, phone: str = PHONE) -> dict[str, Any]:
    return register.disclose_person(h.t.officer, h.t.park.site, phone=phone, reason="本人申请（模拟）")


def page(who: Any, case: Any) -> str:
    return signed_in(who).get(f"/cases/{case.pk}/").content.decode()


def test_the_log_and_the_trail_hold_a_digest_and_one_row_holds_the_answer(h: Hall) -> None:
    case = opened(h)
    said = Event.objects.get(case=case).data["form"]
    assert said["contact"].startswith("salted:")
    assert said["detail"] == FORM["detail"]
    assert PHONE not in json.dumps(list(Trail.objects.values("params", "before", "after")), default=str)
    assert PersonalAnswer.objects.get().value == PHONE
    assert everything().count(PHONE) == 1


def test_after_an_erasure_nothing_holds_it_the_chain_is_whole_and_replay_is_live(h: Hall) -> None:
    case = opened(h)
    services.work_case(h.desk, case, act="accept")
    live = writes.state_now(case)
    assert erase(h) == {
        "contacts": 0, "rows_kept_apart": 0, "workbooks_not_taken": 0,
        "answers_in_cases": 1, "answers_in_drafts": 0, "cases_before": 0,
    }  # fmt: skip
    assert PHONE not in everything()
    assert first_broken(writes.log(case)) is None
    assert trail.first_broken() is None
    writes.REMEMBERED.clear()
    assert folded(writes.kind_of(case), writes.log(case)) == live == writes.state_now(case)
    services.work_case(h.desk, case, act="pass", step="reply")
    assert "已删除" in page(h.desk, case)
    with pytest.raises(NotFound, match="nothing is held"):
        disclosed(h)


def test_erasing_one_person_leaves_the_others(h: Hall) -> None:
    opened(h)
    other = opened(h, OTHER)
    erase(h)
    assert [row.case for row in PersonalAnswer.objects.all()] == [other]
    assert disclosed(h, OTHER) == {
        "contacts": [], "rows_kept_apart": [],
        "answers_in_cases": [{"case": other.number, "question": "contact", "answer": OTHER}],
    }  # fmt: skip


def test_a_number_is_found_inside_an_answer_and_a_piece_of_a_number_finds_nothing(h: Hall) -> None:
    opened(h, f"模拟 {PHONE}")
    with pytest.raises(NotFound):
        erase(h, PHONE[:5])
    assert erase(h)["answers_in_cases"] == 1


def test_a_draft_is_searched_as_well(h: Hall) -> None:
    of = kind("request_simple", MONDAY.date())
    writes_drafts.save(h.firm, of, Said(str(h.t.ketuo.pk), "", FORM | {"contact": PHONE}, []))
    assert disclosed(h)["answers_in_drafts"] == [{"kind": "request_simple", "questions": ["contact"]}]
    assert erase(h)["answers_in_drafts"] == 1
    assert Draft.objects.get().said["form"] == FORM


def test_a_log_that_is_older_than_the_keeping_apart_is_named_and_counted(h: Hall) -> None:
    case = opened(h, "")
    last = writes.log(case)[-1]
    Event.objects.create(
        case=case, seq=2, act="copy", at=last.at, day=last.day, actor="wang", data={"form": {"contact": PHONE}},
        previous=last.digest, digest="x",
    )  # fmt: skip
    assert disclosed(h)["cases_before"] == [case.number]
    assert erase(h)["cases_before"] == 1


def test_the_firm_sees_its_own_answer_and_the_desk_sees_it_masked(h: Hall) -> None:
    case = opened(h)
    assert PHONE in page(h.firm, case)
    seen = page(h.desk, case)
    assert PHONE not in seen
    assert "138****5678" in seen
    assert 'id="reveal_reason"' in seen
    assert 'id="reveal_reason"' not in page(h.firm, case)


def test_whoever_needs_it_in_full_says_why_and_that_is_kept(h: Hall) -> None:
    case = opened(h)
    client = signed_in(h.desk)
    assert client.post(f"/cases/{case.pk}/reveal/", {"reason": " "}).status_code == 422
    answer = client.post(f"/cases/{case.pk}/reveal/", {"reason": WHY})
    assert PHONE in answer.content.decode()
    assert 'id="reveal_reason"' not in answer.content.decode()
    assert services.reveal_answers(h.desk, case, reason=WHY) == {"contact": PHONE}
    line = Trail.objects.filter(verb="cases.reveal_answers").earliest("sequence")
    assert (line.person, line.params) == (h.desk, {"reason": WHY})
    assert PHONE not in json.dumps([line.params, line.before, line.after], default=str)
    with pytest.raises(Malformed, match="say why"):
        services.reveal_answers(h.desk, case, reason="")


def test_a_stranger_is_shown_neither(h: Hall) -> None:
    case = opened(h)
    assert signed_in(h.other_firm).post(f"/cases/{case.pk}/reveal/", {"reason": WHY}).status_code == 404
    for who in (h.other_firm, person("zhao", "auditor")):
        with pytest.raises(Refused):
            services.reveal_answers(who, case, reason=WHY)


def test_what_goes_on_from_a_refused_case_takes_the_answer_along_under_a_salt_of_its_own(h: Hall) -> None:
    form = {"reason": "resolved", "debts": "settled", "contact": PHONE}
    case = services.open_case(h.firm, h.t.ketuo, kind="deregister_simple", form=form, docs=["application", "investors"])
    services.work_case(h.window, case, act="reject", reason="不适用简易程序（模拟）")
    then = services.continue_case(h.firm, case)
    first, second = PersonalAnswer.objects.order_by("pk")
    assert (first.case, second.case, second.value) == (case, then, PHONE)
    assert first.digest != second.digest
    assert queries.read(then).state.form["contact"] == second.digest
