"""Firms in segments as a workbook of one sheet; every complaint names its cell."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from zhiyuan.enterprises.workbook import Fault, refuse
from zhiyuan.kernel import sheetread
from zhiyuan.kernel.errors import Malformed

LARGEST_UNPACKED = 8_000_000  # bytes of what is packed in it
MOST = 10_000  # placements in a file
COLUMNS = {"enterprise": "企业", "chain": "产业链", "segment": "环节", "product": "产品", "output": "年产出（万元）"}
NEEDED = ("enterprise", "chain", "segment", "product")


@dataclass(frozen=True, slots=True)
class Given:
    """A firm (by key or credit code) in a segment, and the cell where the row begins."""

    enterprise: str
    chain: str
    segment: str
    product: str
    output: Decimal | None
    where: str


def read(content: bytes) -> list[Given]:
    """The placements of a workbook, all of them or none.

    Raises
    ------
    Malformed
        With every cell that cannot be read.
    """
    page = sheetread.opened(content, unpacked=LARGEST_UNPACKED).worksheets[0]
    if page.max_row > MOST + 1:
        raise Malformed("the sheet has {count} rows; at most {most} are read", count=page.max_row, most=MOST)
    names = {zh: name for name, zh in COLUMNS.items()} | {name: name for name in COLUMNS}
    head = [names.get(str(cell.value or "").strip(), "") for cell in page[1]]
    if missing := [name for name in NEEDED if name not in head]:
        raise Malformed("{where}: the column {name} is missing", where="A1", name=", ".join(missing))
    faults: list[Fault] = []
    found = list(_rows(page, head, faults))
    refuse(faults)
    return found


def _rows(page: Any, head: list[str], faults: list[Fault]) -> Iterator[Given]:
    for line in page.iter_rows(min_row=2):
        cells = {name: cell for name, cell in zip(head, line, strict=False) if name and not sheetread.empty(cell)}
        if not cells:
            continue
        before, said = len(faults), {}
        for name, cell in cells.items():
            try:
                said[name] = _read(name, sheetread.plain(cell))
            except Malformed as fault:
                faults.append(Fault(cell.coordinate, fault))
        where = f"A{line[0].row}"
        faults += [Fault(where, Malformed("{name} is missing", name=name)) for name in NEEDED if name not in cells]
        if len(faults) == before:
            yield Given(**{"output": None} | said, where=where)


def _read(name: str, value: Any) -> Any:
    if name != "output":
        text = str(value).strip()
        if len(text) > 80:
            raise Malformed("{field} has at most {most} characters", field=name, most=80)
        return text
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        raise Malformed("{found} is no number", found=repr(value)) from None
    if not found.is_finite() or found < 0 or found != round(found, 2) or found >= 10**12:
        raise Malformed("an amount is not below zero and has at most two decimals: {amount}", amount=value)
    return found
