"""From a park file to the arrays that control computes on.

Order is the file's: spaces, groups and luminaires as ``Park`` lists them. A group's point is where
its light is judged, so points and groups share one index. Only normal luminaires are in any array:
what is emergency or explosion-proof has no group, hence no index, hence no way to be commanded.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhiyuan.kernel.reference import value
from zhiyuan.lighting.block import BlockPlan
from zhiyuan.lighting.dimming import light_left
from zhiyuan.lighting.response import Block, responses
from zhiyuan.lighting.settings import Settings, read_settings
from zhiyuan.lighting.wiring import daylight_sources, feeds, light_sensors, switchable
from zhiyuan.park.document import LuminaireType, Park, Space

Floats = NDArray[np.float32]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]

BY_SCHEDULE = "schedule"
"""A kind whose light when vacant is its schedule's, not a background: roads, landscape."""


@dataclass(frozen=True)
class ControlModel:
    """A park as control sees it. S spaces, G groups (and points), C circuits, K light sensors.

    Parameters
    ----------
    standard_lx, background_lx
        Asked when occupied; asked when vacant within the schedule; per space. [lx]
    hold_min
        How long a space counts as occupied after the last movement. [min]
    by_schedule
        Spaces whose vacant light is ``schedule level · standard`` (roads, landscape).
    after_hours
        Spaces where presence brings light outside the schedule too.
    senses_presence
        Spaces with a presence sensor; the others count as occupied during their schedule.
    own_lx, cross_lx, partner
        Light at a group's point from itself and from the other group of a two-group space, both at
        full output; ``partner`` is the other group, or itself. [lx]
    blocks
        Spaces with three or more groups, or with spill, by connected component.
    watts
        c0, c1, c2 of ``c0 + c1·d + c2·d²`` per group. [W]
    sensor_point
        The point at which light sensor k is mounted.
    light_sensor, light_ratio
        For every point the light sensor that tells its daylight (K: none), and its daylight as a
        share of that sensor's. Daylight gain of calibration is in here.
    sensor_scale
        What each light sensor shows per lx of electric light at its point. [1]
    feed_circuit, feed_group, feed_standby_w
        Pairs of circuit and group with the standby drawn there, ordered by circuit. [W]
    switchable
        Circuits that have a contactor and feed nothing that must stay on.
    calibrated : (S)
        Spaces that were measured; they are steered by ``narrow`` while their light sensors are heard.
    """

    settings: Settings
    spaces: tuple[str, ...]
    kinds: tuple[str, ...]
    groups: tuple[str, ...]
    circuits: tuple[str, ...]
    light_sensors: tuple[str, ...]
    schedules: tuple[str, ...]
    standard_lx: Floats
    background_lx: Floats
    hold_min: Floats
    by_schedule: Bools
    after_hours: Bools
    senses_presence: Bools
    schedule_of: Ints
    space_of: Ints
    own_lx: Floats
    cross_lx: Floats
    partner: Ints
    blocks: tuple[Block, ...]
    watts: Floats
    standby_w: Floats
    minimum_level: Floats
    daylight: Floats
    facade_of: tuple[str | None, ...]
    sensor_point: Ints
    light_sensor: Ints
    light_ratio: Floats
    sensor_scale: Floats
    feed_circuit: Ints
    feed_group: Ints
    feed_standby_w: Floats
    switchable: Bools
    calibrated: Bools | None = None
    narrow: Settings | None = None

    @cached_property
    def pairs(self) -> tuple[Ints, Ints]:
        """First and second group of every two-group space without spill."""
        mine = np.arange(len(self.groups))
        first = np.flatnonzero(self.partner > mine)
        return first, self.partner[first]

    @cached_property
    def per_lux(self) -> Floats:
        """Level per lx of a group that is alone in its space; 0 where nothing shines. [1/lx]"""
        return np.divide(1, self.own_lx, out=np.zeros_like(self.own_lx), where=self.own_lx > 0)

    @cached_property
    def pair_response(self) -> tuple[Floats, Floats, Floats, Floats, Floats]:
        """Responses aa, ab, ba, bb of the two-group spaces [lx], and one over their determinant."""
        a, b = self.pairs
        aa, ab, ba, bb = self.own_lx[a], self.cross_lx[a], self.cross_lx[b], self.own_lx[b]
        little = np.float32(1e-6)
        area = np.reciprocal(aa * bb - ab * ba).astype(np.float32)
        return aa, np.maximum(ab, little), np.maximum(ba, little), bb, area

    @cached_property
    def plans(self) -> tuple[BlockPlan, ...]:
        """What plans each block; what it finds does not depend on what it found before."""
        slope = self.watts[1:].sum(axis=0).astype(np.float64)
        return tuple(BlockPlan(b.response, slope[b.groups]) for b in self.blocks)

    @cached_property
    def block_spaces(self) -> tuple[Ints, Ints, Ints]:
        """Groups in blocks, by space: the groups, where each space starts, the place of each group's space."""
        groups = np.sort(np.concatenate([b.groups for b in self.blocks])) if self.blocks else np.zeros(0, np.intp)
        _, starts, of_space = np.unique(self.space_of[groups], return_index=True, return_inverse=True)
        return groups, starts, of_space

    @cached_property
    def cuts(self) -> tuple[Ints, Ints, Ints]:
        """Switchable circuits that feed groups, where each starts in a list of groups, and that list."""
        may = self.switchable[self.feed_circuit]
        fed = self.feed_circuit[may]
        circuits, starts = np.unique(fed, return_index=True)
        return circuits, starts, self.feed_group[may]

    @cached_property
    def group_by_schedule(self) -> Bools:
        """Groups whose vacant light follows their schedule."""
        return self.by_schedule[self.space_of]

    @cached_property
    def unsensed(self) -> Bools:
        """Spaces without a presence sensor whose light is not their schedule's."""
        return ~self.senses_presence & ~self.by_schedule

    @cached_property
    def vacant_lx(self) -> Floats:
        """Background of the spaces that have one. [lx]"""
        return np.where(self.by_schedule, np.float32(0), self.background_lx)

    @cached_property
    def scheduled_lx(self) -> Floats:
        """Standard of the spaces whose vacant light follows the schedule's level. [lx]"""
        return np.where(self.by_schedule, self.standard_lx, np.float32(0))

    @cached_property
    def warning_until(self) -> Floats:
        """Minutes after the last movement at which the warning ends; 0 where none is given. [min]

        Only where the vacant light is darkness: elsewhere the background is the warning.
        """
        warns = (self.background_lx <= 0) & ~self.by_schedule
        return np.where(warns, self.hold_min + np.float32(self.settings.warning_min), np.float32(0))

    def _certain(self, plain: float, narrow: float) -> Floats:
        """A figure of every group: where its space was measured the narrower one."""
        sure = np.zeros(len(self.spaces), bool) if self.calibrated is None else self.calibrated
        return np.where(sure[self.space_of], np.float32(narrow), np.float32(plain))

    @cached_property
    def guard(self) -> Floats:
        """What is asked of each group, as a multiple of the standard. [1]"""
        return self._certain(self.settings.guard, (self.narrow or self.settings).guard)

    @cached_property
    def counted_ratio(self) -> Floats:
        """Daylight at each point, as a share of what its sensor tells, as far as it is counted on. [1]"""
        narrow = (self.narrow or self.settings).daylight_trust
        return self.light_ratio * self._certain(self.settings.daylight_trust, narrow)

    @cached_property
    def slack_per_lx(self) -> Floats:
        """How far a level may lie below its target, per lx asked, and still keep what is asked. [1/lx]"""
        narrow = self.narrow or self.settings
        room = self._certain(self.settings.guard - self.settings.keep, narrow.guard - narrow.keep)
        return np.divide(room, self.full_lx, out=np.zeros_like(self.full_lx), where=self.full_lx > 0)

    @cached_property
    def full_lx(self) -> Floats:
        """Light at every point with the whole space at full output. [lx]"""
        full = self.own_lx + self.cross_lx
        for block in self.blocks:
            full[block.groups] = block.response.sum(axis=1)
        return full

    def light(self, level: Floats) -> Floats:
        """Electric light at every point; leading dimensions are kept. [lx]"""
        given = self.own_lx * level
        first, second = self.pairs
        if len(first):
            given[..., first] += self.cross_lx[first] * level[..., second]
            given[..., second] += self.cross_lx[second] * level[..., first]
        for block in self.blocks:
            given[..., block.groups] = level[..., block.groups] @ block.response.T.astype(np.float32)
        return given

    def seen(self, level: Floats) -> Floats:
        """Electric light at the light sensors. [lx]"""
        own, other = self.sensor_point, self.partner[self.sensor_point]
        given: Floats = self.own_lx[own] * level[..., own]
        given += self.cross_lx[own] * level[..., other]
        for sensors, groups, response in self._sensors_in_blocks:
            given[..., sensors] = level[..., groups] @ response
        given *= self.sensor_scale
        return given

    @cached_property
    def _sensors_in_blocks(self) -> list[tuple[Ints, Ints, Floats]]:
        """Light sensors that see several spaces: the sensors, the groups, lx at each sensor from each group."""
        found = []
        for block in self.blocks:
            row = {point: n for n, point in enumerate(block.groups.tolist())}
            here = [k for k, point in enumerate(self.sensor_point.tolist()) if point in row]
            if here:
                rows = [row[int(self.sensor_point[k])] for k in here]
                found.append((np.array(here, np.intp), block.groups, block.response[rows].T.astype(np.float32)))
        return found

    def power(self, level: Floats) -> Floats:
        """Power of every group that is on; 0 where the level is 0. [W]"""
        c0, c1, c2 = self.watts
        drawn = c2 * level
        drawn += c1
        drawn *= level
        drawn += c0 * (level > 0)
        return drawn


