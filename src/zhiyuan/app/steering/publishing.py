"""What the house hears of steering: the live state on the bus, the snapshot and the command log in rows."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
import numpy as np

from zhiyuan.app.steering.acknowledgement import Sent, Verdict
from zhiyuan.app.steering.memory import kept
from zhiyuan.app.steering.order import CONTACTOR
from zhiyuan.app.steering.steersman import Now, Steersman
from zhiyuan.lighting.state import Reason

encode = msgspec.json.Encoder().encode

AUTO, MANUAL = "auto", "manual"
BY_HAND = {Reason.MANUAL, Reason.LOCK, Reason.SCENE, Reason.SECURITY}
WORDS = {int(r): (r.word, MANUAL if r in BY_HAND else r.word if r >= Reason.EMERGENCY else AUTO) for r in Reason}


def group_states(steer: Steersman, groups: Iterable[int]) -> dict[str, list[Any]]:
    """Level, reason, until [ms or None], mode of some groups, by key."""
    keys, found, places = steer.ground.model.groups, {}, np.array([*groups], np.intp)
    levels = np.nan_to_num(steer.given[places]).astype(float).round(3).tolist()
    reasons = np.maximum(steer.reasons[places], 0).tolist()
    for g, level, reason in zip(places.tolist(), levels, reasons, strict=True):
        word, mode = WORDS[reason]
        until = np.inf if mode == AUTO else steer.wish_of(g)[0]
        found[keys[g]] = [level, word, round(until * 60_000) if np.isfinite(until) else None, mode]
    return found


def groups_message(steer: Steersman, groups: Iterable[int], now: Now) -> bytes:
    """The ``state.groups`` message."""
    return encode({"t": now.ms, "g": group_states(steer, groups)})


def luminaire_states(steer: Steersman, places: Any) -> dict[str, list[Any]]:
    """Level [%], power [W], fault of some luminaires as they were last heard, by key."""
    heard, keys = steer.heard, steer.ground.park.luminaires
    columns = (_figures(heard.level[places]), _figures(heard.power[places]), heard.fault[places].astype(int).tolist())
    return {keys[i].key: [*said] for i, *said in zip(places.tolist(), *columns, strict=True)}


def _figures(values: Any) -> list[float | None]:
    """One decimal; what was never heard is None."""
    return [None if v != v else v for v in values.round(1).tolist()]  # NaN is not itself


def luminaires_message(steer: Steersman, places: Iterable[int], now: Now) -> bytes:
    """The ``state.luminaires`` message."""
    return encode({"t": now.ms, "l": luminaire_states(steer, np.array(sorted(places), np.intp))})


def snapshot(steer: Steersman, now: Now, since: Mapping[str, int], silent: frozenset[str]) -> dict[str, Any]:
    """What is kept in the database for the pages and for the next start. ``since`` is per group. [ms]

    May run beside the loop: it reads arrays, each value of which is some recent one.
    """
    ground, heard = steer.ground, steer.heard
    groups = group_states(steer, range(len(ground.model.groups)))
    return {
        "groups": {key: [*said, since.get(key)] for key, said in groups.items()},
        "luminaires": luminaire_states(steer, np.flatnonzero(np.isfinite(heard.luminaire_at))),
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
