"""Reading alarms over HTTP; acts go through ``/api/v1/do/maintenance.*``."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhiyuan.maintenance import queries

router = Router(tags=["maintenance"])


class AlarmOut(Schema):
    """One alarm as the API tells it."""

    id: int
    kind: str
    severity: str
    state: str
    object_type: str
    object_key: str
    object_name: str
    raised: datetime
    last_seen: datetime
    times: int
    acknowledged: datetime | None
    cleared: datetime | None
    shelved_until: datetime | None
    note: str
    params: dict[str, Any]


@router.get("/alarms", response=list[AlarmOut])
def alarms(
    request: HttpRequest, state: str = "open", severity: str = "", kind: str = "", q: str = "", limit: int = 200
) -> Any:
    """Alarms that the caller may see; state is open, new, acknowledged, shelved, cleared or all."""
    found = queries.alarms(request.user, state=state, severity=severity, kind=kind, words=q)
    return list(found[: max(0, min(limit, 1000))])
