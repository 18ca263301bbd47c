"""Numbers of bills: one row of numbers a site and year, without holes.

A number is taken inside the transaction that issues, from a row that is locked meanwhile: what is
rolled back takes none. Pure; the row is kept by ``models.close.NumberRow``.
"""

from collections.abc import Iterable

WIDTH = 6


def number(year: int, sequence: int) -> str:
    """How a number reads.

    >>> number(2026, 17)
    '2026-000017'
    """
    return f"{year:04d}-{sequence:0{WIDTH}d}"


def take(last: int, count: int) -> range:
    """The next sequences after the last one taken.

    >>> list(take(16, 2))
    [17, 18]
    """
    return range(last + 1, last + 1 + count)


def sequence(text: str) -> int:
    """The sequence in a number.

    >>> sequence("2026-000017")
    17
    """
    return int(text.rpartition("-")[2])


def holes(numbers: Iterable[str], last: int = 0) -> list[int]:
    """Sequences of one year that should be there and are not.

    Parameters
    ----------
    last
        The last one that was taken, where that is known: bills at the end of the row may be gone too.

    Examples
    --------
    >>> holes(["2026-000001", "2026-000004"])
    [2, 3]
    >>> holes(["2026-000001"], last=2)
    [2]
    """
    taken = {sequence(n) for n in numbers}
    return [n for n in range(1, max([last, *taken]) + 1) if n not in taken]
