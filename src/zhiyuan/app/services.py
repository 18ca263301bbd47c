"""What may be done to kept data: let a refused reading in, confirm that it stays out, compute energy again."""

from datetime import datetime
from typing import Any

from zhiyuan.app import restating
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


@verb
def restate_energy(person: Any, target: Any, *, start: datetime, end: datetime, meters: str = "") -> dict[str, Any]:
    """Compute the energy of a park's meters again from their readings; says what that changed, by meter.

    ``meters`` names them, separated by commas; all where none is named.
    """
    return restating.restate(target, [m.strip() for m in meters.split(",") if m.strip()], start, end)
