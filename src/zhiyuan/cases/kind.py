"""A kind of case is data: steps, documents, form, texts, clocks; nothing in it is executed.

The pages of ``reference/cases/<key>/`` say it, with the day they hold from. A case keeps the digest
of what it was opened under, so that a later edition never changes a running case.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from zhiyuan.cases.limit import Limit
from zhiyuan.cases.subject import ENTERPRISE

LANES = ("enter", "stay", "change", "exit", "request", "hazard", "upkeep")
APPLICANT = "applicant"
"""The desk of the firm itself, or of whoever it lets act for it."""
HANDED_IN, SHARED, ISSUED = "applicant", "shared", "issued"
ORIGINS = (HANDED_IN, SHARED, ISSUED)
"""Where a document comes from: handed in, fetched by the office, or issued by a step of this very case."""
COMING, PAST = "coming_day", "past_day"
DAYS = ("day", COMING, PAST)
"""Kinds of questions that a day answers; the second asks for one that is not over, the third for one that has come."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a person reads, in both languages; inside an error it is said in the reader's."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh

    def render(self, translate: Callable[[str], str]) -> str:
        """Chinese to whoever reads in it: a catalogue that translates this mark is the Chinese one."""
        return self.en if translate(MARK) == MARK else self.zh


MARK = "names are said in English"


@dataclass(frozen=True, slots=True)
class Listed:
    """Several names in one sentence."""

    names: tuple[Words, ...]

    def __str__(self) -> str:
        return self.render(lambda text: "" if text == MARK else text)

    def render(self, translate: Callable[[str], str]) -> str:
        """One after another; a dash where there are none."""
        return ", ".join(name.render(translate) for name in self.names) or "–"

    @property
    def zh(self) -> str:
        """In Chinese."""
        return "、".join(name.zh for name in self.names)


@dataclass(frozen=True, slots=True)
class Holds:
    """How long something issued holds, and how often and for how long it may be prolonged before it lapses."""

    limit: Limit
    basis: str
    times: int = 0
    by: Limit | None = None
    until_work: bool = False
    """Whether it is there to begin work with: once work has begun it lapses no more."""


@dataclass(frozen=True, slots=True)
class Covered:
    """What was issued in an earlier case of the same firm stands for documents of this one: nothing is asked twice."""

    kind: str
    document: str
    same: tuple[str, ...]
    """The questions that both cases answer alike."""
    docs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """Something a step needs to see."""

    key: str
    title: Words
    origin: str = HANDED_IN
    barred: str = ""
    """Why it may never be deferred (国办发〔2020〕42号), in words; empty where it may."""
    photo: bool = False
    """Whether it is a picture, which has to come with the very act that gives it."""
    public: bool = False
    """Whether everybody may see it once the case is published."""
    holds: Holds | None = None
    """How long it holds once it is issued; None where it has no end."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A limit of a case or a step, and what it rests on."""

    limit: Limit
    basis: str
    extension: Limit | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One piece of work of one desk; it is ready when all it needs is done."""

    key: str
    title: Words
    by: str
    needs: tuple[str, ...] = ()
    docs: tuple[str, ...] = ()
    defer: Mapping[str, Limit] = field(default_factory=dict)
    """Documents that the firm may promise for later, and how much later."""
    gives: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    clock: Clock | None = None
    wait: Limit | None = None
    """How long it must stay open before it is done: a publicity."""
    silence: Limit | None = None
    """After how long saying nothing counts as done, marked as silence."""
    objection: bool = False
    optional: Words | None = None
    """When it may be left out, in words; None where it may not."""
    optional_if: Mapping[str, Decimal] = field(default_factory=dict)
    """Questions and the most that one of them may say for it to be left out; empty where the desk judges."""
    effects: tuple[str, ...] = ()
    """What it brings about outside the case when it is passed (``effect``)."""
    differs_from: tuple[str, ...] = ()
    """Steps before it: whoever ever did one of them in the case may not do this one."""
    until: str = ""
    """The question whose answer is its last day; it goes before a clock."""
    counts_from: str = ""
    """The question whose answer is the day from which its limits count; without it they count from when it is ready."""
    publishes: bool = False
    """Whether passing it shows to everybody what is public in the case."""
    asked_within: int | None = None
    """For a decision: how long ago its checks were asked at most, however fresh the answers. [min]"""


@dataclass(frozen=True, slots=True)
class LookBacks:
    """When all steps are done: by whom, from when on and how soon it is looked at again whether it holds."""

    by: str
    after: tuple[Limit, ...]
    """One look back from each of these on, counted from the last step."""
    within: Limit
    """How soon after that day it has to be made."""
    back_to: str
    """The step from which all is done again when it did not hold."""
    gives: tuple[str, ...] = ()
    differs_from: tuple[str, ...] = ()
    """Whoever ever did one of these steps may not say that it holds."""


@dataclass(frozen=True, slots=True)
class Check:
    """A fact that an authority is asked instead of asking the firm for a paper; its key is the item's in the book."""

    key: str
    title: Words
    source: str
    clear: tuple[str, ...]
    promised: Mapping[str, str] = field(default_factory=dict)
    """Answers that do when a document is promised: answer → document."""
    hours: int | None = None
    """How long an answer may be relied on, counted from its ``as_of``; without it, on that day of the site. [h]"""
    by_hand: str = ""
    """The document with which an officer may attest the fact where no authority is connected; empty: nobody may."""


