"""Which moment it is in the park: real time, unless the app hands over the demo's faster clock.

Rooms ask here when an act begins or ends in the park (an override, an alarm); what happens to an
account or in the trail is stamped with real time.
"""

from collections.abc import Callable
from datetime import UTC, datetime

_source: list[Callable[[], datetime]] = []


def now() -> datetime:
    """Park time, aware, in UTC."""
    return _source[-1]() if _source else datetime.now(UTC)


def use(source: Callable[[], datetime]) -> None:
    """Take park time from here; the app's doing, at start."""
    _source[:] = [source]