def scaled(model: ControlModel, at_point: Floats) -> ControlModel:
    """The same park with other light at every point: what is built differs from what is designed.

    Parameters
    ----------
    at_point
        Factor of all light at each point. [1]
    """
    blocks = tuple(replace(b, response=b.response * at_point[b.groups][:, None]) for b in model.blocks)
    return replace(model, own_lx=model.own_lx * at_point, cross_lx=model.cross_lx * at_point, blocks=blocks)


def aged(model: ControlModel, light_share: Floats) -> ControlModel:
    """The same park after some burning hours: constant light output asks more of older lamps.

    Parameters
    ----------
    light_share
        Share of the first flux left, per group (``output_left``). [1]
    """
    blocks = tuple(replace(b, response=b.response * light_share[b.groups]) for b in model.blocks)
    return replace(
        model,
        own_lx=model.own_lx * light_share,
        cross_lx=model.cross_lx * light_share[model.partner],
        blocks=blocks,
    )


def build(park: Park, day: date, settings: Settings | None = None) -> ControlModel:
    """The control arrays of a park by the figures that hold on a day."""
    spaces = park.spaces
    groups = [(s, g.key) for s in spaces for g in s.groups]
    index = {key: i for i, (_, key) in enumerate(groups)}
    place = {s.key: n for n, s in enumerate(spaces)}
    kinds = [_kind(s, day) for s in spaces]
    sensors = light_sensors(park, index)
    light_sensor, light_ratio = daylight_sources(spaces, sensors, index)
    fed = feeds(park, index)
    gear = [_gear(park, s, key) for s, key in groups]
    watts = np.array([g[0] for g in gear], np.float32).reshape(-1, 3)
    own, cross, partner, blocks = responses(spaces, index, watts[:, 1:].sum(axis=1))
    schedules = tuple(s.key for s in park.schedules)
    heard = {s.space for s in park.sensors if s.kind == "presence"}
    by_schedule = np.array([k["vacant"] == BY_SCHEDULE for k in kinds], bool)
    return ControlModel(
        settings=settings or read_settings(day),
        spaces=tuple(s.key for s in spaces),
        kinds=tuple(s.kind for s in spaces),
        groups=tuple(key for _, key in groups),
        circuits=tuple(c.key for c in park.circuits),
        light_sensors=tuple(key for key, _ in sensors),
        schedules=schedules,
        standard_lx=_floats(k["lx"] for k in kinds),
        background_lx=_floats(k["background_lx"] for k in kinds),
        hold_min=_floats(k["hold_min"] for k in kinds),
        by_schedule=by_schedule,
        after_hours=~by_schedule,
        senses_presence=np.array([s.key in heard for s in spaces], bool),
        schedule_of=np.array([schedules.index(s.schedule) for s in spaces], np.intp),
        space_of=np.array([place[s.key] for s, _ in groups], np.intp),
        own_lx=own,
        cross_lx=cross,
        partner=partner,
        blocks=blocks,
        watts=watts.T.copy(),
        standby_w=_floats(g[1] for g in gear),
        minimum_level=_floats(g[2] for g in gear),
        daylight=_floats(g.daylight for s in spaces for g in s.groups),
        facade_of=tuple(s.facade for s in spaces),
        sensor_point=np.array([point for _, point in sensors], np.intp),
        light_sensor=light_sensor,
        light_ratio=light_ratio,
        sensor_scale=np.ones(len(sensors), np.float32),
        feed_circuit=np.array([f[0] for f in fed], np.intp),
        feed_group=np.array([f[1] for f in fed], np.intp),
        feed_standby_w=_floats(f[2] for f in fed),
        switchable=switchable(park),
    )


