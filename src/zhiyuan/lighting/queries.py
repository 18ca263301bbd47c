"""Reading the lighting: what holds now, what was sent, and the last known state of every group."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from zhiyuan.kernel import parktime
from zhiyuan.lighting.models import (
    ActiveScene,
    Calibration,
    Command,
    FireState,
    LampHours,
    MaintenanceLock,
    Override,
    SecurityRequest,
    SteerState,
)

STALE_S = 180.0


def holding(model: Any, site: Any, now: datetime) -> QuerySet[Any]:
    """The wishes of one kind that hold at an instant."""
    return model.objects.filter(Q(expires__isnull=True) | Q(expires__gt=now), site=site, ended__isnull=True)


def overrides(site: Any, now: datetime | None = None) -> QuerySet[Override]:
    """Manual levels that hold, the newest first."""
    found = holding(Override, site, now or parktime.now())
    return found.select_related("floor", "space__floor", "group__space__floor", "by")


def past_overrides(site: Any) -> QuerySet[Override]:
    """Every manual level there was, the newest first."""
    return Override.objects.filter(site=site).select_related("floor", "space__floor", "group__space__floor", "by")


def override(number: int) -> Override | None:
    """One manual level by its number, or None."""
    return Override.objects.filter(pk=number).select_related("floor", "space__floor", "group__space__floor").first()


def locks(site: Any, now: datetime | None = None) -> QuerySet[MaintenanceLock]:
    """Maintenance locks that hold."""
    return holding(MaintenanceLock, site, now or parktime.now()).select_related(
        "space__floor", "group__space__floor", "by"
    )


def scenes(site: Any, now: datetime | None = None) -> QuerySet[ActiveScene]:
    """Scenes that are active."""
    return holding(ActiveScene, site, now or parktime.now()).select_related("scene__floor", "by")


def security_requests(site: Any, now: datetime | None = None) -> QuerySet[SecurityRequest]:
    """Light that the guard asked for."""
    return holding(SecurityRequest, site, now or parktime.now()).select_related("space", "by")


def fires(site: Any) -> QuerySet[FireState]:
    """Buildings that fire holds."""
    return FireState.objects.filter(building__site=site, latched=True).select_related("building")


def commands(site: Any, targets: list[str] | None = None) -> QuerySet[Command]:
    """The command log, the newest first; of some groups and contactors only, when named."""
    found = Command.objects.filter(site=site)
    return found if targets is None else found.filter(target__in=targets)


def steer_state(site: Any) -> SteerState | None:
    """What ``steer`` last kept, or None before its first minute."""
    return SteerState.objects.filter(site=site).first()


def lamp_hours(site: Any) -> dict[str, float]:
    """Burning hours at full-output equivalent, by luminaire key. [h]"""
    rows = LampHours.objects.filter(luminaire__site=site)
    return dict(rows.values_list("luminaire__key", "hours"))


def calibrations_due(site: Any) -> QuerySet[Calibration]:
    """Step tests that wait for the night."""
    return Calibration.objects.filter(space__site=site, done__isnull=True).select_related("space")


def now(site: Any) -> dict[str, Any]:
    """The lighting at a glance, from the last known state.

    Returns
    -------
    dict
        ``at`` (None before the first minute), ``stale``, ``power_w`` [W], ``lit``, ``luminaires``,
        ``faults``, ``offline`` (gateways), ``manual`` (groups), ``fires``.
    """
    kept = steer_state(site)
    if kept is None:
        return {"at": None, "stale": True, "power_w": None, "lit": 0, "luminaires": 0, "faults": 0,
                "offline": 0, "manual": 0, "fires": fires(site).count()}  # fmt: skip
    lamps = list(kept.luminaires.values())
    return {
        "at": kept.at,
        "stale": parktime.silence_s(kept.at) > STALE_S,
        "power_w": sum(power for _, power, _ in lamps if power is not None) if lamps else None,
        "lit": sum(1 for level, _, _ in lamps if level),
        "luminaires": len(lamps),
        "faults": sum(1 for _, _, fault in lamps if fault),
        "offline": sum(1 for _, heard in kept.gateways.values() if not heard),
        "manual": sum(1 for said in kept.groups.values() if said[3] == "manual"),
        "fires": fires(site).count(),
    }


def floors_now(site: Any, floors: dict[str, tuple[list[str], list[str]]]) -> dict[str, dict[str, Any]]:
    """Power [W], lit and faults of each floor; ``floors`` maps a key to its luminaire and group keys."""
    kept = steer_state(site)
    known = kept.luminaires if kept else {}
    groups = kept.groups if kept else {}
    found = {}
    for floor, (lamps, own) in floors.items():
        said = [known[key] for key in lamps if key in known]
        found[floor] = {
            "power_w": sum(p for _, p, _ in said if p is not None) if said else None,
            "lit": sum(1 for level, _, _ in said if level),
            "luminaires": len(lamps),
            "faults": sum(1 for _, _, fault in said if fault),
            "manual": sum(1 for key in own if key in groups and groups[key][3] == "manual"),
        }
    return found
