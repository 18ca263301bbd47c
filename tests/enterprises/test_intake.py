"""A messy workbook: every fault at its cell, the good rows taken, the others apart; taken twice, nothing new."""

import base64
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext, override
from openpyxl import Workbook, load_workbook

from enterprises.messy import TITLE, code, messy, planted
from enterprises.tenants import Tenants, tenants
from small_park import person, signed_in
from zhiyuan.enterprises import queries_facts, queries_workbook, services, writes_intake
from zhiyuan.enterprises.intake.columns import guess
from zhiyuan.enterprises.metric import metrics
from zhiyuan.enterprises.models import ChosenColumns, Contact, Enterprise, Fact, FormerName, Intake, IntakeFile, Tag
from zhiyuan.kernel.errors import Malformed, Refused
from zhiyuan.kernel.reference import book


@pytest.fixture
def t(database: str) -> Tenants:
    return tenants()


def take(t: Tenants, content: bytes, **how: Any) -> Intake:
    text = base64.b64encode(content).decode()
    return services.import_enterprises(t.officer, t.park.site, workbook=text, file="台账.xlsx", **how)


def test_all_twenty_faults_are_reported_at_their_cells_and_the_rest_is_taken(t: Tenants) -> None:
    done = writes_intake.preview(t.park.site, messy(), file="台账.xlsx")
    with override("zh-hans"):
        said = {fault.where: fault.message.render(gettext) for fault in done.faults}
    assert set(said) == {f"{TITLE}!{fault.cell}" for fault in planted()}
    for fault in planted():
        assert fault.says in said[f"{TITLE}!{fault.cell}"]
    assert Enterprise.objects.count() == 2  # a preview keeps nothing
    row = take(t, messy(), only_good=True)
    assert (row.counts["added"], row.counts["left"], row.counts["faults"]) == (280, 20, 20)
    assert Enterprise.objects.count() == 282
    assert row.quarantine.count() == 20


def test_all_or_nothing_keeps_nothing_of_a_workbook_with_faults(t: Tenants) -> None:
    with pytest.raises(Malformed, match="Problems found: 20"):
        take(t, messy())
    assert Enterprise.objects.count() == 2
    assert not Intake.objects.exists()


def test_what_a_row_says_is_kept_as_it_is_meant(t: Tenants) -> None:
    take(t, messy(8, faults=False))
    firm = Enterprise.objects.get(uscc=code(5))
    assert (firm.name, firm.standing, firm.founded) == ("模拟防爆第5有限公司", "active", date(2015, 6, 6))
    assert (firm.industry, firm.industry_edition, firm.representative) == ("C39", "GB/T 4754-2017", "模拟人5")
    assert [str(tag) for tag in firm.tags.all()] == ["光电", "重点"]
    contact = Contact.objects.get(enterprise=firm)
    assert (contact.name, contact.phone) == ("联系人5", "13800000005")
    known = queries_facts.of_enterprise(firm, date.max)
    revenue = known["op_revenue", "2025", ""]
    assert (revenue.relation, revenue.value, revenue.source) == ("≥", Decimal(50), f"台账.xlsx {TITLE}!K8")
    assert known["staff", "2025", ""].value == 6


def test_a_workbook_that_is_taken_twice_says_nothing_new(t: Tenants) -> None:
    take(t, messy(30, faults=False))
    before = [model.objects.count() for model in (Enterprise, Fact, Contact, Tag, FormerName)]
    row = take(t, messy(30, faults=False))
    assert (row.counts["added"], row.counts["changed"], row.counts["same"], row.counts["facts"]) == (0, 0, 30, 0)
    assert [model.objects.count() for model in (Enterprise, Fact, Contact, Tag, FormerName)] == before


def test_what_goes_out_is_what_comes_in(t: Tenants) -> None:
    take(t, messy(40, faults=False))
    out = queries_workbook.export(t.park.site)
    row = take(t, out)
    assert (row.counts["added"], row.counts["changed"], row.counts["same"], row.counts["facts"]) == (0, 0, 42, 0)
    assert "联系人" not in str([list(r) for r in load_workbook(BytesIO(out))["enterprises"].values])


def test_the_rows_kept_apart_come_as_a_workbook_that_can_be_put_right_and_taken(t: Tenants) -> None:
    row = take(t, messy(), only_good=True)
    with override("zh-hans"):
        out = load_workbook(BytesIO(queries_workbook.quarantine(row, gettext)))
    sheet = out.worksheets[0]
    lines = list(sheet.values)
    assert len(lines) == 21
    assert f"{TITLE}!C3: 信用代码" in lines[1][-1]
    for number, fault in enumerate(planted(), start=2):
        sheet[f"{fault.cell[0]}{number}"] = _right(fault.cell)
    again = BytesIO()
    out.save(again)
    assert take(t, again.getvalue()).counts["added"] == 20


def _right(cell: str) -> Any:
    row = int(cell[1:])
    return {"B": f"模拟补正第{row}有限公司", "C": code(1000 + row), "K": "5", "L": "5"}.get(cell[0], "")


def test_a_renamed_firm_keeps_its_former_name_and_an_older_list_does_not_rename_it_back(t: Tenants) -> None:
    take(t, messy(2, faults=False))
    take(t, messy(2, lambda sheet: sheet.__setitem__("B3", "模拟新名有限公司"), faults=False))
    assert [f.name for f in FormerName.objects.all()] == ["模拟光电第0有限责任公司"]
    row = take(t, messy(2, faults=False))
    assert row.counts["changed"] == 0
    assert Enterprise.objects.get(uscc=code(0)).name == "模拟新名有限公司"


