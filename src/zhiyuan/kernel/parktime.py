"""Which moment it is in the park: real time, unless the app hands over the demo's faster clock.

Rooms ask here when an act begins or ends in the park (an override, an alarm); what happens to an
account or in the trail is stamped with real time.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

_source: list[Callable[[], datetime]] = []
_speed: list[Callable[[], float]] = []


def now() -> datetime:
    """Park time, aware, in UTC."""
    return _source[-1]() if _source else datetime.now(UTC)


def use(source: Callable[[], datetime], speed: Callable[[], float] = lambda: 1.0) -> None:
    """Take park time, and how much faster than real time it runs, from here; the app's doing, at start."""
    _source[:], _speed[:] = [source], [speed]


@contextmanager
def moment(at: datetime) -> Iterator[None]:
    """Let it be this moment in the park for as long as the block lasts: a past that is told step by step."""
    before = list(_source)
    _source[:] = [lambda: at]
    try:
        yield
    finally:
        _source[:] = before


def silence_s(heard: datetime) -> float:
    """How long nothing was heard, as a person waits for it: in real time. [s]

    A program that reports every minute is silent after three, however fast the demo's day goes by.
    """
    return (now() - heard).total_seconds() / (_speed[-1]() if _speed else 1.0)
