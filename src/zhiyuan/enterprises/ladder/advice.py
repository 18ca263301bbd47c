"""The smallest step: one answer changed so that a clause that is not met is met, all else as it is.

A share is raised by its part while the whole stays, a growth by its last year. Steps of a clause are ordered by
how much of the larger value changes, which is a convention: men, money and patents have no common measure.
What needs more than one change has no step, only the gap that the reason names.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from zhiyuan.enterprises.ladder.clause import Clause, ScoreClause
from zhiyuan.enterprises.ladder.condition import Condition, Flag, Several
from zhiyuan.enterprises.ladder.exact import Between, Number, plain
from zhiyuan.enterprises.ladder.fields import CHOICE, COUNT, FLAG, GROWTH, LIST, POINTS, SHARE, Field
from zhiyuan.enterprises.ladder.firm import Firm
from zhiyuan.enterprises.ladder.limit import ABOVE, BELOW, LEAST, MOST, Limit
from zhiyuan.enterprises.ladder.measure import Growth, Measure, Share, Sum, Value
from zhiyuan.enterprises.ladder.part import Bands, Best, Cases, Choice, Listed, Table, Together
from zhiyuan.enterprises.ladder.rule import Judgement, Verdict, judge

GRAIN = {COUNT: Fraction(1), POINTS: Fraction(1), SHARE: Fraction(1, 10000), GROWTH: Fraction(1, 10000)}
CENT = Fraction(1, 100)
WHOLE = (FLAG, CHOICE, LIST)
"""Kinds that change as a whole, not by degrees."""
Change = tuple[str, Any]
"""A field and its other answer."""


@dataclass(frozen=True, slots=True)
class Step:
    """One answer changed. ``enough``: with it alone the whole verdict is 符合."""

    clause: str
    field: Field
    old: Any
    new: Any
    enough: bool

    @property
    def effort(self) -> Number:
        """The share of the larger value that changes [1]; a certificate or an award is more than any number."""
        if self.field.kind in WHOLE:
            return 2
        old, new = _last(self.old)[0], _last(self.new)[0]
        return abs(Fraction(new) - Fraction(old)) / max(abs(Fraction(new)), abs(Fraction(old)))

    def plain(self) -> dict[str, object]:
        """For JSON."""
        return {"clause": self.clause, "field": self.field.name, "from": said(self.field, self.old),
                "to": said(self.field, self.new), "unit": self.field.unit, "enough": self.enough}  # fmt: skip


def steps(judgement: Judgement, firm: Firm) -> list[Step]:
    """For each clause that is not met: the changes that meet it, smallest first, one per field."""
    if judgement.verdict is not Verdict.UNMET:
        return []
    found = []
    for reason in judgement.reasons:
        if reason.result is False:
            one = _steps(judgement, reason.clause, firm)
            found += sorted(one, key=lambda step: (not step.enough, step.effort))
    return found


def _steps(judgement: Judgement, clause: Clause | ScoreClause, firm: Firm) -> Iterator[Step]:
    done = set()
    for name, new in sorted(dict.fromkeys(_changes(clause, firm)), key=lambda c: _size(firm, c)):
        if name in done or not _possible(firm, name, new):
            continue
        changed = firm.having(name, new)
        if clause.apply(changed).result is True:
            done.add(name)
            enough = judge(judgement.rules, changed).verdict is Verdict.MET
            yield Step(clause.clause, firm.fields[name], firm[name], new, enough)


def _changes(clause: Clause | ScoreClause, firm: Firm) -> Iterator[Change]:
    if isinstance(clause, Clause):
        yield from _of_condition(clause.condition, firm)
    else:
        for part in clause.parts:
            yield from _of_table(part.table, firm)
        for route in clause.direct:
            yield from _of_condition(route, firm)


def _of_condition(condition: Condition, firm: Firm) -> Iterator[Change]:
    if isinstance(condition, Flag) and firm.flag(condition.name) is (not condition.wanted):
        yield condition.name, condition.wanted
    elif isinstance(condition, Limit) and condition.limit is not None:
        least, most = condition.ends(firm)
        yield from _reach(
            condition.measure, condition.bound, most if condition.bound in (LEAST, ABOVE) else least, firm
        )
    elif isinstance(condition, Several):
        for one in condition.conditions:
            yield from _of_condition(one, firm)


def _of_table(table: Table, firm: Firm) -> Iterator[Change]:
    if isinstance(table, Bands):
        yield from _of_bands(table, firm)
    elif isinstance(table, Best):
        for way in table.ways:
            yield from _of_table(way, firm)
    elif isinstance(table, Together):
        for one in table.tables:
            yield from _of_table(one, firm)
    elif isinstance(table, Cases):
        for condition, _ in table.cases:
            yield from _of_condition(condition, firm)
    elif isinstance(table, Choice):
        yield from ((table.name, option) for option in table.by_option)
    elif isinstance(table, Listed) and firm[table.name] is not None:
        more = [one for one in firm.fields[table.name].options if one not in firm[table.name]]
        yield from ((table.name, (*firm[table.name], *more[: n + 1])) for n in range(len(more)))


def _of_bands(table: Bands, firm: Firm) -> Iterator[Change]:
    at = table.points(firm)
    for band, points in enumerate(table.each):
        if points <= at:
            continue
        if band > 0:
            yield from _reach(table.measure, ABOVE if table.above[band - 1] else LEAST, table.edges[band - 1], firm)
        if band < len(table.edges):
            yield from _reach(table.measure, MOST if table.above[band] else BELOW, table.edges[band], firm)


def _reach(measure: Measure, bound: str, limit: Number, firm: Firm) -> Iterator[Change]:
    """The nearest answer with which a measure keeps within a bound."""
    if any(firm.open(name) for name in measure.names):
        return
    name = measure.names[0]
    if isinstance(measure, Value):
        goal = limit
    elif isinstance(measure, Share):
        goal = limit * firm.number(measure.whole)[0]
    elif isinstance(measure, Growth):
        goal = limit * firm[name][0][0]
    elif isinstance(measure, Sum):
        goal = limit - sum(least for least, _ in firm[name][:-1])
    else:
        return
    number = _grained(goal, bound, GRAIN.get(firm.fields[name].kind, CENT))
    known = (number, number)
    yield name, (*firm[name][:-1], known) if firm.fields[name].years else known


def _grained(goal: Number, bound: str, grain: Fraction) -> int | Fraction:
    """The nearest number that a field can hold, on the right side."""
    steps_, rest = divmod(Fraction(goal), grain)
    count = int(steps_)
    if bound == LEAST:
        count += bool(rest)
    elif bound == ABOVE:
        count += 1
    elif bound == BELOW and not rest:
        count -= 1
    number = count * grain
    return number.numerator if number.denominator == 1 else number


def _possible(firm: Firm, name: str, new: Any) -> bool:
    field = firm.fields[name]
    if new == firm[name]:
        return False
    if isinstance(new, tuple) and field.kind not in WHOLE:
        least, most = _last(new)
        within = field.ends[0] <= least and most <= field.ends[1]
        return within and (not field.part_of or most <= firm.number(field.part_of)[1])
    return True


def _size(firm: Firm, change: Change) -> Number:
    name, new = change
    if firm.fields[name].kind in (FLAG, CHOICE) or firm[name] is None:
        return 0
    if firm.fields[name].kind == LIST:
        return len(new)
    return abs(Fraction(_last(new)[0]) - Fraction(_last(firm[name])[0]))


def _last(known: Any) -> Between:
    ends: Between = known[-1] if isinstance(known[-1], tuple) else known
    return ends


def said(field: Field, known: Any) -> Any:
    """An answer as a person writes it; of several years the last."""
    if field.kind in WHOLE:
        return list(known) if isinstance(known, tuple) else known
    least, most = _last(known)
    return plain(least) if least == most else f"[{plain(least)},{plain(most)}]"


def fields_missing(judgement: Judgement, firm: Firm) -> Iterable[Field]:
    """The fields whose answers may settle an open verdict, in the order of the clauses."""
    names = dict.fromkeys(name for reason in judgement.reasons for name in reason.missing)
    return [firm.fields[name] for name in names]
