"""What the decision is given, what it remembers, and what it says.

Every array may carry leading dimensions (months, strategies) in front of the last one: S spaces,
G groups, K light sensors, C circuits. An input that is None is not there at all, which costs nothing.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhiyuan.lighting.model import Bools, ControlModel, Floats


class Reason(IntEnum):
    """Why a group has its level; the higher number goes first."""

    SCHEDULE = 0
    DAYLIGHT = 1
    OCCUPANCY = 2
    SENSOR_LOST = 3
    SCENE = 4
    SECURITY = 5
    MANUAL = 6
    LOCK = 7
    EMERGENCY = 8
    FIRE = 9
    COMM_LOST = 10

    @property
    def word(self) -> str:
        """As a command says it."""
        return self.name.lower()


class Mode(IntEnum):
    """What a space is asked for: nothing, its vacant light, a warning before dark, its standard."""

    OFF = 0
    VACANT = 1
    WARNING = 2
    OCCUPIED = 3


OFF, VACANT, WARNING, OCCUPIED = (np.uint8(mode) for mode in Mode)
"""The modes as array elements, which compare without a look-up."""


@dataclass(frozen=True, slots=True)
class Clock:
    """When a decision is taken.

    Parameters
    ----------
    minute
        Minutes since 1970, UTC; overrides expire by it. [min]
    dt
        Minutes since the decision before. [min]
    sample
        Whether a whole minute has passed, so that the light sensors' window moves on; False for a
        decision between two minutes, at an event.
    """

    minute: float | NDArray[Any]
    dt: float = 1.0
    sample: bool = True


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the sensors, the schedules and the people say now.

    Parameters
    ----------
    hit : (…, S)
        Movement was seen since the last decision.
    schedule : (…, S)
        Level of the control program; 0 is outside the schedule. [1]
    horizontal_lx : (…)
        Outdoor horizontal illuminance; tells when windows give nothing. [lx]
    light_lx : (…, K)
        Indoor light sensors; NaN is not heard. [lx]
    light_age_min, presence_age_min : (…, K), (…, S)
        Minutes since a sensor was last heard. [min]
    gateway_age_min : (…, G)
        Minutes since the gateway of a group was last heard. [min]
    scene, security, manual, lock : (…, G)
        Levels wanted; NaN is no wish. [1]
    manual_until : (…, G)
        When a manual level expires, on the clock's minutes. [min]
    emergency, fire, fire_reset : (…, S)
        Emergency mode; fire input; a person has reset the fire state.
    """

    hit: Bools
    schedule: Floats
    horizontal_lx: Floats | float | None = None
    light_lx: Floats | None = None
    light_age_min: Floats | None = None
    presence_age_min: Floats | None = None
    gateway_age_min: Floats | None = None
    scene: Floats | None = None
    security: Floats | None = None
    manual: Floats | None = None
    manual_until: NDArray[np.float64] | None = None
    lock: Floats | None = None
    emergency: Bools | None = None
    fire: Bools | None = None
    fire_reset: Bools | None = None


@dataclass(frozen=True, slots=True)
class State:
    """What control remembers between two decisions.

    Parameters
    ----------
    level : (…, G)
        Automatic level of every group, before people and safety have their say. [1]
    mode : (…, G)
        ``Mode`` of the group's space at the last decision.
    since_hit, hit_run : (…, S)
        Minutes since the last movement; minutes of movement without a break. [min]
    since_rise, bright : (…, G)
        Minutes since the last visible rise; minutes of abundant daylight. [min]
    net_lx : (window, …, K)
        Light sensors without our own light, last minutes. [lx]
    given : (…, G)
        Levels as commanded, after people and safety. [1]
    idle : (…, C)
        Minutes for which nothing on the circuit was wanted. [min]
    closed : (…, C)
        Contactor positions wanted; True also for circuits that have none.
    fire : (…, S)
        Latched fire state.
    """

    level: Floats
    mode: NDArray[np.uint8]
    since_hit: Floats
    hit_run: Floats
    since_rise: Floats
    bright: Floats
    net_lx: Floats
    given: Floats
    idle: Floats
    closed: Bools
    fire: Bools


@dataclass(frozen=True, slots=True)
class Decision:
    """What a decision says.

    Parameters
    ----------
    levels : (…, G)
        Share of full output wanted of every group. [1]
    reasons : (…, G)
        ``Reason`` per group.
    contactors : (…, C)
        True: closed.
    stuck : (…, S)
        Presence sensors that saw movement without a break for longer than anybody moves.
    """

    levels: Floats
    reasons: NDArray[np.int8]
    contactors: Bools
    stuck: Bools


def start(model: ControlModel, shape: tuple[int, ...] = ()) -> State:
    """The state after a restart: everybody might be there, so nothing goes dark for one hold time."""
    spaces, groups, circuits = len(model.spaces), len(model.groups), len(model.circuits)
    sensors, window = len(model.light_sensors), model.settings.window_min
    zeros = np.zeros((*shape, groups), np.float32)
    return State(
        level=zeros,
        mode=np.zeros((*shape, groups), np.uint8),
        since_hit=np.zeros((*shape, spaces), np.float32),
        hit_run=np.zeros((*shape, spaces), np.float32),
        since_rise=np.full((*shape, groups), model.settings.reversal_min, np.float32),
        bright=zeros,
        net_lx=np.zeros((window, *shape, sensors), np.float32),
        given=zeros,
        idle=np.zeros((*shape, circuits), np.float32),
        closed=np.ones((*shape, circuits), bool),
        fire=np.zeros((*shape, spaces), bool),
    )
