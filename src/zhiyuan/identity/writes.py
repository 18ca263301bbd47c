"""Plain writes that verbs share, and what a person may do to their own account without any role."""

from collections.abc import Iterable

from axes.utils import reset
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from zhiyuan.identity import trail
from zhiyuan.identity.models import Grant, Person
from zhiyuan.identity.roles import ROLES
from zhiyuan.identity.verbs import REMOTE_ADDRESS
from zhiyuan.kernel.errors import Malformed, Refused


def set_grants(person: Person, grants: Iterable[str]) -> None:
    """Make a person's grants exactly these; each is ``role`` or ``role@type:id``."""
    wanted = {_parse(text) for text in grants}
    for held in person.grants.all():
        if (held.role, held.scope_type, held.scope_id) not in wanted:
            held.delete()
    for role, kind, key in sorted(wanted):
        Grant.objects.get_or_create(person=person, role=role, scope_type=kind, scope_id=key)
    person.refresh_from_db()


def copy_grants(kind: str, start: str, end: str) -> list[int]:
    """Let whoever holds a role on one object hold it on another too; the new grants."""
    held = Grant.objects.filter(scope_type=kind, scope_id=start)
    had = set(Grant.objects.filter(scope_type=kind, scope_id=end).values_list("person", "role"))
    return [
        Grant.objects.create(person_id=grant.person_id, role=grant.role, scope_type=kind, scope_id=end).pk
        for grant in held
        if (grant.person_id, grant.role) not in had
    ]


def _parse(text: str) -> tuple[str, str, str]:
    role, at, scope = text.strip().partition("@")
    if role not in ROLES:
        raise Malformed("there is no role {role}; there are {roles}", role=role, roles=", ".join(ROLES))
    if not at:
        return role, "*", ""
    kind, colon, key = scope.partition(":")
    if not (colon and kind and key):
        raise Malformed("{grant}: write role@type:id, such as operator@park.site:1", grant=text)
    return role, kind, key


def keep_password(person: Person, password: str) -> None:
    """Keep a password's hash, after the installation's rules."""
    try:
        validate_password(password, person)
    except ValidationError as fault:
        raise Malformed("{problem}", problem=" ".join(fault.messages)) from fault
    person.set_password(password)
    person.save()


def enter_person(username: str, *, name: str, password: str, grants: Iterable[str]) -> Person:
    """Add somebody from the machine itself, where no person is signed in; the trail says "system"."""
    if Person.objects.filter(username__iexact=username).exists():
        raise Refused("the name {username} is taken", username=username)
    with transaction.atomic():
        added = Person(username=username, display_name=name)
        keep_password(added, password)
        set_grants(added, grants)
        trail.add(
            person=None, verb="identity.add_person", target=added, params={"grants": list(grants)}, before={}, after={}
        )
    return added


def replace_password(person: Person, password: str) -> None:
    """Set a password from the machine itself, and end a lock on the name."""
    with transaction.atomic():
        keep_password(person, password)
        reset(username=person.username)
        trail.add(person=None, verb="identity.reset_password", target=person, params={}, before={}, after={})


def change_own_password(person: Person, password: str) -> None:
    """A person changes their own; no grant is asked, a trail line is left."""
    with transaction.atomic():
        keep_password(person, password)
        note(person, "identity.change_own_password")


def remember(person: Person, *, language: str = "", theme: str = "") -> None:
    """Keep how a person likes to read; nobody else's business, so no trail line."""
    Person.objects.filter(pk=person.pk).update(language=language or person.language, theme=theme or person.theme)


def begin_with(person: Person, home: str) -> None:
    """Keep the page that a person wants to see first; empty for that of their role."""
    Person.objects.filter(pk=person.pk).update(home=home)


def note(person: Person, act: str) -> None:
    """Leave a trail line for what is not a verb: signing in and out, one's own password."""
    with transaction.atomic():
        trail.add(person=person, verb=act, target=person, params={}, before={}, after={}, address=REMOTE_ADDRESS.get())
