"""The latest reading of each point in memory; a replay of old data never moves it backwards."""

from collections.abc import Mapping

import numpy as np

from zhiyuan.telemetry.ingest import Readings


class Latest:
    """Point id → (stamp [µs since 1970 UTC], scaled value)."""

    def __init__(self, kept: Mapping[int, tuple[int, int]] | None = None) -> None:
        self._of: dict[int, tuple[int, int]] = dict(kept or {})

    def update(self, readings: Readings) -> dict[int, tuple[int, int]]:
        """Take up a batch; the points whose latest reading changed.

        >>> batch = Readings(*(np.array([x]) for x in (1, 50, 7, 0, 0)))
        >>> Latest({1: (60, 8)}).update(batch)
        {}
        """
        if not len(readings):
            return {}
        order = np.lexsort((readings.ts, readings.point))
        point = readings.point[order]
        last = order[np.append(point[1:] != point[:-1], True)]
        changed = {}
        for p, t, v in zip(
            readings.point[last].tolist(), readings.ts[last].tolist(), readings.value[last].tolist(), strict=True
        ):
            held = self._of.get(p)
            if held is None or t > held[0]:
                self._of[p] = changed[p] = (t, v)
        return changed

    def get(self, point: int) -> tuple[int, int] | None:
        """The latest of one point."""
        return self._of.get(point)

    def all(self) -> Mapping[int, tuple[int, int]]:
        """The latest of every point."""
        return self._of
