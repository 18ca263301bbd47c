"""Around every request: the four kinds of failure become answers in the reader's language."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse


def doors(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Carry on."""

    def middleware(request: HttpRequest) -> Any:
        return get_response(request)

    return middleware
