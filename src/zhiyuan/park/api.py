"""Reading the park over HTTP; acts go through ``/api/v1/do/park.*``. Lists come in pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from ninja.pagination import LimitOffsetPagination, paginate

from zhiyuan.identity.verbs import demand
from zhiyuan.kernel.errors import NotFound
from zhiyuan.park import queries, yamlfile
from zhiyuan.park.models import Floor, Point, Scene, Schedule, Site

router = Router(tags=["park"])


class Pages(LimitOffsetPagination):
    """``?limit=&offset=``: a hundred at a time, at most a thousand."""

    class Input(Schema):
        """Which part of the list."""

        limit: int = Query(100, ge=1, le=1000)
        offset: int = Query(0, ge=0)


class SiteOut(Schema):
    """A park."""

    id: int
    key: str
    name: str
    latitude: float
    longitude: float
    timezone: str
    calendar: str
    simulated: bool


class FloorOut(Schema):
    """A storey with its plan. [m]"""

    id: int
    key: str
    name: str
    building: str
    level: int
    width_m: float
    depth_m: float
    outdoor: bool

    @staticmethod
    def resolve_building(obj: Any) -> str:
        """The building's key."""
        return str(obj.building.key)


class SpaceOut(Schema):
    """A space: place [m], kind, what it asks for beyond the book [lx, min]."""

    id: int
    key: str
    name: str
    floor: str
    kind: str
    x: float
    y: float
    width_m: float
    depth_m: float
    schedule: str
    facade: str | None
    illuminance_lx: float | None
    background_lx: float | None
    hold_min: float | None

    @staticmethod
    def resolve_floor(obj: Any) -> str:
        """The floor's key."""
        return str(obj.floor.key)

    @staticmethod
    def resolve_schedule(obj: Any) -> str:
        """The schedule's key."""
        return str(obj.schedule.key)


class LuminaireOut(Schema):
    """A luminaire; one that has no group is never commanded."""

    id: int
    key: str
    space: str
    type: str
    rated_w: float
    circuit: str
    group: str | None
    gateway: str | None
    address: int | None
    x: float
    y: float
    duty: str

    @staticmethod
    def resolve_space(obj: Any) -> str:
        """The space's key."""
        return str(obj.space.key)

    @staticmethod
    def resolve_type(obj: Any) -> str:
        """The type's key."""
        return str(obj.type.key)

    @staticmethod
    def resolve_rated_w(obj: Any) -> float:
        """Power at full output. [W]"""
        return float(obj.type.rated_w)

    @staticmethod
    def resolve_circuit(obj: Any) -> str:
        """The circuit's key."""
        return str(obj.circuit.key)

    @staticmethod
    def resolve_group(obj: Any) -> str | None:
        """The group's key."""
        return obj.group.key if obj.group else None

    @staticmethod
    def resolve_gateway(obj: Any) -> str | None:
        """The gateway's key."""
        return obj.gateway.key if obj.gateway else None


class CircuitOut(Schema):
    """A circuit with the rated power on it. [W]"""

    id: int
    key: str
    name: str
    kind: str
    building: str
    contactor: bool
    gateway: str | None
    luminaires: int
    rated_w: float

    @staticmethod
    def resolve_building(obj: Any) -> str:
        """The building's key."""
        return str(obj.building.key)

    @staticmethod
    def resolve_gateway(obj: Any) -> str | None:
        """The key of the gateway that switches the contactor."""
        return obj.gateway.key if obj.gateway else None

    @staticmethod
    def resolve_luminaires(obj: Any) -> int:
        """How many hang on it."""
        return int(obj.lamps)

    @staticmethod
    def resolve_rated_w(obj: Any) -> float:
        """Their rated power together. [W]"""
        return float(obj.rated_w or 0)


class SensorOut(Schema):
    """A sensor and where it is."""

    id: int
    key: str
    kind: str
    gateway: str
    space: str | None
    building: str | None

    @staticmethod
    def resolve_gateway(obj: Any) -> str:
        """The gateway's key."""
        return str(obj.gateway.key)

    @staticmethod
    def resolve_space(obj: Any) -> str | None:
        """The space's key."""
        return obj.space.key if obj.space else None

    @staticmethod
    def resolve_building(obj: Any) -> str | None:
        """The building's key."""
        return obj.building.key if obj.building else None


