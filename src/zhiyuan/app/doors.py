"""Any verb through one door: find it by name, find what it acts on, read its parameters, do it.

The API, the command line and tests use this; what may be said of a verb comes from its signature.
"""

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, get_args, get_type_hints

from django.apps import apps
from django.db.models import Model
from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from zhiyuan.app.rooms import ROOMS
from zhiyuan.identity.verbs import VERBS, facts
from zhiyuan.kernel.errors import Malformed, NotFound

WITH_VERBS = (*ROOMS, "app")


class Target(BaseModel):
    """What a verb acts on: by number, or by the key that the park file gives it."""

    model_config = ConfigDict(extra="forbid", title="Target")

    type: str = Field("", description="room.model, such as park.space; left out where the verb knows")
    id: int | None = None
    key: str | None = None


@cache
def verbs() -> Mapping[str, Callable[..., Any]]:
    """Every verb of every room, by name."""
    for room in WITH_VERBS:
        if find_spec(f"zhiyuan.{room}.services"):
            import_module(f"zhiyuan.{room}.services")
    return dict(sorted(VERBS.items()))


def verb(name: str) -> Callable[..., Any]:
    """One verb."""
    if name not in verbs():
        raise NotFound("there is no act {act}; 'zhiyuan do --list' names them", act=name)
    return verbs()[name]


@cache
def params_model(name: str) -> type[BaseModel]:
    """The keyword parameters of a verb as a model that checks and documents them."""
    function = inspect.unwrap(verb(name))
    hints = get_type_hints(function)
    fields: dict[str, Any] = {
        p.name: (hints.get(p.name, Any), ... if p.default is inspect.Parameter.empty else p.default)
        for p in list(inspect.signature(function).parameters.values())[2:]
    }
    title = "".join(part.title() for part in name.replace(".", "_").split("_"))
    return create_model(f"{title}Params", __config__=ConfigDict(extra="forbid"), **fields)


def target_model(name: str) -> type[Model] | None:
    """The kind of object that a verb acts on: by its annotation, else by the parameter's name."""
    function = inspect.unwrap(verb(name))
    parameter = list(inspect.signature(function).parameters.values())[1]
    hint = get_type_hints(function).get(parameter.name)
    for one in get_args(hint) or (hint,):
        if inspect.isclass(one) and issubclass(one, Model):
            return one
    named = parameter.name.replace("_", "")
    found = [m for m in apps.get_models() if m._meta.model_name == named and m.__module__.startswith("zhiyuan.")]
    return found[0] if len(found) == 1 else None


def wants_target(name: str) -> bool:
    """Whether a verb acts on an object at all, rather than on the installation."""
    function = inspect.unwrap(verb(name))
    parameter = list(inspect.signature(function).parameters.values())[1]
    return get_type_hints(function).get(parameter.name) is not type(None)


def may_lack_target(name: str) -> bool:
    """Whether a verb acts on the installation when no object is named: importing a first park."""
    function = inspect.unwrap(verb(name))
    parameter = list(inspect.signature(function).parameters.values())[1]
    hint = get_type_hints(function).get(parameter.name)
    return hint is type(None) or type(None) in get_args(hint)


def find(name: str, target: Target | None) -> Any:
    """The object, or None where the verb acts on the installation."""
    if not wants_target(name) or (target is None and may_lack_target(name)):
        return None
    model = target_model(name)
    said = target.type if target else ""
    if model is None and "." in said:
        model = _model(said)
    if model is None or target is None or (target.id is None and target.key is None):
        wanted = model._meta.label_lower if model else "room.model"
        raise Malformed("{act} needs a target: its type ({type}) and its id or key", act=name, type=wanted)
    if said and said != model._meta.label_lower:
        raise Malformed("{act} acts on {type}, not on {said}", act=name, type=model._meta.label_lower, said=said)
    return _row(model, target)


def _model(label: str) -> type[Model]:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        raise NotFound("there is no kind of object {type}", type=label) from None


def _row(model: Any, target: Target) -> Any:
    label = model._meta.label_lower
    named = target.id if target.id is not None else target.key
    if target.id is None and not any(f.name == "key" for f in model._meta.fields):
        raise Malformed("{type} has no keys; say its id", type=label)
    found = model.objects.filter(**({"pk": target.id} if target.id is not None else {"key": target.key}))[:2]
    if not found:
        raise NotFound("there is no {type} {key}", type=label, key=named)
    if len(found) > 1:
        raise Malformed("{key} is a {type} in several parks; say its id", type=label, key=named)
    return found[0]


def act(person: Any, name: str, target: Target | None, params: Mapping[str, Any]) -> dict[str, Any]:
    """Do it, and say what came of it."""
    function = verb(name)
    try:
        said = params_model(name).model_validate(params)
    except ValidationError as fault:
        problems = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'params'}: {e['msg']}" for e in fault.errors())
        raise Malformed("{act}: {problems}", act=name, problems=problems) from fault
    given = {field: getattr(said, field) for field in said.model_fields_set}
    return described(name, function(person, find(name, target), **given))


def described(name: str, result: Any) -> dict[str, Any]:
    """What an act gave back, as plain values."""
    if isinstance(result, Model):
        done = {"type": result._meta.label_lower, "id": result.pk, "name": str(result), "facts": facts(result)}
        return {"act": name, "result": done}
    if isinstance(result, list | tuple):
        return {"act": name, "result": [described(name, one)["result"] for one in result]}
    return {"act": name, "result": result}
