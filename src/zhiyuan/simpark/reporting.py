"""What a gateway says and when: what has changed since it last said it, and everything once an hour."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from zhiyuan.simpark.devices import Fleet, Floats, Gear


@dataclass
class Outbox:
    """Readings of one moment, sorted by the gateway that says them."""

    said: dict[str, tuple[list[str], list[float]]] = field(default_factory=dict)

    def put(self, gateway: str, point: str, value: float) -> None:
        """One reading."""
        points, values = self.said.setdefault(gateway, ([], []))
        points.append(point)
        values.append(value)

    def messages(self) -> Iterable[tuple[str, Sequence[str], Sequence[float]]]:
        """Gateway, points, values: one message each."""
        for gateway, (points, values) in self.said.items():
            yield gateway, points, values


class Luminaires:
    """Levels, powers and faults of luminaires as last said."""

    LEVEL_STEP, POWER_STEP = 0.5, 0.2

    def __init__(self, fleet: Fleet) -> None:
        self.fleet = fleet
        self.level = np.full(len(fleet.keys), -1.0)
        self.power = np.full(len(fleet.keys), -1.0)
        self.fault = np.full(len(fleet.keys), -1)
        self.mine = np.flatnonzero(fleet.controllable)
        self.gateways = [fleet.park.gateways[i].key if i >= 0 else "" for i in fleet.gateway.tolist()]

    def report(self, gear: Gear, whole: NDArray[np.bool_], out: Outbox) -> None:
        """Say what moved by more than a step, and everything of the luminaires in ``whole``."""
        level, power = np.round(gear.lit * 100, 1), np.round(gear.power_w, 1)
        fault = gear.failed.astype(int)
        self._say("level", level, self._moved(self.level, level, self.LEVEL_STEP, whole), out)
        self._say("power", power, self._moved(self.power, power, self.POWER_STEP, whole), out)
        self._say("fault", fault.astype(np.float64), (fault != self.fault) | whole, out)
        self.fault = fault

    @staticmethod
    def _moved(said: Floats, now: Floats, step: float, whole: NDArray[np.bool_]) -> NDArray[np.bool_]:
        moved = (np.abs(now - said) >= step) | ((now != said) & ((now <= 0) | (now >= 100))) | whole
        said[moved] = now[moved]
        return moved

    def _say(self, what: str, values: Floats, which: NDArray[np.bool_], out: Outbox) -> None:
        for i in self.mine[which[self.mine]].tolist():
            out.put(self.gateways[i], f"lum/{self.fleet.keys[i]}/{what}", float(values[i]))


class Values:
    """Other points as last said: a change by a step, or a quarter of an hour, brings them again."""

    def __init__(self, step: Mapping[str, tuple[float, float]]) -> None:
        self.step = step
        self.said: dict[str, tuple[float, float]] = {}

    def report(self, gateway: str, point: str, value: float, now: float, out: Outbox) -> None:
        """Say a value when it moved by its step (absolute or as a share), or was long unsaid."""
        absolute, share = self.step.get(point.rsplit("/", 1)[1], (0.0, 0.0))
        last = self.said.get(point)
        if last is None or now - last[1] >= 900 or abs(value - last[0]) > max(absolute, share * abs(last[0])):
            self.said[point] = (value, now)
            out.put(gateway, point, value)
