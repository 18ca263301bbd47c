"""What is wrong right now, seen from the bridge: facts for ``maintenance``, which decides what is an alarm.

A fault that another one explains is left out: behind a silent gateway nothing else is news.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from zhiyuan.app.steering.ground import Ground
from zhiyuan.app.steering.order import CONTACTOR
from zhiyuan.app.steering.steersman import Now, Steersman
from zhiyuan.kernel.reference import value
from zhiyuan.lighting.dimming import power_w
from zhiyuan.maintenance.alarm import Fact

LAMP_FAULT, GEAR_FAULT = 1, 2  # bits of lum/<luminaire>/fault; a bit that we do not know counts as the lamp's
LIT, DIM_SHARE, BURNS_SHARE, FRESH_MIN = 0.2, 0.3, 0.2, 10.0


@dataclass(frozen=True)
class Lamps:
    """What facts need of every luminaire, in the order of the park file."""

    ground: Ground

    @cached_property
    def group(self) -> Any:
        """Place of each luminaire's group, −1 for none."""
        return np.array([self.ground.group.get(m.group or "", -1) for m in self.ground.park.luminaires])

    @cached_property
    def rated_w(self) -> Any:
        """Rated power. [W]"""
        return np.array([self.ground.park.types[m.type].rated_w for m in self.ground.park.luminaires])

    @cached_property
    def curve(self) -> Any:
        """p0, p1, p2 of each luminaire."""
        return np.array([self.ground.park.types[m.type].power_curve for m in self.ground.park.luminaires]).T

    @cached_property
    def standby_w(self) -> Any:
        """Standby power. [W]"""
        return np.array([self.ground.park.types[m.type].standby_w for m in self.ground.park.luminaires])

    @cached_property
    def keys(self) -> list[str]:
        """Luminaire keys."""
        return [m.key for m in self.ground.park.luminaires]

    @cached_property
    def gateway(self) -> list[str]:
        """The gateway of each, empty for none."""
        return [m.gateway or "" for m in self.ground.park.luminaires]

    @cached_property
    def circuit(self) -> Any:
        """Place of each luminaire's circuit."""
        return np.array([self.ground.circuit[m.circuit] for m in self.ground.park.luminaires], np.intp)

    @cached_property
    def sensor_gateway(self) -> dict[str, str]:
        """The gateway of every sensor."""
        return {s.key: s.gateway for s in self.ground.park.sensors}

    @cached_property
    def presence(self) -> list[tuple[str, str]]:
        """Presence sensors and their gateways, in the order of the arrays."""
        return [(key, gateway) for key, (gateway, _) in self.ground.presence_sensors.items()]


def facts(steer: Steersman, lamps: Lamps, minute: float, raised: Set[Fact] = frozenset()) -> dict[Fact, dict[str, Any]]:
    """Every fact that is true now, with what a person wants to know of it.

    ``raised`` are facts that are alarms already: a dead lamp is not mended by being told to be dark.
    """
    silent = silent_gateways(steer, minute)
    found: dict[Fact, dict[str, Any]] = {}
    for gateway in silent:
        found[Fact("gatewayOffline", "gateway", gateway)] = {}
    for building in steer.wishes.fires:
        found[Fact("fireInput", "building", building)] = {}
    if steer.dispatch.commands_to_uncontrollable:
        count = {"commands": steer.dispatch.commands_to_uncontrollable}
        found[Fact("uncontrollableCommanded", "site", steer.ground.site)] = count
    found.update(_presence(steer, lamps, silent, minute))
    found.update(_light(steer, lamps, silent, minute))
    found.update(_targets(steer, lamps, silent, minute))
    found.update(_contactors(steer, silent))
    found.update(_lamps(steer, lamps, silent, minute))
    found.update(_still_dead(steer, lamps, minute, raised))
    return found


def refused_facts(refused: Mapping[str, int], steer: Steersman, now: Now) -> dict[Fact, dict[str, Any]]:
    """Gateways of which more readings were refused in the last minute than the book allows."""
    most = int(value("lighting/control#quarantine_burst_per_min", steer.ground.day(now.instant)))
    known = steer.ground.gateway
    return {
        Fact("quarantineBurst", "gateway", g): {"readings": n} for g, n in refused.items() if n >= most and g in known
    }


def silent_gateways(steer: Steersman, minute: float) -> set[str]:
    """Gateways that said good-bye or were not heard for the time the book allows."""
    limit = steer.ground.model.settings.comm_loss_min
    late = {g for g, i in steer.ground.gateway.items() if minute - steer.heard.gateway_at[i] > limit}
    return late | steer.heard.offline


