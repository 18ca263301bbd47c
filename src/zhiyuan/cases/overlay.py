"""Kinds of the installation's own: four pages in a folder, read beside the shipped ones once two people agreed.

``<installation>/book/cases/<key>/`` is where they are written; what holds is what was published, pinned by digest.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from zhiyuan.cases.kind import Kind
from zhiyuan.cases.kindread import KEY, PAGES, kind
from zhiyuan.cases.lint import findings
from zhiyuan.kernel.datacheck import items
from zhiyuan.kernel.errors import Malformed, NotFound
from zhiyuan.kernel.reference import Book, parse_page

FOLDER = Path("book", "cases")
LONGEST = 200_000
"""Of one page. [characters]"""


def texts(folder: Path) -> dict[str, str]:
    """The four pages of a folder as they stand there."""
    found = {}
    for page in PAGES:
        path = folder / f"{page}.yaml"
        if not path.exists():
            raise NotFound("{folder} has no {page}.yaml", folder=folder, page=page)
        try:
            found[page] = path.read_text("utf-8")
        except UnicodeDecodeError:
            raise Malformed("{path} is no text in UTF-8", path=path) from None
    return found


def digest(key: str, said: Mapping[str, str]) -> str:
    """The name of exactly these pages."""
    return hashlib.sha256(json.dumps([key, dict(said)], sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def pages(key: str, said: Mapping[str, str]) -> dict[str, Mapping[str, Any]]:
    """The pages by the names that the book has for them.

    Raises
    ------
    Malformed
        When one is missing, too long or cannot be read, in words with its place.
    """
    if not KEY.fullmatch(key):
        raise Malformed("{keys} is no key: small letters, digits and _", keys=key)
    if {*said} != {*PAGES}:
        raise Malformed("a kind has the pages {pages}", pages=", ".join(PAGES))
    if long := [page for page in PAGES if len(said[page]) > LONGEST]:
        raise Malformed("{page}.yaml is longer than {most} characters", page=long[0], most=LONGEST)
    return {f"cases/{key}/{page}": parse_page(said[page], f"{page}.yaml") for page in PAGES}


def over(book: Book, kinds: Mapping[str, Mapping[str, str]]) -> Book:
    """A book with these kinds lying over it."""
    laid: dict[str, Mapping[str, Any]] = {}
    for key, said in kinds.items():
        laid |= pages(key, said)
    return book.with_pages(laid)


def checked(
    key: str, said: Mapping[str, str], day: date, book: Book, desks: Collection[str], seated: Collection[str] | None
) -> Kind:
    """The kind that the pages say, when nothing stands against it.

    Raises
    ------
    Malformed
        Everything that the lint found, at once.
    """
    found = kind(key, day, over(book, {key: said}))
    if against := findings(found, desks, seated, items(day)):
        raise Malformed("{kind}: {findings}", kind=key, findings="; ".join(map(str, against)))
    return found
