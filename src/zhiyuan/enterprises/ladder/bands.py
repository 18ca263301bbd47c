"""Bands of a table as the book writes them: [from, to, points], both ends said, so that a slip shows.

The law writes both ends of a line; a table that is read from both can be refused where two lines overlap or
leave a gap, which a list of lower limits would hide. A band owns its lower end and not its upper one; ">0" moves
an end to just above 0, for tables that say 以上不含 or 不高于.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from zhiyuan.enterprises.ladder.exact import INF, Between, Number, exact, plain
from zhiyuan.kernel.errors import Malformed

Edge = tuple[Number, bool]
"""A number, and whether the band begins only above it."""
Band = tuple[Edge, Edge, Between]
FIGURE = re.compile(r"-?\d{1,15}(\.\d{1,12})?")
"""How a figure is written: no powers of ten, which a few letters make too long to count with."""
LOWEST, HIGHEST = (-INF, False), (INF, False)


def bands(where: str, said: object) -> list[Band]:
    """The lines of a table in rising order, from −∞ to ∞ without overlap or gap.

    Raises
    ------
    Malformed
        Naming the clause and the two lines that overlap or leave a gap.
    """
    if not isinstance(said, list) or not said:
        raise Malformed("{where}: bands are a list of [from, to, points]", where=where)
    lines = sorted((_band(where, line) for line in said), key=lambda band: band[:2])
    for (_, ends, _), (begins, next_ends, _) in pairwise(lines):
        if begins < ends:
            raise Malformed("{where}: two bands overlap between {a} and {b}",
                            where=where, a=_said(begins), b=_said(min(ends, next_ends)))  # fmt: skip
        if begins > ends:
            raise Malformed("{where}: no band between {a} and {b}", where=where, a=_said(ends), b=_said(begins))
    if lines[0][0] != LOWEST or lines[-1][1] != HIGHEST:
        raise Malformed("{where}: the lowest band begins and the highest ends with null, so that none is left out",
                        where=where)  # fmt: skip
    return lines


def _band(where: str, line: object) -> Band:
    if not isinstance(line, list) or len(line) != 3:
        raise Malformed("{where}: a band is [from, to, points], not {line}", where=where, line=line)
    begins = LOWEST if line[0] is None else _edge(where, line[0])
    ends = HIGHEST if line[1] is None else _edge(where, line[1])
    if begins >= ends:
        raise Malformed("{where}: the band {line} ends before it begins", where=where, line=line)
    return (begins, ends, span(where, line[2]))


def _edge(where: str, said: object) -> Edge:
    if isinstance(said, str) and said.startswith(">"):
        return (number(where, said[1:]), True)
    return (number(where, said), False)


def _said(edge: Edge) -> str:
    return f"{'>' if edge[1] else ''}{plain(edge[0])}"


def number(where: str, said: object) -> Number:
    """A figure of the book: whole, or decimal in quotes."""
    try:
        if isinstance(said, bool) or not isinstance(said, (int, str)) or not FIGURE.fullmatch(str(said)):
            raise ValueError
        return exact(said)
    except (ValueError, ArithmeticError):
        raise Malformed("{where}: a figure is whole, or a decimal in quotes, not {said}",
                        where=where, said=repr(said)) from None  # fmt: skip


def span(where: str, said: object) -> Between:
    """Points of the book: 16, or [7, 8] where the table leaves a range."""
    ends: Sequence[object] = said if isinstance(said, list) else [said, said]
    whole = all(isinstance(end, int) and not isinstance(end, bool) and end >= 0 for end in ends)
    if len(ends) != 2 or not whole or ends[0] > ends[1]:  # type: ignore[operator]
        raise Malformed("{where}: points are a whole number or [least, most], not {said}", where=where, said=said)
    return (ends[0], ends[1])  # type: ignore[return-value]
