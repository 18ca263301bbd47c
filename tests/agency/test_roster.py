"""Officers of many firms and projects come in by a workbook: looked at first, nothing lost; on both databases."""

import base64
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

from cases.opened import MONDAY, Hall, at, hall
from small_park import signed_in
from zhiyuan.agency import services, writes_roster
from zhiyuan.agency.models import Assignment, Roster
from zhiyuan.identity.models import Person
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, Refused
from zhiyuan.projects.services import register_project

DAY = date(2026, 9, 28)
HEADS = ("企业编号", "项目编号", "名称", "包联干部用户名", "层级", "首日", "末日")
IMPORT = "/officers/import/"


@pytest.fixture
def h(database: str) -> Iterator[Hall]:
    at(MONDAY)
    found = hall()
    for name in ("bao", "lian"):
        Person.objects.create(username=name, display_name=name)
    register_project(found.t.officer, found.t.park.site, key="works", name="模拟厂房")
    yield found
    parktime.use(lambda: datetime.now(UTC))


def row(firm: str = "ketuo", officer: str = "bao", layer: Any = 1, first: Any = DAY, last: Any = None) -> list[Any]:
    return [firm, None, "模拟", officer, layer, first, last]


def file(*rows: list[Any], heads: tuple[str, ...] = HEADS) -> bytes:
    book, made = Workbook(), BytesIO()
    for line in [["说明"], list(heads), *rows]:
        book.active.append(line)
    book.save(made)
    return made.getvalue()


def staged(h: Hall, *rows: list[Any]) -> Roster:
    workbook = base64.b64encode(file(*rows)).decode()
    return services.stage_roster(h.t.officer, h.t.park.site, workbook=workbook, file="包联.xlsx")


def said(h: Hall, roster: Roster) -> list[str]:
    """The faults of a roster, each as its cell and words."""
    done = writes_roster.outcome(h.t.officer, roster)
    return [f"{fault.where} {fault.message}" for line in done.left for fault in line.faults]


def test_firms_and_projects_get_their_officers_in_one_act(h: Hall) -> None:
    works = [None, "works", "模拟厂房", "lian", "牵头领导", "2026-10-01", "2026-12-31"]
    roster = staged(h, row(), row("chuangxin", layer="3"), works, row(officer=None, layer=None, first=None))
    assert writes_roster.outcome(h.t.officer, roster).counts() == {"new": 3, "same": 0, "left": 0}
    assert not Assignment.objects.exists()
    services.take_roster(h.t.officer, roster)
    found = {str(one.of): (one.officer.username, one.layer, one.last) for one in Assignment.objects.all()}
    assert found["模拟厂房"] == ("lian", 1, date(2026, 12, 31))
    assert found[str(h.t.ketuo)] == ("bao", 1, None)
    assert roster.content is None


def test_each_row_that_cannot_be_taken_says_why_and_the_others_are_taken(h: Hall) -> None:
    bad = [
        row("nobody"), row(officer="stranger"), row(layer=4), row(first="soon"), row(last=date(2026, 9, 1)),
        row(first="=TODAY()"), row(first=None), [None, None, "x", "bao", 1, DAY, None],
        ["ketuo", "works", "x", "bao", 1, DAY, None],
    ]  # fmt: skip
    roster = staged(h, *bad, row("chuangxin"))
    cells = [where.split()[0] for where in said(h, roster)]
    assert cells == ["A3", "D4", "E5", "F6", "G7", "F8", "F9", "D10", "D11"]
    with pytest.raises(Malformed):
        services.take_roster(h.t.officer, roster)
    services.take_roster(h.t.officer, roster, only_good=True)
    assert [str(one.of) for one in Assignment.objects.all()] == [str(h.t.chuangxin)]
    assert [kept["cells"][0] for kept in roster.left][:1] == ["nobody"]
    assert len(roster.left) == len(bad)


def test_what_is_there_already_is_left_alone_and_what_overlaps_is_refused(h: Hall) -> None:
    services.take_roster(h.t.officer, staged(h, row()))
    twice = staged(h, row(), row(layer=2, first=date(2026, 10, 1)), row("chuangxin"), row("chuangxin", layer=2))
    assert writes_roster.outcome(h.t.officer, twice).counts() == {"new": 1, "same": 1, "left": 2}
    assert [where.split()[0] for where in said(h, twice)] == ["D4", "D6"]


