"""What may be done to readings that were not admitted: let one in after all, or confirm that it stays out."""

from typing import Any

from zhiyuan.app.queries import quarantine
from zhiyuan.identity.verbs import verb


@verb
def accept_reading(person: Any, target: None, *, entry: int, note: str = "") -> int:
    """Let a quarantined reading in after all; the store keeps it at its next round."""
    return quarantine().accept(entry, str(person)).id


@verb
def discard_reading(person: Any, target: None, *, entry: int, note: str = "") -> int:
    """Confirm that a quarantined message stays out."""
    return quarantine().discard(entry, str(person)).id
