"""The park file as a workbook: one sheet a list, every complaint with its sheet and cell."""

from difflib import get_close_matches
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from zhiyuan.kernel import sheetread
from zhiyuan.kernel.errors import Malformed
from zhiyuan.park import cells, checks
from zhiyuan.park.document import Park
from zhiyuan.park.plain import plain_rows
from zhiyuan.park.shape import UNREADABLE, Path, Problem, build, refuse, spell
from zhiyuan.park.tabs import BY_NAME, MAPPINGS, NESTED, TABS, TEXT, Tab

LARGEST = 30_000_000  # bytes of the file
LARGEST_UNPACKED = 400_000_000  # bytes of what is packed in it


def read(content: bytes) -> Park:
    """The park that a workbook describes.

    Raises
    ------
    Malformed
        With every problem at once (the first fifty in words), each with its sheet and cell.
    """
    source = _Source(sheetread.opened(content, unpacked=LARGEST_UNPACKED, largest=LARGEST))
    park = build(Park, source.plain, (), source.problems)
    if not source.problems:
        source.problems.extend(checks.problems(park))
    refuse(source.problems, source.locate)
    found: Park = park
    return found


def write(park: Park) -> bytes:
    """A workbook that reads as this park."""
    book = Workbook()
    book.remove(book.worksheets[0])
    rows = plain_rows(park)
    for tab in TABS:
        page = book.create_sheet(tab.name)
        page.append(list(tab.columns))
        for cell in page[1]:
            cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="EEF1F4")
        page.freeze_panes = "A2"
        for column, (name, form) in enumerate(tab.columns.items(), 1):
            page.column_dimensions[get_column_letter(column)].width = max(10, len(name) + 2)
            for line, row in enumerate(rows[tab.name], 2):
                _put(page.cell(line, column), cells.write(row.get(name), form))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _put(cell: Any, value: Any) -> None:
    if value is None:
        return
    cell.value = value
    if isinstance(value, str):
        cell.data_type, cell.number_format = "s", "@"  # a name that begins with = is no formula


