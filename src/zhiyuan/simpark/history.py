"""Two invented years of an invented park, as its meters would have shown them.

Year one: full output by the schedule, no controls. Two weeks of installation. Then the control of
``lighting.control`` minute by minute, in the true park with its true people and sky: the same
functions as the live park and the live controller. Many stretches of days are computed side by side.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from zhiyuan.lighting.control import Clock, Inputs, decide, start
from zhiyuan.lighting.model import ControlModel
from zhiyuan.lighting.weather import synthetic_year
from zhiyuan.park.document import Park
from zhiyuan.simpark.calendar import DAY
from zhiyuan.simpark.devices import fleet
from zhiyuan.simpark.occupants import SEEN
from zhiyuan.simpark.physics import light_readings, noises, standby_pairs
from zhiyuan.simpark.sky import sky
from zhiyuan.simpark.surroundings import days
from zhiyuan.simpark.tenants import Tenants
from zhiyuan.simpark.world import World, schedules, world

QUARTER = 15
QUARTERS = DAY // QUARTER
BLOCKS = 32
INSTALL_DAYS = 14
DAILY_SPREAD = 0.012
"""How much a circuit's use differs from one day to the next for reasons that nobody models: voltage,
a lamp that failed, somebody at a switch. [1]"""

Floats = NDArray[np.float64]
Progress = Callable[[float], None]


@dataclass(frozen=True)
class Controlled:
    """Energy of each circuit in each quarter of an hour [kWh], and every group's level at its end. [1]"""

    kwh: Floats
    level: NDArray[np.float32]


def uncontrolled(park: Park, first: date, count: int, seed: int) -> Floats:
    """Energy by quarter of an hour and circuit without controls: full output while the schedule says so. [kWh]"""
    period = days(park, first, count)
    weather = synthetic_year(seed, park.site.latitude, park.site.longitude)
    _, fixed = schedules(park, period, sky(weather, period))
    on = fixed.reshape(-1, QUARTER, fixed.shape[1]).mean(axis=1)
    arrays = fleet(park)
    order = {s.key: i for i, s in enumerate(park.schedules)}
    schedule_of = np.array([order[space.schedule] for space in park.spaces])
    watts = np.zeros((len(park.schedules), len(park.circuits)))
    np.add.at(watts, (schedule_of[arrays.space], arrays.circuit), arrays.rated_w * arrays.controllable)
    kwh: Floats = (on @ watts + always_w(park)) * QUARTER / 60 / 1000
    return kwh + Tenants(park, seed).kwh(first, count)


def always_w(park: Park) -> Floats:
    """What luminaires that nobody controls draw on each circuit. [W]"""
    arrays = fleet(park)
    return np.bincount(arrays.circuit, arrays.rated_w * ~arrays.controllable, len(park.circuits)).astype(np.float64)


def controlled(park: Park, first: date, count: int, seed: int, progress: Progress) -> Controlled:
    """Run the real control on the true park for some days. Each of many stretches warms up for a day."""
    length = -(-count // BLOCKS)
    period = days(park, first - timedelta(days=1), length * BLOCKS + 1)
    weather = synthetic_year(seed, park.site.latitude, park.site.longitude)
    run = _Run(world(park, period, weather, seed), length, seed)
    for quarter in range((length + 1) * QUARTERS):
        run.quarter(quarter)
        if quarter % QUARTERS == 0:
            progress(quarter / ((length + 1) * QUARTERS))
    kept = count * QUARTERS
    kwh = run.kwh[:, QUARTERS:].reshape(-1, run.kwh.shape[-1])[:kept] + always_w(park) * QUARTER / 60 / 1000
    kwh += Tenants(park, seed).kwh(first, count)
    return Controlled(kwh, run.level[:, QUARTERS:].reshape(-1, run.level.shape[-1])[:kept])


class _Run:
    """All stretches side by side: first index the stretch."""

    def __init__(self, around: World, length: int, seed: int) -> None:
        self.around, self.truth, self.model = around, around.truth, around.known
        self.starts = np.arange(BLOCKS) * length * DAY
        self.state = start(self.model, (BLOCKS,))
        self.noise = noises(np.random.default_rng(seed), (BLOCKS, len(self.model.light_sensors)))
        self.share = circuit_shares(around.park, self.model)
        self.facade = around.facade_of[self.model.sensor_point]
        size = (BLOCKS, (length + 1) * QUARTERS)
        self.kwh = np.zeros((*size, len(self.model.circuits)))
        self.level = np.zeros((*size, len(self.model.groups)), np.float32)

    def quarter(self, quarter: int) -> None:
        """Fifteen minutes of control."""
        wh = np.zeros((BLOCKS, len(self.model.circuits)))
        for minute in range(quarter * QUARTER, (quarter + 1) * QUARTER):
            wh += self.minute(minute) / 60
        self.kwh[:, quarter], self.level[:, quarter] = wh / 1000, self.state.given

    def minute(self, minute: int) -> Floats:
        """One decision; what each circuit then draws. [W]"""
        rows = self.starts + minute
        around = self.around
        facade_lx = around.sky.facade_lx[rows]
        daylight = self.truth.sensor_daylight * facade_lx[:, self.facade]
        inputs = Inputs(
            hit=(around.bits[:, rows].T & SEEN) > 0,
            schedule=around.program[rows][:, self.model.schedule_of],
            horizontal_lx=around.sky.horizontal_lx[rows],
            light_lx=light_readings(self.truth, self.state.given, daylight, next(self.noise)),
        )
        self.state, said = decide(self.model, self.state, inputs, Clock(minute=minute))
        drawn = (self.truth.model.power(said.levels) @ self.share).astype(np.float64)
        standby = standby_pairs(self.model, said.levels <= 0, said.contactors)
        np.add.at(drawn.T, self.model.feed_circuit, standby.T)
        return drawn


def circuit_shares(park: Park, model: ControlModel) -> NDArray[np.float32]:
    """Which share of each group's power is drawn from each circuit, ``(groups, circuits)``. [1]"""
    arrays = fleet(park)
    watts = np.zeros((len(model.groups), len(model.circuits)), np.float32)
    mine = arrays.controllable & (arrays.group >= 0)
    np.add.at(watts, (arrays.group[mine], arrays.circuit[mine]), arrays.rated_w[mine].astype(np.float32))
    total = watts.sum(axis=1, keepdims=True)
    return np.divide(watts, total, out=np.zeros_like(watts), where=total > 0)


def after_installation(before: Floats, after: Floats, seed: int) -> Floats:
    """What followed year one: through the installation controlled groups grow from none to all. [kWh]

    ``before`` holds the days of the installation without controls, ``after`` begins with the same days.
    """
    growing = (np.arange(len(before)) // QUARTERS + 1)[:, None] / (len(before) // QUARTERS + 1)
    mixed = before * (1 - growing) + after[: len(before)] * growing
    return scattered(np.concatenate((mixed, after[len(before) :])), seed + 1)


def scattered(kwh: Floats, seed: int) -> Floats:
    """The same with days that differ a little, as days do. [kWh]"""
    count = -(-len(kwh) // QUARTERS)
    factor = np.random.default_rng([seed, 0xDA1]).normal(1.0, DAILY_SPREAD, (count, kwh.shape[1]))
    return kwh * np.repeat(factor, QUARTERS, axis=0)[: len(kwh)]
