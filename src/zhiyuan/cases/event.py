"""What happened in a case: one line after another, each holding the hash of the one before."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from zhiyuan.kernel.errors import Malformed

SAID = json.JSONEncoder(sort_keys=True, ensure_ascii=False)  # made once: making it costs more than a short line


@dataclass(frozen=True, slots=True)
class Event:
    """Who did what, when; ``day`` is the site's day of ``at``, so that a log needs no time zone to be read."""

    act: str
    at: datetime
    day: date
    actor: str
    step: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    on_behalf: str = ""
    seq: int = 0
    previous: str = ""
    digest: str = ""

    def reason(self) -> str:
        """Why, in words; an act that needs a reason is refused without one."""
        if not (said := self.said("reason")):
            raise Malformed("say why")
        return said

    def said(self, name: str) -> str:
        """One word of what was said with it; empty when it was not."""
        return str(self.data.get(name, "")).strip()


def linked(event: Event, before: Event | None) -> Event:
    """The event as the next link of a chain, not sealed yet."""
    return replace(event, seq=before.seq + 1 if before else 1, previous=before.digest if before else "")


def sealed(link: Event) -> Event:
    """A link with the hash that the next one rests on."""
    return replace(link, digest=digest(link))


def digest(event: Event) -> str:
    """The hash of all that an event says and of the event before it."""
    when = [event.at.astimezone(UTC).isoformat(), event.day.isoformat()]
    said = [event.seq, event.act, *when, event.actor, event.on_behalf, event.step, event.data, event.previous]
    return hashlib.sha256(SAID.encode(said).encode()).hexdigest()


def plain(said: Mapping[str, Any]) -> dict[str, Any]:
    """What was said as JSON keeps it, so that its hash is the same when it is read again."""
    kept: dict[str, Any] = json.loads(json.dumps(said, ensure_ascii=False, default=str))
    return kept


def first_broken(events: Iterable[Event]) -> int | None:
    """The place of the first event that does not fit the chain, or None when all do."""
    previous = ""
    for place, event in enumerate(events, start=1):
        if event.seq != place or event.previous != previous or digest(event) != event.digest:
            return place
        previous = event.digest
    return None
