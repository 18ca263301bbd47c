"""The way in for reading what authorities said: what is to be asked now, and what a page shows of it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from zhiyuan.cases import sources, writes
from zhiyuan.cases.asking import Asked, asked_next, pace
from zhiyuan.cases.facts import HOLDS, doubt, means, standing
from zhiyuan.cases.kind import Check, Kind, Step, Words
from zhiyuan.cases.models import Case, DataCheck, Edition, Turn
from zhiyuan.cases.queries import Read
from zhiyuan.cases.state import RUNNING, Answer, State, ready
from zhiyuan.kernel import parktime
from zhiyuan.kernel.datacheck import Item, Question, items
from zhiyuan.kernel.errors import ZhiyuanError
from zhiyuan.park.queries import day_at

LOOKED_BACK = timedelta(days=7)
"""How far back silence is counted: longer than any sensible pace."""


def subject(case: Case) -> str:
    """Whom an authority knows a case's firm as; empty where it has no credit code, and nothing can be asked."""
    return case.enterprise.uscc if case.enterprise else ""


def to_ask(now: datetime) -> dict[Question, list[Case]]:
    """What is to be asked now of the authorities that are connected, and the cases that each answer is for."""
    connected = sources.connected()
    waiting = [one for one in _waiting() if subject(one[0])] if connected else []
    last = _last({subject(case) for case, _, _ in waiting}, now)
    found: dict[Question, list[Case]] = {}
    for case, kind, step in waiting:
        state, day = writes.state_now(case), day_at(case.site, now)
        for item in (kind.check[name] for name in step.checks if kind.check[name].source in connected):
            about = Question(subject(case), item.key, item.source)
            when = asked_next(item, step, state, last.get((about.subject, item.key)), now, day, pace(day))
            if when is not None and when <= now:
                cases = found.setdefault(about, [])
                cases += [] if case in cases else [case]
    return found


def _waiting() -> Iterator[tuple[Case, Kind, Step]]:
    """Every case in which it is the turn of a step that rests on answers."""
    for edition in Edition.objects.all():
        kind = writes.kind_of_edition(edition)
        resting = [step.key for step in kind.steps if step.checks]
        if resting:
            turns = Turn.objects.filter(case__edition=edition, case__phase=RUNNING, what__in=resting)
            for turn in turns.select_related("case__site", "case__enterprise", "case__edition"):
                yield turn.case, kind, kind.step[turn.what]


def _last(subjects: Collection[str], now: datetime) -> Mapping[tuple[str, str], Asked]:
    """(subject, item) → when it was asked last, and how often in a row nothing was heard until then."""
    found: dict[tuple[str, str], Asked] = {}
    ended: set[tuple[str, str]] = set()
    rows = DataCheck.objects.filter(subject__in=subjects, asked_at__gt=now - LOOKED_BACK)
    for about, item, at, answer in rows.values_list("subject", "item", "asked_at", "answer"):
        key = (about, item)
        if key not in ended:
            latest = found.get(key, Asked(at))
            found[key] = Asked(latest.at, latest.unheard + (not answer))
        if answer:
            ended.add(key)
    return found


@dataclass(frozen=True, slots=True)
class Fact:
    """What a case's page shows of one fact: the answer that counts, what was heard last, and whether it holds."""

    check: Check
    answer: Answer | None
    last: DataCheck | None
    """The last question, answered or not."""
    means: Words | None
    """The answer as a person reads it; None where there is none."""
    connected: bool
    wished: datetime | None = None
    next_at: datetime | None = None
    holds: bool = False
    doubt: ZhiyuanError | None = None
    """Why a step that is ready cannot rest on it; None where it can, or where none needs it now."""

    @property
    def unheard_since(self) -> bool:
        """Whether it was asked again after the answer that counts, and not heard."""
        return bool(self.last and self.last.reason and self.answer and self.last.asked_at > self.answer.asked)


def facts(found: Read) -> list[Fact]:
    """The facts that a step rests on which is ready now, and those that were asked before, in the order of the kind."""
    kind, state, about = found.kind, found.state, subject(found.case)
    steps = {name: step for step in ready(kind, state) for name in step.checks}
    shown = [item for item in kind.checks if item.key in steps or item.key in state.checks]
    if not shown:
        return []
    now, rows = parktime.now(), _latest(about)
    asked, says = _last({about}, now), {one.key: one for one in items(found.today)}
    connected = sources.connected() if about else frozenset()
    lines = []
    for item in shown:
        answer, step = state.checks.get(item.key), steps.get(item.key)
        fact = Fact(item, answer, rows.get(item.key), _words(says.get(item.key), answer), item.source in connected)
        last = asked.get((about, item.key))
        lines.append(_needed(fact, step, state, last, now, found.today) if step else fact)
    return lines


def _needed(fact: Fact, step: Step, state: State, last: Asked | None, now: datetime, day: date) -> Fact:
    """What a ready step makes of a fact."""
    item, wish = fact.check, state.wished.get(fact.check.key)
    return replace(
        fact,
        wished=wish.at if wish else None,
        next_at=asked_next(item, step, state, last, now, day, pace(day)) if fact.connected else None,
        holds=standing(item, step, state, now, day) == HOLDS,
        doubt=doubt(item, step, state, now, day),
    )


def _words(item: Item | None, answer: Answer | None) -> Words | None:
    if answer is None or not answer.answer:
        return None
    return means(item, answer.answer) if item else Words(answer.answer, answer.answer)


def _latest(about: str) -> dict[str, DataCheck]:
    """Item → the last question about a subject."""
    found: dict[str, DataCheck] = {}
    for row in DataCheck.objects.filter(subject=about, asked_at__gt=parktime.now() - LOOKED_BACK) if about else ():
        found.setdefault(row.item, row)
    return found
