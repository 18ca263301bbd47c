"""Periods as facts and figures name them: ``2024``, ``2024-H1``, ``2024-Q3``, ``2024-09``, or none for a state."""

import re

from zhiyuan.kernel.errors import Malformed

YEAR, HALF, QUARTER, MONTH, NONE = "year", "half", "quarter", "month", "none"
FORMS = {
    YEAR: re.compile(r"\d{4}"),
    HALF: re.compile(r"\d{4}-H[12]"),
    QUARTER: re.compile(r"\d{4}-Q[1-4]"),
    MONTH: re.compile(r"\d{4}-(0[1-9]|1[0-2])"),
    NONE: re.compile(""),
}
EXAMPLES = {YEAR: "2024", HALF: "2024-H1", QUARTER: "2024-Q3", MONTH: "2024-09", NONE: "…"}


def checked(period: str, kind: str) -> str:
    """A period of a kind, without blanks and in capitals.

    >>> checked(" 2024-q3", QUARTER)
    '2024-Q3'
    """
    said = period.strip().upper()
    if FORMS[kind].fullmatch(said):
        return said
    if kind == NONE:
        raise Malformed("this is a state on a day and has no period, not {period}", period=repr(said))
    raise Malformed("{period} is no period; write it like {example}", period=repr(said), example=EXAMPLES[kind])
