"""What the shell shows of the rooms on every page."""

from typing import Any

from zhiyuan.enterprises import queries as enterprises
from zhiyuan.identity import queries_notifications as notifications
from zhiyuan.identity.verbs import may_somewhere
from zhiyuan.maintenance import queries as maintenance
from zhiyuan.park import queries as park


def site() -> Any:
    """The park of this installation, or None before one is imported."""
    return next(iter(park.sites()), None)


def open_alarms(person: Any) -> int | None:
    """How many alarms wait for somebody, or None for those who do not see alarms."""
    return maintenance.bell(person) if may_somewhere(person, "maintenance.view") else None


def unread(person: Any) -> str:
    """How many notifications a person has not read, as the inbox's bell says it; empty when there are none."""
    count = notifications.unread(person)
    return "" if not count else str(count) if count <= notifications.COUNTED else f"{notifications.COUNTED}+"


def scopes() -> list[tuple[str, str, str]]:
    """Where a role can be held: sites, buildings, floors, enterprises, with words."""
    found = []
    for place in park.sites():
        found.append(("park.site", str(place.pk), place.name))
        seen = set()
        for floor in park.floors(place):
            if floor.building_id not in seen:
                seen.add(floor.building_id)
                found.append(("park.building", str(floor.building_id), floor.building.name))
            found.append(("park.floor", str(floor.pk), f"{floor.building.name} · {floor.name}"))
        found += [("enterprises.enterprise", str(e.pk), e.name) for e in enterprises.of_site(place)]
    return found
