"""What makes a policy whole, and the name of exactly this wording. Pure."""

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from zhiyuan.kernel.errors import Malformed

LONGEST: Mapping[str, int] = {
    "title": 120, "title_en": 160, "issuer": 80, "document": 80, "url": 300, "text": 20_000, "benefit": 600,
}  # fmt: skip
NEEDED = ("title", "issuer", "document", "benefit")
DAYS = ("valid_first", "valid_last", "window_first", "window_last")
CHOSEN = ("level", "kind")
FIELDS = (*LONGEST, *DAYS, *CHOSEN, "clauses")
"""Everything that a policy says; what is published is pinned by a digest over all of it."""
URL = re.compile(r"https?://[^\s/]+\.[^\s]+")


def whole(said: Mapping[str, Any], levels: Collection[str], kinds: Collection[str]) -> dict[str, Any]:
    """The same, tidied, when nothing is missing and the days are in order; its clauses are read elsewhere.

    Raises
    ------
    Malformed
        Naming what is missing, too long, not known, or out of order.
    """
    if strange := sorted({*said} - {*FIELDS}):
        raise Malformed("a policy does not say {strange}; it says {known}",
                        strange=", ".join(strange), known=", ".join(FIELDS))  # fmt: skip
    found = {name: str(said.get(name) or "").strip() for name in (*LONGEST, *CHOSEN)}
    for name in NEEDED:
        if not found[name]:
            raise Malformed("{name} is missing: a policy has {needed}", name=name, needed=", ".join(NEEDED))
    for name, most in LONGEST.items():
        if len(found[name]) > most or "\0" in found[name]:
            raise Malformed("{name} is longer than {most} characters, or holds what is no text", name=name, most=most)
    if found["url"] and not URL.fullmatch(found["url"]):
        raise Malformed("{url} is no address of a page; it begins with http:// or https://", url=found["url"])
    for name, known in (("level", levels), ("kind", kinds)):
        if found[name] not in known:
            raise Malformed("{name} {said} is not known; there are {known}",
                            name=name, said=found[name] or "–", known=", ".join(known))  # fmt: skip
    days = {name: _day(name, said.get(name)) for name in DAYS}
    _in_order(days)
    return found | days | {"clauses": said.get("clauses")}


def _day(name: str, said: Any) -> date | None:
    if said in (None, ""):
        return None
    if isinstance(said, date):
        return said
    try:
        return date.fromisoformat(str(said))
    except ValueError:
        raise Malformed("{name}: {said} is no day; write it like 2026-03-02", name=name, said=said) from None


def _in_order(days: Mapping[str, date | None]) -> None:
    first, last = days["valid_first"], days["valid_last"]
    if first is None:
        raise Malformed("say the first day on which the policy holds")
    if last is not None and last < first:
        raise Malformed("a policy does not end before it begins: {last}", last=last)
    opens, closes = days["window_first"], days["window_last"]
    if opens is not None and closes is not None and closes < opens:
        raise Malformed("the days for claims end before they begin: {last}", last=closes)
    for day in (opens, closes):
        if day is not None and (day < first or (last is not None and day > last)):
            raise Malformed("the days for claims lie within those on which the policy holds: {day}", day=day)


def digest(said: Mapping[str, Any], file: str) -> str:
    """The name of exactly this wording, its attachment by its own digest."""
    plain = json.dumps([{name: said[name] for name in FIELDS}, file], sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(plain.encode()).hexdigest()


def claimed_by(answer: str, policies: Collection[tuple[int, str, str]]) -> int | None:
    """Which policy (number, document, title) the answer of a claim names: by its document, several by the title too.

    >>> claimed_by("《办法》模拟〔2026〕1号", [(1, "模拟〔2026〕1号", "办法"), (2, "模拟〔2026〕11号", "另一个")])
    1
    """
    said = _plain(answer)
    named = [one for one in policies if _plain(one[1]) in said]
    fuller = [one for one in named if _plain(one[2]) in said]
    found = fuller or named
    return found[0][0] if len(found) == 1 else None


def _plain(text: str) -> str:
    """Without blanks, brackets of every kind written alike."""
    return re.sub(r"\s+", "", text).translate(str.maketrans("〔［（[(〕］）])", "((((()))))"))
