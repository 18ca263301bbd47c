"""A park file for tests of control and simulation: one of each kind of space that behaves differently.

Spaces in order: a window office of two groups (0), a meeting room (1), a corridor with background
light (2), a toilet without a presence sensor (3), a road (4), two open-plan spaces that light each
other (5, 6). Circuit c1 has a contactor and feeds 0, 1, 5, 6; c2 also feeds an emergency lamp.
"""

from datetime import date
from typing import Any

import numpy as np

from zhiyuan.lighting.control import Clock, Decision, Inputs, State, decide, start
from zhiyuan.lighting.model import ControlModel, build
from zhiyuan.park.document import (
    Building,
    Circuit,
    Floor,
    Gateway,
    Group,
    Luminaire,
    LuminaireType,
    Park,
    Schedule,
    Sensor,
    Site,
    Space,
)

OFFICE, MEETING, CORRIDOR, TOILET, ROAD, OPEN_A, OPEN_B = range(7)
WINDOW, CORE, ROOM, WALK, WASH, STREET, A_LEFT, A_RIGHT, B_LEFT, B_RIGHT = range(10)
DAY = date(2026, 3, 2)


def park() -> Park:
    """The file."""
    spaces = (
        _space("o1", "office_perimeter", "office", "c1", [((300.0, 85.0), 0.045), ((85.0, 300.0), 0.018)], "S"),
        _space("m1", "meeting", "office", "c1", [((400.0,), 0.0)]),
        _space("k1", "corridor", "always", "c2", [((62.5,), 0.0)]),
        _space("t1", "toilet", "office", "c2", [((100.0,), 0.0)]),
        _space("r1", "road", "night", "c3", [((13.0,), 0.0)]),
        _space("p1", "open_office", "office", "c1", [((290.0, 90.0), 0.0), ((90.0, 290.0), 0.0)], spill="p2"),
        _space("p2", "open_office", "office", "c1", [((290.0, 90.0), 0.0), ((90.0, 290.0), 0.0)], spill="p1"),
    )
    return Park(
        site=Site("park", "小园区", 33.03, 112.58),
        luminaire_types=(LuminaireType("panel", "面板灯", 20.0), LuminaireType("exit", "应急灯", 3.0, standby_w=0.0)),
        schedules=(
            Schedule("office", "办公", ({"days": "workdays", "on": "08:00", "off": "20:00"},)),
            Schedule("always", "全天", ({"days": "daily"},)),
            Schedule(
                "night",
                "夜间",
                (
                    {"on": "12:00", "off": "23:00", "dark_below_lx": 30},
                    {"on": "23:00", "off": "12:00", "level": 0.5, "dark_below_lx": 30},
                ),
            ),
        ),
        buildings=(Building("b1", "一号楼", (Floor("f1", "一层", 1, 60, 40, spaces),)),),
        circuits=(
            Circuit("c1", "办公", "office", "b1", True, "g1"),
            Circuit("c2", "公共", "public", "b1", True, "g1"),  # wrongly, as it also feeds the exit lamp
            Circuit("c3", "道路", "road", "b1", True, "g1"),
        ),
        gateways=(Gateway("g1", "网关", "f1"),),
        sensors=(
            *(Sensor(f"{key}-P", "presence", "g1", space=key) for key in ("o1", "m1", "k1", "r1", "p1", "p2")),
            Sensor("o1-L", "illuminance", "g1", space="o1"),
        ),
        meters=(),
    )


def _space(
    key: str,
    kind: str,
    schedule: str,
    circuit: str,
    groups: list[tuple[tuple[float, ...], float]],
    facade: str | None = None,
    spill: str | None = None,
) -> Space:
    lamps = tuple(Luminaire(f"{key}-{n}", "panel", circuit, f"{key}-{n}", "g1", n, 1, n) for n in range(len(groups)))
    if key == "k1":
        lamps = (*lamps, Luminaire("k1-E", "exit", circuit, None, None, None, 2, 2, "emergency"))
    return Space(
        key, key, kind, (0, 0, 10, 5), schedule,
        groups=tuple(Group(f"{key}-{n}", response, daylight) for n, (response, daylight) in enumerate(groups)),
        luminaires=lamps, facade=facade,
        spill={spill: ((5.0, 25.0), (2.0, 5.0))} if spill else {},
    )  # fmt: skip


def model() -> ControlModel:
    """Its arrays."""
    return build(park(), DAY)


class Room:
    """A running control that a test speaks to in words."""

    def __init__(self) -> None:
        self.model = model()
        self.state: State = start(self.model)
        self.minute = 0.0
        self.schedule = np.ones(len(self.model.spaces), np.float32)
        self.lit: dict[str, Any] = {}

    def step(self, *there: int, minutes: int = 1, **inputs: Any) -> Decision:
        """Some minutes in which somebody moves in the spaces named; the last decision."""
        hit = np.isin(np.arange(len(self.model.spaces)), there)
        for _ in range(minutes):
            self.minute += 1
            said = Inputs(hit=hit, schedule=self.schedule, **{**self.lit, **inputs})
            self.state, decision = decide(self.model, self.state, said, Clock(self.minute))
        return decision

    def empty(self) -> "Room":
        """Long enough that nobody is supposed to be anywhere."""
        self.step(minutes=60)
        return self

    def closed(self) -> "Room":
        """Outside every schedule, and long enough that all is off."""
        self.schedule = np.zeros_like(self.schedule)
        return self.empty()

    def sun(self, window_lx: float) -> "Room":
        """Daylight at the office's light sensor from now on; the reading includes our own light."""
        self.lit = {"light_lx": self.reading(window_lx), "horizontal_lx": np.float32(20_000)}
        return self

    def reading(self, daylight_lx: float) -> np.ndarray:
        """What the sensor shows of our light and some daylight."""
        return (self.model.seen(self.state.given) + daylight_lx).astype(np.float32)

    def under_sun(self, window_lx: float, *there: int, minutes: int) -> Decision:
        """Minutes in which the sensor follows our own light."""
        for _ in range(minutes):
            decision = self.sun(window_lx).step(*there)
        return decision
