"""Reading the lighting over HTTP; acts go through ``/api/v1/do/lighting.*``. Levels are shares of full output."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhiyuan.identity.verbs import may
from zhiyuan.kernel.errors import NotFound
from zhiyuan.lighting import plan, queries
from zhiyuan.park import queries as park

router = Router(tags=["lighting"])
MOST = 1000


class FloorNow(Schema):
    """A floor at a glance."""

    id: int
    key: str
    name: str
    building: str
    power_w: float | None
    lit: int
    luminaires: int
    faults: int
    manual: int


class GroupNow(Schema):
    """What a group was told last, and why."""

    key: str
    space: str
    level: float
    reason: str
    mode: str
    until: datetime | None
    since: datetime | None


class OverrideOut(Schema):
    """A manual level. ``raised``: an occupied space gets ``least_level``, which the standard asks."""

    id: int
    scope: str
    place: str
    level: float
    least_level: float
    raised: bool
    reason: str
    by: str
    start: datetime
    expires: datetime | None
    ended: datetime | None

    @staticmethod
    def resolve_place(obj: Any) -> str:
        """The key of the floor, space or group."""
        return str(obj.place.key)

    @staticmethod
    def resolve_by(obj: Any) -> str:
        """A person, or the wall switch."""
        return str(obj.by or obj.switch)


class CommandOut(Schema):
    """One order and its outcome: sent, reached, off_target, no_answer, overtaken."""

    command_id: str
    at: datetime
    gateway: str
    target: str
    level: float
    reason: str
    actor: str
    tries: int
    outcome: str
    acknowledged: datetime | None


@router.get("/floors", response=list[FloorNow])
def floors(request: HttpRequest) -> Any:
    """Power, lit and faulty luminaires of every floor that the caller may see."""
    found: list[dict[str, Any]] = []
    for site in park.sites():
        members = park.floor_members(site)
        seen = [f for f in park.floors(site) if may(request.user, "lighting.view", f)]
        sums = queries.floors_now(site, {str(f.pk): members[f.pk] for f in seen})
        named = [{"id": f.pk, "key": f.key, "name": f.name, "building": f.building.name} for f in seen]
        found += [n | sums[str(n["id"])] for n in named]
    return found


@router.get("/floors/{key}/groups", response=list[GroupNow])
def groups(request: HttpRequest, key: str, site: str = "") -> Any:
    """Level, reason and end of every group of a floor; ``site`` where several parks have one of that key."""
    floor = plan.floor(request.user, key, site)
    if floor is None:
        raise NotFound("there is no floor {key} that you may see", key=key)
    kept = queries.steer_state(floor.site)
    said = kept.groups if kept else {}
    own = [(space.key, group.key) for space in floor.spaces.all() for group in space.groups.all()]
    return [_group(space, group, said[group]) for space, group in own if group in said]


def _group(space: str, group: str, said: list[Any]) -> dict[str, Any]:
    level, reason, until, mode, since = said
    return {
        "key": group,
        "space": space,
        "level": level,
        "reason": reason,
        "mode": mode,
        "until": _instant(until),
        "since": _instant(since),
    }


@router.get("/overrides", response=list[OverrideOut])
def overrides(request: HttpRequest, past: bool = False, limit: int = 100) -> Any:
    """Manual levels that hold, or with ``past`` all there were, the newest first."""
    asked = queries.past_overrides if past else queries.overrides
    most = max(0, min(limit, MOST))
    found = [o for site in park.sites() for o in asked(site)[:most] if may(request.user, "lighting.view", o)]
    return found[:most]


@router.get("/commands", response=list[CommandOut])
def commands(request: HttpRequest, target: str = "", limit: int = 100) -> Any:
    """The command log of the sites that the caller may see whole, the newest first; of one group when named."""
    targets = [target] if target else None
    seen = [site for site in park.sites() if may(request.user, "lighting.view", site)]
    found = [c for site in seen for c in queries.commands(site, targets)[: max(0, min(limit, MOST))]]
    return found[: max(0, min(limit, MOST))]


def _instant(ms: int | None) -> datetime | None:
    return None if ms is None else datetime.fromtimestamp(ms / 1000, UTC)
