"""One cell of a workbook: read strictly, with a remedy where it is not what it should be."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

from zhiyuan.kernel import sheetread
from zhiyuan.kernel.errors import Malformed
from zhiyuan.park.tabs import FLAG, NUMBER, NUMBERS, TABLE, TEXT, WORDS

FLAGS = {"true": True, "false": False, "是": True, "否": False}


def read(cell: Any, form: str) -> Any:
    """The value of a cell, in the form that its column has; None where it is empty.

    Raises
    ------
    Malformed
        With what to do about it.
    """
    if sheetread.empty(cell):
        return None
    value = sheetread.plain(cell)
    if isinstance(value, date | time | timedelta):
        raise Malformed("a date or time; format the column as text and write it again, like 08:00 or 2026-10-01")
    return FORMS[form](value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Malformed("the number {found} where text is needed; format the column as text", found=value)
    return value.strip()


def _number(value: Any) -> float | int:
    if isinstance(value, bool):
        raise Malformed("true or false where a number is needed")
    if isinstance(value, str):
        raise Malformed("the text {found} where a number is needed; format the cell as a number", found=repr(value))
    number: float | int = value
    return number


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in FLAGS:
        return FLAGS[value.strip().lower()]
    raise Malformed("{found} where TRUE or FALSE is needed", found=repr(value))


def _numbers(value: Any) -> list[float]:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return [float(value)]
    try:
        return [float(part) for part in _text(value).split(";")]
    except ValueError:
        raise Malformed("{found} is not a list of numbers like 234; 66", found=repr(value)) from None


def _table(value: Any) -> list[list[float]]:
    return [_numbers(row) for row in (value.split("|") if isinstance(value, str) else [value])]


def _words(value: Any) -> str | list[str]:
    words = [word.strip() for word in _text(value).split(",")]
    return words if len(words) > 1 else words[0]


FORMS: dict[str, Callable[[Any], Any]] = {
    TEXT: _text,
    NUMBER: _number,
    FLAG: _flag,
    NUMBERS: _numbers,
    TABLE: _table,
    WORDS: _words,
}


def write(value: Any, form: str) -> Any:
    """What to put in a cell for a value."""
    if value is None:
        return None
    if form == NUMBERS:
        return "; ".join(map(repr, value))
    if form == TABLE:
        return " | ".join("; ".join(map(repr, row)) for row in value)
    if form == WORDS:
        return value if isinstance(value, str) else ", ".join(value)
    return value
