"""What may be done to people, their roles and their keys."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from axes.utils import reset

from zhiyuan.identity import writes_absence
from zhiyuan.identity.models import Absence, Delivery, Grant, Person, Token
from zhiyuan.identity.token import token_digest
from zhiyuan.identity.verbs import verb
from zhiyuan.identity.writes import keep_password, set_grants
from zhiyuan.identity.writes_outbox import resend
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, Refused


@verb
def add_person(
    person: Any,
    target: None,
    *,
    username: str,
    display_name: str = "",
    password: str = "",
    language: str = "zh-hans",
    grants: Sequence[str] = (),
) -> Person:
    """Add somebody who may sign in. Without a password they cannot until one is set."""
    if Person.objects.filter(username__iexact=username).exists():
        raise Refused("the name {username} is taken", username=username)
    added = Person(username=username, display_name=display_name, language=language)
    added.set_unusable_password()
    added.save()
    if password:
        keep_password(added, password)
    set_grants(added, grants)
    return added


@verb
def edit_person(person: Any, target: Person, *, display_name: str, language: str = "zh-hans") -> Person:
    """Change how a person is called and in which language they read."""
    target.display_name, target.language = display_name, language
    target.save()
    return target


@verb
def set_roles(person: Any, target: Person, *, grants: Sequence[str]) -> Person:
    """Make a person's roles exactly these: ``role`` everywhere or ``role@park.floor:3`` on a scope."""
    set_grants(target, grants)
    _someone_administers()
    return target


@verb
def reset_password(person: Any, target: Person, *, password: str) -> Person:
    """Give a person a new password; their open sessions end."""
    keep_password(target, password)
    return target


@verb
def deactivate_person(person: Any, target: Person) -> Person:
    """A person may no longer sign in; what they did stays in the trail."""
    if person is not None and person.pk == target.pk:
        raise Refused("nobody deactivates themselves; ask another administrator")
    target.is_active = False
    target.save()
    target.tokens.update(revoked=True)
    _someone_administers()
    return target


@verb
def reactivate_person(person: Any, target: Person) -> Person:
    """A person may sign in again, with the password they had."""
    target.is_active = True
    target.save()
    return target


@verb
def unlock_person(person: Any, target: Person) -> Person:
    """End the lock that failed sign-ins put on a name."""
    reset(username=target.username)
    return target


@verb
def issue_token(
    person: Any,
    target: Person,
    *,
    name: str,
    secret: str,
    acts: Sequence[str] = ("*.view",),
    expires: datetime | None = None,
) -> Token:
    """Let a program act for a person, within patterns of acts and never beyond the person's roles."""
    if len(secret) < 32:
        raise Malformed("a token has at least {least} characters", least=32)
    return Token.objects.create(person=target, name=name, digest=token_digest(secret), acts=list(acts), expires=expires)


@verb
def revoke_token(person: Any, target: Token) -> Token:
    """A token opens nothing any more."""
    target.revoked = True
    target.save()
    return target


@verb
def resend_delivery(person: Any, delivery: Delivery) -> Delivery:
    """Let a notification that could not be delivered be tried anew."""
    return resend(delivery, parktime.now())


@verb
def enter_absence(person: Any, target: Person, *, deputy: str, first: date, last: date) -> Absence:
    """Say that somebody is away, and who works their cases on those days, both included."""
    return writes_absence.entered(person, target, deputy, first, last)


@verb
def end_absence(person: Any, absence: Absence) -> Absence:
    """Call an absence off, or come back from it early."""
    return writes_absence.ended(absence)


def _someone_administers() -> None:
    held = Grant.objects.filter(role="administrator", scope_type="*", person__is_active=True)
    if not held.exists():
        raise Refused(
            "{role} of the whole installation would be nobody; give the role to another first", role="administrator"
        )
