"""Whether a figure can be: flags for the analyst, never corrections."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from zhiyuan.indicators.said import LOWER, UPPER, Said
from zhiyuan.indicators.worth import Book, Worth
from zhiyuan.kernel.errors import Refused
from zhiyuan.kernel.fmt import number

CLOSE = Fraction(5, 100)  # a stated figure has one decimal: further off than half of that is another figure


def flags(book: Book, worth: Worth) -> list[Refused]:
    """What an analyst should look at."""
    return list(_flags(book, worth))


def _flags(book: Book, worth: Worth) -> Iterator[Refused]:
    definition, said = worth.definition, worth.said
    if definition.kind == "day" and worth.fact and date.fromisoformat(worth.fact.text) < book.today:
        yield Refused("the day is over: enter what happened")
    if said is None or worth.period is None:
        return
    limits = definition.limits
    if "low" in limits and said.value < limits["low"] and said.relation not in LOWER:
        yield Refused("below {limit}, which cannot be", limit=number(limits["low"], 1))
    if "high" in limits and said.value > limits["high"] and said.relation not in UPPER:
        yield Refused("above {limit}, which cannot be", limit=number(limits["high"], 1))
    yield from _against_formula(book, worth, said)
    yield from _against_before(book, worth, said)
    yield from _against_part(book, worth, said)


def _against_formula(book: Book, worth: Worth, said: Said) -> Iterator[Refused]:
    if worth.fact is None or worth.definition.node is None or worth.period is None:
        return
    reckoned = book.reckoned(worth.definition, worth.period).said
    if reckoned is not None and abs(reckoned.value - said.value) > CLOSE:
        yield Refused(
            "stated {stated}, but its formula gives {reckoned}", stated=_two(said.value), reckoned=_two(reckoned.value)
        )


def _against_before(book: Book, worth: Worth, said: Said) -> Iterator[Refused]:
    """A sum since January does not fall within its year; and a figure may leap."""
    definition, period = worth.definition, worth.period
    earlier = [f for f in book.facts(definition.key) if not f.subject and period and f.period.end < period.end]
    if worth.fact is None or period is None or not earlier or (was := earlier[-1].said) is None:
        return
    last, before = earlier[-1], was.value
    if definition.counting == "cumulative" and definition.kind == "amount" and last.period.start == period.start:
        if said.value < before:
            yield Refused("less than {before} in {period}: a sum since January does not fall", before=_two(before),
                          period=str(last.period))  # fmt: skip
    elif (jump := definition.limits.get("jump")) is not None and before:
        change = (said.value - before) / abs(before) * 100
        if abs(change) > jump:
            yield Refused("{change} % against {period}", change=_two(change), period=str(last.period))


def _against_part(book: Book, worth: Worth, said: Said) -> Iterator[Refused]:
    """From the growth of a whole and of its part follows how the rest went, for a share that is supposed."""
    definition = worth.definition
    if not definition.part or worth.period is None:
        return
    found = book.worth(definition.part, worth.period).said
    if found is None or found.value <= 0 or said.value >= found.value or said.value <= 0:
        return
    even, share = said.value / found.value, Fraction(definition.limits.get("part_share", Fraction(3, 10)))
    rest = (said.value - share * found.value) / (1 - share)
    if rest < 0:
        yield Refused(
            "if {part} was {share} % of last year's, the rest fell by {fall} %; it fell wherever that share was above "
            "{even} %",
            part=book.register[definition.part].title, share=_one(share * 100), fall=_one(-rest), even=_one(even * 100),
        )  # fmt: skip


def _one(value: Fraction) -> str:
    return number(float(value), 1)


def _two(value: Fraction) -> str:
    return number(float(value), 2)
