"""Workbooks that people bring: taken out of a message, opened with care, cells read as what they say.

Excel's own format is loaded with the first workbook.
"""

import base64
import binascii
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from zhiyuan.kernel.errors import Malformed

LARGEST = 5_000_000  # bytes of the file


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


def opened(content: bytes, *, unpacked: int, largest: int = LARGEST) -> Any:
    """A workbook, unless it is none or too large.

    Parameters
    ----------
    unpacked, largest
        The most that is packed in the file, and that the file may have. [bytes]

    Raises
    ------
    Malformed
        Saying which it is.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    if len(content) > largest:
        raise Malformed("the workbook has {count} bytes; at most {most} are read", count=len(content), most=largest)
    try:
        size = sum(part.file_size for part in ZipFile(BytesIO(content)).infolist())
        if size > unpacked:
            raise Malformed("the workbook unpacks to {count} bytes; at most {most} are read", count=size, most=unpacked)
        return load_workbook(BytesIO(content))
    except (BadZipFile, InvalidFileException, KeyError, ValueError, TypeError):
        raise Malformed("this is no Excel workbook (.xlsx); save it as one and try again") from None


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
