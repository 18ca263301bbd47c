"""What the floor plan shows: places a person may see, as rows ready to draw."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from zhiyuan.identity.verbs import may
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import NotFound
from zhiyuan.kernel.span import day_span
from zhiyuan.lighting import queries
from zhiyuan.lighting.least import required_lx
from zhiyuan.lighting.program import year_mask
from zhiyuan.lighting.words import shade
from zhiyuan.park import queries as park

LOG = 10
QUARTER_MIN = 15


def floors_of(person: Any) -> list[Any]:
    """The floors that a person may see, in the order of the park file."""
    return [f for site in park.sites() for f in park.floors(site) if may(person, "lighting.view", f)]


def floor(person: Any, key: str, site: str = "") -> Any:
    """A floor by its key, if the person may see it; several parks may have one of that name."""
    return _seen(person, "floor", key, site)


def place(person: Any, kind: str, number: int) -> Any:
    """A place of a kind, if the person may see it; else None."""
    found = park.place(kind, number)
    return found if found is not None and may(person, "lighting.view", _seen_as(found)) else None


def _seen_as(found: Any) -> Any:
    return getattr(found, "floor", found)


def luminaire(person: Any, key: str, site: str = "") -> Any:
    """A luminaire by its key, if the person may see it."""
    return _seen(person, "luminaire", key, site)


def space(person: Any, key: str, site: str = "") -> Any:
    """A space by its key, if the person may see it."""
    return _seen(person, "space", key, site)


def schedule(person: Any, key: str, site: str = "") -> Any:
    """A schedule by its key, if the person may see it."""
    return _seen(person, "schedule", key, site, "park.view")


def _seen(person: Any, kind: str, key: str, site: str, act: str = "lighting.view") -> Any:
    """The one that is meant, or None. NotFound where several are: never the park that came first."""
    found = [one for one in park.keyed(kind, key, site) if may(person, act, getattr(one, "space", one))]
    if len(found) > 1:
        known = ", ".join(one.site.key for one in found)
        raise NotFound("several parks have {key}: {known}; name one with ?site=", key=key, known=known)
    return found[0] if found else None


def which(site: Any) -> str:
    """What the address of a place adds to its key: the park, where there is more than one."""
    return f"?site={site.key}" if len(park.sites()) > 1 else ""


def floor_of(where: Any) -> Any:
    """The floor of a place."""
    if hasattr(where, "outdoor"):
        return where
    return where.floor if hasattr(where, "floor_id") else where.space.floor


def draw(found: Any) -> list[dict[str, Any]]:
    """Spaces of a floor with their luminaires: where, what they give, what they are."""
    kept = queries.steer_state(found.site)
    known = kept.luminaires if kept else {}
    groups = kept.groups if kept else {}
    rows = []
    spaces = found.spaces.prefetch_related("luminaires__group").order_by("position")
    for s in spaces:
        lamps = [_lamp(v, known, groups) for v in s.luminaires.all()]
        lit, faults = (sum(1 for v in lamps if v[what]) for what in ("level", "fault"))
        corner = {"label_x": s.x + 0.3, "label_y": s.y + s.depth_m - 0.3}
        rows.append({"space": s, "lamps": lamps, "lit": lit, "faults": faults} | corner)
    return rows


def _lamp(v: Any, known: dict[str, Any], groups: dict[str, Any]) -> dict[str, Any]:
    level, power, fault = known.get(v.key, (None, None, 0))
    group = v.group.key if v.group else ""
    manual = bool(group and group in groups and groups[group][3] == "manual")
    css = "uncontrolled" if v.duty != "normal" else shade(level, fault) + (" manual" if manual else "")
    return {"lamp": v, "group": group, "level": level, "power": power, "fault": fault, "css": css, "manual": manual}


def now(found: Any, at: datetime) -> dict[str, Any]:
    """Sums of a floor, and how old they are."""
    members = park.floor_members(found.site)[found.pk]
    kept = queries.steer_state(found.site)
    sums = queries.floors_now(found.site, {"it": members})["it"]
    age = parktime.silence_s(kept.at) if kept else None
    return sums | {"at": kept.at if kept else None, "age": age, "stale": age is None or age > queries.STALE_S}


def scenes(found: Any, at: datetime) -> list[tuple[Any, bool]]:
    """The scenes of a floor, and which one is on."""
    active = {a.scene_id for a in queries.scenes(found.site, at)}
    return [(s, s.pk in active) for s in found.scenes.order_by("pk")]


def lamp_state(v: Any) -> dict[str, Any]:
    """Level [%], power [W] and fault of a luminaire as last heard."""
    kept = queries.steer_state(v.site)
    level, power, fault = (kept.luminaires if kept else {}).get(v.key, (None, None, 0))
    heard = park.last_heard([v.site_id], [f"lum/{v.key}/level"]).get(f"lum/{v.key}/level")
    return {"level": level, "power": power, "fault": fault, "heard": heard.at if heard else None}


def closer(site: Any, group: Any) -> dict[str, Any]:
    """Level, reason, mode and the last commands of a group."""
    if group is None:
        return {"reason": "", "commands": []}
    kept = queries.steer_state(site)
    level, reason, _until, mode, *_since = (kept.groups if kept else {}).get(group.key, (None, "", None, "", None))
    held = queries.overrides(site, parktime.now())
    mine = [o for o in held if o.group_id == group.pk or o.space_id == group.space_id
            or o.floor_id == group.space.floor_id]  # fmt: skip
    commands = list(queries.commands(site, [group.key])[:LOG])
    return {"level": level, "reason": reason, "mode": mode, "override": mine[0] if mine else None, "commands": commands}


def needed_lx(found: Any) -> float | None:
    """What the standard asks of a space. [lx]"""
    return required_lx(found.kind, found.illuminance_lx, park.today(found.site))


def day_of(schedule: Any, day: date, zone: ZoneInfo) -> dict[str, Any]:
    """One day of a schedule as bars: quarter hours that are on, with their level [%]."""
    span, site = day_span(day, zone), schedule.site
    first, last = (int(t.timestamp() // 60) for t in (span.start, span.end))
    minutes = np.arange(first, last, QUARTER_MIN)
    levels = year_mask(schedule.rules, minutes, zone, site.latitude, site.longitude)
    bars = [(i, round(float(levels[i]) * 100)) for i in np.flatnonzero(levels > 0).tolist()]
    return {"day": day, "bars": bars, "hours": len(bars) * QUARTER_MIN / 60}