@dataclass(frozen=True, slots=True)
class Field:
    """One question of the form."""

    key: str
    title: Words
    kind: str = "text"
    required: bool = True
    choices: tuple[tuple[str, Words], ...] = ()
    hint: Words | None = None
    at: str = ""
    """The step whose desk answers it; empty for a question to the firm when it applies."""
    least: Decimal | None = None
    most: Decimal | None = None
    after: str | None = None
    """The day that this one does not lie before."""
    within: int | None = None
    """How long after that one this last day may be at most. [months]"""
    ago: int | None = None
    """How long ago this day may be at most. [months]"""
    public: bool = False
    """Whether everybody may read the answer once the case is published."""
    personal: bool = False
    """Whether it says how a person is reached: kept apart from the log, shown masked, erased on request."""


@dataclass(frozen=True)
class Kind:
    """A kind of case, as one edition says it."""

    key: str
    title: Words
    lane: str
    steps: tuple[Step, ...]
    documents: tuple[Document, ...]
    form: tuple[Field, ...]
    texts: Mapping[str, Words]
    basis: str
    digest: str
    counter: str
    """The desk that receives applications: said, or the one of the first step that is not the firm's."""
    about: str = ENTERPRISE
    """What a case of it is about: an enterprise, a place, a parcel, a project."""
    forms: tuple[str, ...] = ()
    """The legal forms to which it is open; empty: to all."""
    onward: str = ""
    """The kind by which a firm goes on when a case of this one is refused, with what is known already."""
    legal: Clock | None = None
    promised: Clock | None = None
    checks: tuple[Check, ...] = ()
    look_backs: LookBacks | None = None
    pauses: Mapping[str, Words] = field(default_factory=dict)
    """For what the clock may stop, in words: 行政许可法 45 and what the basis of the kind adds."""
    covered: Covered | None = None
    said: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """The pages themselves, so that a case can be read long after they changed."""

    def __str__(self) -> str:
        return self.key

    @cached_property
    def step(self) -> Mapping[str, Step]:
        """Step by key."""
        return {s.key: s for s in self.steps}

    @cached_property
    def document(self) -> Mapping[str, Document]:
        """Document by key."""
        return {d.key: d for d in self.documents}

    @cached_property
    def check(self) -> Mapping[str, Check]:
        """Check by key."""
        return {c.key: c for c in self.checks}

    @cached_property
    def question(self) -> Mapping[str, Field]:
        """Question by key."""
        return {f.key: f for f in self.form}

    def asks(self, step: str = "") -> tuple[Field, ...]:
        """The questions that are answered with a step, or with the application."""
        return tuple(f for f in self.form if f.at == step)

    @property
    def desks(self) -> tuple[str, ...]:
        """The desks that have something to do in it, the counter first."""
        after = [self.look_backs.by] if self.look_backs else []
        return tuple(dict.fromkeys([self.counter, *(s.by for s in self.steps if s.by != APPLICANT), *after]))

    def titles(self, docs: Iterable[str]) -> Listed:
        """Documents by the names that people know them by, in the order of the kind."""
        wanted = set(docs)
        return Listed(tuple(d.title for d in self.documents if d.key in wanted))

    def photos(self, docs: Iterable[str]) -> tuple[str, ...]:
        """Those of some documents that are pictures."""
        return tuple(doc for doc in docs if self.document[doc].photo)

    @cached_property
    def after(self) -> Mapping[str, frozenset[str]]:
        """Step → every step that needs it, directly or through others."""
        found: dict[str, frozenset[str]] = {}
        for step in reversed(self.steps):
            nearest = [s.key for s in self.steps if step.key in s.needs]
            found[step.key] = frozenset(nearest).union(*(found.get(key, frozenset()) for key in nearest))
        return found

    @cached_property
    def issued(self) -> frozenset[str]:
        """What its steps issue; photos are taken, not issued."""
        given = {doc for step in self.steps for doc in step.gives}
        return frozenset(doc for doc in given if self.document[doc].origin == ISSUED and not self.document[doc].photo)

    @cached_property
    def defer(self) -> Mapping[str, Limit]:
        """Every document that may be promised, and for how long."""
        return {doc: limit for step in self.steps for doc, limit in step.defer.items()}

    @cached_property
    def handed_in(self) -> frozenset[str]:
        """What the firm hands in before the case is accepted; its own steps bring their papers with them."""
        needed = {doc for step in self.steps if step.by != APPLICANT for doc in step.docs}
        return frozenset(doc for doc in needed if self.document[doc].origin == HANDED_IN)
