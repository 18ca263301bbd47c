"""Tables as an Excel workbook.

Text stays text: a cell that begins with ``=`` is never a formula, since names come from outside.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from enum import Enum
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

FORMS = {
    "text": "@",
    "whole": "#,##0",
    "one": "#,##0.0",
    "two": "#,##0.00",
    "three": "#,##0.000",
    "money": "#,##0.00",
    "pct": "0.0%",
    "day": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
    "second": "yyyy-mm-dd hh:mm:ss",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A head (with its unit), how values read (a key of ``FORMS``), and a width in characters."""

    title: str
    form: str = "text"
    width: float = 16


@dataclass(frozen=True, slots=True)
class Sheet:
    """One tab: lines of text above, then a table with a frozen head."""

    title: str
    columns: Sequence[Column | str]
    rows: Iterable[Sequence[Any]]
    notes: Sequence[str] = ()


def workbook(sheets: Sequence[Sheet], zone: tzinfo = UTC) -> bytes:
    """Write the sheets; instants are shown on the clock of ``zone``."""
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
