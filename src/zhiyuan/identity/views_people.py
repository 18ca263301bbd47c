"""People: who there is, what each may do where, passwords and keys."""

import secrets
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_POST

from zhiyuan.identity import queries, services
from zhiyuan.identity.forms import GrantForm, NewPersonForm, PersonForm, TokenForm
from zhiyuan.identity.models import Person
from zhiyuan.identity.roles import ROLES
from zhiyuan.identity.verbs import demand
from zhiyuan.identity.words import ROLE_WORDS
from zhiyuan.kernel.errors import NotFound, Refused


def people(request: HttpRequest) -> HttpResponse:
    """Everybody, searchable."""
    demand(request.user, "identity.view_people")
    search = request.GET.get("q", "").strip()
    page = Paginator(queries.people(search), 50).get_page(request.GET.get("page"))
    places = _place_words()
    rows = [(p, [_grant_words(g, places) for g in p.grants.all()]) for p in page]
    matrix = [(ROLE_WORDS.get(role, role), patterns) for role, patterns in ROLES.items()]
    return render(request, "identity/people.html", {"page": page, "rows": rows, "q": search, "matrix": matrix})


def add(request: HttpRequest) -> HttpResponse:
    """Add somebody; the password is shown once."""
    demand(request.user, "identity.add_person")
    form = NewPersonForm(request.POST or None, scopes=_scope_choices())
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        password = new_password()
        try:
            added = services.add_person(
                request.user,
                None,
                username=said["username"],
                display_name=said["display_name"],
                language=said["language"],
                password=password,
                grants=[_grant(said)],
            )
        except Refused as refusal:
            form.add_error("username", refusal.render(_))
        else:
            return render(request, "identity/password_once.html", {"person": added, "password": password})
    return render(request, "identity/person_add.html", {"form": form}, status=422 if form.errors else 200)


def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: name, roles, keys, what they did."""
    return _person_page(request, _find(pk))


def _person_page(request: HttpRequest, shown: Person, **forms: Any) -> HttpResponse:
    demand(request.user, "identity.view_people")  # also where a form is shown again that its sender may not send
    places = _place_words()
    said = {
        "person": shown,
        "form": PersonForm(initial={"display_name": shown.display_name, "language": shown.language}),
        "grant_form": GrantForm(scopes=_scope_choices()),
        "token_form": TokenForm(),
        "grants": [(g.said(), _grant_words(g, places)) for g in shown.grants.all()],
        "lines": queries.trail(person=shown.pk)[:10],
    } | forms
    return render(request, "identity/person.html", said, status=422 if forms else 200)


@require_POST
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Do one thing to a person."""
    if act not in ACTS:
        raise NotFound("there is no act {act} on a person", act=act)
    return ACTS[act](request, _find(pk))


def _edit(request: HttpRequest, target: Person) -> HttpResponse:
    form = PersonForm(request.POST)
    if not form.is_valid():
        return _person_page(request, target, form=form)
    services.edit_person(request.user, target, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("person", target.pk)


def _grant_role(request: HttpRequest, target: Person) -> HttpResponse:
    form = GrantForm(request.POST, scopes=_scope_choices())
    if not form.is_valid():
        return _person_page(request, target, grant_form=form)
    held = [g.said() for g in target.grants.all()]
    services.set_roles(request.user, target, grants=sorted({*held, _grant(form.cleaned_data)}))
    messages.success(request, _("The role is given."))
    return redirect("person", target.pk)


def _take_role(request: HttpRequest, target: Person) -> HttpResponse:
    held = {g.said() for g in target.grants.all()}
    services.set_roles(request.user, target, grants=sorted(held - {request.POST.get("grant", "")}))
    messages.success(request, _("The role is taken away."))
    return redirect("person", target.pk)


def _password(request: HttpRequest, target: Person) -> HttpResponse:
    password = new_password()
    services.reset_password(request.user, target, password=password)
    return render(request, "identity/password_once.html", {"person": target, "password": password})


def _token(request: HttpRequest, target: Person) -> HttpResponse:
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _person_page(request, target, token_form=form)
    secret = secrets.token_urlsafe(32)
    said = form.cleaned_data
    services.issue_token(request.user, target, name=said["name"], secret=secret, acts=said["acts"].split())
    return render(request, "identity/token_once.html", {"person": target, "secret": secret, "name": said["name"]})


def _revoke(request: HttpRequest, target: Person) -> HttpResponse:
    token = get_object_or_404(target.tokens, pk=request.POST.get("token"))
    services.revoke_token(request.user, token)
    messages.success(request, _("The token opens nothing any more."))
    return redirect("person", target.pk)


def _simple(verb: Any, said: Any) -> Any:
    def run(request: HttpRequest, target: Person) -> HttpResponse:
        verb(request.user, target)
        messages.success(request, said)
        return redirect("person", target.pk)

    return run


ACTS = {
    "edit": _edit,
    "grant": _grant_role,
    "ungrant": _take_role,
    "password": _password,
    "token": _token,
    "revoke": _revoke,
    "deactivate": _simple(services.deactivate_person, _later("The person may no longer sign in.")),
    "reactivate": _simple(services.reactivate_person, _later("The person may sign in again.")),
    "unlock": _simple(services.unlock_person, _later("The lock is ended.")),
}


def new_password() -> str:
    """Four groups of four that can be read out: no letters that look alike."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _n in range(4)) for _g in range(4))


def _find(pk: int) -> Person:
    found: Person = get_object_or_404(Person.objects.prefetch_related("grants", "tokens"), pk=pk)
    return found


def _scope_choices() -> list[tuple[str, str]]:
    return [(f"{kind}:{key}", words) for kind, key, words in queries.scopes()]


def _place_words() -> dict[tuple[str, str], str]:
    return {(kind, key): words for kind, key, words in queries.scopes()}


def _grant(said: dict[str, Any]) -> str:
    return f"{said['role']}@{said['scope']}" if said["scope"] else str(said["role"])


def _grant_words(grant: Any, places: dict[tuple[str, str], str]) -> str:
    role = str(ROLE_WORDS.get(grant.role, grant.role))
    if grant.scope_type == "*":
        return role
    place = places.get((grant.scope_type, grant.scope_id), f"{grant.scope_type} {grant.scope_id}")
    return _("{role} · {place}").format(role=role, place=place)