class PointOut(Schema):
    """A stream of readings: its id is the historian's."""

    id: int
    key: str
    kind: str
    unit: str
    decimals: int
    source: str
    settings: dict[str, Any]
    active: bool


class ScheduleOut(Schema):
    """A schedule and its rules."""

    id: int
    key: str
    name: str
    rules: list[dict[str, Any]]


class SceneOut(Schema):
    """A scene: levels by group key. [1]"""

    id: int
    key: str
    name: str
    floor: str
    levels: dict[str, float]

    @staticmethod
    def resolve_floor(obj: Any) -> str:
        """The floor's key."""
        return str(obj.floor.key)


@router.get("/sites", response=list[SiteOut])
def sites(request: HttpRequest) -> Any:
    """The parks that the caller may see."""
    return queries.visible(Site, request.user).order_by("pk")


@router.get("/sites/{key}/file", response={200: None})
def site_file(request: HttpRequest, key: str) -> HttpResponse:
    """The whole park as its file (YAML)."""
    found = queries.visible(Site, request.user).filter(key=key).first()
    if found is None:
        raise NotFound(
            "there is no park {key}; there is {known}", key=key, known=", ".join(s.key for s in sites(request))
        )
    demand(request.user, "park.view", found)
    return HttpResponse(yamlfile.write(queries.park_document(found)), content_type="application/yaml; charset=utf-8")


@router.get("/floors", response=list[FloorOut])
@paginate(Pages)
def floors(request: HttpRequest) -> Any:
    """Floors in the order of the park file."""
    return queries.visible(Floor, request.user).select_related("building").order_by("site", "position")


@router.get("/spaces", response=list[SpaceOut])
@paginate(Pages)
def spaces(request: HttpRequest, q: str = "", building: str = "", floor: str = "", kind: str = "") -> Any:
    """Spaces, in the order of the park file."""
    return queries.spaces(request.user, q=q, building=building, floor=floor, kind=kind)


@router.get("/luminaires", response=list[LuminaireOut])
@paginate(Pages)
def luminaires(
    request: HttpRequest,
    q: str = "",
    building: str = "",
    floor: str = "",
    space: str = "",
    circuit: str = "",
    duty: str = "",
) -> Any:
    """Luminaires, in the order of the park file."""
    return queries.luminaires(
        request.user, q=q, building=building, floor=floor, space=space, circuit=circuit, duty=duty
    )


@router.get("/circuits", response=list[CircuitOut])
@paginate(Pages)
def circuits(request: HttpRequest, q: str = "", building: str = "", kind: str = "", contactor: str = "") -> Any:
    """Circuits with what hangs on them; contactor is yes, no or empty."""
    return queries.circuits(request.user, q=q, building=building, kind=kind, contactor=contactor)


@router.get("/sensors", response=list[SensorOut])
@paginate(Pages)
def sensors(request: HttpRequest, q: str = "", floor: str = "", kind: str = "") -> Any:
    """Sensors: presence, illuminance, switch, fire."""
    return queries.sensors(request.user, q=q, floor=floor, kind=kind)


@router.get("/points", response=list[PointOut])
@paginate(Pages)
def points(request: HttpRequest, key: str = "", source: str = "", active: bool = True) -> Any:
    """Points by the beginning of their key (``meter/``) and their gateway."""
    found = queries.visible(Point, request.user).filter(active=active, key__startswith=key)
    return (found.filter(source=source) if source else found).order_by("pk")


@router.get("/schedules", response=list[ScheduleOut])
def schedules(request: HttpRequest) -> Any:
    """Schedules with their rules."""
    return queries.visible(Schedule, request.user).order_by("site", "position")


@router.get("/scenes", response=list[SceneOut])
def scenes(request: HttpRequest, floor: str = "") -> Any:
    """Scenes, of one floor when named."""
    found = queries.visible(Scene, request.user).select_related("floor").order_by("site", "position")
    return found.filter(floor__key=floor) if floor else found
