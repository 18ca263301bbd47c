"""The live stream's dealings with Django: who may watch what, and what was known before it began.

Each function runs in a thread and gives its database connection back.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from django.utils.crypto import constant_time_compare

from zhiyuan.app.feed import Feed, Lamp, Park
from zhiyuan.app.live import Hub, Live
from zhiyuan.identity.verbs import may, may_somewhere
from zhiyuan.lighting import queries as lighting
from zhiyuan.maintenance import queries as maintenance
from zhiyuan.park import queries as park

P = ParamSpec("P")
R = TypeVar("R")


def _alone(function: Callable[P, R]) -> Callable[P, R]:
    """Close the thread's connection afterwards: a viewer must not hold one."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        finally:
            connections.close_all()

    return run


@_alone
def check(session_key: str, topics: tuple[str, ...]) -> int:
    """200 when the session's person may watch all topics, else 401, 403 or 404."""
    person = _person(session_key)
    if person is None:
        return 401
    return max(_may_watch(person, topic) for topic in topics)


def _person(session_key: str) -> Any:
    session = SessionStore(session_key or None)
    if not session_key or session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    found = get_user_model().objects.filter(pk=session.get(SESSION_KEY), is_active=True)
    person = found.prefetch_related("grants").first()  # once for all topics: each viewer is asked about every minute
    if person is None or not constant_time_compare(session.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash()):
        return None
    return person


def _may_watch(person: Any, topic: str) -> int:
    name, _, key = topic.partition(":")
    if name == "floor" and key.isdigit():
        floor = park.place("floor", int(key))
        return 404 if floor is None else 200 if may(person, "lighting.view", floor) else 403
    if topic == "pulse":
        return 200  # whether devices are heard at all, no more
    rights = {"park": "lighting.view", "alarms": "maintenance.view"}
    if name in rights and not key:
        return 200 if may_somewhere(person, rights[name]) else 403
    return 404


@_alone
def load_park() -> Park:
    """Where everything is, with the last known levels."""
    made = Park()
    for site in park.sites():
        kept = lighting.steer_state(site)
        known = kept.luminaires if kept else {}
        for floor, (lamps, groups) in park.floor_members(site).items():
            made.groups |= dict.fromkeys(groups, floor)
            for key in lamps:
                level, power, fault = known.get(key, (None, None, 0))
                made.lamps[key] = Lamp(floor, level, fault or 0, power)
    return made


@_alone
def load_groups() -> dict[str, list[Any]]:
    """The last known state of every group: [level, reason, until ms, mode]."""
    states = [lighting.steer_state(site) for site in park.sites()]
    return {key: said for kept in states if kept for key, said in kept.groups.items()}


@_alone
def alarm_counts() -> dict[str, int]:
    """Open alarms of all sites by severity."""
    total: dict[str, int] = {}
    for site in park.sites():
        for severity, count in maintenance.open_counts(site).items():
            total[severity] = total.get(severity, 0) + count
    return total


def application() -> Live:
    """The application under ``/live/``."""
    hub = Hub()
    return Live(hub, check, settings.SESSION_COOKIE_NAME, Feed(hub).begin)
