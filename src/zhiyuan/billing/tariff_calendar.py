"""A year of time-of-use periods as a picture: twelve months by twenty-four hours, drawn as SVG text. Pure.

Every stretch has its colour and its word. A month whose hours no source gives is hatched and says so; it
is never guessed. A notice that begins inside a month gives that month two rows.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from zhiyuan.billing.period import Stretch, day_stretches
from zhiyuan.kernel.errors import NotFound, NotReady
from zhiyuan.kernel.reference import Figure, book, figure
from zhiyuan.kernel.span import next_month

LEFT, TOP, ROW, HOUR, RIGHT = 64, 24, 26, 28, 12
NARROW = 44  # a stretch below this width shows the first letter of its word only [px]


@dataclass(frozen=True, slots=True)
class MonthRow:
    """The days from ``day`` on that share periods; ``stretches`` is None where the hours are not known."""

    day: date
    label: str
    stretches: tuple[Stretch, ...] | None
    source: Figure | None

    def hours(self, period: str) -> str:
        """The clock times of a period: "16:00–24:00", several with a space between."""
        found = [s for s in self.stretches or () if s.period == period]
        return " ".join(f"{_clock(s.start)}–{_clock(s.end)}" for s in found)


def year_rows(page: str, year: int) -> list[MonthRow]:
    """The months of a year, cut where a notice begins."""
    begins = {v["since"] for v in book().page(page)["periods"]["values"]}
    rows = []
    for month in range(1, 13):
        first = date(year, month, 1)
        inside = sorted(b for b in begins if first < b < next_month(first))
        rows += [_row(page, day) for day in (first, *inside)]
    return rows


def _row(page: str, day: date) -> MonthRow:
    label = f"{day:%Y-%m}" if day.day == 1 else f"{day:%m-%d}→"
    try:
        source = figure(f"{page}#periods", day)
        return MonthRow(day, label, day_stretches(page, day, book().digest), source)
    except NotReady:
        return MonthRow(day, label, None, source)
    except NotFound:
        return MonthRow(day, label, None, None)


@dataclass(frozen=True, slots=True)
class Notice:
    """A document that holds in a year: from when, until when, and what it says of itself."""

    since: date
    until: date | None
    source: Mapping[str, str]


def notices(page: str, year: int, item: str = "periods") -> list[Notice]:
    """The dated values of a figure that hold on a day of the year, in order."""
    values = sorted(book().page(page)[item]["values"], key=lambda v: v["since"])
    ends = [v["since"] for v in values[1:]] + [None]
    return [
        Notice(v["since"], v.get("until") or end, v["source"])
        for v, end in zip(values, ends, strict=True)
        if v["since"] <= date(year, 12, 31) and (end is None or end > date(year, 1, 1))
    ]


def picture(name: str, rows: Sequence[MonthRow], say: Callable[[str], str], missing: str, today: date) -> str:
    """The year as SVG; ``say`` gives the word of a period, ``missing`` that of unknown hours."""
    width, height = LEFT + 24 * HOUR + RIGHT, TOP + len(rows) * ROW + 6
    parts = [f'<svg class="chart tou" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(name)}">']
    for hour in range(0, 25, 2):
        parts.append(f'<text x="{LEFT + hour * HOUR}" y="16" text-anchor="middle">{hour}</text>')
    for number, row in enumerate(rows):
        y = TOP + number * ROW
        now = ' class="tou-now"' if _holds(rows, number, today) else ""
        parts.append(f'<text x="{LEFT - 8}" y="{y + 17}" text-anchor="end"{now}>{escape(row.label)}</text>')
        if row.stretches is None:
            parts.append(_unknown(y, f"{row.label} {missing}", missing))
        else:
            parts += [_stretch(y, row.label, s, say(s.period)) for s in row.stretches]
    return "".join([*parts, "</svg>"])


def _holds(rows: Sequence[MonthRow], number: int, today: date) -> bool:
    after = rows[number + 1].day if number + 1 < len(rows) else date(rows[number].day.year + 1, 1, 1)
    return rows[number].day <= today < after


def _stretch(y: int, label: str, stretch: Stretch, word: str) -> str:
    x, width = LEFT + stretch.start * HOUR / 60, (stretch.end - stretch.start) * HOUR / 60
    said = word if width >= NARROW else word[:1]
    title = escape(f"{label} {_clock(stretch.start)}–{_clock(stretch.end)} {word}")
    return (
        f'<rect class="tou-{stretch.period}" x="{x:.1f}" y="{y + 1}" width="{width - 1:.1f}" height="{ROW - 2}">'
        f'<title>{title}</title></rect><text class="tou-word" x="{x + width / 2:.1f}" y="{y + 17}" '
        f'text-anchor="middle">{escape(said)}</text>'
    )


def _unknown(y: int, title: str, missing: str) -> str:
    middle, box = LEFT + 12 * HOUR, 13 * len(missing) + 16
    return (
        f'<rect class="gap" x="{LEFT}" y="{y + 1}" width="{24 * HOUR - 1}" height="{ROW - 2}">'
        f"<title>{escape(title)}</title></rect>"
        f'<rect class="tou-plain" x="{middle - box / 2:.1f}" y="{y + 3}" width="{box}" height="{ROW - 6}"/>'
        f'<text x="{middle}" y="{y + 17}" text-anchor="middle">{escape(missing)}</text>'
    )


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
