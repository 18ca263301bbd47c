"""What may be done to the park: import it, set schedules, scenes and spaces, swap a meter."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from zhiyuan.identity.models import Person
from zhiyuan.identity.verbs import verb
from zhiyuan.kernel import sheetread
from zhiyuan.kernel.errors import Malformed, Refused
from zhiyuan.park import checks, kinds, rules, safety, writes, yamlfile
from zhiyuan.park.document import Park
from zhiyuan.park.models import Circuit, Floor, Group, Meter, Point, Scene, Schedule, Site, Space


@verb
def import_park(person: Person, site: Site | None, *, text: str, format: str = "yaml") -> Site:
    """Take a park file over, all or nothing; ``xlsx`` comes as base64. Numbers of what is known stay."""
    park = _read(text, format)
    if site is not None and site.key != park.site.key:
        raise Refused("the file describes {found}, not {site}", found=park.site.key, site=site.key)
    return writes.save_park(park, site)


def _read(text: str, format: str) -> Park:
    if format == "yaml":
        return yamlfile.read(text)
    if format != "xlsx":
        raise Malformed("a park file is yaml or xlsx, not {format}", format=format)
    from zhiyuan.park import xlsxfile  # loaded with the first workbook

    return xlsxfile.read(sheetread.from_base64(text))


@verb
def add_schedule(person: Person, site: Site, *, key: str, name: str, rules: Sequence[Mapping[str, Any]]) -> Schedule:
    """Add a schedule that spaces can then follow."""
    _check_key(Schedule, site, key)
    return Schedule.objects.create(site=site, key=key, name=name, rules=_rules(rules), position=_next(Schedule, site))


@verb
def set_schedule_rules(
    person: Person, schedule: Schedule, *, rules: Sequence[Mapping[str, Any]], name: str = ""
) -> Schedule:
    """Change when a schedule is on; every space that follows it changes with it."""
    schedule.rules, schedule.name = _rules(rules), name or schedule.name
    schedule.save(update_fields=["rules", "name"])
    return schedule


@verb
def remove_schedule(person: Person, schedule: Schedule) -> Schedule:
    """Remove a schedule that no space follows."""
    if used := schedule.spaces.count():
        raise Refused("{count} spaces follow {schedule}; give them another one first", count=used, schedule=schedule)
    Schedule.objects.filter(pk=schedule.pk).delete()
    return schedule


@verb
def set_space_schedule(person: Person, space: Space, *, schedule: str) -> Space:
    """Let a space follow another schedule, named by its key."""
    found = Schedule.objects.filter(site=space.site, key=schedule).first()
    if found is None:
        raise Malformed("there is no schedule {schedule}", schedule=schedule)
    space.schedule = found
    space.save(update_fields=["schedule"])
    return space


@verb
def set_space_settings(
    person: Person,
    space: Space,
    *,
    illuminance_lx: float | None = None,
    background_lx: float | None = None,
    hold_min: float | None = None,
) -> Space:
    """Set what a space asks for; nothing said means the book's value. Never below the standard."""
    least = kinds.standard_lx(space.kind)
    if illuminance_lx is not None and illuminance_lx < least:
        raise Refused(
            "{found} lx is below the standard's {least} lx for {kind}",
            found=illuminance_lx,
            least=least,
            kind=space.kind,
        )
    target = kinds.illuminance_lx(space.kind) if illuminance_lx is None else illuminance_lx
    if background_lx is not None and not 0 <= background_lx <= target:
        raise Malformed(
            "light when vacant is from 0 to the target of {target} lx, not {found}", target=target, found=background_lx
        )
    if hold_min is not None and not 0 <= hold_min <= kinds.LONGEST_HOLD_MIN:
        raise Malformed("a hold time is from 0 to {most} min, not {found}", most=kinds.LONGEST_HOLD_MIN, found=hold_min)
    space.illuminance_lx, space.background_lx, space.hold_min = illuminance_lx, background_lx, hold_min
    space.save(update_fields=["illuminance_lx", "background_lx", "hold_min"])
    return space


@verb
def add_scene(person: Person, floor: Floor, *, key: str, name: str, levels: Mapping[str, float]) -> Scene:
    """Add a scene to a floor: levels for some of its groups, by group key."""
    _check_key(Scene, floor.site, key)
    checked = _levels(floor, levels)
    return Scene.objects.create(
        site=floor.site, key=key, name=name, floor=floor, levels=checked, position=_next(Scene, floor.site)
    )


