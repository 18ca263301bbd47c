"""The mechanism of relief is configuration; a problem is crossed off by the firm, or by its silence, which says so."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from cases.opened import MONDAY, Hall, at, at_desk, hall
from small_park import signed_in
from zhiyuan.cases import services, writes
from zhiyuan.cases.kind import APPLICANT
from zhiyuan.cases.kindread import kind
from zhiyuan.cases.mechanism import FIGURE, crossing, mechanism
from zhiyuan.cases.state import State
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.reference import book

TODAY = date(2026, 9, 28)
FORM = {"subject": "流动资金紧张（模拟）", "detail": "账期较长（模拟）", "field": "finance"}


@pytest.fixture
def h(db: None) -> Iterator[Hall]:
    at(MONDAY)
    yield hall()
    parktime.use(lambda: datetime.now(UTC))


def solved(h: Hall) -> Any:
    """A problem that the office says is solved."""
    case = services.open_case(h.firm, h.t.ketuo, kind="relief", form=FORM)
    for act, step in (("accept", ""), ("pass", "take"), *(("skip", s) for s in ("street", "department", "district"))):
        services.work_case(h.window, case, act=act, step=step, reason="不涉及" if act == "skip" else "")
    services.work_case(h.window, case, act="pass", step="solve", form={"result": "已对接银行（模拟）"})
    return case


def in_the_book(change: dict[str, Any]) -> Any:
    """The book with another mechanism."""
    said = book().page("cases/mechanism")["relief"]
    value = {**said["values"][0]["value"], **change}
    page = {"relief": {**said, "values": [{**said["values"][0], "value": value}]}}
    return book().with_pages({"cases/mechanism": page})


def test_its_source_is_open_and_says_so() -> None:
    assert "来源待补" in book().figure(FIGURE, TODAY).source["note"]


def test_another_installation_has_other_parts_and_other_numbers() -> None:
    member = {"title": {"zh": "专班", "en": "Team"}, "desk": "service"}
    part = {"n": 2, "title": {"zh": "双专班", "en": "Two teams"}, "members": [member, member]}
    other = mechanism(TODAY, in_the_book({"parts": [part]}))
    assert [(p.n, len(p.members)) for p in other.parts] == [(2, 2)]


@pytest.mark.parametrize(("member", "n", "says"), [
    ({"desk": "service"}, 2, "2 members are said and 1 named"),
    ({"desk": "nowhere"}, 1, "no desk nowhere"),
    ({"ledger": "third"}, 1, "no ledger third"),
])  # fmt: skip
def test_a_part_that_does_not_add_up_is_refused_in_words(member: dict[str, str], n: int, says: str) -> None:
    title = {"zh": "部分", "en": "Part"}
    part = {"n": n, "title": title, "members": [{"title": title, **member}]}
    with pytest.raises(Malformed, match=says):
        mechanism(TODAY, in_the_book({"parts": [part]}))


def test_every_kind_that_goes_through_it_ends_with_the_firm() -> None:
    for key in mechanism(TODAY).kinds:
        of = kind(key, TODAY)
        last = [step for step in of.steps if not any(step.key in other.needs for other in of.steps)]
        assert [(step.by, bool(step.silence)) for step in last] == [(APPLICANT, True)]


def test_a_problem_stays_on_its_ledger_until_the_firm_crosses_it_off(h: Hall) -> None:
    case, client = solved(h), signed_in(h.window)
    assert case.number in client.get("/relief/").content.decode()
    assert case.number not in client.get("/relief/crossed/").content.decode()
    services.answer_case(h.firm, case, act="pass", step="confirm")
    assert case.number not in client.get("/relief/").content.decode()
    page = client.get("/relief/crossed/").content.decode()
    assert f"/cases/{case.pk}/" in page
    assert "沉默：逾期未答复" not in page


def test_silence_crosses_it_off_and_is_marked_as_silence_on_page_and_in_excel(h: Hall) -> None:
    case, client = solved(h), signed_in(h.window)
    at(MONDAY + timedelta(days=20))
    assert writes.take_silence(case) == 1
    assert "沉默：逾期未答复" in client.get("/relief/crossed/").content.decode()
    rows = list(load_workbook(BytesIO(client.get("/relief/crossed/?format=xlsx").content)).active.values)
    assert next(row for row in rows if row[0] == case.number)[-1] == "沉默：逾期未答复"


def test_the_ledger_opens_to_what_waits_at_one_desk(h: Hall) -> None:
    case = services.open_case(h.firm, h.t.ketuo, kind="relief", form=FORM)
    services.work_case(h.window, case, act="accept")
    services.work_case(h.window, case, act="pass", step="take")
    client = signed_in(at_desk("zhang", "department"))
    assert case.number in client.get("/relief/?desk=department").content.decode()
    assert case.number not in client.get("/relief/?desk=service").content.decode()


def test_a_firm_reads_its_own_problems_and_no_other_firms(h: Hall) -> None:
    case = solved(h)
    assert case.number in signed_in(h.firm).get("/relief/").content.decode()
    assert case.number not in signed_in(h.other_firm).get("/relief/").content.decode()


def test_a_kind_without_a_step_of_the_firm_crosses_nothing_off() -> None:
    of = kind("relief", TODAY)
    office = replace(of, steps=tuple(step for step in of.steps if step.by != APPLICANT))
    assert crossing(office, State()) is None
