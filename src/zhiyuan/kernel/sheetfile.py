"""Sheets as bytes in Excel's format, row by row, so that a long one needs little memory."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from decimal import Decimal
from enum import Enum
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from zhiyuan.kernel.sheet import FORMS, Column, Sheet


def write(sheets: Sequence[Sheet], zone: tzinfo) -> bytes:
    """The workbook of these sheets; instants are shown on the clock of ``zone``."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        _write(book, sheet, zone)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _write(book: Workbook, sheet: Sheet, zone: tzinfo) -> None:
    page: Any = book.create_sheet(_title(sheet.title))
    columns = [c if isinstance(c, Column) else Column(c) for c in sheet.columns]
    for index, column in enumerate(columns, start=1):
        page.column_dimensions[get_column_letter(index)].width = column.width
    page.freeze_panes = f"A{len(sheet.notes) + 2}"
    for note in sheet.notes:
        page.append([_cell(page, note, "text", zone)])
    page.append([_head(page, column) for column in columns])
    for row in sheet.rows:
        page.append([_cell(page, value, column.form, zone) for value, column in zip(row, columns, strict=True)])


def _head(page: Any, column: Column) -> Any:
    cell = _text(page, column.title)
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor="EEF1F4")
    cell.alignment = Alignment(horizontal="left" if column.form == "text" else "right")
    return cell


def _cell(page: Any, value: Any, form: str, zone: tzinfo) -> Any:
    if isinstance(value, datetime):
        value = value.astimezone(zone).replace(tzinfo=None)  # Excel knows no zones
    elif isinstance(value, Enum):
        value = value.value
    elif isinstance(value, float) and value != value:  # not a number
        value = None
    if value is None or isinstance(value, (int, float, Decimal)) or hasattr(value, "year"):
        cell = WriteOnlyCell(page, value)
        cell.number_format = FORMS[form]
        return cell
    return _text(page, str(value))


def _text(page: Any, value: str) -> Any:
    cell = WriteOnlyCell(page, value)
    cell.data_type = "s"
    cell.number_format = FORMS["text"]
    return cell


def _title(text: str) -> str:
    return "".join("-" if c in r"[]:*?/\'" else c for c in text)[:31]
