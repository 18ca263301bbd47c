"""A row of a sheet as what it says of one enterprise, with a fault at every cell that cannot be taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zhiyuan.enterprises import key
from zhiyuan.enterprises.fact import Known
from zhiyuan.enterprises.industry import industry
from zhiyuan.enterprises.intake import values
from zhiyuan.enterprises.intake.columns import AT, COLUMNS
from zhiyuan.enterprises.intake.page import Page
from zhiyuan.enterprises.metric import Metric, said_fact
from zhiyuan.enterprises.spelling import spelling
from zhiyuan.enterprises.workbook import Fault
from zhiyuan.kernel import sheetread
from zhiyuan.kernel.errors import Malformed, ZhiyuanError
from zhiyuan.kernel.reference import Book

LONGEST_SOURCE = 160
LONGEST_SHOWN = 200
MERGED = "merged cells; unmerge them and fill each one"


@dataclass(slots=True)
class Entry:
    """What a row says: particulars by name, facts, each with its cell; ``shown`` is the row as it stands."""

    number: int
    shown: list[str]
    cells: dict[str, str]
    said: dict[str, Any] = field(default_factory=dict)
    facts: list[Known] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)

    def blame(self, column: str, message: ZhiyuanError) -> None:
        """Enter a fault at the cell of a column, else at the row's first cell."""
        self.faults.append(Fault(self.at(column), message))

    def at(self, column: str) -> str:
        """The cell of a column."""
        return self.cells.get(column) or next(iter(self.cells.values()))


@dataclass(frozen=True, slots=True)
class Reading:
    """By what cells are read: the book, its metrics, the day of the park, and the name of the file."""

    book: Book
    metrics: Mapping[str, Metric]
    day: date
    file: str


def entries(page: Page, columns: Sequence[str], reading: Reading) -> list[Entry]:
    """Every row as what it says; a code, key or nameless spelling that stands twice is a fault of the second row."""
    if "name" not in columns:
        raise Malformed(
            "{where}: no column has the enterprise's name; choose which", where=f"{page.title}!A{page.head_row}"
        )
    found = [_entry(page, columns, number, cells, reading) for number, cells in page.rows]
    for column in ("uscc", "key"):
        _refuse_twice(found, column)
    for row in found:
        for merged in page.merged:
            if merged.min_row <= row.number <= merged.max_row:
                row.faults.append(Fault(f"{page.title}!{merged.coord}", Malformed(MERGED)))
    return found


def _entry(page: Page, columns: Sequence[str], number: int, cells: Sequence[Any], reading: Reading) -> Entry:
    places = {meaning: f"{page.title}!{cell.coordinate}"
              for meaning, cell in zip(columns, cells, strict=False) if meaning}  # fmt: skip
    row = Entry(number, [_shown(cell) for cell in cells], places or {"": f"{page.title}!A{number}"})
    for meaning, cell in zip(columns, cells, strict=False):
        if not meaning or sheetread.empty(cell):
            continue
        try:
            _take(row, meaning, sheetread.plain(cell), reading)
        except ZhiyuanError as failure:
            row.blame(meaning, failure)
    blamed = {fault.where for fault in row.faults}
    if not row.said.get("name") and row.at("name") not in blamed:
        row.blame("name", Malformed("{name} is missing", name="name"))
    return row


def _take(row: Entry, meaning: str, value: Any, reading: Reading) -> None:
    if meaning in COLUMNS:
        said = values.read(COLUMNS[meaning], value)
        if meaning == "key":
            said = key.checked(said)
        if meaning == "industry":
            said = industry(reading.book, said, reading.day).code
        if meaning == "founded" and said > reading.day:
            raise Malformed("{day} is a day to come; an enterprise is founded before it is registered", day=said)
        if meaning == "name" and not spelling(said):
            raise Malformed("{found} is no name", found=repr(said))
        row.said[meaning] = said
        return
    name, _, period = meaning.partition(AT)
    relation, said = values.measured(reading.metrics[name], value)
    source = f"{reading.file[:LONGEST_SOURCE]} {row.at(meaning)}"
    row.facts.append(said_fact(name, period, "", said, relation, source, reading.day))


def _refuse_twice(found: list[Entry], column: str) -> None:
    first: dict[Any, Entry] = {}
    for row in found:
        named = row.said.get(column)
        if named and named in first:
            row.blame(column, Malformed("{name} stands in row {row} already", name=named, row=first[named].number))
        elif named:
            first[named] = row


def _shown(cell: Any) -> str:
    value = cell.value
    text = value.date().isoformat() if hasattr(value, "date") else "" if value is None else str(value)
    return text[:LONGEST_SHOWN]
