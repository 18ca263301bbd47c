"""From a luminaire's measured intensities to lux on a grid: the matrix that the control plans with.

A :class:`Photometry` holds candela over the whole sphere, whatever symmetry its file used.
``illuminance_at`` is the law of distance squared, point by point; ``interreflected_lx`` adds
what floor, walls and ceiling give back, as one even share per room (split flux).

References
----------
ANSI/IES LM-63-02 (type C angles: gamma from the nadir, C about the vertical);
CIE 52-1982 for the flux balance of an empty room.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Photometry:
    """Luminous intensity of one luminaire at full output, over the whole circle of C.

    ``c_angles`` from 0 to 360 and ``gamma_angles`` from the nadir up. [°]
    ``candela``: ``(c_angles, gamma_angles)``, absolute. [cd]
    ``lumens``: what the file rates its lamps at, None where it is measured absolutely. [lm]
    ``multiplier``: what the file's numbers were multiplied by. [1]
    ``watts``: the file's input power. [W]
    """

    name: str
    c_angles: Array
    gamma_angles: Array
    candela: Array
    lumens: float | None = None
    multiplier: float = 1.0
    watts: float | None = None

    def intensity(self, c: ArrayLike, gamma: ArrayLike) -> Array:
        """Luminous intensity in a direction, straight between the measured ones. [cd]

        Beyond the measured gamma angles there is no light.
        """
        c, gamma = np.mod(c, 360.0), np.asarray(gamma, np.float64)
        i, s = _between(self.c_angles, c)
        j, t = _between(self.gamma_angles, gamma)
        v = self.candela
        near, far = v[i, j] * (1 - t) + v[i, j + 1] * t, v[i + 1, j] * (1 - t) + v[i + 1, j + 1] * t
        measured = (gamma >= self.gamma_angles[0]) & (gamma <= self.gamma_angles[-1])
        return np.where(measured, near * (1 - s) + far * s, 0.0)

    @property
    def flux_lm(self) -> float:
        """Luminous flux of the luminaire: the intensity over the whole sphere. [lm]"""
        return float(self.zonal_lm.sum())

    @property
    def zonal_lm(self) -> Array:
        """Flux in each zone between neighbouring gamma angles, by the trapezoid rule. [lm]"""
        gamma = np.radians(self.gamma_angles)
        around = np.trapezoid(self.candela, np.radians(self.c_angles), axis=0)
        density = np.asarray(around) * np.sin(gamma)
        zones: Array = (density[:-1] + density[1:]) / 2 * np.diff(gamma)
        return zones

    @property
    def downward_share(self) -> float:
        """Share of the flux below the horizontal. [1]"""
        edges = np.linspace(0, 180, 721)
        even = Photometry(self.name, self.c_angles, edges, self.intensity(self.c_angles[:, None], edges))
        zones = even.zonal_lm
        return float(zones[:360].sum() / zones.sum()) if zones.sum() else 0.0

    def angle_within(self, c: float, share: float = 0.5) -> float | None:
        """Full angle, in the plane C and C+180, within which the intensity reaches a share of the largest. [°]

        At one half it is the beam angle, at one tenth the field angle. None where there is no light.
        """
        tilt = np.arange(-180.0, 180.05, 0.1)
        seen = self.intensity(np.where(tilt < 0, c + 180, c), np.abs(tilt))
        bright = tilt[seen >= share * seen.max()]
        return None if seen.max() <= 0 else float(round(bright[-1] - bright[0], 1))


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a luminaire hangs, in metres, and how it is turned.

    ``rotation``: of its C0 direction from +x towards +y. [°]
    ``tilt``: how far its C90 side is lifted; 0 looks straight down. [°]
    """

    x: float
    y: float
    z: float
    rotation: float = 0.0
    tilt: float = 0.0


@dataclass(frozen=True, slots=True)
class Room:
    """An empty box with a corner at the origin. [m], reflectances [1]"""

    length_x: float
    width_y: float
    height: float
    floor: float = 0.2
    walls: float = 0.5
    ceiling: float = 0.7

    @property
    def surfaces_m2(self) -> tuple[float, float, float]:
        """Floor, walls, ceiling. [m²]"""
        floor = self.length_x * self.width_y
        return floor, 2 * (self.length_x + self.width_y) * self.height, floor


def grid(x: Sequence[float], y: Sequence[float], z: float) -> Array:
    """Points of a grid at height z, each range given as (from, to, step), ends included. [m]

    >>> grid((0.5, 1.5, 0.5), (0.5, 0.5, 1), 0.75).tolist()
    [[0.5, 0.5, 0.75], [1.0, 0.5, 0.75], [1.5, 0.5, 0.75]]
    """
    across, along = (first + step * np.arange(round((last - first) / step) + 1) for first, last, step in (x, y))
    everywhere = np.stack(np.meshgrid(across, along), axis=-1).reshape(-1, 2)
    return np.column_stack((everywhere, np.full(len(everywhere), z)))


