"""The close of a month as a checklist: what is done, what blocks, and where the remedy is. Pure.

data complete → prices checked → draft → differences to last month explained → issued → paid.
A step waits for those before it; a block says what is wrong and names the page that puts it right.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

STEPS = ("data", "prices", "draft", "differences", "issue", "paid")


class Status(StrEnum):
    """How far a step is."""

    DONE = "done"
    OPEN = "open"  # nothing blocks it: it can be done now
    BLOCKED = "blocked"
    WAITING = "waiting"  # for a step before it


@dataclass(frozen=True, slots=True)
class Block:
    """What stands in the way: a message, and the remedy as the name of a page and what it is about."""

    template: str
    params: dict[str, Any] = field(default_factory=dict)
    remedy: str = ""
    about: str = ""

    def render(self, translate: Callable[[str], str]) -> str:
        """The message in the reader's language."""
        params = {k: v.render(translate) if hasattr(v, "render") else v for k, v in self.params.items()}
        return translate(self.template).format(**params)

    def __str__(self) -> str:
        return self.render(str)


@dataclass(frozen=True, slots=True)
class MeterData:
    """How complete one meter's month is, in quarter hours; ``quarantined`` counts rows nobody has decided."""

    meter: str
    name: str
    estimated: int = 0
    suspect: int = 0
    missing: int = 0
    quarantined: int = 0

    @property
    def imperfect(self) -> int:
        """Quarter hours that were not measured."""
        return self.estimated + self.suspect + self.missing

    def covered_by(self, accepted: "MeterData | None") -> bool:
        """Whether what a person accepted is at least as bad as what there is now."""
        if accepted is None:
            return self.imperfect == 0
        return (
            self.missing <= accepted.missing
            and self.suspect <= accepted.suspect
            and self.imperfect <= accepted.imperfect
        )


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the checklist is computed from."""

    over: bool
    meters: Sequence[MeterData]
    accepted: dict[str, MeterData] = field(default_factory=dict)
    unpriced: Sequence[Any] = ()  # messages of the tariff: which month is missing or unchecked
    refusals: Sequence[Any] = ()  # messages of the engine: why no draft can be made
    drafted: bool = False
    stale: bool = False  # the draft was made from other readings or prices than those of now
    unexplained: Sequence[str] = ()  # bills that moved and that nobody has explained
    above_master: Decimal = Decimal(0)  # how much the bills exceed what the grid is paid [CNY]
    bills: int = 0
    issued: bool = False
    paid: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the checklist."""

    name: str
    status: Status
    blocks: tuple[Block, ...] = ()

    @property
    def number(self) -> int:
        """Its place, from one."""
        return STEPS.index(self.name) + 1


def checklist(facts: Facts) -> tuple[Step, ...]:
    """The six steps in order.

    Examples
    --------
    >>> [s.status.value for s in checklist(Facts(over=True, meters=[]))]
    ['done', 'done', 'open', 'waiting', 'waiting', 'waiting']
    """
    if facts.issued:
        paid = Status.DONE if facts.paid >= facts.bills else Status.OPEN
        return (*(Step(name, Status.DONE) for name in STEPS[:-1]), Step("paid", paid))
    steps: list[Step] = []
    for name, done, blocks in _judged(facts):
        ready = all(s.status is Status.DONE for s in steps)
        # Data and prices are two people's work: neither waits for the other, and a block is shown at once.
        if blocks:
            steps.append(Step(name, Status.BLOCKED if ready or name in STEPS[:2] else Status.WAITING, blocks))
        elif done and (ready or name == "prices"):
            steps.append(Step(name, Status.DONE))
        else:
            steps.append(Step(name, Status.OPEN if ready else Status.WAITING))
    return tuple(steps)


def _judged(facts: Facts) -> Iterator[tuple[str, bool, tuple[Block, ...]]]:
    yield "data", True, tuple(data_blocks(facts))
    yield "prices", True, tuple(Block("{why}", {"why": why}, "prices") for why in facts.unpriced)
    yield "draft", facts.drafted and not facts.stale, tuple(_draft_blocks(facts))
    unexplained = tuple(
        Block("{bill} differs from last month and nobody has said why", {"bill": name}, "explain", name)
        for name in facts.unexplained
    )
    yield "differences", True, unexplained
    yield "issue", False, tuple(_issue_blocks(facts))
    yield "paid", False, ()


def data_blocks(facts: Facts) -> Iterator[Block]:
    """What is wrong with the month's readings."""
    if not facts.over:
        yield Block("the month is not over yet; it is closed after its last day", {}, "wait")
    for one in facts.meters:
        if one.quarantined:
            yield Block(
                "{meter}: {count} findings wait in quarantine; accept, correct or estimate them",
                {"meter": one.name, "count": one.quarantined}, "quarantine", one.meter,
            )  # fmt: skip
        if not one.covered_by(facts.accepted.get(one.meter)):
            yield _gap(one)


def _gap(one: MeterData) -> Block:
    about = {"meter": one.name, "hours": _hours(one)}
    if one.missing:
        said = "{meter}: {hours} h without data; enter a reading, or accept them with a reason"
    elif one.suspect:
        said = "{meter}: {hours} h are doubtful; look at them, or accept them with a reason"
    else:
        said = "{meter}: {hours} h are estimated; look at them and accept them with a reason"
    return Block(said, about, "gaps", one.meter)


def _hours(one: MeterData) -> str:
    return f"{Decimal(one.missing or one.suspect or one.estimated) / 4:f}"


def _draft_blocks(facts: Facts) -> Iterator[Block]:
    for why in facts.refusals:
        yield Block("{why}", {"why": why}, "settings")
    if facts.drafted and facts.stale:
        yield Block("readings or prices changed after the draft; draft again", {}, "draft")


def _issue_blocks(facts: Facts) -> Iterator[Block]:
    if facts.above_master > 0:
        yield Block(
            "the bills are {above} CNY above what the grid is paid; a resale has no mark-up",
            {"above": facts.above_master}, "draft",
        )  # fmt: skip


def ready_to(name: str, steps: Sequence[Step]) -> bool:
    """Whether a step can be done now, or done again."""
    return next(s for s in steps if s.name == name).status in {Status.OPEN, Status.DONE}


def blocks_before(name: str, steps: Sequence[Step]) -> tuple[Block, ...]:
    """Everything that stands in the way of a step, its own blocks included."""
    upto = STEPS.index(name) + 1
    return tuple(block for step in steps[:upto] for block in step.blocks)


class Reasons(tuple[Block, ...]):
    """Blocks as one sentence, in the language of whoever reads them."""

    def render(self, translate: Callable[[str], str]) -> str:
        """The first few, joined."""
        said = [block.render(translate) for block in self[:5]]
        return "; ".join(said) + (" …" if len(self) > 5 else "")

    def __str__(self) -> str:
        return self.render(str)
