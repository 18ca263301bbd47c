"""The chain of acts: each line holds the hash of the one before, so that none can be changed unseen."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhiyuan.identity.models import Person, Trail, TrailHead


def add(
    *,
    person: Person | None,
    verb: str,
    target: Any,
    params: Mapping[str, Any],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    address: str = "",
) -> Trail:
    """Append one line; the caller holds the transaction in which the act happens."""
    assert transaction.get_connection().in_atomic_block, "a trail line belongs to the act's own transaction"
    head = _head()
    line = Trail(
        sequence=head.sequence + 1,
        at=timezone.now(),
        person=person,
        actor=str(person) if person else "system",
        verb=verb,
        object_type=_label(target),
        object_id=_identity(target),
        object_name=str(target or "")[:200],
        params=_plain(params),
        before=_plain(before),
        after=_plain(after),
        address=address,
        previous=head.digest,
    )
    line.digest = digest(line)
    line.save()
    head.sequence, head.digest = line.sequence, line.digest
    head.save()
    return line


def _head() -> TrailHead:
    """The last link, locked until the act is over."""
    locked = TrailHead.objects.select_for_update().filter(id=1)
    if (head := locked.first()) is None:
        TrailHead.objects.get_or_create(id=1)
        head = locked.get()
    return head


def digest(line: Trail) -> str:
    """The hash of everything a line says and of the line before it."""
    said = [
        line.sequence,
        line.at.isoformat(),
        line.actor,
        line.verb,
        line.object_type,
        line.object_id,
        line.params,
        line.before,
        line.after,
        line.address,
        line.previous,
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def first_broken() -> int | None:
    """The sequence of the first line that does not fit the chain, or None when all do."""
    previous = ""
    for expected, line in enumerate(Trail.objects.order_by("sequence").iterator(), start=1):
        if line.sequence != expected or line.previous != previous or digest(line) != line.digest:
            return expected
        previous = line.digest
    return None


def _label(target: Any) -> str:
    return getattr(getattr(target, "_meta", None), "label_lower", type(target).__name__ if target is not None else "")


def _identity(target: Any) -> str:
    return str(getattr(target, "pk", "") or "")


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(values, default=str, ensure_ascii=False))
    return plain
