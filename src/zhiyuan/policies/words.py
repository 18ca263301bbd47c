"""What a policy may ask of a firm: the vocabulary of the ladder, and what the register of the park itself knows."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from zhiyuan.enterprises.ladder.fields import Field, as_field, fields
from zhiyuan.kernel.reference import Book

PAGE = "policies/fields"
IN_PARK, INDUSTRY, CHAIN = "in_park", "industry", "chain"
NAMES = (INDUSTRY, CHAIN)
"""Fields whose answers are names with a beginning: ``C3976``, ``optics.glass``."""


@lru_cache(maxsize=4)
def vocabulary(book: Book) -> Mapping[str, Field]:
    """Every field by its name."""
    own = book.figure(f"{PAGE}#fields", date.max).value
    return {**fields(book), **{name: as_field(PAGE, name, dict(said)) for name, said in own.items()}}


def levels(book: Book, day: date) -> Mapping[str, Mapping[str, str]]:
    """Who may issue a policy, in both languages."""
    found: Mapping[str, Mapping[str, str]] = book.figure(f"{PAGE}#levels", day).value
    return found
