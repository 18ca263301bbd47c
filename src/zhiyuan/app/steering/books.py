"""Between the loop and the database: what to steer by, and what is to be remembered. Called in one thread."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from zhiyuan.app.steering.ground import Ground, ground
from zhiyuan.app.steering.steptest import Result
from zhiyuan.app.steering.wishes import Wanted
from zhiyuan.lighting import commission_queries, queries, writes
from zhiyuan.lighting.models import ActiveScene, MaintenanceLock, Override, SecurityRequest
from zhiyuan.maintenance import writes as alarms
from zhiyuan.maintenance.alarm import Fact
from zhiyuan.park import queries as parks
from zhiyuan.savings.models import BaselineDay
from zhiyuan.telemetry.quarantine import Quarantine


@dataclass(frozen=True, slots=True)
class Orders:
    """What the database wants held now."""

    wanted: tuple[Wanted, ...]
    fires: frozenset[str]
    baseline: tuple[str, ...]
    tests: dict[int, str]


class Books:
    """One site's rows."""

    def __init__(self, site: Any, now: datetime) -> None:
        self.site = site
        document = parks.park_document(site)
        day = now.astimezone(ZoneInfo(site.timezone)).date()
        self.ground: Ground = ground(
            document, day, queries.lamp_hours(site), commission_queries.measured(site, document, now)
        )
        self.place = _Places(site)

    def memory(self) -> dict[str, Any]:
        """What was kept at the last stop."""
        kept = queries.steer_state(self.site)
        return dict(kept.memory) if kept else {}

    def orders(self, now: datetime) -> Orders:
        """Wishes that hold, fire and baseline mode of today."""
        wanted = [
            *(_wanted("manual", o) for o in queries.overrides(self.site, now)),
            *(_wanted("lock", o) for o in queries.locks(self.site, now)),
            *(_wanted("security", o) for o in queries.security_requests(self.site, now)),
            *(_scene(a) for a in queries.scenes(self.site, now)),
        ]
        fires = frozenset(f.building.key for f in queries.fires(self.site))
        tests = {c.pk: c.space.key for c in queries.calibrations_due(self.site)}
        return Orders(tuple(wanted), fires, self._baseline(now), tests)

    def _baseline(self, now: datetime) -> tuple[str, ...]:
        # The model, not savings.queries: those load the historian, 36 MiB that steering has no use for.
        return tuple(BaselineDay.circuits(self.site, now.astimezone(self.ground.zone).date()))

    def tested(self, result: Result, at: datetime) -> None:
        """Keep what a step test found."""
        readings = [list(one) for one in result.readings]
        writes.finish_calibration(
            result.number,
            gain=result.gain,
            readings=readings,
            remark=result.remark,
            at=at,
            expected_lx=result.expected_lx,
        )

    def refused(self, path: Path, after: int) -> tuple[int, dict[str, int]]:
        """How many readings of each gateway were quarantined since a row, and the newest row."""
        if not path.exists():
            return after, {}
        rows = Quarantine(path).since(after)
        own = [source for _, site, source in rows if site == self.site.key]
        return max((row for row, _, _ in rows), default=after), dict(Counter(own))

    def switched(self, wish: Wanted, minutes: float, at: datetime) -> None:
        """Keep what a wall switch asked for."""
        writes.begin_override(
            site_id=self.site.pk,
            by=None,
            start=at,
            minutes=minutes,
            level=wish.level,
            reason="",
            switch=wish.actor,
            space_id=self.place.spaces[wish.key],
        )

    def fire(self, building: str, active: bool, at: datetime) -> None:
        """Keep a fire input."""
        writes.note_fire(self.place.buildings[building], active=active, sensor=self.place.fire_of(building), at=at)

    def log(self, lines: list[dict[str, Any]], outcomes: Mapping[tuple[str, str], list[str]], at: datetime) -> None:
        """Keep what was sent and how it ended."""
        with transaction.atomic():
            if lines:
                writes.log_commands(self.site.pk, lines)
            writes.log_outcomes(outcomes, at)

    def keep(self, parts: Mapping[str, Any], at: datetime) -> None:
        """Keep the snapshot."""
        writes.keep_state(self.site.pk, at, **parts)

    def open_facts(self) -> set[Fact]:
        """Facts that are alarms already."""
        return alarms.open_facts(self.site.pk)

    def alarm(self, up: Iterable[tuple[Fact, dict[str, Any]]], down: Iterable[Fact], at: datetime) -> list[str]:
        """Raise and clear; returns the ids of alarms that are new."""
        new = []
        for fact, params in up:
            name, floor = self.place.of(fact)
            alarm, is_new = alarms.raise_alarm(self.site.pk, fact, at, name=name, floor_id=floor, params=params)
            new += [str(alarm.pk)] if is_new else []
        for fact in down:
            alarms.clear_alarm(self.site.pk, fact, at)
        return new

    def burnt(self, hours: Mapping[str, float], at: datetime) -> None:
        """Add burning hours at full-output equivalent, by luminaire key. [h]"""
        ids = self.place.luminaires
        writes.add_lamp_hours({ids[key]: h for key, h in hours.items() if key in ids}, at)


