"""Which streams of readings a park has: one rule a kind of device, the same for file and database.

The key of a point is also its address in messages: ``lum/<luminaire>/level`` and so on.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from zhiyuan.park.document import Luminaire, LuminaireType, Meter, Park, Sensor
from zhiyuan.telemetry.point import Kind

MOST_LX = 150_000.0  # bright sun on a level surface stays below
MOST_TIMES_RATED = 10.0  # a faulty luminaire may draw too much; ten times is a faulty reading
FAULT_BITS = 65_535.0


@dataclass(frozen=True, slots=True)
class PointPlan:
    """A point before it has a number; ``settings`` are the optional members of ``telemetry.Point``."""

    key: str
    kind: Kind
    unit: str
    decimals: int
    source: str
    settings: dict[str, float] = field(default_factory=dict)


def points_of(park: Park) -> Iterator[PointPlan]:
    """Every point of a park, in the order of the file."""
    for luminaire in park.luminaires:
        yield from _luminaire(luminaire, park.types[luminaire.type])
    for circuit in park.circuits:
        yield from contactor_point(circuit.key, circuit.contactor, circuit.gateway)
    for sensor in park.sensors:
        yield _sensor(sensor)
    for meter in park.meters:
        yield from _meter(meter)
    for gateway in park.gateways:
        yield PointPlan(f"gw/{gateway.key}/health", "state", "", 0, gateway.key)


def contactor_point(circuit: str, contactor: bool, gateway: str | None) -> Iterator[PointPlan]:
    """Whether a circuit's contactor is closed, where it has one of ours."""
    if contactor and gateway is not None:
        yield PointPlan(f"circuit/{circuit}/closed", "state", "", 0, gateway, _within(0, 1))


def _luminaire(luminaire: Luminaire, of_type: LuminaireType) -> Iterator[PointPlan]:
    if luminaire.gateway is None or not luminaire.controllable:
        return
    stem, source = f"lum/{luminaire.key}", luminaire.gateway
    yield PointPlan(f"{stem}/level", "gauge", "%", 1, source, _within(0, 100))
    yield PointPlan(f"{stem}/power", "gauge", "W", 1, source, _within(0, MOST_TIMES_RATED * of_type.rated_w))
    yield PointPlan(f"{stem}/fault", "state", "", 0, source, _within(0, FAULT_BITS))


def _sensor(sensor: Sensor) -> PointPlan:
    key = f"sensor/{sensor.key}/{sensor.kind}"
    if sensor.kind == "illuminance":
        return PointPlan(key, "gauge", "lx", 1, sensor.gateway, _within(0, MOST_LX))
    return PointPlan(key, "state", "", 0, sensor.gateway, _within(0, 4 if sensor.kind == "switch" else 1))


def _meter(meter: Meter) -> Iterator[PointPlan]:
    register = {"multiplier": meter.multiplier, "rollover": meter.rollover, "max_rate": meter.max_kw, "minimum": 0.0}
    yield PointPlan(f"meter/{meter.key}/energy", "register", "kWh", meter.decimals, meter.gateway, register)
    yield PointPlan(f"meter/{meter.key}/power", "gauge", "kW", 3, meter.gateway, _within(0, meter.max_kw))


def _within(minimum: float, maximum: float) -> dict[str, float]:
    return {"minimum": float(minimum), "maximum": float(maximum)}