def illuminance_at(
    photometry: Photometry, points: Array, luminaires: Sequence[Placed], normal: Sequence[float] = (0.0, 0.0, 1.0)
) -> Array:
    """Direct illuminance at each point from each luminaire, ``(points, luminaires)``. [lx]

    ``I(C, γ) · cos(incidence) / distance²``; nothing from behind the surface.

    Parameters
    ----------
    points
        ``(points, 3)``. [m]
    normal
        Where the lit surface faces; up for a desk or a floor.
    """
    return np.column_stack([_direct(photometry, points, one, np.asarray(normal, np.float64)) for one in luminaires])


def _direct(photometry: Photometry, points: Array, placed: Placed, normal: Array) -> Array:
    ray = points - np.array([placed.x, placed.y, placed.z])
    squared = np.maximum((ray**2).sum(axis=1), 1e-6)
    distance = np.sqrt(squared)
    own = ray @ _axes(placed).T
    gamma = np.degrees(np.arccos(np.clip(-own[:, 2] / distance, -1, 1)))
    c = np.degrees(np.arctan2(own[:, 1], own[:, 0]))
    incidence = np.maximum(-(ray @ normal) / distance, 0)
    lux: Array = photometry.intensity(c, gamma) * incidence / squared
    return lux


def _axes(placed: Placed) -> Array:
    """Rows: the luminaire's C0, C90 and upward axes in the room's coordinates."""
    turn, lift = np.radians(placed.rotation), np.radians(placed.tilt)
    c0 = np.array([np.cos(turn), np.sin(turn), 0.0])
    level = np.array([-np.sin(turn), np.cos(turn), 0.0])
    up = np.array([0.0, 0.0, 1.0])
    return np.stack((c0, np.cos(lift) * level + np.sin(lift) * up, np.cos(lift) * up - np.sin(lift) * level))


def interreflected_lx(photometry: Photometry, luminaires: Sequence[Placed], room: Room) -> Array:
    """Even illuminance that a room's surfaces add, from each luminaire. [lx]

    Split flux: ``(F_floor ρ_floor + F_walls ρ_walls + F_ceiling ρ_ceiling) / (S (1 − ρ̄))``, with
    the first flux on floor and ceiling added up point by point and the walls given the rest.
    Windows absorb; give the walls their mean reflectance, or the result is some percent high.
    """
    floor, walls, ceiling = room.surfaces_m2
    whole = floor + walls + ceiling
    mean = (floor * room.floor + walls * room.walls + ceiling * room.ceiling) / whole
    down = _flux_on(photometry, luminaires, room, 0.0, (0, 0, 1)) * floor
    up = _flux_on(photometry, luminaires, room, room.height, (0, 0, -1)) * ceiling
    side = np.maximum(photometry.flux_lm - down - up, 0)
    lux: Array = (down * room.floor + side * room.walls + up * room.ceiling) / (whole * (1 - mean))
    return lux


def _flux_on(
    photometry: Photometry, luminaires: Sequence[Placed], room: Room, z: float, normal: Sequence[float]
) -> Array:
    """Mean direct illuminance of a horizontal surface, from each luminaire. [lx]"""
    nx, ny = max(20, round(room.length_x / 0.1)), max(20, round(room.width_y / 0.1))
    x, y = room.length_x / nx, room.width_y / ny
    cells = grid((x / 2, room.length_x - x / 2, x), (y / 2, room.width_y - y / 2, y), z)
    below = [one for one in luminaires if abs(one.z - z) > 0.01]
    if len(below) < len(luminaires):  # one that lies in the surface lights none of it
        return np.array(
            [0.0 if one not in below else _flux_on(photometry, [one], room, z, normal)[0] for one in luminaires]
        )
    mean: Array = illuminance_at(photometry, cells, luminaires, normal).mean(axis=0)
    return mean


def response(photometry: Photometry, luminaires: Sequence[Placed], points: Array, room: Room | None = None) -> Array:
    """Light at each point from each luminaire at full output, new: the matrix A, ``(points, luminaires)``. [lx]

    Multiply by the maintenance factor for what remains before cleaning. With a room, what its
    surfaces reflect is added.
    """
    direct = illuminance_at(photometry, points, luminaires)
    return direct if room is None else direct + interreflected_lx(photometry, luminaires, room)


def _between(known: Array, asked: Array) -> tuple[NDArray[np.int64], Array]:
    """The interval of a rising table in which a value lies, and how far along it."""
    i = np.clip(np.searchsorted(known, asked, side="right") - 1, 0, len(known) - 2)
    share = np.clip((asked - known[i]) / (known[i + 1] - known[i]), 0, 1)
    return i, share
