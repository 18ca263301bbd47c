"""A draft as a workbook of three sheets, rows as in ``row``, and back; every complaint names its cell."""

from typing import Any

from zhiyuan.enterprises.ladder import row
from zhiyuan.enterprises.ladder.draft import Draft
from zhiyuan.kernel import sheetread
from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.sheet import Column, Sheet, workbook

LARGEST_UNPACKED = 4_000_000
"""Of what is packed in a workbook. [bytes]"""
MOST = 200
"""Clauses, and worked firms."""
LONGEST = 20_000
"""Of a cell. [characters]"""
SHEETS = {"edition": row.HEAD, "clauses": row.CLAUSE, "cases": row.CASE}


def write(draft: Draft) -> bytes:
    """The workbook of a draft."""
    rows = {"edition": [row.head(draft)], "clauses": row.clauses(draft), "cases": row.cases(draft)}
    return workbook([
        Sheet(name, [Column(column, width=18) for column in columns],
              [[said[column] for column in columns] for said in rows[name]])
        for name, columns in SHEETS.items()
    ])  # fmt: skip


def read(content: bytes) -> Draft:
    """The draft of a workbook.

    Raises
    ------
    Malformed
        Naming the cell, the clause or the worked firm that cannot be read.
    """
    book = sheetread.opened(content, unpacked=LARGEST_UNPACKED)
    if missing := [name for name in SHEETS if name not in book.sheetnames]:
        raise Malformed("the workbook has no sheet {name}; it has the sheets {known}",
                        name=missing[0], known=", ".join(SHEETS))  # fmt: skip
    edition, clauses, cases = (_rows(book[name], columns) for name, columns in SHEETS.items())
    if len(edition) != 1:
        raise Malformed("the sheet edition has one row below its head, not {count}", count=len(edition))
    return row.draft(edition[0], clauses, cases)


def _rows(page: Any, columns: tuple[str, ...]) -> list[row.Row]:
    if page.max_row > MOST + 1:
        raise Malformed("the sheet has {count} rows; at most {most} are read", count=page.max_row, most=MOST)
    head = [str(cell.value or "").strip() for cell in page[1]]
    if strange := [name for name in head if name and name not in columns]:
        raise Malformed("{where}: {strange} means nothing here; there are {known}",
                        where=f"{page.title}!1", strange=", ".join(strange), known=", ".join(columns))  # fmt: skip
    found: list[row.Row] = []
    for line in page.iter_rows(min_row=2):
        said = {name: _text(page, cell) for name, cell in zip(head, line, strict=False)
                if name and not sheetread.empty(cell)}  # fmt: skip
        if said:
            found.append(said)
    return found


def _text(page: Any, cell: Any) -> str:
    try:
        value = sheetread.plain(cell)
    except Malformed as fault:
        raise Malformed("{where}: {why}", where=f"{page.title}!{cell.coordinate}", why=fault) from fault
    text = value.date().isoformat() if hasattr(value, "date") else str(value)
    if len(text) > LONGEST:
        raise Malformed("{where}: at most {most} characters", where=f"{page.title}!{cell.coordinate}", most=LONGEST)
    return text
