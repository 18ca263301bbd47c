"""From the pages of the book to a kind; what a reader could misunderstand is refused with its place."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from zhiyuan.cases.kind import (
    APPLICANT,
    DAYS,
    Check,
    Clock,
    Covered,
    Document,
    Field,
    Holds,
    Kind,
    LookBacks,
    Step,
    Words,
)
from zhiyuan.cases.limit import Limit, limit
from zhiyuan.cases.subject import ENTERPRISE
from zhiyuan.kernel.errors import Malformed, NotFound
from zhiyuan.kernel.reference import Book, book

PAGES = ("kind", "form", "documents", "texts")
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
FIELD_KINDS = ("text", "long", "number", *DAYS, "choice", "uscc", "spaces", "meters", "tenancy")


def kind(key: str, day: date, within: Book | None = None) -> Kind:
    """The edition of a kind that new cases of a day are opened under."""
    known = kinds(within)
    if key not in known:
        raise NotFound("there is no kind {kind}; there are {kinds}", kind=key, kinds=", ".join(known))
    figures = {page: (within or book()).figure(f"cases/{key}/{page}#{page}", day) for page in PAGES}
    said = {page: found.value for page, found in figures.items()}
    source = figures["kind"].source
    said["basis"] = " ".join(source[name] for name in ("document", "clause", "note") if source.get(name))
    return read(key, said)


def kinds(within: Book | None = None) -> tuple[str, ...]:
    """The keys of all kinds that the book has pages of."""
    names = [page.split("/") for page in (within or book()).pages]
    return tuple(sorted(parts[1] for parts in names if parts[0] == "cases" and parts[2:] == ["kind"]))


def editions(day: date) -> list[Kind]:
    """Every kind that new cases of a day may be opened under; one whose first day is to come is not among them."""
    found = []
    for key in kinds():
        try:
            found.append(kind(key, day))
        except NotFound:
            continue
    return found


def read(key: str, said: Mapping[str, Any]) -> Kind:
    """A kind from what its pages say: those of the book, or those that a case was opened under."""
    reader = _Reader(key)
    head = reader.table("kind", said["kind"], {"title", "lane", "steps"},
                        {"legal", "promised", "checks", "pauses", "counter", "about", "look_backs", "covered",
                         "forms", "onward"})  # fmt: skip
    found = Kind(
        key=key,
        title=reader.words("title", head["title"]),
        lane=head["lane"],
        steps=tuple(reader.step(s) for s in head["steps"]),
        documents=tuple(reader.document(d) for d in said["documents"]),
        form=tuple(reader.field(f) for f in said["form"]),
        texts={name: reader.words(f"texts.{name}", text) for name, text in said["texts"].items()},
        basis=said["basis"],
        digest=_digest(key, said),
        counter=head.get("counter") or _first_desk(head["steps"]),
        about=head.get("about", ENTERPRISE),
        forms=tuple(head.get("forms", ())),
        onward=head.get("onward", ""),
        legal=reader.clock("legal", head.get("legal")),
        promised=reader.clock("promised", head.get("promised")),
        checks=tuple(reader.check(name, c) for name, c in head.get("checks", {}).items()),
        look_backs=reader.look_backs(head.get("look_backs")),
        pauses={name: reader.words(f"pauses.{name}", text) for name, text in head.get("pauses", {}).items()},
        covered=reader.covered(head["covered"]) if "covered" in head else None,
        said=said,
    )
    reader.refuse_strange(found)
    reader.check_keys("step", [s.key for s in found.steps])
    reader.check_keys("document", [d.key for d in found.documents])
    reader.check_keys("field", [f.key for f in found.form])
    return found


def _first_desk(steps: Sequence[Mapping[str, Any]]) -> str:
    return next((step["by"] for step in steps if step.get("by", APPLICANT) != APPLICANT), APPLICANT)


def _digest(key: str, said: Mapping[str, Any]) -> str:
    text = json.dumps([key, said], sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


class _Reader:
    """Reads the tables of one kind; every refusal names the kind and the place."""

    def __init__(self, key: str) -> None:
        self.key = key

    def table(self, where: str, said: Any, needed: set[str], more: set[str]) -> Mapping[str, Any]:
        """A table with all it needs and nothing unknown."""
        if not isinstance(said, Mapping):
            raise Malformed("{kind}, {where}: a table is wanted, not {said}", kind=self.key, where=where, said=said)
        if missing := sorted(needed - said.keys()):
            raise Malformed("{kind}, {where}: {names} is missing", kind=self.key, where=where, names=", ".join(missing))
        if unknown := sorted(said.keys() - needed - more):
            raise Malformed("{kind}, {where}: {names} means nothing here; it may have {known}", kind=self.key,
                            where=where, names=", ".join(unknown), known=", ".join(sorted(needed | more)))  # fmt: skip
        return said

    def words(self, where: str, said: Any) -> Words:
        """A text in both languages."""
        said = self.table(where, said, {"zh", "en"}, set())
        return Words(str(said["zh"]), str(said["en"]))

    def limit(self, said: Any) -> Limit | None:
        """A limit, where one is said."""
        return limit(said) if said else None

    def step(self, said: Any) -> Step:
        """One step."""
        more = {"needs", "docs", "defer", "gives", "checks", "clock", "wait", "silence", "objection", "optional",
                "effects", "differs_from", "until", "counts_from", "publishes", "optional_if",
                "asked_within"}  # fmt: skip
        said = self.table("step", said, {"key", "title", "by"}, more)
        where = f"step {said['key']}"
        return Step(
            key=said["key"],
            title=self.words(where, said["title"]),
            by=said["by"],
            needs=tuple(said.get("needs", ())),
            docs=tuple(said.get("docs", ())),
            defer={doc: limit(later) for doc, later in said.get("defer", {}).items()},
            gives=tuple(said.get("gives", ())),
            checks=tuple(said.get("checks", ())),
            clock=self.clock(where, said.get("clock")),
            wait=self.limit(said.get("wait")),
            silence=self.limit(said.get("silence")),
            objection=bool(said.get("objection", False)),
            optional=self.words(where, said["optional"]) if "optional" in said else None,
            optional_if={key: Decimal(str(most)) for key, most in said.get("optional_if", {}).items()},
            effects=tuple(said.get("effects", ())),
            differs_from=tuple(said.get("differs_from", ())),
            until=said.get("until", ""),
            counts_from=said.get("counts_from", ""),
            publishes=bool(said.get("publishes", False)),
            asked_within=said.get("asked_within"),
        )

    def look_backs(self, said: Any) -> LookBacks | None:
        """When it is looked at again."""
        if said is None:
            return None
        said = self.table("look_backs", said, {"by", "after", "within", "back_to"}, {"gives", "differs_from"})
        after, within = tuple(limit(later) for later in said["after"]), limit(said["within"])
        several = {name: tuple(said.get(name, ())) for name in ("gives", "differs_from")}
        return LookBacks(said["by"], after, within, said["back_to"], **several)

    def document(self, said: Any) -> Document:
        """One document."""
        said = self.table("document", said, {"key", "title"}, {"origin", "barred", "photo", "public", "holds"})
        where = f"document {said['key']}"
        read = {"title": self.words(where, said["title"]), "holds": self.holds(where, said.get("holds"))}
        return Document(**{**said, **read})

    def holds(self, where: str, said: Any) -> Holds | None:
        """How long something issued holds, where it is said."""
        if said is None:
            return None
        said = self.table(where, said, {"limit", "basis"}, {"prolonged", "until_work"})
        more = self.table(where, said.get("prolonged", {"times": 0, "by": None}), {"times", "by"}, set())
        until_work = bool(said.get("until_work", False))
        return Holds(limit(said["limit"]), said["basis"], int(more["times"]), self.limit(more["by"]), until_work)

    def covered(self, said: Any) -> Covered:
        """What an earlier case stands for."""
        said = self.table("covered", said, {"kind", "document", "same", "docs"}, set())
        return Covered(said["kind"], said["document"], tuple(said["same"]), tuple(said["docs"]))

    def field(self, said: Any) -> Field:
        """One question of the form."""
        more = {
            "kind",
            "required",
            "choices",
            "hint",
            "at",
            "least",
            "most",
            "after",
            "within",
            "ago",
            "public",
            "personal",
        }
        said = self.table("field", said, {"key", "title"}, more)
        where = f"field {said['key']}"
        if said.get("kind", "text") not in FIELD_KINDS:
            raise Malformed("{kind}, {where}: {said} is no kind of field; there are {known}", kind=self.key,
                            where=where, said=said["kind"], known=", ".join(FIELD_KINDS))  # fmt: skip
        choices = tuple((name, self.words(where, words)) for name, words in said.get("choices", {}).items())
        hint = self.words(where, said["hint"]) if "hint" in said else None
        read = {"title": self.words(where, said["title"]), "choices": choices, "hint": hint}
        bounds = {name: Decimal(str(said[name])) for name in ("least", "most") if name in said}
        return Field(**{**said, **read, **bounds})

    def check(self, name: str, said: Any) -> Check:
        """One check of the office's own."""
        where = f"check {name}"
        said = self.table(where, said, {"title", "source", "clear"}, {"promised", "hours", "by_hand"})
        title, clear = self.words(where, said["title"]), tuple(said["clear"])
        return Check(**{**said, "key": name, "title": title, "clear": clear})

    def clock(self, where: str, said: Any) -> Clock | None:
        """A limit of the whole case."""
        if said is None:
            return None
        said = self.table(where, said, {"limit", "basis"}, {"extension"})
        return Clock(limit(said["limit"]), said["basis"], self.limit(said.get("extension")))

    def refuse_strange(self, found: Kind) -> None:
        """What a step names is there, and what it needs stands before it: so no step waits for itself."""
        docs, before = {d.key for d in found.documents}, set[str]()
        for item in found.checks:
            self._refuse_unknown(f"check {item.key}", "document", {*item.promised.values(), item.by_hand} - {*docs, ""})
        for step in found.steps:
            self._refuse_unknown(f"step {step.key}", "document", {*step.docs, *step.defer, *step.gives} - docs)
            self._refuse_unknown(f"step {step.key}", "check", set(step.checks) - {*found.check})
            self._refuse_unknown(f"step {step.key}", "step before it", set(step.differs_from) - before)
            if after := sorted(set(step.needs) - before):
                raise Malformed(
                    "{kind}, step {step}: it needs {steps}, which must stand before it in the list, so that no step"
                    " waits for itself",
                    kind=self.key,
                    step=step.key,
                    steps=", ".join(after),
                )
            before.add(step.key)
        if back := found.look_backs:
            self._refuse_unknown("look_backs", "step", {back.back_to, *back.differs_from} - before)
            self._refuse_unknown("look_backs", "document", set(back.gives) - docs)
        if found.covered:
            self._refuse_unknown("covered", "document", {*found.covered.docs} - docs)
        for question in found.form:
            if question.at:
                self._refuse_unknown(f"field {question.key}", "step", {question.at} - before)
            if question.after:
                known = ("", question.at)
                days = {
                    f.key for f in found.form
                    if f.kind in DAYS and (f.at in known or question.at in found.after.get(f.at, ()))
                }  # fmt: skip
                self._refuse_unknown(f"field {question.key}", "day", {question.after} - days)

    def _refuse_unknown(self, where: str, what: str, keys: set[str]) -> None:
        if keys:
            raise Malformed(
                "{kind}, {where}: there is no {what} {keys}",
                kind=self.key,
                where=where,
                what=what,
                keys=", ".join(sorted(keys)),
            )

    def check_keys(self, what: str, keys: list[str]) -> None:
        """A key is a plain word and names one thing."""
        if odd := sorted(key for key in keys if not KEY.fullmatch(str(key))):
            raise Malformed("{kind}: {keys} is no key: small letters, digits and _", kind=self.key, keys=", ".join(odd))
        if twice := sorted({key for key in keys if keys.count(key) > 1}):
            raise Malformed("{kind}: {what} {keys} is there twice", kind=self.key, what=what, keys=", ".join(twice))