def output_left(park: Park, hours: Mapping[str, float]) -> Floats:
    """Share of the first flux left in every group, from the burning hours of its luminaires. [1]"""
    index = {g.key: i for i, g in enumerate(g for s in park.spaces for g in s.groups)}
    flux, left = np.zeros(len(index)), np.zeros(len(index))
    for luminaire in park.luminaires:
        if luminaire.group is None:
            continue
        kind = park.types[luminaire.type]
        share = float(light_left(hours.get(luminaire.key, 0.0), kind.depreciation))
        flux[index[luminaire.group]] += kind.rated_w
        left[index[luminaire.group]] += kind.rated_w * share
    return np.divide(left, flux, out=np.ones(len(index)), where=flux > 0).astype(np.float32)


def _floats(values: Iterator[float]) -> Floats:
    return np.array(list(values), np.float32)


def _kind(space: Space, day: date) -> dict[str, Any]:
    said = dict(value(f"lighting/kinds#{space.kind}", day))
    lx = space.illuminance_lx if space.illuminance_lx is not None else said.get("illuminance_lx")
    if lx is None:
        asked = value(said["standard"], day)
        lx = asked["lx"] if isinstance(asked, dict) else asked
    own = {"background_lx": space.background_lx, "hold_min": space.hold_min}
    said.update({key: v for key, v in own.items() if v is not None})
    return {**said, "lx": float(lx), "vacant": said.get("vacant", "background")}


def _gear(park: Park, space: Space, group: str) -> tuple[tuple[float, float, float], float, float]:
    """Sums over a group's luminaires: power polynomial [W], standby [W]; and the highest minimum level."""
    types: list[LuminaireType] = [park.types[m.type] for m in space.luminaires if m.group == group and m.controllable]
    curve = tuple(sum(t.rated_w * t.power_curve[n] for t in types) for n in range(3))
    standby = sum(t.standby_w for t in types)
    return (curve[0], curve[1], curve[2]), standby, max((t.minimum_level for t in types), default=0.0)
