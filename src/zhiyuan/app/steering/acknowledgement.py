"""Sent is not reached: levels are read back, silence is answered with a retry, and then somebody is told.

A command waits for its acknowledgement. What comes back off target or not at all is sent again
while it is still wanted; after the last try the target is a straggler.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from zhiyuan.app.steering.order import Order

TOLERANCE = 0.05
REACHED, OFF_TARGET, NO_ANSWER, OVERTAKEN = "reached", "off_target", "no_answer", "overtaken"


@dataclass(frozen=True, slots=True)
class Sent:
    """One command on its way: whose, what, when and the how-manieth time."""

    command_id: str
    gateway: str
    orders: tuple[Order, ...]
    at: float
    tries: int = 1


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one target of a command ended."""

    command_id: str
    gateway: str
    order: Order
    outcome: str
    tries: int
    missing: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()


@dataclass(slots=True)
class Pending:
    """Commands without an answer. ``members`` names the luminaires of each group, of each gateway."""

    members: Mapping[tuple[str, str], tuple[str, ...]]
    timeout_s: float
    retries: int
    waiting: dict[str, Sent] = field(default_factory=dict)
    newest: dict[tuple[str, str], str] = field(default_factory=dict)

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
        wanted = self.members.get((sent.gateway, order.target), ())
        off = tuple(k for k in wanted if k in levels and abs(levels[k] / 100.0 - order.level) > TOLERANCE)
        missing = tuple(k for k in wanted if k not in levels)
        outcome = OFF_TARGET if off else NO_ANSWER if missing else REACHED
        return self._verdict(sent, order, outcome, missing, tuple(k for k in wanted if k in levels))

    def overdue(self, now: float) -> tuple[Verdict, ...]:
        """Commands whose time is up, all of their targets unanswered."""
        late = [s for s in self.waiting.values() if now - s.at >= self.timeout_s]
        for sent in late:
            del self.waiting[sent.command_id]
        return tuple(self._late(sent, order) for sent in late for order in sent.orders)

    def _late(self, sent: Sent, order: Order) -> Verdict:
        if self.newest.get((sent.gateway, order.target)) != sent.command_id:
            return self._verdict(sent, order, OVERTAKEN)
        return self._verdict(sent, order, NO_ANSWER, self.members.get((sent.gateway, order.target), ()))

    def again(self, verdict: Verdict) -> bool:
        """Whether a verdict deserves another try."""
        return verdict.outcome in {OFF_TARGET, NO_ANSWER} and verdict.tries <= self.retries

    def forget(self, gateway: str, targets: Iterable[str]) -> None:
        """Stop waiting for targets of a gateway that has gone: its return sends everything anew."""
        for target in targets:
            self.newest.pop((gateway, target), None)

    @staticmethod
    def _verdict(
        sent: Sent, order: Order, outcome: str, missing: tuple[str, ...] = (), answered: tuple[str, ...] = ()
    ) -> Verdict:
        return Verdict(sent.command_id, sent.gateway, order, outcome, sent.tries, missing, answered)
