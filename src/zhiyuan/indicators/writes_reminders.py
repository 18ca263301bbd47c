"""Telling people that they owe a figure: before its day, after it, and whom that comes up to. Each once.

What was told is known by its key, so that it may be run at any time and as often as one likes.
"""

from datetime import date, datetime
from typing import Any

from zhiyuan.cases.escalation import Rung, office_open
from zhiyuan.cases.telling import both
from zhiyuan.identity.notification import Told
from zhiyuan.identity.writes_notifications import tell
from zhiyuan.indicators.queries_owed import Keepers, Owed, key, owed, owner_words, stages
from zhiyuan.park.queries import day_at, zone

PATH = "/indicators/owed/"


def remind(site: Any, now: datetime) -> int:
    """Tell what is owed in a park, in office hours only; how many were told."""
    if not office_open(now, zone(site)):
        return 0
    day = day_at(site, now)
    rows = owed(site, day)
    keepers = Keepers(site, {one.definition.owner for one in rows})
    told = [_told(keepers, one, stage, day) for one in rows for stage in stages(one, day)]
    return tell(told, site.timezone, now)


def _told(keepers: Keepers, one: Owed, stage: Rung, day: date) -> Told:
    definition, period = one.definition, str(one.period)
    people = tuple(keepers.of(stage.to, definition.owner).values())
    said = {
        "number": f"{definition.key} {period}", "what": both(definition.title), "period": period,
        "due": one.due.isoformat(), "days": one.late, "desk": owner_words(definition.owner, day),
    }  # fmt: skip
    return Told(key(one, stage), stage.kind, PATH, people, said)
