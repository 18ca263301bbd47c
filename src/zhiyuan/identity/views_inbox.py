"""The inbox: what one was told, the newest first; opening it is the receipt, and leads to what it is about."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyuan.identity import notification, queries_notifications, writes_notifications, writes_outbox
from zhiyuan.identity.forms import TellForm
from zhiyuan.identity.models import Preference
from zhiyuan.identity.notification import CHINESE, Wish
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


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """How one wants to be told outside the pages; the inbox itself is always there."""
    person: Any = request.user
    kept = Preference.objects.filter(person=person).first()
    wish = writes_outbox.wish(kept) if kept else notification.default(timezone.localdate(parktime.now()))
    form = TellForm(request.POST or None, initial=_initial(person, wish))
    if request.method == "POST" and form.is_valid():
        writes_outbox.prefer(person, _wished(form.cleaned_data), email=form.cleaned_data["email"],
                             phone=form.cleaned_data["phone"])  # fmt: skip
        messages.success(request, _("Saved. It holds for what happens from now on."))
        return redirect("inbox_settings")
    status = 422 if request.method == "POST" else 200
    return render(request, "identity/inbox_settings.html", {"form": form, "unset": kept is None}, status=status)


def _initial(person: Any, wish: Wish) -> dict[str, Any]:
    begins, ends = wish.quiet or (None, None)
    ways = {way: way in wish.ways for way in notification.WAYS}
    where = {"email": person.email, "phone": person.phone}
    return where | ways | {"quiet_from": begins, "quiet_until": ends, "digest": wish.digest}


def _wished(said: dict[str, Any]) -> Wish:
    quiet = (said["quiet_from"], said["quiet_until"]) if said["quiet_from"] is not None else None
    return Wish(frozenset(way for way in notification.WAYS if said[way]), quiet, said["digest"])
