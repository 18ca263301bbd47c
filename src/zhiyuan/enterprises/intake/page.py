"""The sheet of a workbook that speaks of enterprises: where its head stands, and the rows below it.

Nothing is guessed of what stands in cells that are merged, or below more rows than are read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhiyuan.enterprises.intake.columns import guess, layout
from zhiyuan.enterprises.metric import Metric
from zhiyuan.kernel import sheetread
from zhiyuan.kernel.errors import Malformed

LARGEST, UNPACKED = 20_000_000, 60_000_000
"""Of the file, and of what is packed in it beside the sheets. [bytes]"""
MOST_ROWS, MOST_COLUMNS, HEAD_WITHIN = 20_000, 200, 10
TENANCIES = "tenancies"


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet: its heads, its cells by row, and what its columns mean by a guess."""

    title: str
    head_row: int
    heads: tuple[str, ...]
    guessed: tuple[str, ...]
    rows: Sequence[tuple[int, Sequence[Any]]]
    merged: tuple[Any, ...]

    @property
    def layout(self) -> str:
        """What it has in common with other workbooks of its kind."""
        return layout(self.title, self.heads)


def opened(content: bytes) -> Any:
    """A workbook that may be read.

    Raises
    ------
    Malformed
        When it is none, encrypted, with macros, or too large; by its cell where a sheet is too long.
    """
    return sheetread.opened(content, unpacked=UNPACKED, largest=LARGEST, rows=MOST_ROWS)


def page(book: Any, metrics: Mapping[str, Metric]) -> Page:
    """The sheet whose head means most.

    Raises
    ------
    Malformed
        When no sheet has a head in its first rows.
    """
    found = [one for sheet in book.worksheets if sheet.title != TENANCIES and (one := _page(sheet, metrics))]
    if not found:
        raise Malformed(
            "no sheet has a head with an enterprise's name in its first {most} rows; write 企业名称 above the names",
            most=HEAD_WITHIN,
        )
    return max(found, key=lambda one: sum(map(bool, one.guessed)))


def _page(sheet: Any, metrics: Mapping[str, Metric]) -> Page | None:
    if sheet.max_column > MOST_COLUMNS:
        where = f"{sheet.title}!{sheet.cell(1, MOST_COLUMNS + 1).coordinate}"
        raise Malformed("{where}: the sheet goes on right of column {most}; at most so many are read",
                        where=where, most=MOST_COLUMNS)  # fmt: skip
    best: tuple[int, int, tuple[str, ...], tuple[str, ...]] | None = None
    for number, cells in enumerate(sheet.iter_rows(max_row=HEAD_WITHIN), start=1):
        heads = tuple(str(cell.value or "").strip() for cell in cells)
        guessed = tuple(guess(heads, metrics))
        if (score := sum(map(bool, guessed))) and (best is None or score > best[0]):
            best = score, number, heads, guessed
    if best is None:
        return None
    _, head_row, heads, guessed = best
    rows = [(n, cells) for n, cells in enumerate(sheet.iter_rows(min_row=head_row + 1), start=head_row + 1)
            if not all(map(sheetread.empty, cells))]  # fmt: skip
    merged = tuple(one for one in sheet.merged_cells.ranges if one.max_row > head_row)
    return Page(sheet.title, head_row, heads, guessed, rows, merged)
