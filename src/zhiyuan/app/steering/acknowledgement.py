"""Sent is not reached: levels are read back, silence is answered with a retry, and then somebody is told.

A command waits for its acknowledgement. What comes back off target or not at all is sent again
while it is still wanted; after the last try the target is a straggler.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import takewhile

from zhiyuan.app.steering.order import Order

TOLERANCE = 0.05
REACHED, OFF_TARGET, NO_ANSWER, OVERTAKEN = "reached", "off_target", "no_answer", "overtaken"


@dataclass(frozen=True, slots=True)
class Sent:
    """One command on its way: whose, what and when."""

    command_id: str
    gateway: str
    orders: tuple[Order, ...]
    at: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one target of a command ended; ``wrong`` luminaires are silent or off target, ``right`` ones there."""

    command_id: str
    gateway: str
    order: Order
    outcome: str
    wrong: tuple[str, ...] = ()
    right: tuple[str, ...] = ()


@dataclass(slots=True)
class Pending:
    """Commands without an answer. ``members`` names the luminaires of each (gateway, group).

    ``hopeless`` ones failed every try: they are somebody's job now and hold no group up any more.
    """

    members: Mapping[tuple[str, str], tuple[str, ...]]
    timeout_s: float
    retries: int
    waiting: dict[str, Sent] = field(default_factory=dict)
    newest: dict[tuple[str, str], str] = field(default_factory=dict)
    hopeless: set[str] = field(default_factory=set)

    def send(self, sent: Sent) -> None:
        """Remember a command that leaves."""
        self.waiting[sent.command_id] = sent
        for order in sent.orders:
            self.newest[sent.gateway, order.target] = sent.command_id

    def answer(
        self, command_id: str, levels: Mapping[str, float], contactors: Mapping[str, int]
    ) -> tuple[Verdict, ...]:
        """Judge an acknowledgement: levels read back in percent, contactors as 0 or 1."""
        sent = self.waiting.pop(command_id, None)
        if sent is None:
            return ()
        return tuple(self._judge(sent, order, levels, contactors) for order in sent.orders)

    def _judge(self, sent: Sent, order: Order, levels: Mapping[str, float], contactors: Mapping[str, int]) -> Verdict:
        if self.newest.get((sent.gateway, order.target)) != sent.command_id:
            return self._verdict(sent, order, OVERTAKEN)
        if order.circuit is not None:
            closed = contactors.get(order.circuit)
            outcome = NO_ANSWER if closed is None else REACHED if closed == round(order.level) else OFF_TARGET
            return self._verdict(sent, order, outcome)
        right, wrong, silent = self._compare(self.members.get((sent.gateway, order.target), ()), levels, order.level)
        self.hopeless.difference_update(right)
        held_up = [key for key in wrong if key not in self.hopeless]
        outcome = REACHED if not held_up else NO_ANSWER if silent.issuperset(held_up) else OFF_TARGET
        return self._verdict(sent, order, outcome, wrong, right)

    @staticmethod
    def _compare(
        wanted: tuple[str, ...], levels: Mapping[str, float], level: float
    ) -> tuple[tuple[str, ...], tuple[str, ...], set[str]]:
        right = tuple(k for k in wanted if k in levels and abs(levels[k] / 100.0 - level) <= TOLERANCE)
        wrong = tuple(k for k in wanted if k not in right)
        return right, wrong, {k for k in wrong if k not in levels}

    def overdue(self, now: float) -> tuple[Verdict, ...]:
        """Commands whose time is up, all of their targets unanswered."""
        late = list(takewhile(lambda s: now - s.at >= self.timeout_s, self.waiting.values()))  # oldest first
        for sent in late:
            del self.waiting[sent.command_id]
        return tuple(self._late(sent, order) for sent in late for order in sent.orders)

    def _late(self, sent: Sent, order: Order) -> Verdict:
        if self.newest.get((sent.gateway, order.target)) != sent.command_id:
            return self._verdict(sent, order, OVERTAKEN)
        return self._verdict(sent, order, NO_ANSWER, self.members.get((sent.gateway, order.target), ()))

    def again(self, verdict: Verdict) -> bool:
        """Whether a verdict deserves another try."""
        return verdict.outcome in {OFF_TARGET, NO_ANSWER} and verdict.order.tries <= self.retries

    def give_up(self, verdict: Verdict) -> None:
        """Hold no group up for luminaires that failed every try while their gateway answered."""
        if verdict.right or verdict.outcome == OFF_TARGET:
            self.hopeless.update(verdict.wrong)

    def forget(self, gateway: str, targets: Iterable[str]) -> None:
        """Stop waiting for targets of a gateway that has gone: its return sends everything anew."""
        for target in targets:
            self.newest.pop((gateway, target), None)

    @staticmethod
    def _verdict(
        sent: Sent, order: Order, outcome: str, wrong: tuple[str, ...] = (), right: tuple[str, ...] = ()
    ) -> Verdict:
        return Verdict(sent.command_id, sent.gateway, order, outcome, wrong, right)
