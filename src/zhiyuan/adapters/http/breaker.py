"""When to leave a system alone that does not answer (the circuit breaker of M. Nygard, Release It!, 2018).

The state is a value without a clock, so that it outlives the short processes that ask: `pybreaker` and its like
keep theirs in memory.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

UNHEARD_LIMIT = 3
REST = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Breaker:
    """How often in a row nothing was heard, and since when nobody asks."""

    unheard: int = 0
    open_since: datetime | None = None

    def lets(self, now: datetime) -> bool:
        """Whether to ask: always while closed; once the rest is over, to see whether it answers again."""
        return self.open_since is None or now - self.open_since >= REST

    def after(self, heard: bool, now: datetime) -> "Breaker":
        """The state after one question."""
        if heard:
            return Breaker()
        unheard = self.unheard + 1
        return replace(self, unheard=unheard, open_since=now if unheard >= UNHEARD_LIMIT else None)
