"""Work at a desk dealt out fairly, and what each person there has: by what is due, never by what is easy."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from zhiyuan.kernel.workday import working_days_between


@dataclass(frozen=True, slots=True)
class Open:
    """So many open steps of one holder, alike in due day and in the day on which their cases were opened."""

    holder: str
    due: date | None
    opened: date
    count: int = 1


@dataclass(frozen=True, slots=True)
class Load:
    """What one person has: open, due today, overdue; the mean age of the cases. [working d]"""

    holder: str
    open: int
    today: int
    overdue: int
    age: float


@dataclass(frozen=True, slots=True)
class Dealt:
    """A step goes to somebody; who was passed over, and how many open steps each of them had (None: away)."""

    turn: int
    to: str
    passed_over: Mapping[str, int | None]


def loads(rows: Iterable[Open], today: date) -> list[Load]:
    """The load of each holder by name; what nobody took yet stands under the empty name."""
    groups: dict[str, list[Open]] = {}
    for row in rows:
        groups.setdefault(row.holder, []).append(row)
    return [_load(holder, groups[holder], today) for holder in sorted(groups)]


def _load(holder: str, rows: list[Open], today: date) -> Load:
    whole = sum(row.count for row in rows)
    days = sum(row.count * working_days_between(row.opened, today) for row in rows)
    return Load(
        holder,
        whole,
        sum(row.count for row in rows if row.due == today),
        sum(row.count for row in rows if row.due and row.due < today),
        days / whole,
    )


def dealt(turns: Iterable[int], has: Mapping[str, int], away: Iterable[str] = ()) -> list[Dealt]:
    """Each step, in the order given, to whoever has the fewest open ones then; of equals the first by name.

    >>> [(one.turn, one.to) for one in dealt([7, 8, 9], {"li": 1, "wang": 0}, away=["zhao"])]
    [(7, 'wang'), (8, 'li'), (9, 'wang')]
    """
    now, gone, found = dict(has), dict.fromkeys(sorted(away)), []
    for turn in turns if now else ():
        to = min(now, key=lambda name: (now[name], name))
        found.append(Dealt(turn, to, {name: count for name, count in now.items() if name != to} | gone))
        now[to] += 1
    return found
