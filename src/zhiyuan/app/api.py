"""The API: every verb under ``/api/v1/do/``, reads of each room beside it, one shape of errors.

Callers are people with a session (CSRF is checked) or programs with a bearer token, which may do no
more than its patterns and its person's roles both allow.
"""

from collections.abc import Callable
from fnmatch import fnmatchcase
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from ninja import NinjaAPI, Schema
from ninja.errors import ValidationError as BadRequest
from ninja.security import HttpBearer, SessionAuth
from ninja.throttling import AuthRateThrottle
from pydantic import BaseModel, create_model

from zhiyuan import __version__
from zhiyuan.app import doors
from zhiyuan.app.rooms import ROOMS
from zhiyuan.app.shell import failures
from zhiyuan.identity import queries
from zhiyuan.identity.verbs import demand
from zhiyuan.kernel.errors import Refused, ZhiyuanError

PREFIX = "/api/v1/"


class Bearer(HttpBearer):
    """``Authorization: Bearer <token>``: acts as the token's person within the token's patterns."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """The person, or None."""
        found = queries.bearer(token)
        if found is None:
            return None
        act = act_of(request.path)
        if not any(fnmatchcase(act, pattern) for pattern in found.acts):
            raise Refused("this token does not cover {act}", act=act)
        request.user = found.person
        return found.person


def act_of(path: str) -> str:
    """The act that a request asks for: a verb's name, sending a file, or the right to look into a room.

    >>> act_of("/api/v1/do/lighting.override_space"), act_of("/api/v1/park/luminaires")
    ('lighting.override_space', 'park.view')
    >>> act_of("/api/v1/archive/upload")
    'archive.upload'
    """
    first, _, rest = path.removeprefix(PREFIX).partition("/")
    if rest.strip("/") == "upload":
        return f"{first}.upload"
    return rest.strip("/") if first == "do" else f"{first}.view"


def for_staff(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The description of the API is for those who run the park."""

    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        demand(request.user, "park.view")
        return view(request, *args, **kwargs)

    return guarded


api = NinjaAPI(
    title="Zhiyuan",
    version=__version__,
    description="Reads of every room, and one door for every act. Errors are {error, message, act}.",
    auth=[SessionAuth(csrf=True), Bearer()],
    throttle=[AuthRateThrottle("50/s")],
    docs_decorator=for_staff,
    urls_namespace="api",
)


class Failure(Schema):
    """What went wrong, by kind, and in the reader's language."""

    error: str
    message: str


class Done(Schema):
    """What an act gave back."""

    act: str
    result: Any = None


@api.exception_handler(ZhiyuanError)
def _named(request: HttpRequest, failure: Any) -> HttpResponse:
    with translation.override(_language(request)):
        said = {"error": type(failure).__name__, "message": failures.words(failure)}
    status = 403 if str(failure.template).startswith("this token") else failures.status(failure)
    return api.create_response(request, said, status=status)


@api.exception_handler(BadRequest)
def _unread(request: HttpRequest, failure: Any) -> HttpResponse:
    problems = "; ".join(f"{'.'.join(map(str, e['loc'][1:]))}: {e['msg']}" for e in failure.errors)
    return api.create_response(request, {"error": "Malformed", "message": problems}, status=400)


def _language(request: HttpRequest) -> str:
    person: Any = request.user
    asked = "Accept-Language" in request.headers and "Authorization" in request.headers
    if asked or not person.is_authenticated:
        return translation.get_language_from_request(request)
    return str(person.language)


def _add(name: str) -> None:
    """One operation for one verb, its body typed by the verb's signature."""
    params = doors.params_model(name)
    fields: dict[str, Any] = {"params": (params, ...) if _required(params) else (params, params())}
    if doors.wants_target(name):
        fields["target"] = (doors.Target | None, None) if doors.may_lack_target(name) else (doors.Target, ...)
    body = create_model(f"{params.__name__.removesuffix('Params')}Body", **fields)

    def operation(request: HttpRequest, payload: Any) -> Any:
        said = payload.params.model_dump(exclude_unset=True)
        return doors.act(request.user, name, getattr(payload, "target", None), said)

    operation.__annotations__["payload"] = body
    answers: dict[Any, Any] = {200: Done, frozenset({400, 401, 403, 404, 409, 503}): Failure}
    summary = (doors.verb(name).__doc__ or name).strip().splitlines()[0]
    api.post(
        f"/v1/do/{name}",
        response=answers,
        operation_id=name.replace(".", "_"),
        tags=[f"do: {name.partition('.')[0]}"],
        summary=summary,
    )(operation)


def _required(params: type[BaseModel]) -> bool:
    return any(field.is_required() for field in params.model_fields.values())


for _room in ROOMS:
    if find_spec(f"zhiyuan.{_room}.api"):
        api.add_router(f"/v1/{_room}/", import_module(f"zhiyuan.{_room}.api").router)
for _verb in doors.verbs():
    _add(_verb)

patterns, app_name, namespace = api.urls
for _pattern in patterns:
    if _pattern.name not in {"openapi-json", "openapi-view"}:
        _pattern.callback = login_not_required(_pattern.callback)  # the API itself answers 401, in JSON
