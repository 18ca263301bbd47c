"""What people ask of the lighting. Nothing here sends a command: ``steer`` hears the news and decides."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from zhiyuan.identity.models import Person
from zhiyuan.identity.verbs import verb
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, NotReady, Refused
from zhiyuan.kernel.reference import value
from zhiyuan.lighting import writes
from zhiyuan.lighting.commission import PLAUSIBLE, plausible
from zhiyuan.lighting.least import least_level, required_lx
from zhiyuan.lighting.models import (
    ActiveScene,
    Calibration,
    FireState,
    LampHours,
    MaintenanceLock,
    MeterReading,
    Override,
    SecurityRequest,
)
from zhiyuan.park.queries import today


@verb
def override_floor(person: Person, floor: Any, *, level: float, minutes: float, reason: str = "") -> Override:
    """Put every group of a floor at a level for some minutes."""
    spaces = list(floor.spaces.all())
    return _override(person, floor, spaces, level, minutes, reason, floor=floor)


@verb
def override_space(person: Person, space: Any, *, level: float, minutes: float, reason: str = "") -> Override:
    """Put every group of a space at a level for some minutes."""
    return _override(person, space, [space], level, minutes, reason, space=space)


@verb
def override_group(person: Person, group: Any, *, level: float, minutes: float, reason: str = "") -> Override:
    """Put one group at a level for some minutes."""
    return _override(person, group, [group.space], level, minutes, reason, group=group)


def _override(
    person: Person, place: Any, spaces: list[Any], level: float, minutes: float, reason: str, **where: Any
) -> Override:
    now = parktime.now()
    _check_level(level)
    _check_minutes(minutes, today(place.site))
    _check_controllable(place, spaces)
    least = max(_least(space) for space in spaces)
    return writes.begin_override(
        site_id=place.site_id, by=person, start=now, minutes=minutes, level=level, least=least, reason=reason, **where
    )


def _check_level(level: float) -> None:
    if not 0 <= level <= 1:
        raise Malformed("level {level} is not between 0 and 1", level=level)


def _check_minutes(minutes: float, day: date) -> None:
    most = value("lighting/control#override_max_min", day)
    if not 0 < minutes <= most:
        raise Malformed(
            "manual control lasts more than 0 and at most {most} minutes, not {minutes}", most=most, minutes=minutes
        )


def _check_controllable(place: Any, spaces: list[Any]) -> None:
    if not any(space.groups.exists() for space in spaces):
        raise Refused("{place} has no group of ours: nothing there can be dimmed", place=place)


def _least(space: Any) -> float:
    responses = [group.response for group in space.groups.all() if group.response]
    if not responses:
        return 0.0
    return least_level(required_lx(space.kind, space.illuminance_lx, today(space.site)), responses)


@verb
def release_override(person: Person, override: Override) -> Override:
    """End a manual level before its time."""
    if override.ended or (override.expires and override.expires <= parktime.now()):
        raise Refused("manual control of {place} is over already", place=override.place)
    return writes.end(override, parktime.now())


@verb
def lock_space(person: Person, space: Any, *, minutes: float, level: float = 1.0, note: str = "") -> MaintenanceLock:
    """Keep a space at one level while somebody works on it; nothing automatic reaches it."""
    now = parktime.now()
    _check_level(level)
    most = value("lighting/control#lock_max_min", today(space.site))
    if not 0 < minutes <= most:
        raise Malformed("a maintenance lock lasts more than 0 and at most {most} minutes", most=most)
    if MaintenanceLock.objects.filter(space=space, ended__isnull=True, expires__gt=now).exists():
        raise Refused("{space} is locked already; unlock it first", space=space)
    return MaintenanceLock.objects.create(
        site_id=space.site_id,
        space=space,
        by=person,
        start=now,
        expires=now + timedelta(minutes=minutes),
        level=level,
        note=note,
    )


@verb
def unlock_space(person: Person, space: Any) -> MaintenanceLock:
    """End the maintenance lock of a space."""
    now = parktime.now()
    lock = MaintenanceLock.objects.filter(space=space, ended__isnull=True, expires__gt=now).first()
    if lock is None:
        raise Refused("{space} is not locked", space=space)
    return writes.end(lock, now)


@verb
def activate_scene(person: Person, scene: Any, *, minutes: float = 0) -> ActiveScene:
    """Choose a scene of a floor; the one that was chosen before ends. No minutes: until it is ended."""
    now = parktime.now()
    if minutes < 0:
        raise Malformed("a scene lasts 0 minutes (until it is ended) or more, not {minutes}", minutes=minutes)
    current = ActiveScene.objects.filter(scene__floor_id=scene.floor_id, ended__isnull=True)
    current.update(ended=now)
    return ActiveScene.objects.create(
        site_id=scene.site_id,
        scene=scene,
        by=person,
        start=now,
        expires=now + timedelta(minutes=minutes) if minutes else None,
    )


@verb
def deactivate_scene(person: Person, scene: Any) -> ActiveScene:
    """End a scene: the floor goes back to automatic."""
    active = ActiveScene.objects.filter(scene=scene, ended__isnull=True).first()
    if active is None:
        raise Refused("scene {scene} is not active", scene=scene)
    return writes.end(active, parktime.now())


@verb
def request_security_light(
    person: Person, space: Any, *, level: float = 1.0, minutes: float, note: str = ""
) -> SecurityRequest:
    """Light a space for the guard."""
    now = parktime.now()
    _check_level(level)
    _check_minutes(minutes, today(space.site))
    return SecurityRequest.objects.create(
        site_id=space.site_id,
        space=space,
        by=person,
        start=now,
        expires=now + timedelta(minutes=minutes),
        level=level,
        note=note,
    )


@verb
def end_security_light(person: Person, request: SecurityRequest) -> SecurityRequest:
    """Give the space back."""
    if request.ended:
        raise Refused("the security light of {space} is over already", space=request.space)
    return writes.end(request, parktime.now())


@verb
def reset_fire(person: Person, building: Any) -> FireState:
    """Take a building back under control after a fire input; only when the input is clear."""
    state = FireState.objects.select_for_update().filter(building=building).first()
    if state is None or not state.latched:
        raise Refused("{building} is not held by a fire input", building=building)
    if state.input_active:
        raise NotReady(
            "the fire input of {building} ({sensor}) is still active; clear it at the panel, then reset",
            building=building,
            sensor=state.sensor,
        )
    state.latched, state.reset_by, state.reset_at = False, person, parktime.now()
    state.save(update_fields=["latched", "reset_by", "reset_at"])
    return state


@verb
def request_calibration(person: Person, space: Any) -> Calibration:
    """Ask for a night step test: 100, 50, 10 and 0 % while it is dark and nobody is there."""
    if not space.sensors.filter(kind="illuminance").exists():
        raise Refused("{space} has no light sensor: there is nothing to calibrate against", space=space)
    if Calibration.objects.filter(space=space, done__isnull=True).exists():
        raise Refused("a step test of {space} is waiting for the night already", space=space)
    return Calibration.objects.create(space=space, by=person, requested=parktime.now())


@verb
def record_meter_reading(person: Person, space: Any, *, lx: Sequence[float], note: str = "") -> MeterReading:
    """Enter what a lux meter showed at every group's point, by night with the whole space at full output. [lx]"""
    groups = list(space.groups.order_by("position", "pk"))
    if not groups:
        raise Refused("{place} has no group of ours: nothing there can be dimmed", place=space)
    if len(lx) != len(groups):
        raise Malformed(
            "{space} has {count} points ({points}); give one reading for each, not {given}",
            space=space, count=len(groups), points=", ".join(str(g) for g in groups), given=len(lx),
        )  # fmt: skip
    designed = [sum(g.response[i] for g in groups if len(g.response) > i) for i in range(len(groups))]
    if (wrong := plausible([float(v) for v in lx], designed)) is not None:
        raise Malformed(
            "{lx} lx at {group} cannot be: by design it is {designed} lx at full output, and {low} to {high} times that"
            " is believed; was everything on, and it was night?",
            lx=lx[wrong], group=groups[wrong], designed=round(designed[wrong]), low=PLAUSIBLE[0], high=PLAUSIBLE[1],
        )  # fmt: skip
    burnt = LampHours.objects.filter(luminaire__space=space).values_list("luminaire__key", "hours")
    return MeterReading.objects.create(
        space=space,
        by=person,
        at=parktime.now(),
        groups=[g.key for g in groups],
        lx=[float(v) for v in lx],
        hours=dict(burnt),
        note=note,
    )
