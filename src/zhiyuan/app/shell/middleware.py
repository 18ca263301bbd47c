"""Around every request: the reader's language, where they come from, how long they were away, and
the four kinds of failure as answers in words."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext

from zhiyuan.app.shell import failures
from zhiyuan.identity.verbs import REMOTE_ADDRESS
from zhiyuan.kernel.errors import ZhiyuanError

Respond = Callable[[HttpRequest], HttpResponse]
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
NOTED_EVERY_S = 60


def language(get_response: Respond) -> Respond:
    """Answer in the person's language, else the cookie's, else Chinese."""

    def middleware(request: HttpRequest) -> HttpResponse:
        person: Any = request.user
        said = person.language if person.is_authenticated else request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if said not in dict(settings.LANGUAGES):
            said = settings.LANGUAGE_CODE
        with translation.override(said):
            request.LANGUAGE_CODE = said
            response = get_response(request)
        patch_vary_headers(response, ("Cookie",))
        response.headers.setdefault("Content-Language", said)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if person.is_authenticated and "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store, private"
        return response

    return middleware


def idle(get_response: Respond) -> Respond:
    """End a session after half an hour without a request, or after a working day."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())  # a session lives in real time, whatever the park's clock says
            session = request.session
            if now - session.setdefault("seen", now) > settings.SESSION_IDLE_S or (
                now - session.setdefault("since", now) > settings.SESSION_COOKIE_AGE
            ):
                logout(request)
                messages.warning(request, gettext("You were signed out after a time without activity."))
            elif now - session["seen"] > NOTED_EVERY_S and "X-Poll" not in request.headers:
                session["seen"] = now
        return get_response(request)

    return middleware


class Doors:
    """Turns the four kinds of failure into a page, or into words in the page that asked."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        mark = REMOTE_ADDRESS.set(request.META.get("REMOTE_ADDR", ""))
        try:
            return self.get_response(request)
        finally:
            REMOTE_ADDRESS.reset(mark)

    def process_exception(self, request: HttpRequest, failure: Exception) -> HttpResponse | None:
        """Answer what we can name; leave the rest to Django."""
        if not isinstance(failure, ZhiyuanError):
            return None
        status, words = failures.status(failure), failures.words(failure)
        if getattr(request, "htmx", False):
            answer = render(request, "_refusal.html", {"words": words}, status=422)
            answer["HX-Retarget"], answer["HX-Reswap"] = "#messages", "innerHTML"
            return answer
        back = request.headers.get("Referer", "")
        if request.method == "POST" and status in {400, 409} and back.startswith(request.build_absolute_uri("/")):
            messages.error(request, words)
            return redirect(back)
        return render(request, "failure.html", {"words": words, "code": status}, status=status)
