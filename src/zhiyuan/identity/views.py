"""Signing in and out, one's own account, how one likes to read."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiyuan.identity import writes
from zhiyuan.identity.forms import PasswordForm, PreferencesForm, SignInForm
from zhiyuan.identity.models import Person
from zhiyuan.identity.words import ROLE_WORDS
from zhiyuan.kernel.errors import Malformed


class SignIn(LoginView):
    """The only page that everybody may open."""

    template_name = "identity/sign_in.html"
    form_class = SignInForm
    redirect_authenticated_user = True

    def form_invalid(self, form: Any) -> HttpResponse:
        """The form again, with words."""
        return self.render_to_response(self.get_context_data(form=form), status=422)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("sign_in")


def account(request: HttpRequest) -> HttpResponse:
    """One's own roles, reading and password."""
    person: Any = request.user
    asked = request.POST.get("what")
    password = PasswordForm(person, request.POST if asked == "password" else None)
    reading = PreferencesForm(
        request.POST if asked == "reading" else None, initial={"language": person.language, "theme": person.theme}
    )
    if asked == "reading" and reading.is_valid():
        writes.remember(person, **reading.cleaned_data)
        return redirect("account")
    if asked == "password" and password.is_valid() and _change(request, password):
        messages.success(request, _("Your password is changed; your other sessions have ended."))
        return redirect("account")
    roles = [(ROLE_WORDS.get(g.role, g.role), g) for g in person.grants.all()]
    said = {
        "password": password,
        "reading": reading,
        "roles": roles,
        "form": password if asked == "password" else reading,
    }
    return render(request, "identity/account.html", said, status=422 if asked else 200)


def _change(request: HttpRequest, form: PasswordForm) -> bool:
    person: Any = request.user
    try:
        writes.change_own_password(Person.objects.get(pk=person.pk), form.cleaned_data["new"])
    except Malformed as problem:
        form.add_error("new", str(problem.params.get("problem", problem)))
        return False
    person.refresh_from_db()
    update_session_auth_hash(request, person)
    return True


@login_not_required
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Switch language or theme, and go back to the same page."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}):
        target = "/"
    answer = redirect(target)
    said = {name: request.POST.get(name, "") for name in ("language", "theme")}
    if said["language"] not in {"", *dict(settings.LANGUAGES)} or said["theme"] not in {"", "auto", "light", "dark"}:
        return answer
    if request.user.is_authenticated:
        writes.remember(request.user, **said)
    for name, cookie in (("language", settings.LANGUAGE_COOKIE_NAME), ("theme", "theme")):
        if said[name]:
            answer.set_cookie(
                cookie, said[name], max_age=31536000, samesite="Lax", httponly=True, secure=settings.SECURE
            )
    return answer
