"""Industries by GB/T 4754: a letter for the section (门类) and four digits, the first two for the division (大类).

The book has the sections and divisions; of groups and classes (中类, 小类) only the form is checked.
"""

import re
from dataclasses import dataclass
from datetime import date

from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.reference import Book

PAGE = "industry/gbt4754"
FORM = re.compile(r"([A-T]?)(\d{2})(\d{2})?")


@dataclass(frozen=True, slots=True)
class Industry:
    """A code with its letter, the edition that it is of, and how its section and division are called."""

    code: str
    edition: str
    section: tuple[str, str]
    division: tuple[str, str]
    """Chinese, English."""


def industry(book: Book, code: str, day: date) -> Industry:
    """What a code means on a day; the letter may be left out, a division alone is taken.

    Raises
    ------
    Malformed
        Naming what does not fit.
    """
    said = "".join(code.split()).upper()
    form = FORM.fullmatch(said)
    if form is None:
        raise Malformed("the industry {code} is no code of GB/T 4754; write it like C3871", code=repr(said))
    letter, digits, rest = form[1], form[2], form[3] or ""
    divisions = book.figure(f"{PAGE}#divisions", day)
    if digits not in divisions.value:
        raise Malformed("the industry {code}: GB/T 4754 has no division {division}", code=said, division=digits)
    belongs, *names = divisions.value[digits]
    if letter and letter != belongs:
        raise Malformed("the industry {code}: division {division} belongs to section {section}, not to {letter}",
                        code=said, division=digits, section=belongs, letter=letter)  # fmt: skip
    sections = book.figure(f"{PAGE}#sections", day).value
    edition = divisions.source["document"]
    return Industry(f"{belongs}{digits}{rest}", edition, tuple(sections[belongs]), (names[0], names[1]))
