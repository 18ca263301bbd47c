"""The pages of definitions: those of the book, and one of the installation's own laid over them.

A complaint about an own page names the line; about a shipped one, the entry.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import yaml

from zhiyuan.indicators.definition import Register, register
from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.reference import Book, book, parse_page

FOLDER = "indicators/"
OWN = f"{FOLDER}own"
LONGEST = 200_000  # characters of a page


def shipped(day: date) -> Register:
    """The indicators that the book in use defines on a day."""
    return _shipped(book().digest, day)


@lru_cache(maxsize=8)
def _shipped(digest: str, day: date) -> Register:
    return _read(book(), day, {})


def with_own(text: str, day: date) -> Register:
    """The indicators of the book with a page of the installation's own over them.

    Raises
    ------
    Malformed, Refused
        With the line of the first thing that is wrong.
    """
    return _with_own(book().digest, text, day)


@lru_cache(maxsize=8)
def _with_own(digest: str, text: str, day: date) -> Register:
    if len(text) > LONGEST:
        raise Malformed("the page has {count} characters; at most {most} are read", count=len(text), most=LONGEST)
    page = parse_page(text, OWN)
    return _read(book().with_pages({OWN: page}), day, _lines(text))


def _read(pages: Book, day: date, lines: Mapping[tuple[str, str], int]) -> Register:
    def where(key: str, field: str) -> str:
        line = lines.get((key, field)) or lines.get((key, ""))
        return f"line {line}" if line else f"{FOLDER}#{key}"

    return register(_entries(pages, day), where)


def _entries(pages: Book, day: date) -> Iterator[tuple[str, str, Any, Mapping[str, str]]]:
    for name in sorted(pages.pages, key=lambda name: (name == OWN, name)):
        if name.startswith(FOLDER):
            for figure in pages.figures(name, day):
                yield figure.name.partition("#")[2], figure.unit, figure.value, figure.source


def _lines(text: str) -> dict[tuple[str, str], int]:
    """The line of every entry, and of every field of its last value. [1…]"""
    root: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    found: dict[tuple[str, str], int] = {}
    for key, entry in root.value:
        found[key.value, ""] = key.start_mark.line + 1
        for field, line in _fields(entry):
            found[key.value, field] = line
    return found


def _fields(node: Any) -> Iterator[tuple[str, int]]:
    if isinstance(node, yaml.MappingNode):
        for key, below in node.value:
            yield str(key.value), key.start_mark.line + 1
            yield from _fields(below)
    elif isinstance(node, yaml.SequenceNode):
        for below in node.value:
            yield from _fields(below)
