"""The book of figures: name → unit → dated values → source, read for a day.

``figure("standards/gb50034_2024#office", day)`` is the only way code learns a number that a
document could change. A figure before its first day is NotFound in words, never a default.
A :class:`Book` is immutable and named by a hash, so that a result can be computed again.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

from zhiyuan.kernel import plainyaml
from zhiyuan.kernel.errors import Malformed, NotFound


@dataclass(frozen=True, slots=True)
class Figure:
    """One value of the book on one day, with what it rests on."""

    name: str
    unit: str
    value: Any
    since: date
    source: Mapping[str, str]

    def __str__(self) -> str:
        where = ", ".join(self.source[k] for k in ("document", "clause") if self.source.get(k))
        return f"{self.value} {self.unit}, since {self.since}: {where}"


class Book:
    """An immutable set of pages, named by the hash of what they say."""

    def __init__(self, pages: Mapping[str, Mapping[str, Any]]) -> None:
        self.pages = MappingProxyType(dict(pages))
        text = json.dumps(pages, sort_keys=True, default=str, ensure_ascii=False)
        self.digest = hashlib.sha256(text.encode()).hexdigest()

    def with_pages(self, overlay: Mapping[str, Mapping[str, Any]]) -> "Book":
        """A new book in which the installation's own pages lie over the shipped ones."""
        return Book({**self.pages, **overlay})

    def page(self, name: str) -> Mapping[str, Any]:
        """One page whole."""
        try:
            return self.pages[name]
        except KeyError:
            known = ", ".join(sorted(self.pages))
            raise NotFound("the book has no page {page}; it has {pages}", page=name, pages=known) from None

    def figure(self, name: str, day: date) -> Figure:
        """The value that holds on a day."""
        page_name, _, item = name.partition("#")
        page = self.page(page_name)
        if item not in page:
            raise NotFound(
                "page {page} has no {item}; it has {items}", page=page_name, item=item, items=", ".join(page)
            )
        entry = page[item]
        held = [v for v in entry["values"] if v["since"] <= day and (v.get("until") is None or day < v["until"])]
        if not held:
            first = min(v["since"] for v in entry["values"])
            raise NotFound(
                "{name} has no value on {day}; the first holds from {first}", name=name, day=day, first=first
            )
        latest = max(held, key=lambda v: v["since"])
        return Figure(name, entry["unit"], latest["value"], latest["since"], latest["source"])

    def figures(self, page: str, day: date) -> Iterator[Figure]:
        """Every figure of a page that holds on a day."""
        for item in self.page(page):
            try:
                yield self.figure(f"{page}#{item}", day)
            except NotFound:
                continue


def figure(name: str, day: date) -> Figure:
    """The value of ``page#item`` that holds on a day, in the book in use.

    >>> figure("standards/gb50034_2024#office", date(2026, 3, 1)).unit
    'lx'
    """
    return book().figure(name, day)


def value(name: str, day: date) -> Any:
    """Only the value, where the citation is shown elsewhere."""
    return figure(name, day).value


def parse_page(text: str, name: str) -> Mapping[str, Any]:
    """Read one page and refuse what a reader could misunderstand."""
    page = plainyaml.load(text, name)
    if not isinstance(page, dict):
        raise Malformed("page {page} is not a table of figures", page=name)
    _check_names(name, page)
    for item, entry in page.items():
        _check_entry(name, item, entry)
    return page


def _check_names(where: str, node: object) -> None:
    # YAML reads ``on:`` as true and ``1:`` as a number; a page that does so means something else than it says.
    if isinstance(node, dict):
        for key, below in node.items():
            if not isinstance(key, str):
                raise Malformed("{where}: a name is text; YAML read {key!r} (quote it)", where=where, key=key)
            _check_names(f"{where}.{key}", below)
    elif isinstance(node, list):
        for below in node:
            _check_names(where, below)


def _check_entry(page: str, item: str, entry: object) -> None:
    where = f"{page}#{item}"
    if not isinstance(entry, dict) or not {"unit", "values"} <= entry.keys():
        raise Malformed("{where}: a figure has a unit and values", where=where)
    for dated in entry["values"]:
        if not isinstance(dated.get("since"), date) or "value" not in dated:
            raise Malformed("{where}: each value has a 'since' day and a 'value'", where=where)
        if not dated.get("source", {}).get("document"):
            raise Malformed("{where}: each value names its source document", where=where)


@cache
def shipped() -> Book:
    """The book as it comes in the package."""
    root = files("zhiyuan.reference")
    return Book({name: parse_page(node.read_text("utf-8"), name) for name, node in _walk(root, "")})


def _walk(folder: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
    for node in sorted(folder.iterdir(), key=lambda n: n.name):
        if node.is_dir():
            yield from _walk(node, f"{prefix}{node.name}/")
        elif node.name.endswith(".yaml") and not node.name.endswith(".test.yaml"):
            yield f"{prefix}{node.name.removesuffix('.yaml')}", node


_in_use: list[Book] = []


def book() -> Book:
    """The book in use: the shipped one, or the snapshot that the app handed over."""
    return _in_use[-1] if _in_use else shipped()


def use(snapshot: Book) -> None:
    """Put a snapshot in use for this process; the app's doing, at start and on publication."""
    _in_use[:] = [snapshot]
