"""A workbook of readings is read strictly; every mistake is named with its cell and what to do."""

from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook, load_workbook

from zhiyuan.kernel.errors import Malformed
from zhiyuan.metering import readingsheet
from zhiyuan.metering.readingsheet import Line

ZONE = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 3, 31, 18, 0)  # noqa: DTZ001  # Excel knows no zones
HEAD = ["电表", "抄表时间", "示数 [kWh]", "备注"]


def book(*rows: list[Any], head: list[str] = HEAD, merge: str = "") -> bytes:
    made = Workbook()
    page = made.active
    assert page is not None
    page.append(head)
    for row in rows:
        page.append(row)
    if merge:
        page.merge_cells(merge)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def refusal(content: bytes) -> str:
    with pytest.raises(Malformed) as raised:
        readingsheet.read(content, ZONE)
    return str(raised.value)


def test_rows_are_read_on_the_sites_clock_and_empty_ones_left_out() -> None:
    found = readingsheet.read(book(["M1", AT, 1234.5, "夜间"], ["M2", None, None, None], ["M3", AT, 7, None]), ZONE)
    assert [(e.where, e.meter, e.at, e.value, e.note) for e in found] == [
        ("C2", "M1", AT.replace(tzinfo=ZONE), Decimal("1234.5"), "夜间"),
        ("C4", "M3", AT.replace(tzinfo=ZONE), Decimal(7), ""),
    ]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (["M1", AT, "1234.5", ""], "C2: the text '1234.5' where a number is needed; format the cell as a number"),
        (["M1", "2026-03-31 18:00", 5, ""], "B2: the text '2026-03-31 18:00' where a date and time is needed"),
        (["M1", AT, "=A1+1", ""], "C2: a formula; copy the cell and paste it as a value"),
        (["M1", None, 5, ""], "B2: empty; fill it in"),
        ([None, AT, 5, ""], "A2: empty; fill it in"),
        (["M1", AT, True, ""], "C2: True where the number on the register is needed"),
    ],
)
def test_a_cell_that_is_not_what_it_should_be_is_named_with_the_remedy(row: list[Any], says: str) -> None:
    assert says in refusal(book(row))


def test_merged_cells_are_refused_and_everything_else_is_still_told() -> None:
    said = refusal(book(["M1", AT, 5, ""], ["M2", None, None, ""], ["M3", AT, "6", ""], merge="B2:B3"))
    assert "Problems found: 2" in said
    assert "B2:B3: merged cells; unmerge them" in said
    assert "C4: the text '6'" in said


def test_a_sheet_without_the_heads_asks_for_the_template() -> None:
    assert "use the template" in refusal(book(head=["a", "b", "c"]))
    assert "no Excel workbook" in refusal(b"not a workbook")


def test_the_template_reads_back_once_it_is_filled_in() -> None:
    words = ["电表", "名称", "上次时间", "上次示数 [kWh]", "抄表时间", "示数 [kWh]", "备注"]
    content = readingsheet.template(
        [Line("M1", "总表", None, 5.0), Line("M2", "二", None, None)], words, ["说明"], "抄表", ZONE
    )
    assert readingsheet.read(content, ZONE) == []
    made = load_workbook(BytesIO(content))
    page = made.worksheets[0]
    page["E3"], page["F3"] = AT, 6.25
    out = BytesIO()
    made.save(out)
    (found,) = readingsheet.read(out.getvalue(), ZONE)
    assert (found.where, found.meter, found.value) == ("F3", "M1", Decimal("6.25"))
