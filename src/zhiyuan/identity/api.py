"""Reading people and the trail over HTTP; acts go through ``/api/v1/do/identity.*``."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhiyuan.identity import queries
from zhiyuan.identity.trail import first_broken
from zhiyuan.identity.verbs import demand

router = Router(tags=["identity"])


class PersonOut(Schema):
    """Somebody who may sign in."""

    id: int
    username: str
    display_name: str
    language: str
    is_active: bool
    last_login: datetime | None
    grants: list[str]

    @staticmethod
    def resolve_grants(person: Any) -> list[str]:
        """Each as ``role`` or ``role@type:id``."""
        return [g.said() for g in person.grants.all()]


class LineOut(Schema):
    """One line of the trail."""

    sequence: int
    at: datetime
    actor: str
    verb: str
    object_type: str
    object_id: str
    object_name: str
    params: dict[str, Any]
    before: dict[str, Any]
    after: dict[str, Any]
    address: str
    digest: str


class ChainOut(Schema):
    """Whether every line fits; else the first that does not."""

    whole: bool
    first_broken: int | None


@router.get("/me", response=PersonOut)
def me(request: HttpRequest) -> Any:
    """Whoever asks."""
    return request.user


@router.get("/people", response=list[PersonOut])
def people(request: HttpRequest, q: str = "") -> Any:
    """Everybody, by name."""
    demand(request.user, "identity.view_people")
    return queries.people(q)


@router.get("/trail", response=list[LineOut])
def trail(
    request: HttpRequest,
    q: str = "",
    act: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 200,
) -> Any:
    """Lines, newest first."""
    demand(request.user, "identity.view_trail")
    return queries.trail(search=q, verb=act, since=since, until=until)[: max(0, min(limit, 5000))]


@router.get("/trail/chain", response=ChainOut)
def chain(request: HttpRequest) -> Any:
    """Walk the chain of hashes."""
    demand(request.user, "identity.view_trail")
    broken = first_broken()
    return {"whole": broken is None, "first_broken": broken}
