"""Not more commands than a gateway can pass on, and the newest state wins.

A field bus passes some thirty frames a second; a controller that floods it makes lamps miss
orders. Orders wait per gateway, one per target: a newer one takes the older one's place. The
bucket counts group casts, not messages. Fire is never held back.
"""

from dataclasses import dataclass, field

from zhiyuan.app.steering.order import FIRE, Order


@dataclass(slots=True)
class Pacer:
    """The queue and the token bucket of one gateway."""

    per_s: float
    tokens: float = field(init=False)
    filled: float = 0.0
    waiting: dict[str, Order] = field(default_factory=dict)
    coalesced: int = 0

    def __post_init__(self) -> None:
        self.tokens = self.burst

    @property
    def burst(self) -> float:
        """How many casts may leave at once after a quiet time: one second's worth."""
        return max(1.0, self.per_s)

    def put(self, order: Order) -> Order | None:
        """Queue an order; returns the one that it overtakes. The overtaken cause keeps its place in time."""
        old = self.waiting.pop(order.target, None)
        self.coalesced += old is not None
        self.waiting[order.target] = order
        return old

    def take(self, now: float) -> list[Order]:
        """What may leave at this moment, the most urgent and the oldest first."""
        self.tokens = min(self.burst, self.tokens + (now - self.filled) * self.per_s)
        self.filled = now
        queue = sorted(self.waiting.values(), key=lambda o: (o.urgency, o.born))
        fire = sum(o.urgency == FIRE for o in queue)
        leaving = queue[: max(fire, min(len(queue), int(self.tokens + 1e-9)))]
        for order in leaving:
            del self.waiting[order.target]
        self.tokens -= len(leaving)
        return leaving

    def wait_s(self, now: float) -> float | None:
        """How long until the next order may leave; None when nothing waits. [s]"""
        if not self.waiting:
            return None
        tokens = self.tokens + (now - self.filled) * self.per_s
        return max(0.0, (1.0 - tokens) / self.per_s)
