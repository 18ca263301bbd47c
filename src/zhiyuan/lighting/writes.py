"""Plain writes that several verbs share, and what ``steer`` reports. They ask nobody."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Max, Q, QuerySet

from zhiyuan.kernel.reference import value
from zhiyuan.lighting.models import (
    Calibration,
    Command,
    FireState,
    LampHours,
    MeterReading,
    Override,
    SteerState,
    Wish,
)

KEPT_COMMANDS = 100_000
AT_ONCE = 500  # what one statement names; databases bound it
W = TypeVar("W", bound=Wish)


def begin_override(
    *,
    site_id: int,
    by: Any,
    start: datetime,
    minutes: float,
    level: float,
    least: float = 0.0,
    reason: str = "",
    switch: str = "",
    **where: Any,
) -> Override:
    """A manual level of one place; the one it had before ends. ``where`` is floor, space or group."""
    Override.objects.filter(site_id=site_id, ended__isnull=True, **where).update(ended=start)
    return Override.objects.create(
        site_id=site_id,
        by=by,
        start=start,
        expires=start + timedelta(minutes=minutes),
        level=level,
        least_level=least,
        reason=reason,
        switch=switch,
        **where,
    )


def end(wish: W, at: datetime) -> W:
    """Close a wish."""
    wish.ended = at
    wish.save(update_fields=["ended"])
    return wish


def end_switch(site_id: int, space_id: int, at: datetime) -> int:
    """End what the wall switch of a space asked for."""
    held = Override.objects.filter(site_id=site_id, space_id=space_id, ended__isnull=True).exclude(switch="")
    return int(held.update(ended=at))


def note_fire(building_id: int, *, active: bool, sensor: str, at: datetime) -> FireState:
    """Keep a fire input; an active one latches the building."""
    state, _ = FireState.objects.get_or_create(building_id=building_id)
    state.input_active = active
    if active and not state.latched:
        state.latched, state.since, state.reset_at, state.reset_by = True, at, None, None
    if active:
        state.sensor = sensor
    state.save()
    return state


def log_commands(site_id: int, lines: Iterable[Mapping[str, Any]]) -> None:
    """Keep what was sent, and no more than the newest hundred thousand lines."""
    Command.objects.bulk_create([Command(site_id=site_id, **line) for line in lines])
    newest = Command.objects.aggregate(n=Max("id"))["n"] or 0
    Command.objects.filter(id__lte=newest - KEPT_COMMANDS).delete()


def log_outcomes(outcomes: Mapping[tuple[str, str], Iterable[str]], at: datetime) -> None:
    """Keep how commands ended: the targets by command and outcome (reached, off_target, no_answer, overtaken).

    All targets of a command are judged together; so those that ended in one way are one statement.
    """
    endings = Counter(command for command, _ in outcomes)
    alike: dict[str, list[str]] = {}
    for (command, outcome), targets in outcomes.items():
        if endings[command] == 1:
            alike.setdefault(outcome, []).append(command)
        else:
            _ended(Command.objects.filter(command_id=command, target__in=list(targets)), outcome, at)
    for outcome, commands in alike.items():
        for first in range(0, len(commands), AT_ONCE):
            _ended(Command.objects.filter(command_id__in=commands[first : first + AT_ONCE]), outcome, at)


def _ended(rows: QuerySet[Command], outcome: str, at: datetime) -> None:
    rows.update(outcome=outcome, acknowledged=at if outcome in {"reached", "off_target"} else None)


def keep_state(site_id: int, at: datetime, **parts: Any) -> None:
    """Keep what ``steer`` knows, for the pages and for its next start. The row before, megabytes, is not read."""
    if not SteerState.objects.filter(site_id=site_id).update(at=at, **parts):
        SteerState.objects.create(site_id=site_id, at=at, **parts)


def add_lamp_hours(hours: Mapping[int, float], to: datetime) -> None:
    """Add burning hours at full-output equivalent, by luminaire id. [h]"""
    known = LampHours.objects.in_bulk(list(hours), field_name="luminaire_id")
    for luminaire_id, row in known.items():
        row.hours += hours[luminaire_id]
        row.to = to
    LampHours.objects.bulk_update(known.values(), ["hours", "to"], batch_size=500)
    new = [LampHours(luminaire_id=i, hours=h, to=to) for i, h in hours.items() if i not in known]
    LampHours.objects.bulk_create(new, batch_size=500)


def finish_calibration(
    calibration_id: int,
    *,
    gain: float | None,
    readings: list[Any],
    remark: str,
    at: datetime,
    expected_lx: float | None = None,
) -> None:
    """Keep what a step test found; no gain means that it could not be read."""
    Calibration.objects.filter(id=calibration_id).update(
        done=at, gain=gain, readings=readings, remark=remark, expected_lx=expected_lx
    )


def renew_calibrations(site: Any, now: datetime) -> int:
    """Ask for the night's step test again where a measured space had its last good one too long ago; how many.

    A space that nobody ever measured or tested is left alone: no light goes on at night without a person's act.
    """
    recent = now - timedelta(days=float(value("lighting/control#calibration_every_days", now.date())))
    asked = Calibration.objects.filter(space__site=site)
    known = {*asked.values_list("space_id", flat=True), *_metered(site)}
    good, tried = Q(gain__isnull=False, done__gte=recent), Q(done__gte=now - timedelta(days=1))
    fresh = set(asked.filter(Q(done__isnull=True) | good | tried).values_list("space_id", flat=True))
    sensed = site.sensor_set.filter(kind="illuminance", space__isnull=False).values_list("space_id", flat=True)
    due = sorted((known & set(sensed)) - fresh)
    Calibration.objects.bulk_create(Calibration(space_id=pk, requested=now) for pk in due)
    return len(due)


def _metered(site: Any) -> Iterable[int]:
    return MeterReading.objects.filter(space__site=site).values_list("space_id", flat=True)
