"""The shell's own pages: the way home, and what is shown when something is wrong."""

import logging
import secrets
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiyuan.app.shell import nav
from zhiyuan.identity.models import Person
from zhiyuan.identity.writes import begin_with
from zhiyuan.kernel.errors import Refused

log = logging.getLogger("zhiyuan.web")


def home(request: HttpRequest) -> HttpResponse:
    """To the first page that a person's roles lead to."""
    return redirect(nav.home(request.user))


@require_POST
def choose_home(request: HttpRequest) -> HttpResponse:
    """Begin with another page from now on; empty for that of one's role."""
    chosen = request.POST.get("home", "")
    if chosen and chosen not in nav.begins(request.user):
        raise Refused("{page} is no page that you may begin with", page=chosen)
    begin_with(cast(Person, request.user), chosen)
    messages.success(request, _("Saved."))
    return redirect("account")


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Not for this person, or a form that was open too long."""
    return _answer(request, 403, _("You may not open this"))


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: open since before the last sign-in, or not ours."""
    words = _("This form is from an earlier sign-in. Go back, load the page again and repeat it.")
    if wants_json(request):
        return JsonResponse({"error": "Refused", "message": words}, status=403)
    return render(request, "failure.html", {"words": words, "code": 403}, status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """No such page."""
    return _answer(request, 404, _("Not found"))


def broken(request: HttpRequest) -> HttpResponse:
    """Our fault; the number finds it in the log."""
    number = secrets.token_hex(4)
    log.error("failure %s at %s", number, request.path)
    if wants_json(request):
        return JsonResponse(
            {"error": "Broken", "message": _("Something went wrong on our side"), "number": number}, status=500
        )
    return render(request, "500.html", {"number": number}, status=500)


def _answer(request: HttpRequest, status: int, words: str) -> HttpResponse:
    if wants_json(request):
        kind = {403: "Refused", 404: "NotFound"}[status]
        return JsonResponse({"error": kind, "message": words}, status=status)
    return render(request, f"{status}.html", status=status)


def wants_json(request: HttpRequest) -> bool:
    """Programs are answered in their own tongue."""
    return request.path.startswith("/api/")
