"""Industries by GB/T 4754: section (门类), division (大类), group (中类) and class (小类), each inside the one above.

A code is the letter of its section and two to four digits: C38, C387, C3871. The letter may be left out, and the
standard's own name of a class, group or division is taken for its code.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any

from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.reference import Book

PAGE, BELOW = "industry/gbt4754", "industry/gbt4754_classes"
FORM = re.compile(r"([A-T]?)(\d{2,4})")
SECTION, DIVISION, GROUP, CLASS = 1, 3, 4, 5
"""How many characters the code of each level has."""
MOST_NAMED = 9


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a code; groups and classes have Chinese names only, as the standard does."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Industry:
    """A code with its letter, the edition that it is of, and its levels from the section down."""

    code: str
    edition: str
    levels: tuple[Level, ...]


def industry(book: Book, said: str, day: date) -> Industry:
    """What a code or a name means on a day; a division or a group alone is taken.

    Raises
    ------
    Malformed
        Naming what does not fit.
    """
    code = "".join(said.split()).upper()
    known = levels(book, day)
    form = FORM.fullmatch(code)
    if form is None and (named := _called(book, day).get(said.strip())):
        form = FORM.fullmatch(named)
    if form is None:
        raise Malformed("the industry {code} is no code of GB/T 4754; write it like C3871", code=repr(code))
    letter, digits = form[1], form[2]
    division = _sections(book, day).get(digits[:2])
    if division is None:
        raise Malformed("the industry {code}: GB/T 4754 has no division {division}", code=code, division=digits[:2])
    if letter and letter != division:
        raise Malformed("the industry {code}: division {division} belongs to section {section}, not to {letter}",
                        code=code, division=digits[:2], section=division, letter=letter)  # fmt: skip
    whole = f"{division}{digits}"
    path = [known[whole[:length]] for length in range(SECTION, len(whole) + 1) if whole[:length] in known]
    if path[-1].code != whole:
        raise Malformed("the industry {code}: GB/T 4754 has no {code} below {above}; it has {known}",
                        code=whole, above=f"{path[-1].code} {path[-1].zh}",
                        known="; ".join(_below(known, path[-1].code)))  # fmt: skip
    return Industry(whole, edition(book, day), tuple(path))


def edition(book: Book, day: date) -> str:
    """Which edition of the standard holds on a day."""
    return book.figure(f"{PAGE}#divisions", day).source["document"]


@lru_cache(maxsize=4)
def levels(book: Book, day: date) -> Mapping[str, Level]:
    """Every section, division, group and class of a day by its code, each before those below it."""
    found = {code: Level(code, zh, en) for code, (zh, en) in book.figure(f"{PAGE}#sections", day).value.items()}
    for digits, (section, zh, en) in book.figure(f"{PAGE}#divisions", day).value.items():
        found[f"{section}{digits}"] = Level(f"{section}{digits}", zh, en)
    of = _sections(book, day)
    for figure in ("groups", "classes"):
        for digits, zh in book.figure(f"{BELOW}#{figure}", day).value.items():
            found[f"{of[digits[:2]]}{digits}"] = Level(f"{of[digits[:2]]}{digits}", zh, zh)
    return {code: found[code] for code in sorted(found)}


def matching(book: Book, said: str, day: date, most: int) -> list[Level]:
    """Divisions, groups and classes whose code begins with what is said or whose name has it, by code."""
    words = said.strip()
    code = "".join(words.split()).upper()
    if not words:
        return []
    return list(islice(_matching(levels(book, day), words, code), most))


def _matching(known: Mapping[str, Level], words: str, code: str) -> Iterator[Level]:
    for level in known.values():
        begins = level.code.startswith(code) or level.code[1:].startswith(code)
        if len(level.code) > SECTION and (begins or words in level.zh or words.lower() in level.en.lower()):
            yield level


def _sections(book: Book, day: date) -> dict[str, str]:
    """The letter of each division."""
    divisions: Mapping[str, Any] = book.figure(f"{PAGE}#divisions", day).value
    return {digits: said[0] for digits, said in divisions.items()}


@lru_cache(maxsize=4)
def _called(book: Book, day: date) -> Mapping[str, str]:
    """The code of each name that means one thing; where a group has one class of the same name, that of the class."""
    found: dict[str, str] = {}
    twice = set()
    for code, level in levels(book, day).items():
        if level.zh in found and not code.startswith(found[level.zh]):
            twice.add(level.zh)
        found[level.zh] = code
    return {name: code for name, code in found.items() if name not in twice and len(code) > SECTION}


def _below(known: Mapping[str, Level], above: str) -> list[str]:
    names = [f"{code} {level.zh}" for code, level in known.items() if len(code) == _next(above) and code[:-1] == above]
    return names if len(names) <= MOST_NAMED else [*names[:MOST_NAMED], "…"]


def _next(code: str) -> int:
    return DIVISION if len(code) == SECTION else len(code) + 1
