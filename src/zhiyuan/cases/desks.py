"""The desks of the park, by the book; the firm's own place in a flow is called one too."""

from collections.abc import Mapping
from datetime import date

from zhiyuan.cases.kind import APPLICANT, Words
from zhiyuan.kernel.reference import Book, book

PAGE = "cases/desks"


def desks(day: date, within: Book | None = None) -> Mapping[str, Words]:
    """Desk → its name.

    >>> desks(date(2026, 3, 2))["hall"].zh
    '综合窗口'
    """
    found = {figure.name.partition("#")[2]: Words(**figure.value) for figure in (within or book()).figures(PAGE, day)}
    return found | {APPLICANT: Words("企业", "The firm")}
