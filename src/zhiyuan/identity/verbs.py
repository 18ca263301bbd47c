"""One verb, five doors: the function's name is the permission, the trail entry, the API operation,
the command and the help entry.

A verb takes the person, then the object it acts on (or None for the whole installation), then
plain keyword parameters. It asks the grant, runs in one transaction and leaves one line.
Verbs do not call verbs; what two share stands in a room's ``writes``.
"""

import functools
import hashlib
import inspect
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

from django.db import transaction
from django.db.models import Model

from zhiyuan.identity import trail
from zhiyuan.identity.models import Person, Trail
from zhiyuan.identity.personal import PERSONAL, digested
from zhiyuan.identity.roles import allows
from zhiyuan.identity.standing import ask_again, held
from zhiyuan.kernel.errors import Refused

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

VERBS: dict[str, Callable[..., Any]] = {}
LISTENERS: list[Callable[[Trail], None]] = []
REMOTE_ADDRESS: ContextVar[str] = ContextVar("remote_address", default="")
LONGEST_PARAM = 2000
SECRET_PARAMS = frozenset({"password", "secret", "token", "digest", "salt", "email", "phone"})
"""Shown to nobody: parameters and columns that a trail line leaves out; also where people are reached."""


def verb(function: Callable[P, R]) -> Callable[P, R]:
    """Make a service function a verb: grant, transaction, trail, news after commit."""
    name = f"{function.__module__.split('.')[1]}.{function.__name__}"
    signature = inspect.signature(function)
    personal = frozenset(
        p.name for p in signature.parameters.values() if PERSONAL in getattr(p.annotation, "__metadata__", ())
    )

    @functools.wraps(function)
    def act(*args: P.args, **kwargs: P.kwargs) -> R:
        bound = signature.bind(*args, **kwargs)
        person, target, params = _unpack(bound.arguments, personal)
        ask_again(person)
        demand(person, name, target)
        with transaction.atomic():
            before = facts(target)
            result = function(*args, **kwargs)
            subject = target if target is not None else result
            line = trail.add(
                person=person,
                verb=name,
                target=subject,
                params=params,
                before=before,
                after=facts(subject),
                address=REMOTE_ADDRESS.get(),
            )
            transaction.on_commit(lambda: _tell(line))
        return result

    act.verb_name = name  # type: ignore[attr-defined]  # what the doors look a verb up by
    VERBS[name] = act
    return act


def may(person: Any, act: str, target: Any = None) -> bool:
    """Whether a person's grants cover an act on a target; a grant on a site covers what is in it."""
    return bool(those(person, act, [target]))


def those(person: Any, act: str, targets: Iterable[T]) -> list[T]:
    """The targets on which a person may do an act."""
    where = {(g.scope_type, g.scope_id) for g in held(person) if allows(g.role, act)}
    everywhere = ("*", "") in where
    return [t for t in targets if where and (everywhere or not where.isdisjoint(_scopes(t)))]


def _scopes(target: Any) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = target.scopes() if hasattr(target, "scopes") else []
    return found


def may_somewhere(person: Any, act: str) -> bool:
    """Whether a person may do this anywhere at all: what a menu needs to know."""
    return any(allows(g.role, act) for g in held(person))


def demand(person: Any, act: str, target: Any = None) -> None:
    """Refuse in words unless the person may."""
    if not may(person, act, target):
        raise Refused(
            "{person} may not {act} on {target}; ask an administrator for the role",
            person=person,
            act=act,
            target=_unnamed(target),
        )


def demand_somewhere(person: Any, act: str) -> None:
    """Refuse in words unless the person may do this somewhere: what a list asks that then shows only what is theirs."""
    if not may_somewhere(person, act):
        demand(person, act)


def follow(person: Person | None, name: str, target: Any, params: dict[str, Any], before: Mapping[str, Any]) -> None:
    """A line for what follows of itself from a verb, in that verb's transaction; told after the commit."""
    line = trail.add(
        person=person, verb=name, target=target, params=params, before=before, after=facts(target),
        address=REMOTE_ADDRESS.get(),
    )  # fmt: skip
    transaction.on_commit(lambda: _tell(line))


def _unnamed(target: Any) -> Any:
    """What a refusal calls an object: by its number, since whoever is refused it is not told its name either."""
    if isinstance(target, Model):
        return f"{target._meta.verbose_name} {target.pk}"
    return target if target is not None else "the installation"


def facts(target: Any) -> dict[str, Any]:
    """What a trail line remembers of an object: its columns, without secrets, what is personal as salted digests."""
    if not isinstance(target, Model):
        return {}
    columns = (f for f in target._meta.concrete_fields if f.name not in SECRET_PARAMS)
    more = target.more_facts() if hasattr(target, "more_facts") else {}
    said = {f.name: f.value_from_object(target) for f in columns} | more
    return said | {name: digested(getattr(target, name), target.salt) for name in getattr(target, "PERSONAL", ())}


def _unpack(arguments: dict[str, Any], personal: frozenset[str]) -> tuple[Person, Any, dict[str, Any]]:
    values = list(arguments.items())
    params = {k: "•••" if k in SECRET_PARAMS | personal else _brief(v) for k, v in values[2:]}
    return values[0][1], values[1][1] if len(values) > 1 else None, params


def _brief(value: Any) -> Any:
    """A whole file is named in the trail by its hash, not copied into it."""
    if isinstance(value, str) and len(value) > LONGEST_PARAM:
        return f"sha256:{hashlib.sha256(value.encode()).hexdigest()} ({len(value)} characters)"
    return value


def _tell(line: Trail) -> None:
    for listener in LISTENERS:
        listener(line)
