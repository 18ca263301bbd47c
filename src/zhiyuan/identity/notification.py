"""What a person is told, in which words, and when it may leave the house. Pure.

The words are pages of the book (``notifications/kinds``), so that whoever tells keeps only the kind and what is filled
in. When it leaves follows from the person's wish, else from ``notifications/delivery``: at once, when the quiet hours
are over, or with the digest of the next working day; only the kinds that the book calls urgent never wait.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from zhiyuan.kernel.reference import value
from zhiyuan.kernel.workday import is_working_day, working_day_after

KINDS, DELIVERY = "notifications/kinds", "notifications/delivery"
MAIL, SMS = "mail", "sms"
WAYS = (MAIL, SMS)
"""How one person is reached beside the inbox."""
GROUPS = ("wecom", "dingtalk")
"""Group robots: one message for everybody who is in the group."""
DIGEST = "digest"
"""The words over several notifications in one."""
ON_BEHALF = "on_behalf"
"""The words around what an agent is told, and the parameter that says for whom."""
CHINESE = "zh-hans"


@dataclass(frozen=True, slots=True)
class Told:
    """Something to be told once to each of some people. ``key`` says which happening it is, ``path`` what opens it."""

    key: str
    kind: str
    path: str
    people: tuple[int, ...]
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wish:
    """How a person wants to be told. ``quiet`` are the site's own times; None where no hour is quiet."""

    ways: frozenset[str]
    quiet: tuple[time, time] | None
    digest: bool = False


@dataclass(frozen=True, slots=True)
class Spoken:
    """A notification in one language."""

    title: str
    text: str


def default(day: date) -> Wish:
    """What holds for whoever wishes nothing else."""
    begins, ends = value(f"{DELIVERY}#quiet", day)
    return Wish(frozenset(value(f"{DELIVERY}#ways", day)), (time.fromisoformat(begins), time.fromisoformat(ends)))


def spoken(kind: str, params: Mapping[str, Any], language: str, day: date) -> Spoken:
    """A notification in the reader's language.

    >>> spoken("copied", {"number": "1", "kind": {"zh": "变更", "en": "Change"}}, "en", date(2026, 3, 2)).title
    'Case 1 was copied to you (Change)'
    """
    said, tongue = value(f"{KINDS}#{kind}", day), "zh" if language == CHINESE else "en"
    filled = _Filled({name: _in(what, tongue) for name, what in params.items()})
    found = Spoken(said["title"][tongue].format_map(filled), said["text"][tongue].format_map(filled))
    if ON_BEHALF not in params or kind == ON_BEHALF:
        return found
    return spoken(ON_BEHALF, {ON_BEHALF: params[ON_BEHALF], "title": found.title, "text": found.text}, language, day)


class _Filled(dict[str, str]):
    """What was not said reads as a dash."""

    def __missing__(self, name: str) -> str:
        return "—"


def _in(what: Any, tongue: str) -> str:
    """A name in both languages, several of them, or plain text."""
    if isinstance(what, Mapping):
        return str(what[tongue])
    if isinstance(what, list):
        return ("、" if tongue == "zh" else ", ").join(_in(one, tongue) for one in what) or "—"
    return "—" if what is None else str(what)


def urgent(kind: str, day: date) -> bool:
    """Whether a kind waits for nothing."""
    return kind in value(f"{DELIVERY}#urgent", day)


def leaves(kind: str, at: datetime, zone: ZoneInfo, wish: Wish) -> datetime:
    """When a notification leaves the house.

    Parameters
    ----------
    at
        When it was told.
    zone
        The site's, whose clock the quiet hours and the digest go by.
    """
    local = at.astimezone(zone)
    if urgent(kind, local.date()):
        return at
    if wish.digest:
        return _next_digest(local)
    return _after_quiet(local, wish.quiet) if wish.quiet else at


def _next_digest(local: datetime) -> datetime:
    """The first moment of a digest that is not over yet."""
    day = local.date()
    moment = datetime.combine(day, time.fromisoformat(value(f"{DELIVERY}#digest_at", day)), tzinfo=local.tzinfo)
    if is_working_day(day) and local <= moment:
        return moment
    return moment.replace(year=(after := working_day_after(day, 1)).year, month=after.month, day=after.day)


def _after_quiet(local: datetime, quiet: tuple[time, time]) -> datetime:
    """The same moment, or the end of the quiet hours that it lies in; they begin with their first and end before
    their last, and may go over midnight."""
    begins, ends = quiet
    clock = local.time()
    within = begins <= clock < ends if begins <= ends else clock >= begins or clock < ends
    if not within:
        return local
    day = local.date() + timedelta(days=1 if clock >= ends else 0)
    return datetime.combine(day, ends, tzinfo=local.tzinfo)


def wait_s(tries: int, day: date) -> float | None:
    """How long to wait after so many tries that failed; None when no more are made. [s]

    >>> [wait_s(tries, date(2026, 3, 2)) for tries in (1, 2, 6)]
    [60.0, 120.0, None]
    """
    limit = value(f"{DELIVERY}#retry", day)
    if tries >= limit["tries"]:
        return None
    return float(min(limit["first_wait_s"] * 2 ** (tries - 1), limit["longest_wait_s"]))
