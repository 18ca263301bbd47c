"""Workbooks: what was said comes back, and text never becomes a formula."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from zoneinfo import ZoneInfo

from openpyxl import load_workbook

from zhiyuan.kernel.sheet import Column, Sheet, workbook


def test_values_come_back_with_their_kind() -> None:
    at = datetime(2026, 1, 1, 16, 0, tzinfo=UTC)
    columns = [
        "名称",
        Column("用电 kWh", "one"),
        Column("金额 元", "money"),
        Column("时间", "moment"),
        Column("日", "day"),
    ]
    rows = [("A", 1.5, Decimal("2.10"), at, date(2026, 1, 2)), ("B", None, None, None, None)]
    made = workbook([Sheet("用能/月", columns, rows, notes=["模拟数据"])], ZoneInfo("Asia/Shanghai"))
    sheet = load_workbook(BytesIO(made)).active
    assert sheet is not None
    assert sheet.title == "用能-月"
    assert sheet["A1"].value == "模拟数据"
    assert [c.value for c in sheet[3]] == ["A", 1.5, 2.1, datetime(2026, 1, 2), datetime(2026, 1, 2)]  # noqa: DTZ001
    assert sheet.freeze_panes == "A3"


def test_a_name_that_begins_with_an_equals_sign_stays_text() -> None:
    made = workbook([Sheet("s", ["=n"], [('=HYPERLINK("http://x","y")',)])])
    cells = [cell for row in load_workbook(BytesIO(made)).active.iter_rows() for cell in row]  # type: ignore[union-attr]
    assert {cell.data_type for cell in cells} == {"s"}


def test_what_is_not_a_number_is_left_empty() -> None:
    made = workbook([Sheet("s", [Column("x", "one")], [(float("nan"),)])])
    assert load_workbook(BytesIO(made)).active["A2"].value is None  # type: ignore[index]
