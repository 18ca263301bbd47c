"""The sheet of tenancies in a workbook of enterprises, and both as they go out; every complaint names its cell.

Text stays text: a credit code that Excel made a number, a formula, a merged cell, a day typed as
words are refused with what to do about it, never guessed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from zhiyuan.kernel import sheetread
from zhiyuan.kernel.errors import Malformed, ZhiyuanError
from zhiyuan.kernel.sheet import Column, Sheet, workbook
from zhiyuan.park.shape import MOST_PROBLEMS, Problems

TEXT, DAY, NUMBER, WORDS = "text", "day", "number", "words"
COLUMNS: dict[str, dict[str, str]] = {
    "tenancies": {
        "enterprise": TEXT, "contract": TEXT, "start": DAY, "end": DAY,
        "area_m2": NUMBER, "spaces": WORDS, "meters": WORDS,
    },
}  # fmt: skip
NEEDED = {"tenancies": ("enterprise", "start", "area_m2")}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet: what its cells say, by column, and where each stands."""

    sheet: str
    number: int
    said: Mapping[str, Any]
    cells: Mapping[str, str]

    def at(self, column: str = "") -> str:
        """The sheet and cell of a column, else of the row's first cell."""
        return self.cells.get(column) or f"{self.sheet}!A{self.number}"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and in which cell."""

    where: str
    message: ZhiyuanError


def refuse(faults: Sequence[Fault]) -> None:
    """Raise one Malformed that lists every fault with its cell, where there is any."""
    if faults:
        lines = Problems(
            Malformed("{where}: {problem}", where=f.where, problem=f.message) for f in faults[:MOST_PROBLEMS]
        )
        raise Malformed(
            "nothing was taken over. Problems found: {count}\n{problems}", count=len(faults), problems=lines
        )


def tenancies(book: Any, faults: list[Fault]) -> list[Row]:
    """The rows of the sheet of tenancies, where there is one; a cell that cannot be read becomes a fault."""
    name = "tenancies"
    return list(_rows(name, book[name], faults)) if name in book.sheetnames else []


def write(heads: Sequence[Column], enterprises: Iterable[Sequence[Any]], tenancies: Iterable[Sequence[Any]]) -> bytes:
    """A workbook that reads as these rows; tenancies as in ``COLUMNS``, ``end`` is the first day after."""
    forms = {TEXT: "text", WORDS: "text", DAY: "day", NUMBER: "two"}
    columns = [Column(title, forms[form], 22) for title, form in COLUMNS["tenancies"].items()]
    return workbook([Sheet("enterprises", heads, enterprises), Sheet("tenancies", columns, tenancies)])


def _rows(name: str, page: Any, faults: list[Fault]) -> Iterable[Row]:
    for merged in page.merged_cells.ranges:
        faults.append(_fault(f"{name}!{merged.coord}", "merged cells; unmerge them and fill each one"))
    head = _head(name, page, faults)
    for line in page.iter_rows(min_row=2):
        said: dict[str, Any] = {}
        cells: dict[str, str] = {}
        before = len(faults)
        for cell, column in zip(line, head, strict=False):
            if column:
                cells[column] = f"{name}!{cell.coordinate}"
                said[column] = _read(cell, COLUMNS[name][column], cells[column], faults)
        if all(value in (None, ()) for value in said.values()) and len(faults) == before:
            continue
        row = Row(name, line[0].row, said, cells)
        if len(faults) == before:
            faults += [_fault(row.at(c), "{name} is missing", name=c) for c in NEEDED[name] if said.get(c) is None]
        yield row


def _head(name: str, page: Any, faults: list[Fault]) -> list[str]:
    head = [str(cell.value or "").strip() for cell in page[1]]
    known = COLUMNS[name]
    for cell, title in zip(page[1], head, strict=True):
        if title and title not in known:
            where, there = f"{name}!{cell.coordinate}", ", ".join(known)
            faults.append(_fault(where, "there is no column {name} here; there is {known}", name=title, known=there))
    missing = [title for title in NEEDED[name] if title not in head]
    if missing and any(head):
        faults.append(_fault(f"{name}!A1", "the column {name} is missing", name=", ".join(missing)))
    return [title if title in known else "" for title in head]


def _read(cell: Any, form: str, where: str, faults: list[Fault]) -> Any:
    if sheetread.empty(cell):
        return () if form == WORDS else None
    try:
        return {TEXT: _text, DAY: sheetread.day, NUMBER: _number, WORDS: _words}[form](sheetread.plain(cell))
    except Malformed as failure:
        faults.append(Fault(where, failure))
        return None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Malformed("the number {found} where text is needed; format the column as text", found=value)
    return value.strip()


def _words(value: Any) -> tuple[str, ...]:
    return tuple(word.strip() for word in _text(value).replace("，", ",").split(",") if word.strip())


def _number(value: Any) -> Decimal:
    if isinstance(value, bool | date):
        raise Malformed("{found} is no number", found=repr(str(value)))
    if isinstance(value, str):
        raise Malformed("the text {found} where a number is needed; format the cell as a number", found=repr(value))
    try:
        return Decimal(str(value)).quantize(Decimal("0.01"))
    except InvalidOperation:
        raise Malformed("{found} is no number", found=repr(value)) from None


def _fault(where: str, template: str, **params: object) -> Fault:
    return Fault(where, Malformed(template, **params))
