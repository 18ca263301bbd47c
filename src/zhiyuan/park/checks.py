"""The rules a park obeys beyond its form: names, references, limits, and what must stay on."""

import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any
from zoneinfo import available_timezones

from zhiyuan.kernel.errors import Malformed
from zhiyuan.park import rules, safety, spaces
from zhiyuan.park.document import Park, Scene, Sensor
from zhiyuan.park.shape import Path, Problem
from zhiyuan.park.walk import everything, listed

SENSOR_KINDS = ("presence", "illuminance", "switch", "fire")
ASSUMPTIONS = {"traffic": 10.0, "attendance": 1.0, "daylight": 2.0}  # each with the most it can sensibly be

KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")  # also a token of MQTT topics and NATS subjects


def problems(park: Park) -> list[Problem]:
    """Everything that is wrong, in the order of the file's sections."""
    return [
        *_site(park),
        *_keys(park),
        *_types(park),
        *_schedules(park),
        *_references(park),
        *spaces.problems(park),
        *safety.problems(park),
        *_sensors(park),
        *_meters(park),
        *_scenes(park),
    ]


def _say(path: Path, template: str, **params: object) -> Problem:
    return Problem(path, Malformed(template, **params))


def _site(park: Park) -> Iterator[Problem]:
    site = park.site
    if not -90 <= site.latitude <= 90:
        yield _say(("site", "latitude"), "a latitude is from -90 to 90 degrees, not {found}", found=site.latitude)
    if not -180 <= site.longitude <= 180:
        yield _say(("site", "longitude"), "a longitude is from -180 to 180 degrees, not {found}", found=site.longitude)
    if site.timezone not in available_timezones():
        yield _say(("site", "timezone"), "there is no time zone {found}; say Asia/Shanghai", found=site.timezone)
    if site.calendar != "china":
        yield _say(("site", "calendar"), "there is no calendar {found}; there is china", found=site.calendar)
    for name, value in park.assumptions.items():
        most = ASSUMPTIONS.get(name)
        if most is None:
            yield _say(
                ("assumptions", name),
                "there is no {name} here; there is {known}",
                name=name,
                known=", ".join(ASSUMPTIONS),
            )
        elif not 0 <= value <= most:
            yield _say(
                ("assumptions", name), "{name} is from 0 to {most}, not {found}", name=name, most=most, found=value
            )


def _keys(park: Park) -> Iterator[Problem]:
    for kind, things in everything(park).items():
        seen: dict[str, Path] = {}
        for path, thing in things:
            if not KEY.fullmatch(thing.key):
                yield _say(
                    (*path, "key"),
                    "{key} is no key: letters, digits, - and _, at most 60, no other signs",
                    key=repr(thing.key),
                )
            if thing.key in seen:
                yield _say((*path, "key"), "there are two {kind} called {key}", kind=kind, key=thing.key)
            seen[thing.key] = path


def _types(park: Park) -> Iterator[Problem]:
    for path, t in listed(park, "luminaire_types"):
        if t.rated_w <= 0:
            yield _say((*path, "rated_w"), "a luminaire's rated power is above 0 W, not {found}", found=t.rated_w)
        if not 0.9 <= sum(t.power_curve) <= 1.1:
            yield _say(
                (*path, "power_curve"),
                "p0 + p1 + p2 is near 1 (full output draws rated power), not {found}",
                found=round(sum(t.power_curve), 4),
            )
        if not 0 <= t.standby_w <= max(t.rated_w, 0):
            yield _say((*path, "standby_w"), "standby is from 0 W to rated power, not {found}", found=t.standby_w)
        if not 0 <= t.minimum_level < 1:
            yield _say((*path, "minimum_level"), "a level is a share from 0 to 1, not {found}", found=t.minimum_level)
        if t.flux_lm is not None and t.flux_lm <= 0:
            yield _say((*path, "flux_lm"), "a luminous flux is above 0 lm, not {found}", found=t.flux_lm)
        hours = [hour for hour, _ in t.depreciation]
        if hours != sorted(set(hours)) or not all(0 < share <= 1 for _, share in t.depreciation):
            yield _say(
                (*path, "depreciation"),
                "depreciation is a list of [hours, share], hours rising, shares above 0 and at most 1",
            )


