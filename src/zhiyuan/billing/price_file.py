"""Price sheets as a workbook: every complaint names its cell and the remedy; all rows are taken or none."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from difflib import get_close_matches
from itertools import pairwise
from typing import Any

from zhiyuan.billing.price_rules import PRICES, Entry, figures, problems
from zhiyuan.billing.price_table import BY_FIELD, BY_HEAD, CHOICE, COLUMNS, DAY, MONTH, MOST_ROWS, NUMBER, SHEET, Column
from zhiyuan.kernel import sheetread
from zhiyuan.kernel.errors import Malformed, ZhiyuanError
from zhiyuan.kernel.span import next_month
from zhiyuan.park.shape import MOST_PROBLEMS, Problems

LARGEST_UNPACKED = 100_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Row:
    """One read row: its number in the sheet, where each field stands, and what it says."""

    number: int
    cells: Mapping[str, str]
    entry: Entry

    def where(self, field: str) -> str:
        """The cell of a field; days that a month gave stand where the month does."""
        given = {"start": ("month", "first"), "end": ("last", "month", "first")}.get(field, (field,))
        return next((self.cells[name] for name in given if name in self.cells), f"A{self.number}")


def read(content: bytes) -> list[Row]:
    """The rows of a workbook.

    Raises
    ------
    Malformed
        With every problem at once (the first fifty in words), each with its cell and what to do.
    """
    page = _page(sheetread.opened(content, unpacked=LARGEST_UNPACKED))
    found: list[tuple[str, ZhiyuanError]] = [
        (merged.coord, Malformed("merged cells; unmerge them and fill in every one"))
        for merged in page.merged_cells.ranges
    ]
    columns = _head(page, found)
    rows = list(_rows(page, columns, found)) if columns else []
    found += _apart(rows)
    if not rows and not found:
        found.append((f"A{page.min_row + 1}", Malformed("there is no row with prices below the head")))
    _refuse(found)
    return rows


def refuse_rivals(rows: Sequence[Row], rivals: Sequence[Any], say: Callable[[Entry, Any], ZhiyuanError]) -> None:
    """Refuse rows whose days have prices already (``rivals``: those, or None), each with its cell."""
    found = [(row.where("start"), say(row.entry, other)) for row, other in zip(rows, rivals, strict=True) if other]
    _refuse(found)


def _page(book: Any) -> Any:
    if SHEET in book.sheetnames:
        return book[SHEET]
    return book.worksheets[0]


def _head(page: Any, found: list[tuple[str, ZhiyuanError]]) -> dict[int, Column]:
    """Which field stands in which column; a head that says nothing we know is a problem."""
    columns: dict[int, Column] = {}
    for cell in page[1]:
        said = str(cell.value or "").strip()
        column = BY_HEAD.get(said.lower())
        if column is None and said:
            found.append((cell.coordinate, _unknown_head(said)))
        elif column is not None and column in columns.values():
            found.append((cell.coordinate, Malformed("{name} stands here twice; remove one column", name=said)))
        elif column is not None:
            columns[cell.column] = column
    lacking = [c.head for c in COLUMNS if c.needed and c not in columns.values()]
    if not {"month", "first"} & {c.field for c in columns.values()}:
        lacking.insert(0, BY_FIELD["month"].head)
    if lacking:
        names = ", ".join(lacking)
        found.append(
            ("1:1", Malformed("the head lacks {names}; take the template and keep its first row", names=names))
        )
    return {} if lacking else columns


def _unknown_head(said: str) -> Malformed:
    near = get_close_matches(said.lower(), BY_HEAD, 1, 0.35)
    if near:
        return Malformed("there is no column {name} here; did you mean {near}?", name=said, near=BY_HEAD[near[0]].head)
    return Malformed(
        "there is no column {name} in the price table; take the template and keep its first row", name=said
    )


def _rows(page: Any, columns: Mapping[int, Column], found: list[tuple[str, ZhiyuanError]]) -> Iterator[Row]:
    for count, cells in enumerate(page.iter_rows(min_row=2)):
        kept = {columns[cell.column]: cell for cell in cells if cell.column in columns}
        if all(cell.value is None or not str(cell.value).strip() for cell in kept.values()):
            continue
        if count >= MOST_ROWS:
            found.append(
                (f"A{cells[0].row}", Malformed("at most {most} rows are read; split the file", most=MOST_ROWS))
            )
            return
        row = _row(cells[0].row, kept, found)
        if row is not None:
            yield row


def _row(number: int, kept: Mapping[Column, Any], found: list[tuple[str, ZhiyuanError]]) -> Row | None:
    before, said = len(found), {}
    where = {column.field: cell.coordinate for column, cell in kept.items()}
    for column, cell in kept.items():
        try:
            said[column.field] = _value(column, cell)
        except Malformed as failure:
            found.append((cell.coordinate, failure))
    prices = {name: said.get(name) for name in PRICES}
    span = None if len(found) > before else _span(said, number, where, found)
    if span is None:
        found += [(where[field], message) for field, message in figures(prices)]
        return None
    names = {name: said.get(name) or "" for name in ("customer_class", "mode", "voltage")}
    entry = Entry(**names, start=span[0], end=span[1], prices=prices, source=said.get("source") or "",
                  note=said.get("note") or "")  # fmt: skip
    row = Row(number, where, entry)
    bad = problems(entry)
    found += [(row.where(field), message) for field, message in bad]
    return None if bad else row


def _value(column: Column, cell: Any) -> Any:
    if sheetread.empty(cell):
        if column.form == CHOICE:
            raise Malformed("{name} is missing; choose {known}", name=column.head, known=_known(column))
        return None
    value = sheetread.plain(cell)
    if column.form == NUMBER:
        return _number(value)
    if column.form in (MONTH, DAY):
        return _day(column, value)
    if column.form == CHOICE:
        chosen = column.read(f"{value:g}" if isinstance(value, int | float) else str(value))
        if chosen is None:
            raise Malformed("{found} is none of {known}", found=repr(value), known=_known(column))
        return chosen
    return str(value).strip()


def _number(value: Any) -> Decimal:
    if isinstance(value, str):
        raise Malformed(
            "the text {found} where a number is needed; format the cell as a number and type it again",
            found=repr(value),
        )
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Malformed("{found} where a number is needed", found=repr(value))
    return Decimal(repr(value))


def _day(column: Column, value: Any) -> date:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        if column.form == MONTH and value.day != 1:
            raise Malformed("{found} is a day; write the month as 2026-04", found=value)
        return value
    text = str(value).strip()
    try:
        return date.fromisoformat(f"{text}-01" if column.form == MONTH else text)
    except ValueError:
        wanted = "2026-04" if column.form == MONTH else "2026-04-01"
        raise Malformed("{found} cannot be read; write it as {wanted}", found=repr(text), wanted=wanted) from None


def _span(
    said: Mapping[str, Any], number: int, where: Mapping[str, str], found: list[tuple[str, ZhiyuanError]]
) -> tuple[date, date] | None:
    month, first, last = said.get("month"), said.get("first"), said.get("last")
    at = where.get("month") or where.get("first") or f"A{number}"
    if month and (first or last):
        found.append((at, Malformed("the month and days are both given; fill in one of them")))
    elif month:
        return month, next_month(month)
    elif first and last:
        return first, last + timedelta(days=1)
    else:
        found.append((at, Malformed("the month is missing; write it as 2026-04, or give the first and the last day")))
    return None


def _known(column: Column) -> str:
    return "、".join(chinese for _, chinese, _ in column.choices)


def _apart(rows: Sequence[Row]) -> Iterator[tuple[str, ZhiyuanError]]:
    """Rows of one class that overlap, or leave a hole between them."""
    by_rivals: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        by_rivals.setdefault(tuple(row.entry.rivals.values()), []).append(row)
    for group in by_rivals.values():
        group.sort(key=lambda row: (row.entry.start, row.number))
        for before, after in pairwise(group):
            if after.entry.start < before.entry.end:
                yield (
                    after.where("start"),
                    Malformed(
                        "overlaps row {row}: one day has one price of a class and voltage; shorten or remove one",
                        row=before.number,
                    ),
                )
            elif after.entry.start > before.entry.end:
                yield after.where("start"), Malformed(
                    "{first} to {last} is missing between row {row} and this one; add its row",
                    first=before.entry.end, last=after.entry.start - timedelta(days=1), row=before.number,
                )  # fmt: skip


def _refuse(found: Sequence[tuple[str, ZhiyuanError]]) -> None:
    if not found:
        return
    lines = Problems(
        Malformed("cell {cell}: {problem}", cell=cell, problem=problem) for cell, problem in found[:MOST_PROBLEMS]
    )
    raise Malformed(
        "no price of the workbook was taken over. Problems found: {count}; listed: {shown}\n{problems}",
        count=len(found), shown=len(lines), problems=lines,
    )  # fmt: skip