class _Places:
    """Numbers, names and floors by key."""

    def __init__(self, site: Any) -> None:
        from zhiyuan.park import models as m

        def rows(model: Any, *fields: str) -> list[Any]:
            return list(model.objects.filter(site=site).values_list("key", "pk", "name", *fields))

        self.site = site
        self.spaces = {key: pk for key, pk, _ in rows(m.Space)}
        self.buildings = {key: pk for key, pk, _ in rows(m.Building)}
        self.luminaires = {key: pk for key, pk, _ in rows(m.Luminaire)}
        self.fires = {b: key for key, _, _, b in rows(m.Sensor, "building__key") if b}
        in_space = ("space__name", "space__floor_id")
        self.known: dict[str, dict[str, tuple[str, int | None]]] = {
            "space": {k: (n or k, f) for k, _, n, f in rows(m.Space, "floor_id")},
            "group": {k: (_said(s, n or k), f) for k, _, n, s, f in rows(m.Group, *in_space)},
            "luminaire": {k: (_said(s, n or k), f) for k, _, n, s, f in rows(m.Luminaire, *in_space)},
            "gateway": {k: (n or k, f) for k, _, n, f in rows(m.Gateway, "floor_id")},
            "sensor": {k: (_said(s, n or k), f) for k, _, n, s, f in rows(m.Sensor, *in_space)},
            "circuit": {k: (n or k, None) for k, _, n in rows(m.Circuit)},
            "building": {k: (n or k, None) for k, _, n in rows(m.Building)},
        }

    def of(self, fact: Fact) -> tuple[str, int | None]:
        """Name and floor of the object of a fact."""
        found = self.known.get(fact.object_type, {}).get(fact.object_key)
        return found or (fact.object_key, None)

    def fire_of(self, building: str) -> str:
        """The fire sensor of a building."""
        return str(self.fires.get(building, ""))


def _said(space: str | None, name: str) -> str:
    return f"{space} {name}" if space else name


def sites(keys: Iterable[str] = ()) -> list[Any]:
    """The sites to steer: those named, else all."""
    named = set(keys)
    return [site for site in parks.sites() if not named or site.key in named]


def _wanted(kind: str, row: Override | MaintenanceLock | SecurityRequest) -> Wanted:
    place = row.place
    return Wanted(
        kind,
        place._meta.model_name,
        place.key,
        _minute(row.start),
        row.level,
        _minute(row.expires),
        str(row.by or getattr(row, "switch", "") or ""),
    )


def _scene(row: ActiveScene) -> Wanted:
    levels = tuple((str(key), float(level)) for key, level in row.scene.levels.items())
    who = str(row.by or "")
    return Wanted("scene", "scene", row.scene.key, _minute(row.start), 1.0, _minute(row.expires), who, levels)


def _minute(at: datetime | None) -> float:
    return float("inf") if at is None else at.timestamp() / 60
