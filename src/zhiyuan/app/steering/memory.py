"""What control remembers, as plain values and back, so that a restart resumes holds.

Kept by key, not by position: a park that was changed meanwhile takes over what still exists.
"""

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from zhiyuan.app.steering.ground import Ground
from zhiyuan.lighting.model import Floats
from zhiyuan.lighting.state import State, start

if TYPE_CHECKING:
    from zhiyuan.app.steering.steersman import Steersman

LONGEST_MIN = 24 * 60.0
OF_SPACE = ("since_hit", "hit_run", "fire")
OF_CIRCUIT = ("idle", "closed")
OF_SENSORS = ("net_lx",)


def kept(ground: Ground, state: State, minute: float) -> dict[str, Any]:
    """The state as JSON can hold it. ``minute`` is when. [min since 1970]"""
    arrays = {f.name: getattr(state, f.name) for f in fields(state) if f.name not in OF_SENSORS}
    return {
        "minute": minute,
        "spaces": list(ground.model.spaces),
        "groups": list(ground.model.groups),
        "circuits": list(ground.model.circuits),
        "arrays": {name: np.round(column.astype(float), 4).tolist() for name, column in arrays.items()},
    }


def resumed(ground: Ground, said: dict[str, Any], minute: float) -> State:
    """The state after a restart: what was kept, older by the time away; else a fresh start."""
    fresh = start(ground.model)
    away = minute - float(said.get("minute", -np.inf))
    if not 0 <= away <= LONGEST_MIN or "arrays" not in said:
        return fresh
    taken = {name: _taken(ground, said, name, getattr(fresh, name)) for name in said["arrays"] if hasattr(fresh, name)}
    state = replace(fresh, **taken)
    return replace(
        state,
        since_hit=state.since_hit + np.float32(away),
        hit_run=np.zeros_like(state.hit_run),
        since_rise=state.since_rise + np.float32(away),
        closed=np.ones_like(state.closed),
        idle=np.zeros_like(state.idle),
    )


def _taken(ground: Ground, said: dict[str, Any], name: str, column: Any) -> Any:
    axis = "spaces" if name in OF_SPACE else "circuits" if name in OF_CIRCUIT else "groups"
    place = {"spaces": ground.space, "circuits": ground.circuit, "groups": ground.group}[axis]
    result = column.copy()
    for key, value in zip(said[axis], said["arrays"][name], strict=False):
        if key in place:
            result[place[key]] = value
    return result


def carry(before: "Steersman", after: "Steersman", minute: float) -> None:
    """Take over what is still true when the park was changed: state, levels given, orders, what was heard."""
    old, new = before.ground, after.ground
    after.state = replace(resumed(new, kept(old, before.state, minute), minute), net_lx=_daylight(before, after))
    for place, key in enumerate(new.model.groups):
        was = old.group.get(key)
        if was is not None and _members(old, key) == _members(new, key):
            after.given[place], after.reasons[place] = before.given[was], before.reasons[was]
    for place, key in enumerate(new.model.circuits):
        was = old.circuit.get(key)
        after.closed[place] = before.closed[was] if was is not None and new.model.switchable[place] else True
    after.dispatch.wanted = {
        pair: order
        for pair, order in before.dispatch.wanted.items()
        if pair in new.members or order.circuit in new.circuit
    }
    _carry_heard(before, after)


def _members(ground: Ground, group: str) -> list[tuple[str, tuple[str, ...]]]:
    return sorted((gateway, keys) for (gateway, key), keys in ground.members.items() if key == group)


def _daylight(before: "Steersman", after: "Steersman") -> Floats:
    """The last minutes of daylight by sensor: without them every lamp beside a window would go up once."""
    was, now = _index(before.ground.model.light_sensors), _index(after.ground.model.light_sensors)
    window = np.zeros((len(before.state.net_lx), len(now)), np.float32)
    for key in was.keys() & now.keys():
        window[:, now[key]] = before.state.net_lx[:, was[key]]
    return window


def _carry_heard(before: "Steersman", after: "Steersman") -> None:
    old, new = before.heard, after.heard
    pairs = (
        (before.ground.gateway, after.ground.gateway, ("gateway_at",)),
        (before.ground.luminaire, after.ground.luminaire, ("level", "power", "fault", "luminaire_at")),
        (before.ground.circuit, after.ground.circuit, ("closed",)),
        (_index(before.ground.presence_sensors), _index(after.ground.presence_sensors), ("presence_at", "moving")),
        (_index(before.ground.model.light_sensors), _index(after.ground.model.light_sensors), ("light_at", "light_lx")),
    )
    for was, now, columns in pairs:
        for key in was.keys() & now.keys():
            for column in columns:
                getattr(new, column)[now[key]] = getattr(old, column)[was[key]]
    new.offline, new.fires = old.offline & set(after.ground.gateway), dict(old.fires)


def _index(keys: Iterable[str]) -> dict[str, int]:
    return {key: i for i, key in enumerate(keys)}
