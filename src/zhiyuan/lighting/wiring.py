"""Which sensor tells the daylight of which point, and which circuit feeds which group."""

import numpy as np
from numpy.typing import NDArray

from zhiyuan.park.document import Park, Space

Floats = NDArray[np.float32]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]


def light_sensors(park: Park, index: dict[str, int]) -> list[tuple[str, int]]:
    """Light sensors with the point each is mounted at: the n-th of a space is at its n-th point."""
    used: dict[str, int] = {}
    by_key = {s.key: s for s in park.spaces}
    found = []
    for sensor in park.sensors:
        if sensor.kind != "illuminance" or sensor.space not in by_key:
            continue
        groups = by_key[sensor.space].groups
        nth = used.get(sensor.space, 0)
        used[sensor.space] = nth + 1
        if nth < len(groups):
            found.append((sensor.key, index[groups[nth].key]))
    return found


def daylight_sources(
    spaces: tuple[Space, ...], sensors: list[tuple[str, int]], index: dict[str, int]
) -> tuple[Ints, Floats]:
    """For every point its light sensor (their number: none), and its daylight as a share of the sensor's."""
    source = np.full(len(index), len(sensors), np.intp)
    ratio = np.zeros(len(index), np.float32)
    at = {point: k for k, (_, point) in enumerate(sensors)}
    for space in spaces:
        points = {index[g.key]: g.daylight for g in space.groups}
        mounted = [p for p in points if p in at and points[p] > 0]
        for point, daylight in points.items():
            if mounted and daylight > 0:
                nearest = point if point in at else mounted[0]
                source[point], ratio[point] = at[nearest], daylight / points[nearest]
    return source, ratio


def feeds(park: Park, index: dict[str, int]) -> list[tuple[int, int, float]]:
    """Circuit, group and the standby drawn there, by circuit. [W]"""
    circuits = {c.key: n for n, c in enumerate(park.circuits)}
    standby: dict[tuple[int, int], float] = {}
    for luminaire in park.luminaires:
        if luminaire.group is not None and luminaire.controllable:
            pair = circuits[luminaire.circuit], index[luminaire.group]
            standby[pair] = standby.get(pair, 0.0) + park.types[luminaire.type].standby_w
    return sorted((c, g, w) for (c, g), w in standby.items())


def switchable(park: Park) -> Bools:
    """A contactor may open only where nothing that must stay on hangs on the circuit (GB 51309, GB 50058)."""
    kept = {m.circuit for m in park.luminaires if not m.controllable}
    kept |= {s.circuit for s in park.sensors if s.circuit} | {g.circuit for g in park.gateways if g.circuit}
    return np.array([c.contactor and c.key not in kept for c in park.circuits], bool)
