"""An edition of a rule set as somebody proposes it: its clauses, what they rest on, and firms worked by it.

A draft says only what is new. Laid onto the rule's page it ends what held until its first day and changes nothing
before it, so that a filing is judged by the edition of its day whatever is proposed later.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zhiyuan.enterprises.ladder.editions import EDITION, FOLDER
from zhiyuan.enterprises.ladder.fields import PAGE as FIELDS
from zhiyuan.kernel import plainyaml
from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.reference import Book

KEY = re.compile(r"[a-z][a-z0-9_]{1,39}")
HEAD = {"rule": str, "en": str, "edition": str, "since": date}
WORDS = (*HEAD, "until", "ranged", "source", "clauses", "cases")
LINE = ("unit", "value", "source")
CASE = ("name", "firm", "verdict", "score", "not_met")
LONGEST_NAME = 40
"""Of a rule and of an edition. [characters]"""
MOST = 200
"""Clauses of an edition, and worked firms."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One edition: ``clauses`` are ``{unit, value, source}`` as on a page, ``cases`` are firms and what comes out."""

    rule: str
    en: str
    edition: str
    since: date
    source: Mapping[str, str]
    clauses: tuple[Mapping[str, Any], ...]
    cases: tuple[Mapping[str, Any], ...] = ()
    until: date | None = None
    ranged: bool = False
    digest: str = field(init=False, default="")
    """The name of exactly this: in whatever order its tables are written."""

    def __post_init__(self) -> None:
        said = json.dumps(self.plain(), sort_keys=True, default=str, ensure_ascii=False)
        object.__setattr__(self, "digest", hashlib.sha256(said.encode()).hexdigest())

    def plain(self) -> dict[str, Any]:
        """As a table, in the order in which it is written."""
        said = {name: getattr(self, name) for name in WORDS}
        return {**said, "clauses": [dict(one) for one in self.clauses], "cases": [dict(one) for one in self.cases],
                "source": dict(self.source)}  # fmt: skip

    def text(self) -> str:
        """As YAML."""
        return plainyaml.dump(self.plain())

    def cited(self, number: int) -> Mapping[str, str]:
        """What a clause rests on: what it says itself, over what the edition rests on."""
        return {**self.source, **self.clauses[number]["source"]}

    def called(self, number: int) -> str:
        """A clause as the document numbers it."""
        value = self.clauses[number]["value"]
        return str(value.get("clause") or value.get("part"))


def read(text: str, name: str = "edition.yaml") -> Draft:
    """The draft that a text says.

    Raises
    ------
    Malformed
        Naming what is missing or means nothing, and in which clause or case.
    """
    return of(plainyaml.load(text, name))


def of(said: Any) -> Draft:
    """The draft that a table says."""
    said = _table("the edition", said, WORDS)
    for word, kind in HEAD.items():
        if type(said.get(word)) is not kind or not said[word]:
            raise Malformed("the edition says its {word}", word=word)
    if long := [word for word in ("rule", "edition") if len(said[word]) > LONGEST_NAME]:
        raise Malformed("{word} has at most {most} characters", word=long[0], most=LONGEST_NAME)
    until = said.get("until")
    if until is not None and (type(until) is not date or until <= said["since"]):
        raise Malformed("until is the day on which the edition holds no longer, after {since}", since=said["since"])
    return Draft(
        **{word: said[word] for word in HEAD}, until=until, ranged=said.get("ranged") is True,
        source=_words("the edition", said.get("source")),
        clauses=tuple(_line(number, one) for number, one in enumerate(_list("clauses", said.get("clauses")), 1)),
        cases=tuple(_case(number, one) for number, one in enumerate(_list("cases", said.get("cases") or []), 1)),
    )  # fmt: skip


def page_of(key: str) -> str:
    """The page of the book that a rule of this key has.

    Raises
    ------
    Malformed
        When it is no key, or that of the vocabulary.
    """
    if not KEY.fullmatch(key) or FOLDER + key == FIELDS:
        raise Malformed("{keys} is no key: small letters, digits and _", keys=key or "–")
    return FOLDER + key


