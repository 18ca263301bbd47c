"""Make the example parks: ``python examples/make.py`` writes both files again, byte for byte.

An invented technology park: 200 spaces, 2,000 controllable luminaires, and a fixed-schedule use of
66,000 kWh a year. Two office buildings (A, B), two tenants' buildings of which only the common
parts are the park's (C, D), a garage (G) and the outdoors (O). ``worst-case`` is the same park
without over-design, daylight or empty desks.
"""

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import plans
from plans import Room

from zhiyuan.kernel.workday import is_working_day
from zhiyuan.park.document import (
    Building,
    Circuit,
    Floor,
    Gateway,
    Group,
    Luminaire,
    LuminaireType,
    Meter,
    Park,
    Scene,
    Schedule,
    Sensor,
    Site,
    Space,
    Window,
)
from zhiyuan.park.yamlfile import read, write

HERE = Path(__file__).parent
SEED = 2026
YEARLY_KWH = 66_000.0
WORKDAYS = sum(is_working_day(date(2023, 1, 1) + timedelta(days=i)) for i in range(365))
HOURS = {
    "office": WORKDAYS * 12,
    "public": 365 * 14,
    "always": 8760,
    "road": 4185.25,
    "landscape": 89_816 / 60,
}  # 2023, Nanyang
DUSK_LX, NIGHT_LX = 200, 30


@dataclass(frozen=True)
class Kind:
    """What the reference park says of a kind: luminaires each, their type, target lx, schedule, daylight."""

    luminaires: int
    type: str
    lx: float
    schedule: str
    circuit: str
    daylight: tuple[float, ...] = (0.0,)
    windowed: tuple[int, int] = (1, 1)  # so many of so many have the daylight


KINDS = {
    "office_perimeter": Kind(14, "panel", 300, "office", "OF", (0.045, 0.018)),
    "office_interior": Kind(14, "panel", 300, "office", "OF"),
    "meeting": Kind(10, "panel", 300, "office", "OF", (0.030,)),
    "corridor": Kind(10, "downlight-6", 50, "public", "PU", (0.018,), (1, 4)),
    "stair": Kind(4, "downlight-5", 50, "always", "ST", (0.025,), (3, 5)),
    "lobby": Kind(12, "downlight-8", 100, "public", "PU", (0.040,)),
    "toilet": Kind(6, "downlight-5", 75, "public", "PU", (0.020,), (1, 3)),
    "garage_lane": Kind(16, "batten-8", 50, "always", "LN"),
    "garage_bay": Kind(16, "batten-5", 30, "always", "BY"),
    "road": Kind(10, "road", 10, "road", "RD"),
    "landscape": Kind(18, "garden", 5, "landscape", "LS"),
}
TYPES = {  # name, W before scaling, lm/W
    "panel": ("LED 面板灯", 18, 150),
    "downlight-5": ("LED 筒灯 小", 5, 110),
    "downlight-6": ("LED 筒灯 中", 6, 110),
    "downlight-8": ("LED 筒灯 大", 8, 120),
    "batten-5": ("LED 支架灯 短", 5, 140),
    "batten-8": ("LED 支架灯 长", 8, 140),
    "road": ("LED 路灯", 15, 140),
    "garden": ("LED 庭院灯", 4, 100),
}
SCHEDULES = (
    Schedule("office", "办公时间", ({"days": "workdays", "on": "08:00", "off": "20:00"},)),
    Schedule("public", "公共区域", ({"days": "daily", "on": "07:00", "off": "21:00"},)),
    Schedule("always", "全天", ({"days": "daily", "on": "00:00", "off": "24:00"},)),
    Schedule(
        "road",
        "道路",
        (
            {"days": "daily", "on": "12:00", "off": "23:00", "dark_below_lx": NIGHT_LX},
            {"days": "daily", "on": "23:00", "off": "12:00", "level": 0.5, "dark_below_lx": NIGHT_LX},
        ),
    ),
    Schedule(
        "landscape",
        "景观",
        (
            {"days": "daily", "on": "18:30", "off": "22:00", "level": 0.7, "dark_below_lx": DUSK_LX},
            {"days": "daily", "on": "22:00", "off": "23:00", "level": 0, "dark_below_lx": DUSK_LX},
        ),
    ),
)
CIRCUITS = {  # kind, name, may be opened when the schedule is off
    "OF": ("office", "办公照明", True),
    "PU": ("public", "公共照明", True),
    "ST": ("stair", "楼梯照明", False),
    "LN": ("garage", "车道照明", False),
    "BY": ("garage", "车位照明", False),
    "RD": ("road", "道路照明", True),
    "LS": ("landscape", "景观照明", True),
    "EM": ("emergency", "应急照明", False),
    "EX": ("explosion_proof", "防爆照明", False),
    "CT": ("controls", "控制电源", False),
}
SIDES = {"W": " 西", "E": " 东", "": ""}
BUILDINGS = {
    "A": "A座 创业孵化楼",
    "B": "B座 研发楼",
    "C": "C座 企业楼",
    "D": "D座 企业楼",
    "G": "地下车库",
    "O": "室外",
}