def _presence(steer: Steersman, lamps: Lamps, silent: set[str], minute: float) -> Iterator[tuple[Fact, dict[str, Any]]]:
    """Presence sensors that say nothing, and those that never say anything else."""
    late = minute - steer.heard.presence_at > steer.ground.model.settings.silent_min
    for i in np.flatnonzero(late).tolist():
        key, gateway = lamps.presence[i]
        if gateway not in silent:
            yield Fact("sensorLost", "sensor", key), {}
    if steer.decision is not None and steer.decision.stuck.any():
        for i in np.flatnonzero(steer.decision.stuck[steer.ground.presence_at]).tolist():
            yield Fact("sensorStuck", "sensor", lamps.presence[i][0]), {}


def _light(steer: Steersman, lamps: Lamps, silent: set[str], minute: float) -> Iterator[tuple[Fact, dict[str, Any]]]:
    """Light sensors that say nothing, or what cannot be."""
    settings, heard = steer.ground.model.settings, steer.heard
    for i in np.flatnonzero(minute - heard.light_at > settings.silent_min).tolist():
        key = steer.ground.model.light_sensors[i]
        if lamps.sensor_gateway[key] not in silent:
            yield Fact("sensorLost", "sensor", key), {}
    with np.errstate(invalid="ignore"):
        absurd = (heard.light_lx < 0) | (heard.light_lx > settings.sensor_max_lx)
    for i in np.flatnonzero(absurd).tolist():
        key = steer.ground.model.light_sensors[i]
        yield Fact("illuminanceOutOfRange", "sensor", key), {"lx": float(heard.light_lx[i])}


def _targets(steer: Steersman, lamps: Lamps, silent: set[str], minute: float) -> Iterator[tuple[Fact, dict[str, Any]]]:
    """Groups that missed their level for longer than the book allows, and luminaires that never answer."""
    for (gateway, target), since in steer.dispatch.stragglers.items():
        if gateway not in silent and not target.startswith(CONTACTOR) and minute - since >= steer.straggler_min:
            order = steer.dispatch.wanted[gateway, target]
            yield Fact("dimmingFailure", "group", target), {"level": round(order.level, 3), "gateway": gateway}
    for key in steer.dispatch.pending.hopeless:
        if lamps.gateway[steer.ground.luminaire[key]] not in silent:
            yield Fact("controlGearCommFailure", "luminaire", key), {}


def _contactors(steer: Steersman, silent: set[str]) -> Iterator[tuple[Fact, dict[str, Any]]]:
    for circuit, gateway in steer.ground.contactor_at.items():
        i = steer.ground.circuit[circuit]
        said, wanted = steer.heard.closed[i], bool(steer.closed[i])
        if gateway not in silent and not np.isnan(said) and bool(said) != wanted:
            yield Fact("contactorError", "circuit", circuit), {"wanted": "closed" if wanted else "open"}


def _lamps(steer: Steersman, lamps: Lamps, silent: set[str], minute: float) -> Iterator[tuple[Fact, dict[str, Any]]]:
    heard, ours = steer.heard, lamps.group >= 0
    level = np.where(ours, np.nan_to_num(steer.given)[lamps.group], np.nan)
    p0, p1, p2 = lamps.curve
    due = np.asarray(power_w(np.nan_to_num(level), lamps.rated_w, p0, p1, p2, lamps.standby_w, 0.0))
    fresh = ours & (minute - heard.luminaire_at < FRESH_MIN) & ~np.isnan(heard.power)
    fault = heard.fault.astype(int)
    dead = ours & ((fault & ~GEAR_FAULT) != 0) | fresh & (level > LIT) & (heard.power < DIM_SHARE * due)
    burns = fresh & (level == 0) & (heard.power > lamps.standby_w + BURNS_SHARE * lamps.rated_w)
    gear = ours & ((fault & GEAR_FAULT) != 0)
    powered = steer.closed[lamps.circuit]
    for kind, where in (
        ("lampFailure", dead & powered),
        ("lampUnexpectedOn", burns),
        ("controlGearCommFailure", gear),
    ):
        for i in np.flatnonzero(where).tolist():
            if lamps.gateway[i] not in silent:
                yield (
                    Fact(kind, "luminaire", lamps.keys[i]),
                    {"power_w": _plain(heard.power[i]), "due_w": _plain(due[i])},
                )


def _still_dead(
    steer: Steersman, lamps: Lamps, minute: float, raised: Set[Fact]
) -> Iterator[tuple[Fact, dict[str, Any]]]:
    """Lamps that were dead and have not been seen burning since."""
    for fact in raised:
        place = steer.ground.luminaire.get(fact.object_key, -1) if fact.kind == "lampFailure" else -1
        if place < 0 or lamps.group[place] < 0:
            continue
        told = float(np.nan_to_num(steer.given[lamps.group[place]]))
        heard = minute - steer.heard.luminaire_at[place] < FRESH_MIN and not np.isnan(steer.heard.power[place])
        if told <= LIT or not heard:
            yield fact, {"power_w": _plain(steer.heard.power[place])}


def _plain(value: Any) -> float | None:
    return None if np.isnan(value) else round(float(value), 1)
