"""Tables as an Excel workbook.

Text stays text: a cell that begins with ``=`` is never a formula, since names come from outside.
Excel's own format is written by ``sheetfile``, loaded with the first workbook.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Any

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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
    from zhiyuan.kernel import sheetfile

    return sheetfile.write(sheets, zone)