def test_a_long_roster_costs_as_many_statements_as_a_short_one(h: Hall) -> None:
    from django.db import connection

    def count(*rows: list[Any]) -> int:
        roster = staged(h, *rows)
        with CaptureQueriesContext(connection) as seen:
            writes_roster.outcome(h.t.officer, roster)
        return len(seen)

    few = count(row())
    many = count(*(row(officer=("bao", "lian")[n % 2], first=date(2026, 10, 1 + n), last=date(2026, 10, 1 + n))
                   for n in range(30)))  # fmt: skip
    assert many == few


def test_a_roster_is_taken_or_discarded_once_and_only_by_who_may_assign(h: Hall) -> None:
    roster = staged(h, row())
    for who in (h.firm, h.window):
        with pytest.raises(Refused):
            services.take_roster(who, roster)
        with pytest.raises(Refused):
            services.stage_roster(who, h.t.park.site, workbook=base64.b64encode(file()).decode())
        assert signed_in(who).get(f"{IMPORT}{roster.pk}/").status_code == 404
    services.discard_roster(h.t.officer, roster)
    for act in (services.take_roster, services.discard_roster):
        with pytest.raises(Refused):
            act(h.t.officer, roster)


def test_the_template_goes_out_is_filled_in_and_comes_back(h: Hall) -> None:
    clerk = signed_in(h.t.officer, "en")
    sheet = load_workbook(BytesIO(clerk.get(f"{IMPORT}template.xlsx").content)).active
    lines = list(sheet.iter_rows(values_only=True))
    assert "Officer's user name" in lines[3] + lines[4]
    place = next(n for n, line in enumerate(lines, start=1) if line[0] == "ketuo")
    sheet.cell(place, 4).value, sheet.cell(place, 5).value, sheet.cell(place, 6).value = "bao", 2, DAY
    filled = BytesIO()
    sheet.parent.save(filled)
    brought = SimpleUploadedFile("officers.xlsx", filled.getvalue())
    answer = clerk.post(IMPORT, {"file": brought})
    assert answer.status_code == 302
    assert "Take all of it" in clerk.get(answer["Location"]).content.decode()
    assert clerk.post(answer["Location"], {"act": "take"}).status_code == 302
    assert Assignment.objects.get().layer == 2
    assert "officers.xlsx" in clerk.get(IMPORT).content.decode()


def test_rows_kept_apart_go_out_with_the_reason_and_come_back_once_put_right(h: Hall) -> None:
    clerk, roster = signed_in(h.t.officer), staged(h, row(officer="stranger"), row("chuangxin"))
    page = f"{IMPORT}{roster.pk}/"
    assert "stranger" in clerk.get(page).content.decode()
    assert clerk.post(page, {"act": "take"}).status_code == 422
    assert clerk.post(page, {"act": "take", "only": "good"}).status_code == 302
    sheet = load_workbook(BytesIO(clerk.get(f"{page}kept-apart.xlsx").content)).active
    lines = list(sheet.iter_rows(values_only=True))
    place = next(n for n, line in enumerate(lines, start=1) if line[0] == "ketuo")
    assert "stranger" in lines[place - 1][7]
    sheet.cell(place, 4).value = "lian"
    again = BytesIO()
    sheet.parent.save(again)
    brought = clerk.post(IMPORT, {"file": SimpleUploadedFile("again.xlsx", again.getvalue())})
    assert clerk.post(brought["Location"], {"act": "take"}).status_code == 302
    assert Assignment.objects.filter(enterprise=h.t.ketuo, officer__username="lian").exists()
    assert clerk.post(page, {"act": "discard"}).status_code == 302
    assert clerk.get(f"{page}kept-apart.xlsx").status_code == 404


def test_a_file_that_is_no_roster_is_refused_in_words(h: Hall) -> None:
    clerk = signed_in(h.t.officer)
    for content in (b"no workbook", file(heads=("企业", "干部")), b""):
        answer = clerk.post(IMPORT, {"file": SimpleUploadedFile("x.xlsx", content)})
        assert answer.status_code == 422
    assert clerk.post(IMPORT).status_code == 422
    assert not Roster.objects.exists()