def _schedules(park: Park) -> Iterator[Problem]:
    for path, schedule in listed(park, "schedules"):
        if not schedule.rules:
            yield _say((*path, "rules"), "a schedule has at least one rule")
        for i, rule in enumerate(schedule.rules):
            for name, message in rules.problems(rule):
                yield Problem((*path, "rules", i, name), message)


def _references(park: Park) -> Iterator[Problem]:
    things = everything(park)
    keys = {kind: {thing.key for _, thing in found} for kind, found in things.items()}
    wanted = {
        "spaces": {"schedule": "schedules"},
        "luminaires": {"type": "luminaire_types", "circuit": "circuits", "gateway": "gateways"},
        "circuits": {"building": "buildings", "gateway": "gateways"},
        "gateways": {"floor": "floors", "circuit": "circuits"},
        "sensors": {"gateway": "gateways", "space": "spaces", "building": "buildings", "circuit": "circuits"},
        "meters": {"circuit": "circuits", "gateway": "gateways", "parent": "meters"},
        "scenes": {"floor": "floors"},
    }
    for kind, members in wanted.items():
        for path, thing in things[kind]:
            for member, target in members.items():
                yield from _reference(path, thing, member, target, keys[target])


def _reference(path: Path, thing: Any, member: str, target: str, known: set[str]) -> Iterator[Problem]:
    key = getattr(thing, member)
    if key is not None and key not in known:
        yield _say((*path, member), "{key} is not one of the {target}", key=key, target=target)


def _sensors(park: Park) -> Iterator[Problem]:
    for path, sensor in listed(park, "sensors"):
        if sensor.kind not in SENSOR_KINDS:
            yield _say(
                (*path, "kind"),
                "a sensor is one of {known}, not {found}",
                known=", ".join(SENSOR_KINDS),
                found=sensor.kind,
            )
        elif not _placed(sensor):
            yield _say(
                path,
                "a fire input belongs to a building, any other sensor to a space (illuminance outdoors: to a building)",
            )


def _placed(sensor: Sensor) -> bool:
    if sensor.kind == "fire":
        return sensor.building is not None and sensor.space is None
    if sensor.kind == "illuminance":
        return (sensor.space is None) != (sensor.building is None)
    return sensor.space is not None and sensor.building is None


def _meters(park: Park) -> Iterator[Problem]:
    parents = {meter.key: meter.parent for meter in park.meters}
    for path, meter in listed(park, "meters"):
        for member in ("multiplier", "rollover", "max_kw"):
            if getattr(meter, member) <= 0:
                yield _say(
                    (*path, member), "{member} is above 0, not {found}", member=member, found=getattr(meter, member)
                )
        if not 0 <= meter.decimals <= 6:
            yield _say((*path, "decimals"), "a register shows 0 to 6 decimals, not {found}", found=meter.decimals)
        if _circles(meter.key, parents):
            yield _say((*path, "parent"), "{key} would be its own parent", key=meter.key)


def _circles(key: str, parents: dict[str, str | None]) -> bool:
    above, steps = parents[key], 0
    while above is not None and above != key and steps <= len(parents):
        above, steps = parents.get(above), steps + 1
    return above == key


def _scenes(park: Park) -> Iterator[Problem]:
    groups = {floor.key: {g.key for s in floor.spaces for g in s.groups} for floor in park.floors()}
    for path, scene in listed(park, "scenes"):
        yield from _levels(path, scene, groups.get(scene.floor, set()))


def _levels(path: Path, scene: Scene, groups: Iterable[str]) -> Iterator[Problem]:
    say = partial(_say, key=scene.floor)
    for key, level in scene.levels.items():
        if key not in groups:
            yield say((*path, "levels", key), "floor {key} has no group {group}", group=key)
        if not 0 <= level <= 1:
            yield say((*path, "levels", key), "a level is a share from 0 to 1, not {found}", found=level)
