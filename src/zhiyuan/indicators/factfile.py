"""Facts as a file: a workbook of one sheet, or YAML. Every complaint names its cell, or its fact.

Formulas, errors, merged cells and sheets that are too long are refused; nothing is guessed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import yaml

from zhiyuan.indicators.definition import Register
from zhiyuan.indicators.period import Period, parse
from zhiyuan.indicators.said import relation
from zhiyuan.kernel import sheetread
from zhiyuan.kernel.errors import Malformed, NotFound, ZhiyuanError
from zhiyuan.kernel.sheet import Column, Sheet, workbook
from zhiyuan.park.shape import MOST_PROBLEMS, Problems

LARGEST_UNPACKED = 8_000_000  # bytes of what is packed in it
MOST = 5_000  # facts in a file
COLUMNS: Mapping[str, str] = {
    "indicator": "指标", "subject": "对象", "period": "期间", "relation": "关系", "value": "数值", "unit": "单位",
    "text": "说明", "out_of": "总数", "source": "来源", "as_of": "数据日期",
}  # fmt: skip
NEEDED = ("indicator", "period", "source", "as_of")
GIVEN_OUT = frozenset({"indicator", "subject", "period", "relation", "unit"})
"""The columns that a workbook we hand out has filled in already: a row with nothing else was left as it was."""


@dataclass(frozen=True, slots=True)
class Given:
    """A fact as a file states it, and where it stands there."""

    key: str
    period: Period
    value: Decimal | None
    relation: str
    text: str
    subject: str
    out_of: int | None
    source: str
    as_of: date
    where: str


def read(content: bytes, register: Register) -> list[Given]:
    """The facts of a workbook, all of them or none.

    Raises
    ------
    Malformed
        With every cell that cannot be read.
    """
    book = sheetread.opened(content, unpacked=LARGEST_UNPACKED)
    if len(book.worksheets) != 1:
        raise Malformed("facts come as one sheet; this workbook has {count}", count=len(book.worksheets))
    page = book.worksheets[0]
    if page.max_row > MOST + 1:
        raise Malformed("the sheet has {count} rows; at most {most} facts are read", count=page.max_row, most=MOST)
    if merged := page.merged_cells.ranges:
        raise Malformed("{where}: merged cells; unmerge them and fill each one", where=next(iter(merged)).coord)
    head = _head(page)
    faults: list[Malformed] = []
    return _sound(_rows(page, head, register, faults), faults)


def read_yaml(text: str, register: Register) -> list[Given]:
    """The facts of a YAML file: ``source`` and ``as_of`` for all, and a list ``facts``."""
    try:
        said = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as fault:
        raise Malformed("the facts cannot be read: {why}", why=" ".join(str(fault).split())) from None
    if not isinstance(said, Mapping) or not isinstance(said.get("facts"), list):
        raise Malformed("a file of facts has a list 'facts'")
    if len(said["facts"]) > MOST:
        raise Malformed("the file has {count} facts; at most {most} are read", count=len(said["facts"]), most=MOST)
    common = {name: said[name] for name in ("source", "as_of") if name in said}
    faults: list[Malformed] = []
    rows = (
        ({**common, **row}, {name: f"fact {n}, {name}" for name in row} | {"": f"fact {n}"})
        for n, row in enumerate((r if isinstance(r, Mapping) else {} for r in said["facts"]), start=1)
    )
    return _sound((_given(row, where, register, faults) for row, where in rows), faults)


def write(rows: Iterable[Sequence[Any]], title: str) -> bytes:
    """A workbook that reads as these rows, columns as in ``COLUMNS``."""
    forms = {"value": "three", "as_of": "day", "out_of": "whole"}
    columns = [Column(zh, forms.get(name, "text"), 24) for name, zh in COLUMNS.items()]
    return workbook([Sheet(title, columns, rows)])


def _sound(rows: Iterable[Given | None], faults: list[Malformed]) -> list[Given]:
    found = [row for row in rows if row is not None]
    seen: dict[tuple[Any, ...], str] = {}
    for row in found:
        first = seen.setdefault((row.key, row.subject, row.period), row.where)
        if first != row.where:
            faults.append(Malformed("{where}: the same figure is already in {first}", where=row.where, first=first))
    if faults:
        shown = Problems(faults[:MOST_PROBLEMS])
        raise Malformed(
            "nothing was taken over. Problems found: {count}\n{problems}", count=len(faults), problems=shown
        )
    return found


def _head(page: Any) -> list[str]:
    names = {zh: name for name, zh in COLUMNS.items()} | {name: name for name in COLUMNS}
    head = [str(cell.value or "").strip() for cell in page[1]]
    for cell, title in zip(page[1], head, strict=True):
        if title and title not in names:
            known = ", ".join(COLUMNS.values())
            raise Malformed(
                "{where}: {problem}", where=cell.coordinate,
                problem=Malformed("there is no column {name} here; there is {known}", name=title, known=known),
            )  # fmt: skip
    found = [names.get(title, "") for title in head]
    if missing := [name for name in NEEDED if name not in found]:
        raise Malformed("{where}: the column {name} is missing", where="A1", name=", ".join(missing))
    return found


def _rows(page: Any, head: list[str], register: Register, faults: list[Malformed]) -> Iterator[Given | None]:
    for line in page.iter_rows(min_row=2):
        cells = [(name, cell) for name, cell in zip(head, line, strict=False) if name and not sheetread.empty(cell)]
        if {name for name, _ in cells} <= GIVEN_OUT:
            continue
        where = {name: cell.coordinate for name, cell in cells} | {"": f"A{line[0].row}"}
        row, before = {}, len(faults)
        for name, cell in cells:
            try:
                row[name] = sheetread.plain(cell)
            except Malformed as fault:
                faults.append(Malformed("{where}: {problem}", where=cell.coordinate, problem=fault))
        yield _given(row, where, register, faults) if len(faults) == before else None


def _given(
    row: Mapping[str, Any], where: Mapping[str, str], register: Register, faults: list[Malformed]
) -> Given | None:
    said: dict[str, Any] = {}
    before = len(faults)
    for name, value in row.items():
        if name not in COLUMNS:
            known = ", ".join(COLUMNS)
            faults.append(Malformed("{where}: there is no {field} here; there is {known}", where=where[""], field=name,
                                    known=known))  # fmt: skip
            continue
        try:
            said[name] = _read(name, value, register)
        except ZhiyuanError as fault:
            faults.append(Malformed("{where}: {problem}", where=where.get(name, where[""]), problem=fault))
    faults += [
        Malformed("{where}: {name} is missing", where=where[""], name=name) for name in NEEDED if row.get(name) is None
    ]
    if "indicator" in said and said.get("unit") and said["unit"] != register[said["indicator"]].unit:
        wrong = Malformed("{unit} where {wanted} is meant", unit=said["unit"], wanted=register[said["indicator"]].unit)
        faults.append(Malformed("{where}: {problem}", where=where.get("unit", where[""]), problem=wrong))
    if len(faults) > before:
        return None
    return Given(
        key=said["indicator"], period=said["period"], value=said.get("value"), relation=said.get("relation", "="),
        text=said.get("text", ""), subject=said.get("subject", ""), out_of=said.get("out_of"), source=said["source"],
        as_of=said["as_of"], where=where[""],
    )  # fmt: skip


def _read(name: str, value: Any, register: Register) -> Any:
    if name == "indicator":
        return indicator(str(value).strip(), register)
    if name == "period":
        return parse(value.date().isoformat() if isinstance(value, datetime) else str(value))
    if name == "relation":
        return relation(str(value))
    if name == "value":
        return _number(value)
    if name == "out_of":
        return _whole(value)
    if name == "as_of":
        return sheetread.day(value)
    return str(value).strip()


def indicator(said: str, register: Register) -> str:
    """The key of an indicator, said by key or by its name in either language."""
    if said in register:
        return said
    found = [one.key for one in register.values() if said in (one.title.zh, one.title.en)]
    if len(found) == 1:
        return found[0]
    raise NotFound("there is no indicator {name}", name=repr(said))


def _number(value: Any) -> Decimal:
    if isinstance(value, bool | date):
        raise Malformed("{found} is no number", found=repr(str(value)))
    try:
        found = Decimal(str(value).strip())
    except InvalidOperation:
        raise Malformed("{found} is no number", found=repr(value)) from None
    if not found.is_finite():
        raise Malformed("{found} is no number", found=repr(value))
    return found


def _whole(value: Any) -> int:
    found = _number(value)
    if found != found.to_integral() or found < 1:
        raise Malformed("{found} is no whole number above zero", found=found)
    return int(found)
