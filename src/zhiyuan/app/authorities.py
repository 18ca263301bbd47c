"""Asks the systems of tax, market regulation and land what an installation may ask them.

Address and secret of each stand in ``secrets/authorities/<source>.json``, never in the repository; what its
breaker remembers in ``run/authorities.json``. Nothing is asked while a transaction is open: an authority that
takes its time must not hold a row.
"""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from zhiyuan.adapters.authority.line import Line, Settings
from zhiyuan.adapters.http.breaker import Breaker
from zhiyuan.app import clock, outside
from zhiyuan.app.home import Home
from zhiyuan.kernel.datacheck import DataCheck, Item, Question, item, items, not_heard
from zhiyuan.kernel.errors import Malformed, NotFound

FOLDER = "authorities"
LIMITS = ("timeout_s", "attempts", "first_wait_s", "patience_s")


def keep(home: Home, source: str, url: str, key_id: str, key: str, **limits: float) -> None:
    """Set up one authority; refuses one that the book asks nothing of, an address or a secret that would not do."""
    if source not in (listed := sources(home)):
        raise NotFound("{source} is no authority; there are {sources}", source=repr(source), sources=", ".join(listed))
    Settings(url, key_id, key.encode(), **limits)  # type: ignore[arg-type]  # read back by the same names
    home.keep_secret(f"{FOLDER}/{source}", {"url": url, "key_id": key_id, "key": key} | limits)


def sources(home: Home) -> list[str]:
    """The authorities of which the book asks something on the installation's day."""
    return sorted({about.source for about in items(timezone.localdate(clock.read(home.clock_file).now()))})


def known(home: Home) -> dict[str, Settings]:
    """The authorities that are set up."""
    return {source: _settings(home, source) for source in sorted(connected(home))}


def connected(home: Home) -> frozenset[str]:
    """The keys of the authorities that are set up."""
    return frozenset(file.stem for file in (home.secrets / FOLDER).glob("*.json"))


def ask(
    home: Home, questions: Iterable[Question], remember: Callable[[DataCheck], Any] | None = None
) -> list[DataCheck]:
    """Ask one after another; each answer, heard or not, is handed to ``remember`` before the next is asked.

    Malformed for an item that the book does not let this authority answer; Refused inside a transaction.
    """
    outside.refuse_in_transaction()
    now = clock.read(home.clock_file).now
    asked = [(question, _item(question, now())) for question in questions]
    sources = {question.source for question, _ in asked} & connected(home)
    breakers, found = outside.breakers(home, FOLDER), []
    with ExitStack() as stack:
        lines = {source: stack.enter_context(Line(_settings(home, source))) for source in sources}
        for question, about in asked:
            check = _ask(lines.get(question.source), breakers, question, about, now())
            outside.keep_breakers(home, FOLDER, breakers)
            found.append(check)
            if remember is not None:
                remember(check)
    return found


def _ask(
    line: Line | None, breakers: dict[str, Breaker], question: Question, about: Item, asked_at: datetime
) -> DataCheck:
    breaker, real = breakers.get(question.source, Breaker()), datetime.now(UTC)
    if line is None:
        return not_heard(question, asked_at, "unknown")
    if not breaker.lets(real):
        return not_heard(question, asked_at, "resting", f"since {breaker.open_since}")
    check = line.ask(question, about, asked_at)
    breakers[question.source] = breaker.after(check.heard, datetime.now(UTC))
    return check


def _item(question: Question, now: datetime) -> Item:
    about = item(question.item, timezone.localdate(now))
    if about.source != question.source:
        raise Malformed("{item} is asked of {right}, not of {source}", item=about.key, right=about.source,
                        source=question.source)  # fmt: skip
    return about


def _settings(home: Home, source: str) -> Settings:
    kept = home.secret(f"{FOLDER}/{source}")
    try:
        limits = {name: kept[name] for name in LIMITS if name in kept}
        return Settings(kept["url"], kept["key_id"], kept["key"].encode(), **limits)
    except (KeyError, AttributeError, TypeError) as why:
        raise Malformed("{source}: {file} has url, key_id and key", source=source,
                        file=home.secrets / FOLDER / f"{source}.json") from why  # fmt: skip
