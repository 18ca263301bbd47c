"""What a kind must satisfy before it is published: rules of law and of the house, each finding with its place.

``kindread`` refuses what cannot be read at all (a cycle, a name of nothing); here is what can be
read and still may not be.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from zhiyuan.cases.clock import due
from zhiyuan.cases.effect import EFFECTS
from zhiyuan.cases.kind import APPLICANT, DAYS, HANDED_IN, ISSUED, LANES, PAST, Kind, Step, Words
from zhiyuan.cases.limit import Limit
from zhiyuan.cases.subject import ABOUT, ENTERPRISE
from zhiyuan.kernel.datacheck import Item
from zhiyuan.kernel.errors import Malformed, ZhiyuanError

CATCH_ALL = re.compile(r"其他|其它|有关|(?<![高初平同均中上下])等(?:材料|资料|文件|证明)?[)）】、，。；]*$")
"""河南省优化营商环境条例: a list of materials has no catch-all items. 等 counts where it closes the item."""
AUTHORITYS_OWN = re.compile(r"清税|完税|无欠税|纳税证明")
"""税总发〔2019〕64号: the office asks the tax office itself; a firm may offer such a paper, nobody asks for it."""
COMMITMENT_SAYS = ("义务", "条件", "承诺", "后果")
"""What the office has to put into a commitment: 国办发〔2020〕42号 二(三)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, and where in the kind."""

    where: str
    why: ZhiyuanError

    def __str__(self) -> str:
        return f"{self.where}: {self.why}"


def findings(
    kind: Kind, desks: Collection[str], seated: Collection[str] | None = None, asked: Collection[Item] | None = None
) -> list[Finding]:
    """Everything that stands against publishing a kind.

    Parameters
    ----------
    kind
        As the book says it.
    desks
        The desks that the park has.
    seated
        The desks at which somebody sits; None where that is not known.
    asked
        What authorities can be asked; None where that is not known.
    """
    found = [*_places(kind, desks, seated), *_catch_alls(kind), *_deferrals(kind), *_limits(kind), *_texts(kind)]
    found += [
        *_effects(kind),
        *_judged(kind),
        *_shown(kind),
        *_issued(kind),
        *_facts(kind),
        *_unasked(kind, asked),
        *_counted(kind),
        *_personal(kind),
    ]
    return [Finding(where, why) for where, why in found]


Found = Iterator[tuple[str, ZhiyuanError]]


def _places(kind: Kind, desks: Collection[str], seated: Collection[str] | None) -> Found:
    if kind.lane not in LANES:
        yield "lane", Malformed("{lane} is no lane; there are {lanes}", lane=kind.lane, lanes=", ".join(LANES))
    if kind.about not in ABOUT:
        known = ", ".join(ABOUT)
        yield "about", Malformed("no case is about a {label}; it may be about {labels}", label=kind.about, labels=known)
    elif kind.about != ENTERPRISE and (kind.defer or any(step.by == APPLICANT for step in kind.steps)):
        yield "about", Malformed("without a firm there is no step of the firm and nothing that it promises")
    if not kind.steps:
        yield "steps", Malformed("a kind without a step ends nowhere")
    places = [("counter", kind.counter), *((f"step {step.key}", step.by) for step in kind.steps)]
    places += [("look_backs", kind.look_backs.by)] if kind.look_backs else []
    for where, desk in places:
        if desk != APPLICANT and desk not in desks:
            yield where, Malformed("there is no desk {desk}; there are {desks}", desk=desk, desks=", ".join(desks))
        elif seated is not None and desk not in {*seated, APPLICANT}:
            yield where, Malformed("nobody sits at the desk {desk}: grant it to somebody first", desk=desk)


def _catch_alls(kind: Kind) -> Found:
    items: list[tuple[str, Words]] = [(f"document {d.key}", d.title) for d in kind.documents]
    items += [(f"field {f.key}", f.title) for f in kind.form]
    for where, title in items:
        if CATCH_ALL.search(title.zh):
            yield where, Malformed("{title} is a catch-all: name what is asked for", title=title.zh)
    needed = {doc for step in kind.steps for doc in (*step.docs, *step.gives, *step.defer)}
    needed |= set(kind.look_backs.gives) if kind.look_backs else set()
    needed |= {item.by_hand for item in kind.checks}
    for document in kind.documents:
        if document.key not in needed:
            yield (
                f"document {document.key}",
                Malformed("no step needs {doc}: do not ask for it", doc=document.title),
            )


def _facts(kind: Kind) -> Found:
    for document in kind.documents:
        if document.origin == HANDED_IN and AUTHORITYS_OWN.search(document.title.zh):
            yield (
                f"document {document.key}",
                Malformed("{doc}: ask the authority instead of the firm", doc=document.title),
            )
    for step in kind.steps:
        if step.checks and step.by == APPLICANT:
            yield f"step {step.key}", Malformed("what a firm does itself rests on no answer: let a desk pass the step")
        if step.checks and step.effects and step.asked_within is None:
            yield f"step {step.key}", Malformed("it decides by answers of authorities: say asked_within, in minutes")


def _unasked(kind: Kind, asked: Collection[Item] | None) -> Found:
    known = {(one.key, one.source): one for one in asked or ()}
    for item in kind.checks if asked is not None else ():
        where, about = f"check {item.key}", known.get((item.key, item.source))
        if about is None:
            yield where, Malformed("the book asks {source} no {item} (authorities/items)", source=item.source,
                                   item=item.key)  # fmt: skip
        elif strange := sorted({*item.clear, *item.promised} - {*about.says}):
            yield where, Malformed("{source} never answers {answers} to {item}", source=item.source,
                                   answers=", ".join(strange), item=item.key)  # fmt: skip


def _deferrals(kind: Kind) -> Found:
    called = {doc for check in kind.checks for doc in check.promised.values()}
    for step in kind.steps:
        for doc in step.defer:
            document, where = kind.document[doc], f"step {step.key}"
            if document.barred:
                yield where, Malformed("{title} may not be deferred: {why}", title=document.title, why=document.barred)
            if document.origin != HANDED_IN:
                yield where, Malformed("{title} is not the firm's to promise", title=document.title)
            if doc not in step.docs and doc not in called:
                yield where, Malformed("{title} is deferred here but not needed here", title=document.title)
    for item in kind.checks:
        for doc in item.promised.values():
            if doc not in kind.defer:
                yield f"check {item.key}", Malformed("{doc} is to be promised but no step says until when", doc=doc)


def _effects(kind: Kind) -> Found:
    for step in kind.steps:
        where = f"step {step.key}"
        asked = {f.key: f.kind for f in kind.form if f.at in ("", step.key) or step.key in kind.after.get(f.at, ())}
        if step.effects and step.by == APPLICANT:
            yield where, Malformed("what a firm does itself has no effects: let a desk pass the step")
        for name in step.effects:
            if name not in EFFECTS:
                known = ", ".join(EFFECTS)
                yield where, Malformed("there is no effect {effect}; there are {known}", effect=name, known=known)
                continue
            effect = EFFECTS[name]
            read = {**effect.reads, **effect.one_of}
            wanted = {**effect.needs, **{key: of for key, of in read.items() if key in asked}}
            for key, field_kind in wanted.items():
                if asked.get(key) not in (DAYS if field_kind == "day" else (field_kind,)):
                    yield where, Malformed("{effect} needs a question {field} of kind {kind}, asked by then",
                                           effect=name, field=key, kind=field_kind)  # fmt: skip
            if effect.one_of and not effect.one_of.keys() & asked.keys():
                yield where, Malformed("{effect} needs one of the questions {fields}", effect=name,
                                       fields=", ".join(effect.one_of))  # fmt: skip


def _judged(kind: Kind) -> Found:
    """Who judges comes after what is judged, and a last day is known before its step."""
    for step in kind.steps:
        for other in step.differs_from:
            if step.key not in kind.after[other]:
                yield f"step {step.key}", Malformed("it differs from {step}, which it does not need", step=other)
        days = {f.key for f in kind.form if f.kind in DAYS and _asked_before(kind, step, f.at)}
        if step.until and step.until not in days:
            yield f"step {step.key}", Malformed("its last day is no day asked before it: {field}", field=step.until)
        if kind.photos(step.gives) and step.by == APPLICANT:
            yield f"step {step.key}", Malformed("a photo that a step gives is taken by a desk")
    if kind.look_backs and not kind.look_backs.after:
        yield "look_backs", Malformed("say when it is looked at again")
    for document in kind.documents:
        if document.photo and document.origin != ISSUED:
            yield f"document {document.key}", Malformed("a photo comes with a step: its origin is issued")


def _shown(kind: Kind) -> Found:
    public = [*(f.key for f in kind.form if f.public), *(d.key for d in kind.documents if d.public)]
    if bool(public) != any(step.publishes for step in kind.steps):
        yield "publishes", Malformed("what is public and the step that publishes it go together")


def _issued(kind: Kind) -> Found:
    asked = {f.key: f.kind for f in kind.asks()}
    for document in kind.documents:
        if document.holds and document.origin != ISSUED:
            yield f"document {document.key}", Malformed("{doc} is not issued here: it cannot lapse", doc=document.title)
    for step in kind.steps:
        if step.optional_if and not step.optional:
            yield f"step {step.key}", Malformed("say in words when {step} may be left out", step=step.title)
        for key in step.optional_if:
            if asked.get(key) != "number":
                yield (
                    f"step {step.key}",
                    Malformed("it may be left out by an answer {field}, which is no number of the form", field=key),
                )
    if kind.covered is None:
        return
    if strange := [key for key in kind.covered.same if key not in asked]:
        yield "covered", Malformed("the application does not ask for {fields}", fields=", ".join(strange))
    if strange := [doc for doc in kind.covered.docs if kind.document[doc].origin != HANDED_IN]:
        yield "covered", Malformed("the firm is not asked for {docs} anyway", docs=kind.titles(strange))


def _limits(kind: Kind) -> Found:
    if kind.legal and kind.promised and (day := _longer(kind.promised.limit, kind.legal.limit)):
        yield "promised", Malformed("accepted on {day} the promised limit ends after the legal one", day=day)
    if kind.legal and kind.legal.extension and kind.legal.extension.unit != kind.legal.limit.unit:
        yield "legal", Malformed("an extension is said in the unit of its limit")
    if kind.lane != "request" and not kind.legal and not any(step.clock for step in kind.steps):
        yield "legal", Malformed("no limit at all: say what the law says, or promise one")


def _counted(kind: Kind) -> Found:
    """The day from which a limit counts is known before, has come, and cannot be any day of the century."""
    for step in (step for step in kind.steps if step.counts_from):
        where, question = f"step {step.key}", kind.question.get(step.counts_from)
        if question is None or not _asked_before(kind, step, question.at):
            yield where, Malformed("it counts from no day that is asked before it: {field}", field=step.counts_from)
        elif question.kind != PAST or not question.required:
            yield where, Malformed("{field} has to be a past_day that must be answered: {step} counts from it",
                                   field=question.title, step=step.title)  # fmt: skip
        elif question.ago is None and question.after is None:
            yield where, Malformed("{field}: say how long ago it may be, or after which day it is",
                                   field=question.title)  # fmt: skip
        if not (step.clock or step.wait or step.silence):
            yield where, Malformed("{step} counts from a day and has no limit", step=step.title)


def _personal(kind: Kind) -> Found:
    """What is kept apart from the log is written text, and no rule reads it."""
    read = {key for step in kind.steps for name in step.effects if name in EFFECTS for key in _read_by(name)}
    read |= {*kind.covered.same} if kind.covered else set()
    for question in (f for f in kind.form if f.personal):
        where = f"field {question.key}"
        if question.kind not in ("text", "long"):
            yield where, Malformed("{field} is kept apart from the log: it has to be text", field=question.title)
        if question.public or question.key in read:
            yield where, Malformed("{field} is kept apart from the log: nobody else may read it and no effect",
                                   field=question.title)  # fmt: skip


def _read_by(effect: str) -> set[str]:
    return {*EFFECTS[effect].needs, *EFFECTS[effect].reads, *EFFECTS[effect].one_of}


def _asked_before(kind: Kind, step: Step, at: str) -> bool:
    return not at or step.key in kind.after[at]


def _longer(promised: Limit, legal: Limit) -> date | None:
    """A day of the year 2025 on which the promised limit would end after the legal one."""
    year = (date(2025, 1, 1) + timedelta(days=n) for n in range(365))
    return next((day for day in year if due(day, promised).day > due(day, legal).day), None)


def _texts(kind: Kind) -> Found:
    if "guide" not in kind.texts:
        yield "texts", Malformed("a firm needs a guide: texts.guide")
    if not kind.defer:
        return
    if "commitment" not in kind.texts:
        yield "texts", Malformed("something may be promised: texts.commitment is what the firm signs")
    elif silent := [word for word in COMMITMENT_SAYS if word not in kind.texts["commitment"].zh]:
        yield "texts.commitment", Malformed("a commitment says {words} too", words=", ".join(silent))
