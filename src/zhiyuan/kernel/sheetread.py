"""Workbooks that people bring: taken out of a message, opened with care, cells read as what they say.

Excel's own format is loaded with the first workbook.
"""

import base64
import binascii
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from zhiyuan.kernel.errors import Malformed

LARGEST = 5_000_000  # bytes of the file
SHEETS = "xl/worksheets/"
OLE = bytes.fromhex("D0CF11E0A1B11AE1")  # what holds an encrypted workbook, and the format of Excel before 2007


def from_base64(text: str) -> bytes:
    """The file in a message.

    Raises
    ------
    Malformed
        When the text is no base64.
    """
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise Malformed("a workbook comes as base64 here") from None


def opened(content: bytes, *, unpacked: int, largest: int = LARGEST, rows: int = 0) -> Any:
    """A workbook, unless it is none, encrypted, carries macros or is too large.

    Parameters
    ----------
    unpacked, largest
        The most that is packed in the file, and that the file may have. [bytes]
    rows
        The most rows that a sheet may have; 0 for any number. Where it is said, sheets do not count as packed.

    Raises
    ------
    Malformed
        Saying which it is.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    if len(content) > largest:
        raise Malformed("the workbook has {count} bytes; at most {most} are read", count=len(content), most=largest)
    if content.startswith(OLE):
        raise Malformed("the workbook is encrypted, or older than .xlsx; save it as .xlsx without a password")
    try:
        parts = ZipFile(BytesIO(content)).infolist()
        if any(part.filename.endswith("vbaProject.bin") for part in parts):
            raise Malformed("the workbook has macros; save it as .xlsx, which has none")
        size = sum(part.file_size for part in parts if not (rows and part.filename.startswith(SHEETS)))
        if size > unpacked:
            raise Malformed("the workbook unpacks to {count} bytes; at most {most} are read", count=size, most=unpacked)
        if rows:
            _refuse_long(content, rows)
        return load_workbook(BytesIO(content))
    except (BadZipFile, InvalidFileException, KeyError, ValueError, TypeError):
        raise Malformed("this is no Excel workbook (.xlsx); save it as one and try again") from None


def _refuse_long(content: bytes, rows: int) -> None:
    """Look for a row too many without holding the rows before it."""
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(content), read_only=True)
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what a file says of its own size is not relied on
            for _ in sheet.iter_rows(min_row=rows + 1, max_row=rows + 1):
                raise Malformed("{where}: the sheet goes on below row {most}; at most so many are read: part it",
                                where=f"{sheet.title}!A{rows + 1}", most=rows)  # fmt: skip
    finally:
        book.close()


def empty(cell: Any) -> bool:
    """Whether nothing stands in a cell."""
    return cell.value is None or (isinstance(cell.value, str) and not cell.value.strip())


def plain(cell: Any) -> Any:
    """What stands in a cell: never a formula or an error, whose value is somebody else's.

    Raises
    ------
    Malformed
        Saying what to put there instead.
    """
    if cell.data_type == "f":
        raise Malformed("a formula; copy the cell and paste it as a value")
    if cell.data_type == "e":
        raise Malformed("the error {found}; put the value itself there", found=cell.value)
    return cell.value


def day(value: Any) -> date:
    """The day that a cell says: a date of the workbook's own, or text like 2026-03-17.

    Raises
    ------
    Malformed
        When it is neither.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        raise Malformed("{found} is no day; write it like 2026-03-17", found=repr(value)) from None
