"""Manual readings as a workbook: a template with every meter, and strict reading with the cell named."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Any

from zhiyuan.kernel import sheetread
from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.sheet import Column, Sheet, workbook
from zhiyuan.metering.entry import Entered, refuse
from zhiyuan.park.shape import Problems

LARGEST_UNPACKED = 100_000_000  # bytes of what is packed in it
HEADS = {
    "meter": ("meter", "电表", "表号"),
    "at": ("time", "抄表时间", "时间"),
    "value": ("reading", "示数", "读数"),
    "note": ("note", "备注"),
}
NEEDED = ("meter", "at", "value")
MOST_ROWS = 10_000
HALF_SECOND = timedelta(milliseconds=500)  # Excel keeps days as fractions


@dataclass(frozen=True, slots=True)
class Line:
    """One meter of the template: key, name, and what it showed last."""

    meter: str
    name: str
    last_at: datetime | None
    last_value: float | None


def template(lines: Iterable[Line], words: Sequence[str], notes: Sequence[str], title: str, zone: tzinfo) -> bytes:
    """A workbook to fill in; ``words`` are the heads meter, name, last time, last reading, time, reading, note."""
    forms = ("text", "text", "moment", "three", "moment", "three", "text")
    widths = (18, 24, 18, 16, 18, 16, 24)
    columns = [Column(w, f, width) for w, f, width in zip(words, forms, widths, strict=True)]
    rows = [(one.meter, one.name, one.last_at, one.last_value, None, None, None) for one in lines]
    return workbook([Sheet(title, columns, rows, notes)], zone)


def read(content: bytes, zone: tzinfo) -> list[Entered]:
    """The readings of the first sheet; a row without time and reading is left out.

    Raises
    ------
    Malformed
        With every problem at once, each with its cell.
    """
    page = sheetread.opened(content, unpacked=LARGEST_UNPACKED).worksheets[0]
    problems = Problems()
    head, places = _heads(page)
    for block in page.merged_cells.ranges:
        if block.max_row > head:
            problems.append(Malformed("{cell}: merged cells; unmerge them and fill each in", cell=block.coord))
    merged = {place for range_ in page.merged_cells.ranges for place in range_.cells}
    found: list[Entered] = []
    for row in page.iter_rows(min_row=head + 1, max_row=min(page.max_row, head + MOST_ROWS)):
        cells = {name: row[at] for name, at in places.items() if at < len(row)}
        if any((c.row, c.column) in merged for c in cells.values()):
            continue  # already told
        if all(sheetread.empty(cells[name]) for name in ("at", "value") if name in cells):
            continue
        found += _line(cells, zone, problems)
    refuse(problems)
    return found


def _heads(page: Any) -> tuple[int, dict[str, int]]:
    """The row of the heads, and the column of each."""
    for row in page.iter_rows(min_row=1, max_row=20):
        said = [str(c.value).strip().lower() if c.value is not None else "" for c in row]
        places = {}
        for name, words in HEADS.items():
            at = next((k for k, text in enumerate(said) if _stem(text) in words), None)
            if at is not None:
                places[name] = at
        if all(name in places for name in NEEDED):
            return row[0].row, places
    wanted = ", ".join(HEADS[name][1] for name in NEEDED)
    raise Malformed(
        "the first sheet has no row with the heads {wanted} (meter, time, reading); use the template", wanted=wanted
    )


def _stem(text: str) -> str:
    """A head without its unit: ``示数 [kWh]`` → ``示数``."""
    for sign in ("[", "(", "（"):
        text = text.partition(sign)[0]
    return text.strip()


def _line(cells: dict[str, Any], zone: tzinfo, problems: Problems) -> Iterator[Entered]:
    values: dict[str, Any] = {}
    for name, reader in (("meter", _key), ("at", _moment), ("value", _number), ("note", _note)):
        cell = cells.get(name)
        if cell is None:
            continue
        try:
            values[name] = reader(cell, zone)
        except Malformed as problem:
            problems.append(Malformed("{cell}: {problem}", cell=cell.coordinate, problem=problem))
    if all(name in values for name in NEEDED):
        yield Entered(cells["value"].coordinate, values["meter"], values["at"], values["value"], values.get("note", ""))


def _plain(cell: Any) -> Any:
    value = sheetread.plain(cell)
    if sheetread.empty(cell):
        raise Malformed("empty; fill it in, or empty the whole row")
    return value


def _key(cell: Any, zone: tzinfo) -> str:
    value = _plain(cell)
    if isinstance(value, float) and value == int(value):
        value = int(value)
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise Malformed("{found} is no meter's key; copy it from the list of meters", found=value)
    return str(value).strip()


def _number(cell: Any, zone: tzinfo) -> Decimal:
    value = _plain(cell)
    if isinstance(value, str):
        raise Malformed("the text {found} where a number is needed; format the cell as a number", found=repr(value))
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Malformed("{found} where the number on the register is needed", found=value)
    return Decimal(repr(value))


def _moment(cell: Any, zone: tzinfo) -> datetime:
    value = _plain(cell)
    if isinstance(value, str):
        raise Malformed(
            "the text {found} where a date and time is needed; format the cell as a date and write it again",
            found=repr(value),
        )
    if isinstance(value, datetime):
        return (value + HALF_SECOND).replace(microsecond=0, tzinfo=zone)
    if isinstance(value, date):
        return datetime.combine(value, time.min, tzinfo=zone)
    raise Malformed("{found} where a date and time is needed, like 2026-03-31 18:00", found=value)


def _note(cell: Any, zone: tzinfo) -> str:
    return "" if sheetread.empty(cell) else str(cell.value).strip()[:200]
