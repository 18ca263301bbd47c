"""The state of a case by the digest of its last event, with the rows that lie beside such a log, so that the next
event folds one step and not the whole log, and need not look at the rows.

A digest stands for the whole log up to it: what is remembered under it can be forgotten, never be out of
date, and a log that was rolled back is never asked for.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock

from zhiyuan.cases.state import State
from zhiyuan.cases.writes_beside import Beside


@dataclass(frozen=True, slots=True)
class Known:
    """Where a case stood after an event, and what lay beside its log by that."""

    state: State
    beside: Beside


class Remembered:
    """So many states, the one that was not asked for the longest is forgotten first."""

    def __init__(self, most: int = 10_000) -> None:
        self.most = most
        self._kept: OrderedDict[Hashable, Known] = OrderedDict()
        self._lock = Lock()

    def get(self, of: Hashable) -> Known | None:
        """What is remembered under a name, or None."""
        with self._lock:
            if (found := self._kept.get(of)) is not None:
                self._kept.move_to_end(of)
            return found

    def keep(self, of: Hashable, known: Known) -> None:
        """Remember it."""
        with self._lock:
            self._kept[of] = known
            self._kept.move_to_end(of)
            if len(self._kept) > self.most:
                self._kept.popitem(last=False)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
