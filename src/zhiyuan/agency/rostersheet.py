"""A roster as a workbook (who is the officer of which firm or project): a template, and strict reading by the cell."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zhiyuan.cases.kind import Words
from zhiyuan.enterprises.workbook import Fault
from zhiyuan.kernel import sheetread
from zhiyuan.kernel.errors import Malformed, ZhiyuanError
from zhiyuan.kernel.sheet import Column, Sheet, workbook

LARGEST_UNPACKED = 100_000_000  # bytes of what is packed in it
MOST_ROWS = 10_000
LOOKED_THROUGH = 20  # rows, for the heads
HEADS: Mapping[str, Words] = {
    "enterprise": Words("企业编号", "Enterprise key"),
    "project": Words("项目编号", "Project key"),
    "name": Words("名称", "Name"),
    "officer": Words("包联干部用户名", "Officer's user name"),
    "layer": Words("层级", "Layer"),
    "first": Words("首日", "First day"),
    "last": Words("末日", "Last day"),
}
FILLED_IN = ("officer", "layer", "first", "last")
NEEDED = ("officer", "layer", "first")


@dataclass(slots=True)
class Row:
    """One row that was filled in: its cells as they stand, what they say by column, and what is wrong with them."""

    number: int
    shown: list[str]
    at: Mapping[str, str]
    said: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def blame(self, column: str, message: ZhiyuanError) -> None:
        """Enter what is wrong with a cell of it."""
        self.faults.append(Fault(self.at[column], message))


@dataclass(frozen=True, slots=True)
class Page:
    """The sheet of a roster: its heads, and the rows that were filled in."""

    heads: list[str]
    rows: list[Row]


def template(lines: Iterable[tuple[str, str, str]], title: str, notes: list[str], say: Callable[[Words], str]) -> bytes:
    """A workbook to fill in; each line is a firm's key or a project's (the other empty) and its name."""
    columns = [Column(say(head), "day" if name in ("first", "last") else "text", 20) for name, head in HEADS.items()]
    rows = [(*line, *(None for _ in FILLED_IN)) for line in lines]
    return workbook([Sheet(title, columns, rows, notes)])


def read(content: bytes, layers: Mapping[int, Words]) -> Page:
    """What the first sheet says; a row without officer, layer and days was not filled in.

    Raises
    ------
    Malformed
        When it is no workbook, too long, or has no row with the heads.
    """
    sheet = sheetread.opened(content, unpacked=LARGEST_UNPACKED, rows=MOST_ROWS + LOOKED_THROUGH).worksheets[0]
    head, places = _heads(sheet)
    rows = []
    for line in sheet.iter_rows(min_row=head + 1):
        cells = {name: line[place] for name, place in places.items() if place < len(line)}
        if not all(sheetread.empty(cells[name]) for name in FILLED_IN if name in cells):
            rows.append(_row(line, cells, layers))
    return Page([_shown(cell) for cell in sheet[head]], rows)


def _heads(sheet: Any) -> tuple[int, dict[str, int]]:
    """The row of the heads, and the column of each."""
    for line in sheet.iter_rows(min_row=1, max_row=LOOKED_THROUGH):
        said = [_shown(cell).casefold() for cell in line]
        places = {
            name: next(place for place, text in enumerate(said) if text in _spelled(head))
            for name, head in HEADS.items()
            if _spelled(head) & {*said}
        }
        if all(name in places for name in NEEDED) and {"enterprise", "project"} & places.keys():
            return line[0].row, places
    raise Malformed("the first sheet has no row with the heads {wanted}; use the template",
                    wanted=", ".join(HEADS[name].zh for name in ("enterprise", *NEEDED)))  # fmt: skip


def _spelled(head: Words) -> set[str]:
    return {head.zh.casefold(), head.en.casefold()}


def _row(line: Any, cells: Mapping[str, Any], layers: Mapping[int, Words]) -> Row:
    row = Row(line[0].row, [_shown(cell) for cell in line], {name: cell.coordinate for name, cell in cells.items()})
    for name, reads in _READS.items():
        if (cell := cells.get(name)) is None:
            continue
        try:
            if not sheetread.empty(cell):
                row.said[name] = reads(sheetread.plain(cell), layers)
            elif name in NEEDED:
                raise Malformed("empty; fill it in, or empty the whole row")
        except Malformed as problem:
            row.blame(name, problem)
    return row


def _shown(cell: Any) -> str:
    value = cell.value
    return "" if value is None else value.isoformat()[:10] if isinstance(value, date) else str(value).strip()


def _text(value: Any, layers: Mapping[int, Words]) -> str:
    return (str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)).strip()


def _layer(value: Any, layers: Mapping[int, Words]) -> int:
    """The number of a layer, or its name."""
    said = _text(value, layers).casefold()
    found = [layer for layer, name in layers.items() if said in (str(layer), *_spelled(name))]
    if not found:
        known = ", ".join(f"{layer} {name.zh}" for layer, name in layers.items())
        raise Malformed("there is no layer {layer}; there are {layers}", layer=said, layers=known)
    return found[0]


def _day(value: Any, layers: Mapping[int, Words]) -> date:
    return sheetread.day(value)


_READS: Mapping[str, Callable[[Any, Mapping[int, Words]], Any]] = {
    "enterprise": _text, "project": _text, "officer": _text, "layer": _layer, "first": _day, "last": _day,
}  # fmt: skip
