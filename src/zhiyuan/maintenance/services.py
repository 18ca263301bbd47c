"""What people do with alarms."""

from datetime import timedelta

from zhiyuan.identity.models import Person
from zhiyuan.identity.verbs import verb
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, NotFound, Refused
from zhiyuan.maintenance.models import Alarm

LONGEST_SHELF_H = 7 * 24.0


@verb
def acknowledge_alarm(person: Person, alarm: Alarm, *, note: str = "") -> Alarm:
    """Say that somebody has seen it."""
    if alarm.acknowledged:
        raise Refused("{alarm} was acknowledged by {by}", alarm=alarm, by=alarm.acknowledged_by or "—")
    alarm.acknowledged, alarm.acknowledged_by = parktime.now(), person
    alarm.note = note or alarm.note
    alarm.save(update_fields=["acknowledged", "acknowledged_by", "note"])
    return alarm


@verb
def clear_alarm(person: Person, alarm: Alarm, *, note: str = "") -> Alarm:
    """Close it by hand; should the fact persist, it is raised again."""
    if alarm.cleared:
        raise Refused("{alarm} is cleared already", alarm=alarm)
    alarm.cleared, alarm.cleared_by = parktime.now(), person
    alarm.note = note or alarm.note
    alarm.save(update_fields=["cleared", "cleared_by", "note"])
    return alarm


@verb
def assign_alarm(person: Person, alarm: Alarm, *, assignee: str) -> Alarm:
    """Give it to somebody by user name; empty takes it back."""
    found = Person.objects.filter(username=assignee, is_active=True).first() if assignee else None
    if assignee and found is None:
        raise NotFound("nobody signs in as {username}", username=assignee)
    alarm.assignee = found
    alarm.save(update_fields=["assignee"])
    return alarm


@verb
def shelve_alarm(person: Person, alarm: Alarm, *, hours: float, note: str = "") -> Alarm:
    """Take it out of the open list for some hours: known, and work is under way. [h]"""
    if not 0 < hours <= LONGEST_SHELF_H:
        raise Malformed("an alarm is shelved for more than 0 and at most {most} hours", most=LONGEST_SHELF_H)
    alarm.shelved_until = parktime.now() + timedelta(hours=hours)
    alarm.note = note or alarm.note
    alarm.save(update_fields=["shelved_until", "note"])
    return alarm


@verb
def unshelve_alarm(person: Person, alarm: Alarm) -> Alarm:
    """Put it back into the open list."""
    alarm.shelved_until = None
    alarm.save(update_fields=["shelved_until"])
    return alarm