def laid(held: Book, key: str, draft: Draft) -> Book:
    """A book in which the edition holds from its first day; a key without a page begins a rule."""
    page = held.pages.get(page_of(key), {})
    ended = {item: {**entry, "values": [_ended(value, draft.since) for value in entry["values"]]}
             for item, entry in page.items()}  # fmt: skip
    title = {"rule": draft.rule, "en": draft.en, "edition": draft.edition} | ({"ranged": True} if draft.ranged else {})
    editions = [*ended.get(EDITION, {"values": []})["values"], _dated(draft, title, draft.source)]
    new = {
        f"line_{draft.since:%Y%m%d}_{number}": {
            "unit": one["unit"], "values": [_dated(draft, one["value"], draft.cited(number - 1))]
        }
        for number, one in enumerate(draft.clauses, 1)
    }  # fmt: skip
    edition = {"unit": EDITION, "values": sorted(editions, key=lambda value: value["since"])}
    return held.with_pages({page_of(key): {**ended, EDITION: edition, **new}})


def taken(held: Book, key: str, day: date) -> Draft:
    """The edition that holds on a day, to begin another with; its worked firms stay with it."""
    page, clauses = page_of(key), []
    edition = held.figure(f"{page}#{EDITION}", day)
    for figure in held.figures(page, day):
        if figure.name != edition.name:
            own = {word: text for word, text in figure.source.items() if edition.source.get(word) != text}
            clauses.append({"unit": figure.unit, "value": figure.value, "source": own})
    said = edition.value
    return Draft(said["rule"], said["en"], said["edition"], edition.since, edition.source, tuple(clauses),
                 ranged=bool(said.get("ranged")))  # fmt: skip


def _ended(value: Mapping[str, Any], day: date) -> Mapping[str, Any]:
    until = value.get("until")
    return {**value, "until": day} if value["since"] < day and (until is None or until > day) else value


def _dated(draft: Draft, value: Mapping[str, Any], source: Mapping[str, str]) -> dict[str, Any]:
    ends = {"until": draft.until} if draft.until else {}
    return {"since": draft.since, **ends, "value": value, "source": source}


def _line(number: int, said: Any) -> Mapping[str, Any]:
    where = f"clause {number}"
    said = _table(where, said, LINE)
    value = said.get("value")
    if not isinstance(value, Mapping) or ("clause" in value) == ("part" in value):
        raise Malformed("{where}: its value has a clause, or the part of a score", where=where)
    for word in ("clause", "text", "en") if "clause" in value else ("part", "label", "en"):
        if not isinstance(value.get(word), str):
            raise Malformed("{where}: {word} is text", where=where, word=word)
    return {"unit": str(said.get("unit", "")), "value": dict(value), "source": _words(where, said.get("source") or {})}


def _case(number: int, said: Any) -> Mapping[str, Any]:
    where = f"case {number}"
    said = _table(where, said, CASE)
    if not isinstance(said.get("name"), str) or not said["name"].strip():
        raise Malformed("{where} has a name", where=where)
    if not isinstance(said.get("firm"), Mapping):
        raise Malformed("{where} has a firm: fields and answers", where=where)
    if not isinstance(said.get("verdict"), str):
        raise Malformed("{where} says which verdict comes out", where=where)
    return dict(said)


def _table(where: str, said: Any, known: tuple[str, ...]) -> Mapping[str, Any]:
    if not isinstance(said, Mapping):
        raise Malformed("{where}: a table stands here, not {said}", where=where, said=repr(said)[:60])
    if strange := [str(word) for word in said if word not in known]:
        raise Malformed("{where}: {strange} means nothing here; there are {known}",
                        where=where, strange=", ".join(strange), known=", ".join(known))  # fmt: skip
    return said


def _list(where: str, said: Any) -> list[Any]:
    if not isinstance(said, list):
        raise Malformed("{where}: a list stands here, not {said}", where=where, said=repr(said)[:60])
    if len(said) > MOST:
        raise Malformed("{where}: {count} of them; at most {most} are read", where=where, count=len(said), most=MOST)
    return said


def _words(where: str, said: Any) -> dict[str, str]:
    if not isinstance(said, Mapping) or not all(isinstance(t, str) for pair in said.items() for t in pair):
        raise Malformed("{where}: its source is a table of words: document, clause, status, note", where=where)
    return dict(said)
