"""What the house hears of steering: the live state on the bus, the snapshot and the command log in rows."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from zhiyuan.app.steering.acknowledgement import Sent, Verdict
from zhiyuan.app.steering.facts import silent_gateways
from zhiyuan.app.steering.memory import kept
from zhiyuan.app.steering.order import CONTACTOR
from zhiyuan.app.steering.steersman import Now, Steersman
from zhiyuan.lighting.state import Reason

AUTO, MANUAL = "auto", "manual"
BY_HAND = {Reason.MANUAL, Reason.LOCK, Reason.SCENE, Reason.SECURITY}


def group_state(steer: Steersman, group: int) -> list[Any]:
    """Level, reason, until [ms or None], mode of one group."""
    reason = Reason(max(0, int(steer.reasons[group])))
    until, _ = steer.wish_of(group)
    return [
        round(float(np.nan_to_num(steer.given[group])), 3),
        reason.word,
        round(until * 60_000) if np.isfinite(until) else None,
        MANUAL if reason in BY_HAND else reason.word if reason >= Reason.EMERGENCY else AUTO,
    ]


def groups_message(steer: Steersman, groups: Iterable[int], now: Now) -> bytes:
    """The ``state.groups`` message."""
    states = {steer.ground.model.groups[g]: group_state(steer, g) for g in groups}
    return json.dumps({"t": now.ms, "g": states}).encode()


def luminaire_state(steer: Steersman, place: int) -> list[Any]:
    """Level [%], power [W], fault of one luminaire as it was last heard."""
    heard = steer.heard
    return [_figure(heard.level[place]), _figure(heard.power[place]), int(heard.fault[place])]


def luminaires_message(steer: Steersman, places: Iterable[int], now: Now) -> bytes:
    """The ``state.luminaires`` message."""
    keys = steer.ground.park.luminaires
    return json.dumps({"t": now.ms, "l": {keys[i].key: luminaire_state(steer, i) for i in places}}).encode()


def snapshot(steer: Steersman, now: Now, since: Mapping[str, int]) -> dict[str, Any]:
    """What is kept in the database for the pages and for the next start. ``since`` is per group. [ms]"""
    ground, heard = steer.ground, steer.heard
    silent = silent_gateways(steer, now.minute)
    groups = ground.model.groups
    return {
        "groups": {key: [*group_state(steer, i), since.get(key)] for i, key in enumerate(groups)},
        "luminaires": {
            m.key: luminaire_state(steer, i)
            for i, m in enumerate(ground.park.luminaires)
            if np.isfinite(heard.luminaire_at[i])
        },
        "gateways": {
            key: [round(float(heard.gateway_at[i]) * 60_000), key not in silent] for key, i in ground.gateway.items()
        },
        "circuits": {
            key: [bool(steer.closed[i]), _figure(heard.closed[i])]
            for key, i in ground.circuit.items()
            if ground.model.switchable[i]
        },
        "memory": kept(ground, steer.state, now.minute),
    }


def log_lines(sent: Iterable[Sent], now: Now) -> list[dict[str, Any]]:
    """Rows of the command log."""
    return [
        {
            "command_id": parcel.command_id,
            "at": now.instant,
            "gateway": parcel.gateway,
            "target": order.target,
            "level": round(order.level, 4),
            "reason": order.reason,
            "actor": order.actor[:80],
            "tries": order.tries,
        }
        for parcel in sent
        for order in parcel.orders
    ]


def outcomes(verdicts: Iterable[Verdict]) -> dict[tuple[str, str], list[str]]:
    """Targets by command and outcome, as the log keeps them."""
    found: dict[tuple[str, str], list[str]] = {}
    for verdict in verdicts:
        found.setdefault((verdict.command_id, verdict.outcome), []).append(verdict.order.target)
    return found


def is_contactor(target: str) -> bool:
    """Whether a target of the log is a circuit's contactor."""
    return target.startswith(CONTACTOR)


def _figure(value: Any) -> float | None:
    return None if np.isnan(value) else round(float(value), 1)
