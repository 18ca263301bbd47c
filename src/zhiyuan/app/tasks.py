"""The periodic work of an installation; each piece runs as a short process of its own and prints what it did.

A process that ends gives its memory back, so the tree stays small between two runs.
"""

import json
import os
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from zhiyuan.app import clock, gateways
from zhiyuan.app.home import Home, current, enter
from zhiyuan.app.manage import ready
from zhiyuan.app.status import FOLDERS, size
from zhiyuan.kernel.errors import NotFound, ZhiyuanError

DAY_S = 86400.0
HISTORY_KEPT = 2000


def disk(home: Home) -> dict[str, Any]:
    """How much is kept, how fast it grows, and on which day the disk is full at that pace."""
    kept = {name: size(home.path / name) for name in FOLDERS} | {"database": size(home.database)}
    free = shutil.disk_usage(home.path).free
    history = _remember(home.run / "disk.json", (time.time(), sum(kept.values())))
    rate = growth(history)
    days = free / rate if rate > 0 else None
    return {"bytes": kept, "free_bytes": free, "bytes_per_day": rate, "days_left": round(days) if days else None}


def growth(history: list[tuple[float, float]]) -> float:
    """Bytes a day by least squares over the history; 0 while it is shorter than an hour. [B/d]

    >>> growth([(0.0, 0.0), (43200.0, 50.0), (86400.0, 100.0)])
    100.0
    """
    if len(history) < 3 or history[-1][0] - history[0][0] < 3600:
        return 0.0
    mean_t = sum(t for t, _ in history) / len(history)
    mean_b = sum(b for _, b in history) / len(history)
    spread = sum((t - mean_t) ** 2 for t, _ in history)
    return round(DAY_S * sum((t - mean_t) * (b - mean_b) for t, b in history) / spread, 6)


def _remember(file: Path, now: tuple[float, float]) -> list[tuple[float, float]]:
    history = [*(json.loads(file.read_text()) if file.exists() else []), now][-HISTORY_KEPT:]
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(history))
    return history


def nightly_backup(home: Home) -> dict[str, Any]:
    """One backup a night where ``backup_hour`` asks for it; old nightly ones go."""
    from zhiyuan.app import backup

    config = home.config()
    now = clock.read(home.clock_file).now().astimezone(site_zone())
    target = home.backups / f"nightly-{now:%Y-%m-%d}.tar.zst"
    if config["backup_hour"] is None or now.hour < int(config["backup_hour"]) or target.exists():
        return {"due": False}
    made = backup.make(home, target)
    older = sorted(home.backups.glob("nightly-*.tar.zst"))[: -int(config["backup_keep"])]
    for file in older:
        file.unlink()
    return {"due": True, "file": made["file"], "bytes": made["archive_bytes"], "removed": len(older)}


def site_zone() -> ZoneInfo:
    """The time zone of the first park, else the settings'."""
    from django.apps import apps
    from django.conf import settings

    ready()
    site = apps.get_model("park", "Site").objects.order_by("pk").first()
    return ZoneInfo(site.timezone if site else settings.TIME_ZONE)


def sessions(home: Home) -> dict[str, Any]:
    """Forget sign-ins that have ended."""
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    ready()
    gone, _ = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    return {"removed": gone}


def gateway_users(home: Home) -> dict[str, Any]:
    """Match the broker's users to the park's gateways."""
    ready()
    added, removed = gateways.sync(home, gateways.from_park())
    return {"added": added, "removed": removed}


def unusual_use(home: Home) -> dict[str, Any]:
    """Judge everybody's last day by their own past, and budgets by the month so far; raise and clear alarms."""
    ready()
    from zhiyuan.billing.watch import watch
    from zhiyuan.park.queries import sites

    now = clock.read(home.clock_file).now()
    return {site.key: asdict(watch(site, now)) for site in sites()}


def corrections(home: Home) -> dict[str, Any]:
    """Once each day of a park, hold its issued bills against what is known by now; propose what would change."""
    ready()
    from zhiyuan.billing.nightly import propose_corrections
    from zhiyuan.park.queries import sites

    kept = home.run / "corrections.json"
    seen: dict[str, str] = json.loads(kept.read_text()) if kept.exists() else {}
    now = clock.read(home.clock_file).now()
    said: dict[str, Any] = {}
    for site in sites():
        day = now.astimezone(ZoneInfo(site.timezone)).date()
        if seen.get(site.key) == day.isoformat():
            continue
        said[site.key] = asdict(propose_corrections(site, day))
        seen[site.key] = day.isoformat()
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(json.dumps(seen))
    return said or {"due": False}


def step_tests(home: Home) -> dict[str, Any]:
    """Ask for the night's step test again in spaces that were measured and not tested for some weeks."""
    ready()
    from zhiyuan.lighting.writes import renew_calibrations
    from zhiyuan.park.queries import sites

    now = clock.read(home.clock_file).now()
    return {site.key: {"asked": renew_calibrations(site, now)} for site in sites()}


def files(home: Home) -> dict[str, Any]:
    """Empty drafts that are too old, and forget files that were sent and have belonged to nothing for a day."""
    ready()
    from zhiyuan.archive.writes import forget
    from zhiyuan.cases import writes_drafts

    now = clock.read(home.clock_file).now()
    return {"drafts": writes_drafts.forget(now), "forgotten": forget(now)}


def manual_readings(home: Home) -> dict[str, Any]:
    """Hand readings that people entered to the durable log, where the store finds them like any other."""
    from zhiyuan.app import manual

    ready()
    return {"sent": manual.send_waiting(home)}


