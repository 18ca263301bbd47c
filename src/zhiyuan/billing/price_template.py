"""The price workbook to fill in, and the prices on record in the same form: what it holds can be read again."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from zhiyuan.billing.price_rules import Entry
from zhiyuan.billing.price_table import CHOICE, COLUMNS, GUIDE, GUIDE_LINES, MONTH, MOST_ROWS, NUMBER, SHEET, Column
from zhiyuan.kernel.span import next_month


def write(entries: Sequence[Entry] = ()) -> bytes:
    """A workbook to fill in, or one that holds these entries; what it holds can be read again."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = SHEET
    page.append([column.head for column in COLUMNS])
    for number, column in enumerate(COLUMNS, 1):
        _prepare(page, number, column)
    page.freeze_panes = "A2"
    for line, entry in enumerate(entries, 2):
        for number, (column, value) in enumerate(zip(COLUMNS, _cells(entry), strict=True), 1):
            _put(page.cell(line, number), column, value)
    guide = book.create_sheet(GUIDE)
    guide.column_dimensions["A"].width = 110
    for text in GUIDE_LINES:
        guide.append([text])
        guide.cell(guide.max_row, 1).alignment = Alignment(wrap_text=True)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _prepare(page: Any, number: int, column: Column) -> None:
    head = page.cell(1, number)
    head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="EEF1F4")
    head.alignment = Alignment(wrap_text=True, vertical="top")
    letter = get_column_letter(number)
    page.column_dimensions[letter].width = 30 if column.field == "source" else 16
    if column.form == CHOICE:
        listed = ",".join(chinese for _, chinese, _ in column.choices)
        choice = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=False)
        page.add_data_validation(choice)
        choice.add(f"{letter}2:{letter}{MOST_ROWS}")
    elif column.form == MONTH:
        for line in range(2, 50):
            page.cell(line, number).number_format = "@"  # else Excel turns 2026-04 into a date


def _cells(entry: Entry) -> Iterator[Any]:
    whole = entry.start.day == 1 and entry.end == next_month(entry.start)
    said = {
        "month": f"{entry.start:%Y-%m}" if whole else None,
        "first": None if whole else entry.start.isoformat(),
        "last": None if whole else (entry.end - timedelta(days=1)).isoformat(),
        "source": entry.source, "note": entry.note or None, **entry.rivals, **entry.prices,
    }  # fmt: skip
    for column in COLUMNS:
        value = said[column.field]
        named = next((chinese for short, chinese, _ in column.choices if short == value), None)
        yield named or value


def _put(cell: Any, column: Column, value: Any) -> None:
    if value is None:
        return
    if column.form == NUMBER:
        cell.value, cell.number_format = value, "General"
        return
    cell.value = value
    cell.data_type, cell.number_format = "s", "@"  # an address that begins with = is no formula
