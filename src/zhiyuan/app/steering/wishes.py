"""What people want, as arrays: the newest wish of a kind wins where two touch the same group.

Read from the database as plain rows (``records``), so that laying them out needs no database.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from zhiyuan.app.steering.ground import Ground
from zhiyuan.lighting.model import Bools

Levels = NDArray[np.float32]
KINDS = ("scene", "security", "manual", "lock")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One wish: where (floor, space, group or scene), how bright and until when. [1], [min since 1970]"""

    kind: str
    scope: str
    key: str
    start: float
    level: float = 1.0
    until: float = np.inf
    actor: str = ""
    levels: tuple[tuple[str, float], ...] = ()


class Layer:
    """One kind of wish over all groups: level (NaN is none), end and who."""

    def __init__(self, count: int) -> None:
        self.level: Levels = np.full(count, np.nan, np.float32)
        self.until = np.full(count, np.inf)
        self.actor = [""] * count


@dataclass(frozen=True)
class Wishes:
    """Every wish that holds, laid out; buildings that fire holds; groups in baseline mode today."""

    ground: Ground
    wanted: tuple[Wanted, ...]
    fires: frozenset[str]
    baseline: Bools
    layers: dict[str, Layer]

    @classmethod
    def lay(
        cls,
        ground: Ground,
        wanted: Iterable[Wanted],
        now: float,
        fires: Iterable[str] = (),
        baseline: Iterable[str] = (),
    ) -> "Wishes":
        """Lay wishes out, the oldest first so that the newest wins; those that are over not at all.

        ``baseline`` are circuits that run their old schedule today.
        """
        held = tuple(sorted((w for w in wanted if w.until > now), key=lambda w: w.start))
        layers = {kind: Layer(len(ground.model.groups)) for kind in KINDS}
        for wish in held:
            layer = layers[wish.kind]
            for group, level in _levels(ground, wish):
                layer.level[group], layer.until[group], layer.actor[group] = level, wish.until, wish.actor
        return cls(ground, held, frozenset(fires), _fed_by(ground, baseline), layers)

    def with_wish(self, wish: Wanted, now: float) -> "Wishes":
        """The same and one more; the manual wishes of the same place end."""
        others = [w for w in self.wanted if (w.kind, w.scope, w.key) != (wish.kind, wish.scope, wish.key)]
        return replace(Wishes.lay(self.ground, [*others, wish], now, self.fires), baseline=self.baseline)

    def with_fires(self, fires: Iterable[str]) -> "Wishes":
        """The same with these buildings held by fire."""
        return replace(self, fires=frozenset(fires))

    @property
    def next_end(self) -> float:
        """When the first wish is over. [min since 1970]"""
        return min((w.until for w in self.wanted), default=np.inf)

    def without_ended(self, now: float) -> "Wishes":
        """The same without what is over."""
        return replace(Wishes.lay(self.ground, self.wanted, now, self.fires), baseline=self.baseline)

    def level(self, kind: str) -> Levels | None:
        """The layer's levels for the decision, or None when nobody wants anything of the kind."""
        level = self.layers[kind].level
        return None if bool(np.isnan(level).all()) else level

    def fire(self) -> Bools:
        """Spaces of the buildings that fire holds."""
        held = np.zeros(len(self.ground.model.spaces), bool)
        for building in self.fires:
            held[self.ground.spaces_of_building.get(building, np.array([], np.intp))] = True
        return held


def _levels(ground: Ground, wish: Wanted) -> list[tuple[int, float]]:
    if wish.scope == "scene":
        return [(ground.group[key], level) for key, level in wish.levels if key in ground.group]
    return [(group, wish.level) for group in groups_of(ground, wish.scope, wish.key)]


def _fed_by(ground: Ground, circuits: Iterable[str]) -> Bools:
    fed = np.zeros(len(ground.model.groups), bool)
    for key in circuits:
        if key in ground.circuit:
            fed[ground.groups_fed[ground.circuit[key]]] = True
    return fed


def groups_of(ground: Ground, scope: str, key: str) -> list[int]:
    """The groups of a floor, a space or a group's own."""
    model = ground.model
    if scope == "group":
        return [ground.group[key]] if key in ground.group else []
    if scope == "space":
        places = {ground.space[key]} if key in ground.space else set()
    else:
        places = {i for i, floor in enumerate(ground.floor_of_space) if floor == key}
    return [g for g, space in enumerate(model.space_of.tolist()) if space in places]