@dataclass
class Draft:
    """The park while it is being drawn up."""

    overdesign: tuple[float, float]
    daylit: bool
    draw: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311  # a fixed draw, no secret
    seen: Counter[str] = field(default_factory=Counter)
    addresses: Counter[str] = field(default_factory=Counter)
    circuits: dict[str, Circuit] = field(default_factory=dict)
    gateways: dict[str, Gateway] = field(default_factory=dict)
    sensors: list[Sensor] = field(default_factory=list)
    meters: list[Meter] = field(default_factory=list)

    def floor(self, building: str, level: int, size: tuple[float, float], rooms: Iterable[Room]) -> Floor:
        """One storey with all that hangs in it."""
        key = "O1" if building == "O" else f"{building}{abs(level)}"
        spaces = tuple(self.space(building, key, f"{key}-{i:02}", room) for i, room in enumerate(rooms, 1))
        return Floor(key, plans.STOREYS[level], level, *size, spaces, outdoor=building == "O")

    def space(self, building: str, floor: str, key: str, room: Room) -> Space:
        """One space: its groups, its luminaires, what senses in it."""
        kind = KINDS[room.kind]
        index = self.seen[room.kind]
        self.seen[room.kind] += 1
        lit = index % kind.windowed[1] < kind.windowed[0] and any(kind.daylight) and self.daylit
        daylight = kind.daylight if lit else (0.0,) * len(kind.daylight)
        full = kind.lx * self.draw.uniform(*self.overdesign)
        groups = groups_of(key, full, daylight)
        gateway = self.gateway(building, floor, key, room)
        circuit = self.circuit(building, floor, kind.circuit, room.part, gateway)
        self.sense(key, room.kind, gateway, self.circuit(building, floor, "CT", "", None), lit)
        return Space(
            key,
            f"{key.replace('-', '')} {room.name}" if "办公" in room.name or room.kind == "meeting" else room.name,
            room.kind,
            room.box,
            kind.schedule,
            groups,
            (
                *self.luminaires(key, kind, room, groups, gateway, circuit, lit),
                *self.uncontrolled(building, floor, key, room),
            ),
            windows=(Window(room.side, round(0.5 * max(room.box[2:]) * 1.8, 1)),) if lit else (),
            facade=room.side if lit else None,
        )

    def luminaires(
        self, key: str, kind: Kind, room: Room, groups: tuple[Group, ...], gateway: str, circuit: str, lit: bool
    ) -> Iterable[Luminaire]:
        """The controllable ones; where there are two groups, the half nearer to the facade is the first."""
        places = list(plans.grid(kind.luminaires, room.box))
        nearest = sorted(places, key=lambda place: distance(place, room))
        first = set(nearest[: len(places) // len(groups)])
        for n, (x, y) in enumerate(places, 1):
            group = groups[0 if (x, y) in first else -1].key
            self.addresses[gateway] += 1
            yield Luminaire(f"{key}-{n:02}", kind.type, circuit, group, gateway, self.addresses[gateway], x, y)

    def uncontrolled(self, building: str, floor: str, key: str, room: Room) -> Iterable[Luminaire]:
        """Emergency light on the ways out, explosion-proof light in the test cell: on their own circuits."""
        x, y = room.box[0] + 0.4, room.box[1] + 0.4
        if room.kind in ("corridor", "stair"):
            circuit = self.circuit(building, floor, "EM", "", None)
            yield Luminaire(f"{key}-E1", "emergency", circuit, None, None, None, round(x, 2), round(y, 2), "emergency")
        if key == TEST_CELL:
            circuit = self.circuit(building, floor, "EX", "", None)
            for n in range(4):
                at = round(x + 0.9 * n, 2), round(y, 2)
                yield Luminaire(f"{key}-X{n + 1}", "ex", circuit, None, None, None, *at, "explosion_proof")

    def gateway(self, building: str, floor: str, key: str, room: Room) -> str:
        """The gateway that speaks for a space; a road segment has a controller of its own."""
        supply = self.circuit(building, floor, "CT", "", None)
        if room.kind == "road":
            return self._gateway(f"{key}-C", f"{room.name}路灯控制器", floor, True, supply)
        if room.part == "S":
            return self._gateway(f"{building}-GS", f"{building}座楼梯网关", f"{building}1", False, supply)
        part = room.part if building in "ABGO" else "A" if room.side in "WN" else "B"
        return self._gateway(f"{floor}-G{part}", f"{floor} 网关 {part}", floor, False, supply)

    def _gateway(self, key: str, name: str, floor: str, direct: bool, supply: str) -> str:
        self.gateways.setdefault(key, Gateway(key, name, floor, direct, supply))
        return key

    def circuit(self, building: str, floor: str, code: str, part: str, gateway: str | None) -> str:
        """The circuit of a kind of light: by floor where it is switched, else by building."""
        kind, name, contactor = CIRCUITS[code]
        place = floor if code in ("OF", "PU", "LN", "BY") else building
        side = ("W" if part in "ACW" else "E") if code in ("RD", "LS") else ""
        key = f"{place}-{code}{side}"
        if key in self.circuits:
            return key
        label = f"{place} {name}{SIDES[side]}"
        switch = ("O1-GA" if building == "O" else gateway) if contactor else None
        self.circuits[key] = Circuit(key, label, kind, building, contactor, switch)
        if kind not in ("emergency", "explosion_proof", "controls"):
            supply = self.circuit(building, floor, "CT", "", None)
            device = self._gateway(f"{key}-MG", f"{label}电表", floor, True, supply)
            self.meters.append(Meter(f"{key}-M", f"{label}电表", key, device, max_kw=20.0))
        return key

    def sense(self, key: str, kind: str, gateway: str, supply: str, lit: bool) -> None:
        """What senses in a space: presence, daylight where there is some, a wall switch where people work."""
        if kind != "landscape":
            self.sensors.append(Sensor(f"{key}-P", "presence", gateway, space=key, circuit=supply))
        if lit:
            self.sensors.append(Sensor(f"{key}-L", "illuminance", gateway, space=key, circuit=supply))
        if KINDS[kind].schedule == "office":
            self.sensors.append(Sensor(f"{key}-W", "switch", gateway, space=key, circuit=supply))

    def single_devices(self) -> None:
        """A fire input for each building, and two photocells outdoors."""
        for building in "ABCDG":
            device = self._gateway(f"{building}-FG", f"{building} 消防联动模块", f"{building}1", True, f"{building}-CT")
            self.sensors.append(Sensor(f"{building}-F", "fire", device, building=building, circuit=f"{building}-CT"))
        for n in (1, 2):
            device = self._gateway(f"O-L{n}G", f"光照传感器 {n}", "O1", True, "O-CT")
            self.sensors.append(Sensor(f"O-L{n}", "illuminance", device, building="O", circuit="O-CT"))


TENANTS = {"A3": 24.0, "B3": 18.0, "C1": 30.0, "C2": 26.0, "C3": 16.0, "D1": 28.0, "D2": 22.0, "D3": 20.0}
"""Floors that are let, and the most that each one's power meter counts. [kW]"""
TEST_CELL = "B3-06"  # an interior laboratory-office with an explosion-proof cell in its corner
OPEN_PLAN = ("A3-01", "A3-02")  # two offices without a wall between them: each lights the other


def distance(place: tuple[float, float], room: Room) -> float:
    """How far a place is from the side that its room looks to. [m]"""
    x, y, width, depth = room.box
    return {"N": place[1] - y, "S": y + depth - place[1], "W": place[0] - x, "E": x + width - place[0]}[room.side]


def groups_of(key: str, full: float, daylight: tuple[float, ...]) -> tuple[Group, ...]:
    """One group, or two of which each gives 0.78 of the light at its own point and 0.22 at the other."""
    if len(daylight) == 1:
        return (Group(f"{key}-a", (round(full, 1),), daylight[0]),)
    own, cross = round(0.78 * full, 1), round(0.22 * full, 1)
    return Group(f"{key}-w", (own, cross), daylight[0]), Group(f"{key}-c", (cross, own), daylight[1])


def open_plan(floor: Floor) -> Floor:
    """Let two neighbours light each other: the core row of the first is nearest to both rows of the second."""
    spill = {
        OPEN_PLAN[0]: {OPEN_PLAN[1]: ((4.0, 22.0), (4.0, 22.0))},
        OPEN_PLAN[1]: {OPEN_PLAN[0]: ((3.0, 3.0), (20.0, 20.0))},
    }
    spaces = []
    for space in floor.spaces:
        name = space.name.replace("办公室", "开放办公区") if space.key in spill else space.name
        spaces.append(replace(space, name=name, spill=spill.get(space.key, {})))
    return replace(floor, spaces=tuple(spaces))


def park(name: str, key: str, overdesign: tuple[float, float], daylit: bool, assumptions: dict[str, float]) -> Park:
    """One of the two example parks."""
    draft = Draft(overdesign, daylit)
    buildings = tuple(Building(b, BUILDINGS[b], tuple(floors(draft, b))) for b in BUILDINGS)
    draft.single_devices()
    site = Site(key, name, latitude=33.03, longitude=112.58, simulated=True)
    found = Park(
        site=site,
        luminaire_types=types(buildings),
        schedules=SCHEDULES,
        buildings=buildings,
        circuits=tuple(draft.circuits.values()),
        gateways=tuple(draft.gateways.values()),
        sensors=tuple(draft.sensors),
        meters=tuple(draft.meters),
        assumptions=assumptions,
    )
    return supplied(replace(found, scenes=tuple(scenes(found))))


def supplied(found: Park) -> Park:
    """The same with its supply: a head meter over all, and tenants' power metered floor by floor."""
    power = [Circuit(f"{floor}-PW", f"{floor} 租户动力", "power", floor[0]) for floor in TENANTS]
    losses = Circuit("O-TR", "变压器损耗", "losses", "O")
    head = Meter("MAIN-M", "总表", None, "O1-GA", max_kw=300.0)
    submeters = [
        Meter(f"{c.key}-M", f"{c.name}电表", c.key, f"{floor}-GA", max_kw=kw, parent=head.key)
        for c, (floor, kw) in zip(power, TENANTS.items(), strict=True)
    ]
    lighting = (replace(meter, parent=head.key) for meter in found.meters)
    return replace(found, circuits=(*found.circuits, *power, losses), meters=(*lighting, *submeters, head))


def floors(draft: Draft, building: str) -> Iterable[Floor]:
    """The storeys of a building."""
    size = (plans.WIDTH, plans.DEPTH)
    if building in "AB":
        for level, meetings in ((1, 1), (2, 2), (3, 1)):
            floor = draft.floor(building, level, size, plans.offices(level, meetings))
            yield open_plan(floor) if floor.key == OPEN_PLAN[0][:2] else floor
    elif building in "CD":
        yield from (draft.floor(building, level, size, plans.common(level)) for level in (1, 2, 3))
    elif building == "G":
        yield from (draft.floor(building, level, (39.6, 24.0), plans.garage(level)) for level in (-1, -2))
    else:
        yield draft.floor(building, 0, (240.0, 160.0), plans.outdoors())


def types(buildings: tuple[Building, ...]) -> tuple[LuminaireType, ...]:
    """The luminaire types, every wattage times the one factor that makes the year 66,000 kWh."""
    spaces = [space for building in buildings for floor in building.floors for space in floor.spaces]
    wh = sum(
        TYPES[luminaire.type][1] * HOURS[space.schedule]
        for space in spaces
        for luminaire in space.luminaires
        if luminaire.controllable
    )
    factor = YEARLY_KWH * 1000 / wh
    return (
        *(
            LuminaireType(key, name, round(watt * factor, 4), flux_lm=float(round(watt * factor * efficacy)))
            for key, (name, watt, efficacy) in TYPES.items()
        ),
        LuminaireType("emergency", "消防应急灯", 3.0, standby_w=0.0),
        LuminaireType("ex", "防爆灯", 20.0, standby_w=0.0),
    )


def scenes(found: Park) -> Iterable[Scene]:
    """Scenes of three floors: showing something, cleaning, night."""
    for floor in found.floors():
        if floor.key not in ("A2", "A3", "B2"):
            continue
        kinds = {group.key: space.kind for space in floor.spaces for group in space.groups}
        yield Scene(f"{floor.key}-show", "演示", floor.key, {g: 0.3 for g, kind in kinds.items() if kind == "meeting"})
        yield Scene(f"{floor.key}-clean", "清洁", floor.key, {g: 0.6 for g, kind in kinds.items() if kind != "stair"})
        yield Scene(
            f"{floor.key}-night",
            "夜间",
            floor.key,
            {g: 0.2 if k == "corridor" else 0.0 for g, k in kinds.items() if k != "stair"},
        )


def main() -> None:
    """Write both files, and read them again."""
    made = {
        "science-city": park("示例科学城（虚构）", "science-city", (1.15, 1.5), True, {}),
        "worst-case": park(
            "示例最坏情形（虚构）",
            "worst-case",
            (1.0, 1.1),
            False,
            {"traffic": 2.0, "attendance": 1.0, "daylight": 0.0},
        ),
    }
    for folder, found in made.items():
        text = write(found)
        assert read(text) == found, f"{folder}: what was written does not read the same"
        (HERE / folder).mkdir(exist_ok=True)
        (HERE / folder / "park.yaml").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
