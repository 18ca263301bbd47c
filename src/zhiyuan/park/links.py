"""Where a figure opens: the address of the page that shows what a sum of kWh is made of.

Pure, so that a bill's line, a report or a workbook can carry the address without knowing the page.
"""

from datetime import UTC, datetime
from urllib.parse import urlencode

from zhiyuan.kernel.span import Span

FIGURE = "/energy/figure/"


def figure_url(meter: str, span: Span, bucket: str = "", site: str = "") -> str:
    """The page that opens a figure of one meter to the intervals and readings under it.

    Parameters
    ----------
    meter
        Key of the meter, of a virtual one too.
    span
        What the figure sums, half-open.
    bucket
        In what steps to show it at first: ``year`` … ``interval`` or ``readings``; chosen by length if empty.
    site
        Key of the park, where an installation has several.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> from zhiyuan.kernel.span import day_span
    >>> from datetime import date
    >>> figure_url("M1", day_span(date(2026, 3, 1), ZoneInfo("Asia/Shanghai")), "hour")
    '/energy/figure/?meter=M1&from=2026-02-28T16%3A00Z&to=2026-03-01T16%3A00Z&bucket=hour'
    """
    asked = {"meter": meter, "from": stamp(span.start), "to": stamp(span.end), "bucket": bucket, "site": site}
    return f"{FIGURE}?{urlencode({name: value for name, value in asked.items() if value})}"


def stamp(at: datetime) -> str:
    """An instant as the address carries it: UTC, no finer than it is.

    >>> stamp(datetime(2026, 3, 1, 8, 0, tzinfo=UTC))
    '2026-03-01T08:00Z'
    """
    form = "minutes" if not (at.second or at.microsecond) else "seconds" if not at.microsecond else "microseconds"
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec=form) + "Z"
