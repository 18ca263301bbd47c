"""Looking people and the trail up."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from zhiyuan.identity.models import Absence, Person, Token, Trail
from zhiyuan.identity.token import token_digest
from zhiyuan.identity.verbs import may

# Identity knows no park: rooms above say which scopes a grant can have, as (type, id, words).
SCOPE_SOURCES: list[Callable[[], list[tuple[str, str, str]]]] = []


def people(search: str = "", *, active: bool | None = None) -> "QuerySet[Person]":
    """Everybody, by name."""
    found = Person.objects.prefetch_related("grants").order_by("username")
    if search:
        found = found.filter(Q(username__icontains=search) | Q(display_name__icontains=search))
    return found if active is None else found.filter(is_active=active)


def person_named(username: str) -> Person | None:
    """Who signs in by this name."""
    return Person.objects.filter(username=username).first()


def names(numbers: Mapping[str, int]) -> list[str]:
    """What people are called, by the names that they sign in with and their numbers."""
    return [str(one) for one in Person.objects.filter(pk__in=numbers.values()).order_by("pk")]


def absences(person: Any) -> "QuerySet[Absence]":
    """One's own absences, those one stands in for, and everybody's for whoever may look at people; newest first."""
    found = Absence.objects.select_related("person", "deputy", "entered_by")
    return found if may(person, "identity.view_people") else found.filter(Q(person=person) | Q(deputy=person))


def scopes() -> list[tuple[str, str, str]]:
    """Where a role can be held."""
    return [scope for source in SCOPE_SOURCES for scope in source()]


def trail(
    *,
    search: str = "",
    verb: str = "",
    person: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    object_type: str = "",
    object_id: str = "",
) -> "QuerySet[Trail]":
    """Lines of the trail, newest first."""
    said: dict[str, Any] = {
        "verb": verb or None,
        "person": person,
        "at__gte": since,
        "at__lt": until,
        "object_type": object_type or None,
        "object_id": object_id or None,
    }
    found = Trail.objects.filter(**{k: v for k, v in said.items() if v is not None})
    if search:
        found = found.filter(Q(actor__icontains=search) | Q(object_name__icontains=search) | Q(object_id=search))
    return found


def of_acts(acts: Collection[str]) -> "QuerySet[Trail]":
    """The lines of some acts, the newest first."""
    return Trail.objects.filter(verb__in=acts)


def acts_seen() -> list[str]:
    """The acts that the trail has lines of."""
    return list(Trail.objects.order_by("verb").values_list("verb", flat=True).distinct())


def bearer(secret: str) -> Token | None:
    """The token that a program showed, if it still opens anything; its use is noted."""
    now = timezone.now()
    token = Token.objects.select_related("person").filter(digest=token_digest(secret), revoked=False).first()
    if token is None or not token.person.is_active or (token.expires and token.expires <= now):
        return None
    if token.used is None or (now - token.used).total_seconds() > 60:
        Token.objects.filter(pk=token.pk).update(used=now)
    return token