@verb
def set_scene_levels(person: Person, scene: Scene, *, levels: Mapping[str, float], name: str = "") -> Scene:
    """Change what a scene sets."""
    scene.levels, scene.name = _levels(scene.floor, levels), name or scene.name
    scene.save(update_fields=["levels", "name"])
    return scene


@verb
def remove_scene(person: Person, scene: Scene) -> Scene:
    """Remove a scene; where it is active, control falls back to what is below it."""
    Scene.objects.filter(pk=scene.pk).delete()
    return scene


@verb
def set_contactor(person: Person, circuit: Circuit, *, contactor: bool, gateway: str = "") -> Circuit:
    """Say whether we may open a circuit. Never where it feeds what must stay on (the database refuses too)."""
    found = circuit.site.gateway_set.filter(key=gateway).first() if gateway else circuit.gateway
    if contactor and found is None:
        raise Malformed("name the gateway that switches the contactor of {circuit}", circuit=circuit)
    if contactor and (circuit.kind in safety.NEVER_SWITCHED or _must_stay_on(circuit)):
        raise Refused("{circuit} feeds what must stay on; it can have no contactor of ours", circuit=circuit)
    circuit.contactor, circuit.gateway = contactor, found
    circuit.save(update_fields=["contactor", "gateway"])
    writes.save_contactor_point(circuit)
    return circuit


def _must_stay_on(circuit: Circuit) -> bool:
    luminaires = circuit.luminaires.exclude(duty="normal")
    return any(some.exists() for some in (luminaires, circuit.sensors_fed, circuit.gateways_fed))


@verb
def replace_meter(person: Person, meter: Meter, *, at: datetime, final: float, initial: float) -> Meter:
    """Note that a meter was swapped: what the old register showed last and the new one first. [kWh]"""
    if final < 0 or initial < 0:
        raise Malformed("a register never shows less than 0")
    if at.tzinfo is None:
        raise Malformed("{at} needs a time zone, like 2026-03-01T10:00:00+08:00", at=at)
    micros = round(at.timestamp() * 1_000_000)
    point = Point.objects.get(site=meter.site, key=f"meter/{meter.key}/energy")
    noted = [r for r in point.settings.get("replacements", ()) if r["at"] != micros]
    noted.append({"at": micros, "final": float(final), "initial": float(initial)})
    point.settings = point.settings | {"replacements": sorted(noted, key=lambda r: r["at"])}
    point.save(update_fields=["settings"])
    return meter


@verb
def set_meter_limit(person: Person, meter: Meter, *, max_kw: float) -> Meter:
    """Say the most that can truly flow through a meter; readings beyond it go to quarantine. [kW]"""
    if not max_kw > 0:
        raise Malformed("the most that can flow is above 0 kW, not {found}", found=max_kw)
    meter.max_kw = max_kw
    meter.save(update_fields=["max_kw"])
    writes.save_meter_limit(meter)
    return meter


def _rules(said: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    if not said:
        raise Malformed("a schedule has at least one rule")
    for number, rule in enumerate(said, 1):
        for member, message in rules.problems(rule):
            raise Malformed("rule {n}, {member}: {problem}", n=number, member=member, problem=message)
    return [dict(rule) for rule in said]


def _levels(floor: Floor, levels: Mapping[str, float]) -> dict[str, float]:
    known = set(Group.objects.filter(space__floor=floor).values_list("key", flat=True))
    for group, level in levels.items():
        if group not in known:
            raise Malformed("floor {key} has no group {group}", key=floor.key, group=group)
        if not 0 <= level <= 1:
            raise Malformed("a level is a share from 0 to 1, not {found}", found=level)
    if not levels:
        raise Malformed("a scene sets at least one group")
    return {group: float(level) for group, level in levels.items()}


def _check_key(model: Any, site: Site, key: str) -> None:
    if not checks.KEY.fullmatch(key):
        raise Malformed("{key} is no key: letters, digits, - and _, at most 60, no other signs", key=repr(key))
    if model.objects.filter(site=site, key=key).exists():
        raise Refused("{key} is taken; choose another key", key=key)


def _next(model: Any, site: Site) -> int:
    last = model.objects.filter(site=site).order_by("-position").first()
    return last.position + 1 if last else 0
