"""Orders out, answers in: pacing and acknowledgement of all gateways together.

Knows nothing of light: it is told what each target should be and does what it can about it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import count, groupby

from zhiyuan.adapters.mqtt import Command, SetContactor, SetGroup, encode_command
from zhiyuan.app.steering.acknowledgement import OVERTAKEN, REACHED, Pending, Sent, Verdict
from zhiyuan.app.steering.ground import Ground
from zhiyuan.app.steering.order import CONTACTOR, Order
from zhiyuan.app.steering.pacing import Pacer
from zhiyuan.telemetry.messages import subject

Message = tuple[str, bytes]


@dataclass
class Dispatch:
    """The queues of every gateway, and what waits for an answer."""

    ground: Ground
    timeout_s: float
    retries: int
    run: str = "s"
    pacers: dict[str, Pacer] = field(init=False)
    pending: Pending = field(init=False)
    wanted: dict[tuple[str, str], Order] = field(default_factory=dict)
    stragglers: dict[tuple[str, str], float] = field(default_factory=dict)
    sent_count: int = 0
    commands_to_uncontrollable: int = 0
    busy: dict[str, Pacer] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=count)

    def __post_init__(self) -> None:
        self.pacers = {g.key: Pacer(g.commands_per_s) for g in self.ground.park.gateways}
        self.pending = Pending(self.ground.members, self.timeout_s, self.retries)

    def want(self, order: Order) -> None:
        """Ask every gateway concerned for a target's state."""
        for gateway in self._gateways(order):
            self.wanted[gateway, order.target] = order
            self._put(gateway, order)

    def _put(self, gateway: str, order: Order) -> None:
        self.pacers[gateway].put(order)
        self.busy[gateway] = self.pacers[gateway]

    def _gateways(self, order: Order) -> tuple[str, ...]:
        """Who can pass the order on; what nothing of ours may command reaches nobody."""
        if order.circuit is not None:
            gateway = self.ground.contactor_at.get(order.circuit)
            allowed = gateway is not None
        else:
            place = self.ground.group.get(order.target)
            allowed = place is not None and order.target not in self.ground.uncontrollable
        if not allowed:
            self.commands_to_uncontrollable += 1
            return ()
        return (
            (gateway or "",) if order.circuit is not None else self.ground.gateways_of[self.ground.group[order.target]]
        )

    def again(self, gateway: str, born: float, keep: Callable[[Order], bool] = lambda order: True) -> None:
        """Tell a gateway everything that is wanted of it: it has come back and may have forgotten."""
        for (where, target), order in list(self.wanted.items()):
            if where == gateway and keep(order):
                self._put(gateway, replace(order, born=born, tries=1))
                self.stragglers.pop((gateway, target), None)

    def silence(self, gateway: str) -> None:
        """Stop talking to a gateway that is gone; what is wanted of it is kept for its return."""
        self.pacers[gateway].waiting.clear()
        self.pending.forget(gateway, [target for where, target in self.wanted if where == gateway])

    def leaving(self, mono: float, now_ms: int) -> tuple[list[Message], list[Sent]]:
        """The messages that may leave now, and what each of them holds."""
        messages, sent = [], []
        for gateway, pacer in list(self.busy.items()):
            orders = sorted(pacer.take(mono), key=_purpose)
            for _, some in groupby(orders, key=_purpose):
                parcel = Sent(f"{self.run}-{next(self._numbers):x}", gateway, tuple(some), mono)
                self.pending.send(parcel)
                sent.append(parcel)
                messages.append((subject(self.ground.site, gateway, "cmd"), encode_command(_command(parcel, now_ms))))
            if not pacer.waiting:
                del self.busy[gateway]
        self.sent_count += sum(len(parcel.orders) for parcel in sent)
        return messages, sent

    def settle(self, verdicts: tuple[Verdict, ...], mono: float, minute: float) -> list[Verdict]:
        """Draw the consequences: try again, give up, or be content. Returns the verdicts for the log."""
        for verdict in verdicts:
            place = verdict.gateway, verdict.order.target
            if verdict.outcome == REACHED:
                self.stragglers.pop(place, None)
            elif verdict.outcome != OVERTAKEN and not self._try_again(verdict, mono):
                self.pending.give_up(verdict)
                self.stragglers.setdefault(place, minute)
        return list(verdicts)

    def _try_again(self, verdict: Verdict, mono: float) -> bool:
        wanted = self.wanted.get((verdict.gateway, verdict.order.target))
        if wanted is None or wanted.level != verdict.order.level or not self.pending.again(verdict):
            return False
        if verdict.order.target not in self.pacers[verdict.gateway].waiting:
            self._put(verdict.gateway, replace(verdict.order, tries=verdict.order.tries + 1))
        return True

    def wait_s(self, mono: float) -> float | None:
        """How long nothing needs doing; None when nothing is under way. [s]"""
        paced = [w for p in self.busy.values() if (w := p.wait_s(mono)) is not None]
        oldest = next(iter(self.pending.waiting.values()), None)  # they leave in the order of time
        due = [] if oldest is None else [oldest.at + self.timeout_s - mono]
        return min([*paced, *due], default=None)


def contactor(circuit: str) -> str:
    """The target's name of a circuit's contactor."""
    return CONTACTOR + circuit


def _purpose(order: Order) -> tuple[int, str, int]:
    return order.urgency, order.reason, order.until_ms or 0


def _command(parcel: Sent, now_ms: int) -> Command:
    first = parcel.orders[0]
    return Command(
        id=parcel.command_id,
        t=now_ms,
        set=tuple(SetGroup(o.target, round(o.level, 3), o.fade_s) for o in parcel.orders if o.circuit is None),
        contactor=tuple(SetContactor(o.circuit, o.level > 0) for o in parcel.orders if o.circuit is not None),
        reason=first.reason,
        expires=first.until_ms,
    )
