"""The state of a case by the digest of its last event, so that the next event folds one step and not the whole log.

A digest stands for the whole log up to it: what is remembered under it can be forgotten, never be out of
date, and a log that was rolled back is never asked for.
"""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

from zhiyuan.cases.state import State


class Remembered:
    """So many states, the one that was not asked for the longest is forgotten first."""

    def __init__(self, most: int = 10_000) -> None:
        self.most = most
        self._kept: OrderedDict[Hashable, State] = OrderedDict()
        self._lock = Lock()

    def get(self, of: Hashable) -> State | None:
        """The state under a name, or None."""
        with self._lock:
            if (found := self._kept.get(of)) is not None:
                self._kept.move_to_end(of)
            return found

    def keep(self, of: Hashable, state: State) -> None:
        """Remember it."""
        with self._lock:
            self._kept[of] = state
            self._kept.move_to_end(of)
            if len(self._kept) > self.most:
                self._kept.popitem(last=False)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