class _Source:
    """The plain data of a workbook, and in which cell each part of it stood."""

    def __init__(self, book: Any) -> None:
        self.problems: list[Problem] = []
        self.where: dict[Path, str] = {}
        self.paths: dict[tuple[str, str], Path] = {}  # of every owner, by its sheet and key
        self.items: dict[Path, dict[str, Any]] = {}
        self.plain: dict[str, Any] = {tab.into: [] for tab in TABS if tab.parent is None and tab.pair is None}
        self.plain |= {"assumptions": {}}
        for name in book.sheetnames:
            if name not in BY_NAME:
                self._unknown(name)
        for tab in TABS:
            if tab.name in book.sheetnames:
                self._sheet(tab, book[tab.name])
        self._site()

    def locate(self, path: Path) -> str:
        """The cell of a thing, else of the nearest thing around it."""
        near = path
        while near and near not in self.where:
            near = near[:-1]
        return self.where.get(near, spell(path))

    def _say(self, where: str, template: str, **params: object) -> None:
        path: Path = ("#", len(self.problems))
        self.where[path] = where
        self.problems.append(Problem(path, Malformed(template, **params)))

    def _unknown(self, name: str) -> None:
        near = get_close_matches(name, BY_NAME, 1)
        known = near[0] if near else ", ".join(BY_NAME)
        self._say(name, "there is no sheet {name} in a park file; did you mean {known}?", name=name, known=known)

    def _sheet(self, tab: Tab, page: Any) -> None:
        for merged in page.merged_cells.ranges:
            self._say(f"{tab.name}!{merged.coord}", "merged cells; unmerge them and fill each one")
        head = self._head(tab, page)
        for row in page.iter_rows(min_row=2):
            found = {name: (cell, self._cell(tab, name, cell)) for cell, name in zip(row, head, strict=False) if name}
            said = {name: value for name, (_, value) in found.items() if value is not None}
            if said:
                self._row(tab, f"{tab.name}!A{row[0].row}", said, {n: c.coordinate for n, (c, _) in found.items()})

    def _head(self, tab: Tab, page: Any) -> list[str]:
        head = [str(cell.value or "").strip() for cell in page[1]]
        for column, name in enumerate(head, 1):
            where = f"{tab.name}!{get_column_letter(column)}1"
            if name and name not in tab.columns:
                self._say(
                    where, "there is no column {name} here; there is {known}", name=name, known=", ".join(tab.columns)
                )
            if name and head.index(name) < column - 1:
                self._say(where, "{name} stands here twice", name=name)
        return [name if name in tab.columns else "" for name in head]

    def _cell(self, tab: Tab, name: str, cell: Any) -> Any:
        try:
            return cells.read(cell, tab.columns[name])
        except Malformed as failure:
            self._say(f"{tab.name}!{cell.coordinate}", failure.template, **failure.params)
            return UNREADABLE

    def _row(self, tab: Tab, where: str, said: dict[str, Any], cell_of: dict[str, str]) -> None:
        owner = self._owner(tab, where, said, cell_of)
        if owner is None:
            return
        path, holder = owner
        if tab.pair:
            key, value = tab.pair
            if not {key, value} <= said.keys():
                self._say(where, "{name} is missing", name=key if key not in said else value)
                return
            entries = holder.setdefault(tab.into, {})
            if said[key] in entries:
                self._say(where, "{name} stands here twice", name=said[key])
            entries[said[key]] = said[value]
            self.where[(*path, tab.into, str(said[key]))] = f"{tab.name}!{cell_of[value]}"
            return
        rows = holder.setdefault(tab.into, [])
        self._item(tab, (*path, tab.into, len(rows)), said, cell_of, where)
        rows.append(self.items[(*path, tab.into, len(rows))])

    def _owner(
        self, tab: Tab, where: str, said: dict[str, Any], cell_of: dict[str, str]
    ) -> tuple[Path, dict[str, Any]] | None:
        if tab.parent is None:
            return (), self.plain
        column, sheet = tab.parent
        key = said.pop(column, None)
        path = self.paths.get((sheet, str(key)))
        if path is None:
            at = f"{tab.name}!{cell_of[column]}" if column in cell_of else where
            if key is not UNREADABLE:
                self._say(at, "{key} is not one of the {target}", key=key if key is not None else "—", target=sheet)
            return None
        return path, self.items[path]

    def _item(self, tab: Tab, path: Path, said: dict[str, Any], cell_of: dict[str, str], where: str) -> None:
        item = dict(said)
        for member, columns in tab.split.items():
            parts = [item.pop(column, None) for column in columns]
            if all(part is not None for part in parts):
                item[member] = UNREADABLE if any(part is UNREADABLE for part in parts) else parts
            elif any(part is not None for part in parts):
                self._say(where, "{names} go together; fill all of them or none", names=", ".join(columns))
                item[member] = UNREADABLE
            self.where[(*path, member)] = f"{tab.name}!{cell_of.get(columns[0], 'A1')}"
        item |= {name: [] for name in NESTED.get(tab.name, ())} | {name: {} for name in MAPPINGS.get(tab.name, ())}
        self.items[path] = item
        self.where[path] = where
        self.where |= {(*path, name): f"{tab.name}!{at}" for name, at in cell_of.items() if name in said}
        if tab.columns.get("key") == TEXT:
            self.paths.setdefault((tab.name, str(said.get("key"))), path)

    def _site(self) -> None:
        rows = self.plain["site"]
        if len(rows) != 1:
            self._say("site!A2", "the sheet site has one row, not {found}", found=len(rows))
        self.plain["site"] = rows[0] if rows else UNREADABLE
        self.where |= {("site", *path[2:]): at for path, at in self.where.items() if path[:2] == ("site", 0)}