def case_clocks(home: Home) -> dict[str, Any]:
    """Take silence for an answer, find promises broken, each after its day; lay the due days of open cases anew."""
    ready()
    from django.db import transaction

    from zhiyuan.cases import queries, queries_certificates, writes, writes_pledges
    from zhiyuan.kernel import parktime
    from zhiyuan.park.queries import sites, today

    silent = broken = moved = 0
    for case in (case for site in sites() for case in queries.open_cases(site)):
        with transaction.atomic():
            silent += writes.take_silence(case)
            broken += writes.find_broken(case)
            moved += writes.settle_again(case, parktime.now())
    for row in (row for site in sites() for row in queries_certificates.provisional(site, today(site))):
        with transaction.atomic():
            writes.certify_again(row.case)
    with transaction.atomic():
        followed = sum(writes_pledges.follow_up(site) for site in sites())
    return {"silent": silent, "broken": broken, "moved": moved, "followed": followed}


def case_reminders(home: Home) -> dict[str, Any]:
    """In office hours, tell desks what is due or overdue, heads what comes up to them, firms their promises."""
    ready()
    from zhiyuan.cases.writes_reminders import remind

    return _told(home, remind)


def figure_reminders(home: Home) -> dict[str, Any]:
    """In office hours, tell those who owe a figure, and whom that comes up to."""
    ready()
    from zhiyuan.indicators.writes_reminders import remind

    return _told(home, remind)


def data_checks(home: Home) -> dict[str, Any]:
    """Ask the authorities what open cases wait for, and bring the answers into them."""
    ready()
    from zhiyuan.app import datachecks

    return dict(datachecks.ask_due(home))


def appointments(home: Home) -> dict[str, Any]:
    """Tell firms of what they booked for the next working day, once."""
    ready()
    from zhiyuan.cases.writes_appointments import remind

    return _told(home, remind)


def _told(home: Home, remind: Callable[[Any, datetime], int]) -> dict[str, Any]:
    """How many were told, park by park, each in a transaction of its own."""
    from django.db import transaction

    from zhiyuan.park.queries import sites

    now, told = clock.read(home.clock_file).now(), {}
    for site in sites():
        with transaction.atomic():
            told[site.key] = {"told": remind(site, now)}
    return told


def signatures(home: Home) -> dict[str, Any]:
    """Hand signatures that were waited for long enough over to the deputies."""
    ready()
    from django.db import transaction

    from zhiyuan.cases import writes_signing
    from zhiyuan.park.queries import sites

    handed = 0
    for site in sites():
        with transaction.atomic():
            handed += writes_signing.hand_over_due(site)
    return {"handed_over": handed}


def land_reviews(home: Home) -> dict[str, Any]:
    """Open the review of every land lease whose day has come, once."""
    ready()
    from django.db import transaction

    from zhiyuan.land import queries, writes
    from zhiyuan.park.queries import today

    opened = 0
    for parcel in queries.leased():
        with transaction.atomic():
            opened += writes.open_reviews(parcel, today(parcel.site))
    return {"opened": opened}


def ladder(home: Home) -> dict[str, Any]:
    """Judge every enterprise by every rule of the innovation ladder; keep the verdicts that changed."""
    ready()
    from django.db import transaction

    from zhiyuan.innovation.writes import judge_all
    from zhiyuan.park.queries import sites, today

    with transaction.atomic():
        return {site.key: {"changed": judge_all(site, today(site))} for site in sites()}


def policies(home: Home) -> dict[str, Any]:
    """Match every enterprise with the policies in force, tell whom one fits, and find what they claimed."""
    ready()
    from django.db import transaction

    from zhiyuan.park.queries import sites, today
    from zhiyuan.policies.writes import match_all

    with transaction.atomic():
        return {site.key: match_all(site, today(site)) for site in sites()}


def notifications(home: Home) -> dict[str, Any]:
    """Send what people were told by the ways that are open; nothing, and no database either, where none is."""
    from zhiyuan.app import notifications as post

    if not post.ports(home):
        return {"open": False}
    ready()
    return post.send(home)


def work_orders(home: Home) -> dict[str, Any]:
    """Open an order for every alarm that asks for work; look back on those that are done, by the facts."""
    ready()
    from zhiyuan.cases import writes_orders
    from zhiyuan.park.queries import sites

    opened = sum(writes_orders.open_orders(site) for site in sites())
    return {"opened": opened, "looked_back": sum(writes_orders.follow_facts(site) for site in sites())}


TASKS: dict[str, Callable[[Home], dict[str, Any]]] = {
    "disk": disk,
    "nightly_backup": nightly_backup,
    "sessions": sessions,
    "gateway_users": gateway_users,
    "manual_readings": manual_readings,
    "unusual_use": unusual_use,
    "corrections": corrections,
    "step_tests": step_tests,
    "case_clocks": case_clocks,
    "case_reminders": case_reminders,
    "figure_reminders": figure_reminders,
    "data_checks": data_checks,
    "appointments": appointments,
    "signatures": signatures,
    "land_reviews": land_reviews,
    "work_orders": work_orders,
    "files": files,
    "ladder": ladder,
    "policies": policies,
    "notifications": notifications,
}


def main(name: str) -> int:
    """Run one task; its result is one line of JSON on stdout."""
    try:
        if name not in TASKS:
            raise NotFound("no task {name}; there are {names}", name=name, names=", ".join(TASKS))
        result = TASKS[name](enter(current().path))
    except ZhiyuanError as failure:
        sys.stdout.write(json.dumps({"error": str(failure), "class": type(failure).__name__}) + "\n")
        return 1
    sys.stdout.write(json.dumps(result, ensure_ascii=False, default=str) + "\n")
    return 0


if __name__ == "__main__":
    os.nice(10)
    sys.exit(main(sys.argv[1]))
