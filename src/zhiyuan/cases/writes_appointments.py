"""Booking a time at a counter, moving and cancelling it, and telling the firm the working day before.

Two who click at once meet in the key of (counter, time, place): the second takes the next place, or is refused.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, router, transaction

from zhiyuan.cases.kindread import kind as edition
from zhiyuan.cases.models import Appointment
from zhiyuan.cases.slots import BOOKED, CANCELLED, counter, times
from zhiyuan.cases.telling import both
from zhiyuan.identity.notification import Told
from zhiyuan.identity.roles import allows
from zhiyuan.identity.writes_notifications import held, tell
from zhiyuan.kernel import fmt, parktime
from zhiyuan.kernel.errors import Malformed, NotReady, Refused
from zhiyuan.kernel.workday import working_day_after
from zhiyuan.park.queries import day_at, today, zone

FIRM, BOOK = "enterprises.enterprise", "cases.book_appointment"


def booked(person: Any, enterprise: Any, key: str, start: datetime, kind: str) -> Appointment:
    """Book the first free place of a time."""
    edition(kind, today(enterprise.site))
    row = Appointment(site=enterprise.site, enterprise=enterprise, counter=key, kind=kind, booked=parktime.now(),
                      booked_by=person)  # fmt: skip
    return _placed(row, start)


def moved(row: Appointment, start: datetime) -> Appointment:
    """Book another time instead; the former one is free again."""
    _refuse_over(row)
    return _placed(row, start)


def cancelled(row: Appointment) -> Appointment:
    """Give the time back."""
    _refuse_over(row)
    row.state = CANCELLED
    row.save(update_fields=["state"])
    return row


def _placed(row: Appointment, start: datetime) -> Appointment:
    _refuse_no_time(row, start)
    at = fmt.moment(start, zone(row.site))
    there = Appointment.objects.filter(site=row.site, counter=row.counter, start=start, state=BOOKED)
    if there.filter(enterprise=row.enterprise_id).exclude(pk=row.pk).exists():
        raise Refused("{enterprise} is booked at {at} already", enterprise=row.enterprise, at=at)
    taken = set(there.values_list("place", flat=True))
    free = [place for place in range(1, counter(row.counter, today(row.site)).capacity + 1) if place not in taken]
    for place in free:
        row.start, row.place = start, place
        try:
            with transaction.atomic(using=router.db_for_write(Appointment)):
                row.save()
        except IntegrityError:
            continue  # somebody was quicker
        return row
    raise Refused("{at} is taken: choose another time", at=at)


def _refuse_no_time(row: Appointment, start: datetime) -> None:
    if start.tzinfo is None:
        raise Malformed("say the time with its zone, like 2026-03-02T09:30:00+08:00")
    day, now = day_at(row.site, start), parktime.now()
    of = counter(row.counter, today(row.site))
    if start not in times(of, day, zone(row.site)):
        raise Malformed("no appointment begins at {at}", at=fmt.moment(start, zone(row.site)))
    if start <= now:
        raise NotReady("{at} is over", at=fmt.moment(start, zone(row.site)))
    if day > today(row.site) + timedelta(days=of.days_ahead):
        raise NotReady("one books {days} days ahead at most", days=of.days_ahead)


def _refuse_over(row: Appointment) -> None:
    if row.state != BOOKED or row.start <= parktime.now():
        raise Refused("{appointment} is over or was cancelled", appointment=row)


def remind(site: Any, now: datetime) -> int:
    """Tell firms of what they booked up to the end of the next working day, once each; how many people were told."""
    last: date = working_day_after(day_at(site, now), 1)
    rows = Appointment.objects.filter(site=site, state=BOOKED, start__gt=now, start__lt=now + timedelta(days=14))
    near = [row for row in rows.select_related("enterprise") if day_at(site, row.start) <= last]
    people: dict[str, list[int]] = {}
    for one in held({(FIRM, str(row.enterprise_id)) for row in near}):
        if allows(one.role, BOOK):
            people.setdefault(one.scope[1], []).append(one.person)
    told = [
        Told(
            f"appointment:{row.pk}:{row.start:%Y%m%d%H%M}", "appointment", "/cases/appointments/",
            tuple(people.get(str(row.enterprise_id), ())),
            {"at": fmt.moment(row.start, zone(site)), "kind": both(edition(row.kind, today(site)).title)},
        )
        for row in near
    ]  # fmt: skip
    return tell(told, site.timezone, now)
