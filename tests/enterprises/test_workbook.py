"""Enterprises and tenancies by workbook: all or nothing, every complaint with its cell."""

import base64
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from enterprises.tenants import Tenants, let, tenants
from zhiyuan.enterprises import queries_workbook, services
from zhiyuan.enterprises.models import Enterprise, Tenancy
from zhiyuan.kernel.errors import Malformed

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 17)


@pytest.fixture
def t(db: None) -> Tenants:
    return tenants()


def book(change: Callable[[Any], None] = lambda book: None) -> str:
    """A good workbook, changed."""
    made = Workbook()
    made.remove(made.worksheets[0])
    sheet = made.create_sheet("enterprises")
    sheet.append(["key", "name", "uscc"])
    sheet.append(["ketuo", "科拓光电有限公司", "91411300MAAY4CL12B"])
    sheet.append(["zhongguang", "中光精密", "91411300MA1XG61251"])
    lets = made.create_sheet("tenancies")
    lets.append(["enterprise", "contract", "start", "end", "area_m2", "spaces", "meters"])
    lets.append(["zhongguang", "2026-017", MARCH, None, 320.5, "o101", "m1, m2"])
    change(made)
    out = BytesIO()
    made.save(out)
    return base64.b64encode(out.getvalue()).decode()


def take(t: Tenants, change: Callable[[Any], None] = lambda book: None) -> None:
    services.import_enterprises(t.officer, t.park.site, workbook=book(change))


def said(t: Tenants, change: Callable[[Any], None]) -> str:
    """The complaints, and that nothing was kept."""
    before = Enterprise.objects.count(), Tenancy.objects.count()
    with pytest.raises(Malformed) as failure:
        take(t, change)
    assert (Enterprise.objects.count(), Tenancy.objects.count()) == before
    assert Enterprise.objects.get(key="ketuo").name == "科拓光电"
    return str(failure.value)


def put(sheet: str, cell: str, value: Any) -> Callable[[Any], None]:
    def change(made: Any) -> None:
        made[sheet][cell] = value

    return change


def test_what_is_new_is_added_and_what_is_known_is_amended(t: Tenants) -> None:
    take(t)
    assert Enterprise.objects.get(key="ketuo").name == "科拓光电有限公司"
    row = Tenancy.objects.get()
    assert (row.enterprise.key, row.start, row.end, str(row.area_m2)) == ("zhongguang", MARCH, None, "320.50")
    assert sorted(m.key for m in row.meters.all()) == ["m1", "m2"]


def test_what_goes_out_comes_in_again_the_same(t: Tenants) -> None:
    let(t, t.ketuo, MARCH, spaces=["o101"], meters=["m1"], contract="A-1")
    first = queries_workbook.export(t.park.site)
    services.import_enterprises(t.officer, t.park.site, workbook=base64.b64encode(first).decode())
    assert Tenancy.objects.count() == 1
    sheets = [load_workbook(BytesIO(f)) for f in (first, queries_workbook.export(t.park.site))]
    assert [[list(r) for r in s.values] for s in sheets[0]] == [[list(r) for r in s.values] for s in sheets[1]]


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "where", "why"),
    [
        ("enterprises", "C3", "91411300MA1XG61252", "enterprises!C3", "last character"),
        ("enterprises", "C3", 91411300, "enterprises!C3", "format the column as text"),
        ("enterprises", "B3", None, "enterprises!B3", "name is missing"),
        ("enterprises", "B3", "=A1", "enterprises!B3", "a formula"),
        ("enterprises", "A3", "ketuo", "enterprises!A3", "in row 2 already"),
        ("enterprises", "B1", "nom", "enterprises!A1", "no column has the enterprise's name"),
        ("tenancies", "E2", "320", "tenancies!E2", "format the cell as a number"),
        ("tenancies", "E2", -1, "tenancies!E2", "below zero"),
        ("tenancies", "C2", "17 März", "tenancies!C2", "write it like 2026-03-17"),
        ("tenancies", "D2", date(2026, 3, 1), "tenancies!D2", "ends after it starts"),
        ("tenancies", "G2", "m1, m9", "tenancies!G2", "no meter m9"),
        ("tenancies", "F2", "attic", "tenancies!F2", "no space attic"),
        ("tenancies", "A2", "nobody", "tenancies!A2", "name it on the sheet enterprises first"),
    ],
)
def test_a_wrong_cell_is_named_with_its_remedy_and_nothing_is_kept(
    t: Tenants, sheet: str, cell: str, value: Any, where: str, why: str
) -> None:
    words = said(t, put(sheet, cell, value))
    assert where in words
    assert why in words


def test_merged_cells_are_refused(t: Tenants) -> None:
    assert "enterprises!A2:A3: merged cells" in said(t, lambda made: made["enterprises"].merge_cells("A2:A3"))


def test_two_tenancies_in_the_file_that_share_a_meter_are_refused(t: Tenants) -> None:
    def change(made: Any) -> None:
        made["tenancies"].append(["ketuo", "", date(2026, 5, 1), None, 10, "", "m2"])

    assert "tenancies!G3: meter m2 is 中光精密's" in said(t, change)


def test_a_file_that_is_no_workbook_is_refused(t: Tenants) -> None:
    with pytest.raises(Malformed, match="no Excel workbook"):
        services.import_enterprises(t.officer, t.park.site, workbook=base64.b64encode(b"key,name").decode())
