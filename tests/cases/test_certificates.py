"""What cases issued: how long it holds, who sees it run out, and what an earlier case spares a later one."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from archive.made import PDF
from cases.opened import MONDAY, Hall, at, hall
from small_park import signed_in
from zhiyuan.archive import writes as archive
from zhiyuan.cases import queries_certificates as certificates
from zhiyuan.cases import services, writes
from zhiyuan.cases.models import Certificate
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Refused
from zhiyuan.park.queries import today

LOOKED_AT = ["scheme", "insolation", "traffic", "drawings"]
REST = ["application", "approval", "land_contract", "price_receipt", "contractor", "safety", "funds"]
PROJECT = {"project": "模拟光电厂房", "parcel": "G2026-01", "area_m2": "12000", "contact": "0377"}
PERMITS = {**PROJECT, "investment_cny": "80000000"}
STEPS = ("land", "title", "review", "works", "construction", "issue")


@pytest.fixture
def h(database: str) -> Iterator[Hall]:
    at(MONDAY)
    yield hall()
    parktime.use(lambda: datetime.now(UTC))


def reviewed(h: Hall, parcel: str = "G2026-01") -> Any:
    """A pre-review with its opinion."""
    form = {**PROJECT, "parcel": parcel}
    case = services.open_case(h.firm, h.t.ketuo, kind="pre_review", form=form, docs=LOOKED_AT)
    services.work_case(h.window, case, act="accept")
    for step in ("scheme", "drawings", "survey", "opinion"):
        services.work_case(h.window, case, act="pass", step=step)
    return case


def applied(h: Hall, docs: list[str], **form: str) -> Any:
    """An application for four certificates."""
    said = {**PERMITS, **form}
    return services.open_case(h.firm, h.t.ketuo, kind="four_certificates_fast", form=said, docs=docs)


def permitted(h: Hall) -> Any:
    """Four certificates, handed over."""
    case = applied(h, [*REST, *LOOKED_AT])
    services.work_case(h.window, case, act="accept")
    services.work_case(h.window, case, act="fetch", docs=["deed_tax", "survey"])
    for step in STEPS:
        services.work_case(h.window, case, act="pass", step=step)
    return case


def on_list(h: Hall, person: Any, which: str = "soon") -> list[str]:
    """What somebody finds there today."""
    return [row.doc for row in certificates.certificates(person, today(h.t.park.site), which=which)]


def test_a_closed_case_goes_on_to_say_until_when_its_permits_hold(h: Hall) -> None:
    case = permitted(h)
    assert case.phase == "closed"
    rows = {row.doc: row.last for row in Certificate.objects.filter(case=case)}
    assert rows == {"land_permit": None, "title_certificate": None, "works_permit": date(2027, 9, 28),
                    "construction_permit": date(2026, 12, 28)}  # fmt: skip


def test_a_permit_is_on_the_list_of_its_firm_and_of_the_desk_before_it_lapses_and_of_nobody_else(h: Hall) -> None:
    permitted(h)
    assert on_list(h, h.firm) == []
    at(MONDAY + timedelta(days=61))
    for person, found in ((h.firm, ["construction_permit"]), (h.window, ["construction_permit"]), (h.other_firm, [])):
        assert on_list(h, person) == found
    at(MONDAY + timedelta(days=92))
    assert (on_list(h, h.firm), on_list(h, h.firm, "lapsed")) == ([], ["construction_permit"])


def test_a_permit_that_is_prolonged_or_used_is_on_the_list_no_more(h: Hall) -> None:
    case = permitted(h)
    at(MONDAY + timedelta(days=61))
    services.work_case(h.window, case, act="prolong", doc="construction_permit", reason="管线迁改（模拟）")
    row = Certificate.objects.get(case=case, doc="construction_permit")
    assert (row.last, row.prolonged, on_list(h, h.firm)) == (date(2027, 3, 29), 1, [])
    assert certificates.listed(row).left == 1
    at(MONDAY + timedelta(days=160))
    assert on_list(h, h.firm) == ["construction_permit"]
    services.work_case(h.window, case, act="start_work", doc="construction_permit", day="2027-02-20")
    row.refresh_from_db()
    assert (row.last, row.began, on_list(h, h.firm), on_list(h, h.firm, "lapsed")) == (None, date(2027, 2, 20), [], [])


def test_reopening_takes_the_permits_back_that_have_to_be_issued_again(h: Hall) -> None:
    case = permitted(h)
    services.work_case(h.window, case, act="reopen", to="works", reason="方案有误（模拟）")
    assert {row.doc for row in Certificate.objects.filter(case=case)} == {"land_permit", "title_certificate"}


def test_what_a_pre_review_looked_at_is_not_asked_for_again_and_its_files_come_with_it(h: Hall) -> None:
    form = PROJECT
    case = services.open_case(h.firm, h.t.ketuo, kind="pre_review", form=form, docs=LOOKED_AT[:1])
    file = archive.receive(h.firm, "总平面图.pdf", [PDF])
    services.add_paper(h.firm, case, doc="scheme", upload=file.pk)
    services.answer_case(h.firm, case, act="supply", docs=LOOKED_AT)
    services.work_case(h.window, case, act="accept")
    for step in ("scheme", "drawings", "survey", "opinion"):
        services.work_case(h.window, case, act="pass", step=step)
    later = applied(h, REST)
    services.work_case(h.window, later, act="accept")
    log = writes.log(later)
    assert log[0].data["covered"]["case"] == case.number
    assert list(log[0].data["files"]) == ["scheme"]
    assert [(p.doc, p.seq) for p in later.papers.all()] == [("scheme", 1)]


@pytest.mark.parametrize("other", ["another parcel", "another firm", "too late"])
def test_a_pre_review_spares_nothing_for_another_parcel_another_firm_or_after_its_last_day(h: Hall, other: str) -> None:
    reviewed(h)
    if other == "another firm":
        docs = REST
        case = services.open_case(h.other_firm, h.t.chuangxin, kind="four_certificates_fast", form=PERMITS, docs=docs)
    else:
        at(MONDAY + timedelta(days=190 if other == "too late" else 0))
        case = applied(h, REST, parcel="G2026-01" if other == "too late" else "G2026-02")
    assert "covered" not in writes.log(case)[0].data
    with pytest.raises(Refused, match="is lacking"):
        services.work_case(h.window, case, act="accept")


def test_a_construction_permit_is_left_out_only_under_one_of_the_limits(h: Hall) -> None:
    for form, may in (({}, False), ({"area_m2": "300"}, True), ({"investment_cny": "300000.00"}, True)):
        case = applied(h, [*REST, *LOOKED_AT], **form)
        services.work_case(h.window, case, act="accept")
        services.work_case(h.window, case, act="fetch", docs=["deed_tax", "survey"])
        for step in STEPS[:4]:
            services.work_case(h.window, case, act="pass", step=step)
        if may:
            services.work_case(h.window, case, act="skip", step="construction", reason="限额以下（模拟）")
            continue
        with pytest.raises(Refused, match="only when"):
            services.work_case(h.window, case, act="skip", step="construction", reason="小工程（模拟）")


def test_the_pages_say_what_runs_out_and_let_the_desk_enter_that_work_began(h: Hall) -> None:
    case = permitted(h)
    at(MONDAY + timedelta(days=61))
    page = signed_in(h.firm).get("/cases/certificates/").content.decode()
    assert "建筑工程施工许可证" in page
    assert "还可 2 次" in page
    assert "没有符合" not in page
    client, said = signed_in(h.window), {"act": "start_work", "doc": "construction_permit"}
    assert client.post(f"/cases/{case.pk}/act/", {**said, "day": "2026-09-01"}).status_code == 422
    assert client.post(f"/cases/{case.pk}/act/", {**said, "day": "2026-11-20"}).status_code == 302
    assert "已开工" in client.get("/cases/certificates/?which=all").content.decode()
    found = client.get("/api/v1/cases/certificates?which=all").json()
    assert [one["state"] for one in found if one["doc"] == "construction_permit"] == ["begun"]
    assert client.get("/api/v1/cases/certificates?which=no").status_code == 400


def test_before_it_is_sent_the_firm_reads_what_it_is_not_asked_for_again(h: Hall) -> None:
    case, client = reviewed(h), signed_in(h.firm)
    form = {f"form_{key}": said for key, said in PERMITS.items()}
    kind = "/cases/new/four_certificates_fast/"
    client.post(kind, {"enterprise": h.t.ketuo.pk, "docs": REST, **form})
    page = client.get(f"{kind}check/").content.decode()
    assert page.count("已预审，不再要求提交") == len(LOOKED_AT)
    assert case.number in page
