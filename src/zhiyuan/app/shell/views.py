"""The shell's own pages: the way home, and the overview."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from zhiyuan.app.shell import nav


def home(request: HttpRequest) -> HttpResponse:
    """To the first page that a person's roles lead to."""
    return redirect(nav.home(request.user))
