"""The inbox: what one was told, the newest first; opening it is the receipt, and leads to what it is about."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from zhiyuan.identity import queries_notifications, writes_notifications
from zhiyuan.identity.notification import CHINESE
from zhiyuan.kernel import parktime

PER_PAGE = 50


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """One's own notifications; everybody has these, whatever their role."""
    which = request.GET.get("which", "")
    page = Paginator(queries_notifications.inbox(request.user, which=which), PER_PAGE).get_page(request.GET.get("page"))
    lines = [queries_notifications.line(row, get_language() or CHINESE) for row in page]
    newest = max((line.row.pk for line in lines), default=0)
    return render(request, "identity/inbox.html", {"page": page, "lines": lines, "which": which, "newest": newest})


@require_POST
def opened(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that it was read, and go to what it is about."""
    row = writes_notifications.read(request.user, pk, parktime.now())
    if row is None:
        raise Http404
    return redirect(row.path)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Note that everything on the page, and what is older, was read."""
    said = request.POST.get("until", "")
    writes_notifications.read_all(request.user, parktime.now(), int(said) if said.isdecimal() else 0)
    return redirect("inbox")