def test_a_name_written_like_anothers_is_taken_and_noted_for_a_person(t: Tenants) -> None:
    take(t, messy(2, faults=False))
    written = messy(
        1, lambda s: (s.__setitem__("B3", "模拟光电 第0有限公司"), s.__setitem__("C3", code(900))), faults=False
    )
    done = writes_intake.preview(t.park.site, written, file="x")
    assert [note.where for note in done.notes] == [f"{TITLE}!B3"]
    assert len(done.added) == 1


def test_a_row_without_a_code_is_the_firm_that_is_written_like_it(t: Tenants) -> None:
    take(t, messy(2, faults=False))
    row = take(t, messy(2, lambda s: s.__setitem__("C3", None), faults=False))
    assert row.counts["same"] == 2


def test_what_a_person_chose_for_the_columns_is_remembered_for_the_same_heads(t: Tenants) -> None:
    text = base64.b64encode(messy(3, faults=False)).decode()
    row = services.stage_import(t.officer, t.park.site, workbook=text, file="a.xlsx")
    chosen = [meaning if meaning != "op_revenue@2025" else "revenue@2025" for meaning in row.columns]
    services.choose_columns(t.officer, row, columns=chosen)
    again = services.stage_import(t.officer, t.park.site, workbook=text, file="b.xlsx")
    assert again.columns == chosen
    services.take_import(t.officer, again)
    assert Fact.objects.filter(metric="revenue").count() == 3
    assert not IntakeFile.objects.filter(intake=again).exists()
    with pytest.raises(Refused, match="already"):
        services.take_import(t.officer, again)


@pytest.mark.parametrize(
    ("columns", "why"),
    [(["name"], "columns, not 1"), (["name"] * 13, "both mean"), (["wishes", *[""] * 12], "cannot mean")],
)
def test_columns_mean_what_can_be_meant(t: Tenants, columns: list[str], why: str) -> None:
    text = base64.b64encode(messy(3, faults=False)).decode()
    row = services.stage_import(t.officer, t.park.site, workbook=text)
    with pytest.raises(Malformed, match=why):
        services.choose_columns(t.officer, row, columns=columns)
    assert not ChosenColumns.objects.exists()


def test_heads_are_guessed_and_no_meaning_is_given_twice() -> None:
    heads = [
        "公司名称",
        "*信用代码",
        "电话",
        "手机",
        "研发费用（2024年）",
        "2025年度实缴税金(万元)",
        "工业总产值2025年9月",
        "Ⅰ类知识产权",
        "?",
    ]
    wanted = ["name", "uscc", "contact_phone", "", "rd@2024", "tax@2025", "output@2025-09", "ip1@", ""]
    assert guess(heads, metrics(book())) == wanted


def test_merged_cells_in_a_row_keep_that_row_out(t: Tenants) -> None:
    row = take(t, messy(3, lambda s: s.merge_cells("F4:G4"), faults=False), only_good=True)
    assert (row.counts["added"], row.counts["left"]) == (2, 1)
    assert row.quarantine.get().faults[0]["where"] == f"{TITLE}!F4:G4"


def with_part(content: bytes, name: str) -> bytes:
    out = BytesIO(content)
    with ZipFile(out, "a") as packed:
        packed.writestr(name, b"x")
    return out.getvalue()


def long(rows: int) -> bytes:
    made = Workbook(write_only=True)
    sheet = made.create_sheet("很长")
    sheet.append(["企业名称"])
    for _ in range(rows):
        sheet.append(["模拟"])
    out = BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (lambda: with_part(messy(2), "xl/vbaProject.bin"), "has macros"),
        (lambda: bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600, "encrypted"),
        (lambda: long(20_001), "很长!A20001: the sheet goes on below row 20000"),
        (lambda: b"no workbook", "no Excel workbook"),
        (lambda: messy(2, lambda s: s.cell(1, 201, "x")), "GS1: the sheet goes on right of column 200"),
    ],
)
def test_what_must_not_be_read_is_refused_in_words(t: Tenants, content: Any, why: str) -> None:
    with pytest.raises(Malformed, match=why):
        take(t, content())


@pytest.mark.slow
def test_a_sheet_of_a_million_rows_is_refused_at_the_first_row_too_many(t: Tenants) -> None:
    with pytest.raises(Malformed, match="很长!A20001"):
        take(t, long(1_000_000))


def test_the_pages_show_the_faults_take_the_good_rows_and_give_the_others_back(t: Tenants, tmp_path: Path) -> None:
    page = signed_in(t.officer)
    answer = page.post("/enterprises/import/", {"file": SimpleUploadedFile("台账.xlsx", messy())})
    at = answer["Location"]
    said = page.get(at).content.decode()
    assert "企业台账!F120" in said
    assert page.post(f"{at}take/").status_code == 422
    assert page.post(f"{at}take/", {"only": "good"}).status_code == 302
    assert "280" in page.get(at).content.decode()
    assert page.get(f"{at}quarantine.xlsx").content[:2] == b"PK"
    assert page.post(f"{at}discard/").status_code == 302
    assert not Intake.objects.get().quarantine.exists()


def test_a_leader_sees_no_workbook_that_somebody_brought(t: Tenants) -> None:
    text = base64.b64encode(messy(2, faults=False)).decode()
    row = services.stage_import(t.officer, t.park.site, workbook=text)
    page = signed_in(person("leader", "leader"))
    assert page.get(f"/enterprises/import/{row.pk}/").status_code == 404
    assert page.get("/enterprises/import/").status_code == 403
