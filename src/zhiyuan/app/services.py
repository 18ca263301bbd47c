"""What may be done to kept data from outside the rooms: compute energy again."""

from datetime import datetime
from typing import Any

from zhiyuan.app import restating
from zhiyuan.identity.verbs import verb


@verb
def restate_energy(person: Any, target: Any, *, start: datetime, end: datetime, meters: str = "") -> dict[str, Any]:
    """Compute the energy of a park's meters again from their readings; says what that changed, by meter.

    ``meters`` names them, separated by commas; all where none is named.
    """
    return restating.restate(target, [m.strip() for m in meters.split(",") if m.strip()], start, end)
