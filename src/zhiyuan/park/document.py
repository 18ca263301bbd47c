"""The park file as data: frozen dataclasses that a YAML file, a workbook or the database fills.

Pure: ``read`` and ``write`` know text, not files and no database. Everything that computes on a
park (control arrays, the simulator, the list of points) starts from a :class:`Park`, so a file
and an installation give the same answers. Names follow TALQ 2.7 where it has one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

Matrix = tuple[tuple[float, ...], ...]

NORMAL, EMERGENCY, EXPLOSION_PROOF = "normal", "emergency", "explosion_proof"
DUTIES = (NORMAL, EMERGENCY, EXPLOSION_PROOF)


@dataclass(frozen=True, slots=True)
class Site:
    """Where the park is and whose days it keeps."""

    key: str
    name: str
    latitude: float
    longitude: float
    timezone: str = "Asia/Shanghai"
    calendar: str = "china"
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class LuminaireType:
    """What TALQ calls a LampType, with a power curve instead of one gradient.

    Power at level d is ``rated_w * (p0 + p1 d + p2 d²)`` from ``minimum_level`` up, else ``standby_w``.
    """

    key: str
    name: str
    rated_w: float
    power_curve: tuple[float, float, float] = (0.035, 0.925, 0.04)
    standby_w: float = 0.3
    minimum_level: float = 0.05
    flux_lm: float | None = None
    depreciation: tuple[tuple[float, float], ...] = ((0.0, 1.0), (50000.0, 0.8))
    photometry: str | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """A control program: an ordered list of rules, each a state function of time; ``rules`` says what one may say."""

    key: str
    name: str
    rules: tuple[dict[str, object], ...]


@dataclass(frozen=True, slots=True)
class Window:
    """Glazing of a space; kept for the photometric model and the plan."""

    facade: str
    area_m2: float
    transmittance: float = 0.6


@dataclass(frozen=True, slots=True)
class Group:
    """Luminaires that are dimmed together; its point is where its light is judged.

    ``response`` is lx at each of the space's points from this group at full output, new;
    ``daylight`` is lx at this group's point per lx of vertical illuminance on the facade.
    """

    key: str
    response: tuple[float, ...]
    daylight: float = 0.0


@dataclass(frozen=True, slots=True)
class Luminaire:
    """One luminaire. Emergency and explosion-proof ones have no group and no address of ours."""

    key: str
    type: str
    circuit: str
    group: str | None
    gateway: str | None
    address: int | None
    x: float
    y: float
    duty: str = NORMAL

    @property
    def controllable(self) -> bool:
        """Only a normal luminaire can ever be commanded."""
        return self.duty == NORMAL


@dataclass(frozen=True, slots=True)
class Space:
    """A place with one lighting task; its kind fixes what the standard asks.

    ``illuminance_lx``, ``background_lx`` and ``hold_min`` override the book where not None.
    ``spill[other][i][j]`` is lx at point i of the space ``other`` from group j here at full output.
    ``plan`` is (x, y, width, depth) from the floor's north-west corner, x east and y south. [m]
    """

    key: str
    name: str
    kind: str
    plan: tuple[float, float, float, float]
    schedule: str
    groups: tuple[Group, ...]
    luminaires: tuple[Luminaire, ...] = ()
    windows: tuple[Window, ...] = ()
    facade: str | None = None
    area_m2: float | None = None
    illuminance_lx: float | None = None
    background_lx: float | None = None
    hold_min: float | None = None
    spill: dict[str, Matrix] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Floor:
    """One storey, or the outdoors, with its plan in metres."""

    key: str
    name: str
    level: int
    width_m: float
    depth_m: float
    spaces: tuple[Space, ...]
    outdoor: bool = False


@dataclass(frozen=True, slots=True)
class Building:
    """Floors under one roof; the outdoors of a site is a building without one."""

    key: str
    name: str
    floors: tuple[Floor, ...]


@dataclass(frozen=True, slots=True)
class Circuit:
    """A lighting circuit. ``contactor`` says that we may open it; never where it feeds what must stay on."""

    key: str
    name: str
    kind: str
    building: str
    contactor: bool = False
    gateway: str | None = None


@dataclass(frozen=True, slots=True)
class Gateway:
    """Speaks MQTT for the devices behind it; a direct device is a gateway with one device."""

    key: str
    name: str
    floor: str
    direct: bool = False
    circuit: str | None = None
    commands_per_s: float = 10.0


@dataclass(frozen=True, slots=True)
class Sensor:
    """presence, illuminance, switch or fire; at a space (fire: at a building)."""

    key: str
    kind: str
    gateway: str
    space: str | None = None
    building: str | None = None
    circuit: str | None = None


@dataclass(frozen=True, slots=True)
class Meter:
    """An electricity meter: a cumulative register and a power gauge."""

    key: str
    name: str
    circuit: str | None
    gateway: str
    multiplier: float = 1.0
    decimals: int = 3
    rollover: float = 1_000_000.0
    max_kw: float = 100.0
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """Named levels for groups, chosen by a person or a booking."""

    key: str
    name: str
    floor: str
    levels: dict[str, float]


@dataclass(frozen=True)
class Park:
    """Everything one park file says.

    ``assumptions`` changes what a prediction supposes about people and sky: ``traffic`` multiplies
    passages, ``attendance`` is the share of people present on a working day, ``daylight`` scales it.
    """

    site: Site
    luminaire_types: tuple[LuminaireType, ...]
    schedules: tuple[Schedule, ...]
    buildings: tuple[Building, ...]
    circuits: tuple[Circuit, ...]
    gateways: tuple[Gateway, ...]
    sensors: tuple[Sensor, ...]
    meters: tuple[Meter, ...]
    scenes: tuple[Scene, ...] = ()
    assumptions: dict[str, float] = field(default_factory=dict)

    def floors(self) -> Iterator[Floor]:
        """All floors, building by building."""
        for building in self.buildings:
            yield from building.floors

    @cached_property
    def spaces(self) -> tuple[Space, ...]:
        """All spaces in the order of the file: the order of every array."""
        return tuple(space for floor in self.floors() for space in floor.spaces)

    @cached_property
    def luminaires(self) -> tuple[Luminaire, ...]:
        """All luminaires in the order of the file."""
        return tuple(luminaire for space in self.spaces for luminaire in space.luminaires)

    @cached_property
    def types(self) -> dict[str, LuminaireType]:
        """Luminaire types by key."""
        return {t.key: t for t in self.luminaire_types}
