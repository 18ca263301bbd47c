"""Enterprises that may be one: merged by a person, and taken apart again."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhiyuan.enterprises import queries, queries_duplicates, services
from zhiyuan.enterprises.models import Merge
from zhiyuan.identity.verbs import demand
from zhiyuan.kernel.errors import ZhiyuanError
from zhiyuan.park.queries import site as the_site


@require_GET
def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs that may be one, and what was merged."""
    demand(request.user, "enterprises.merge_enterprises", the_site())
    return _page(request)


@require_POST
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Let one enterprise absorb another."""
    survivor = get_object_or_404(queries.visible(request.user, "enterprises.merge_enterprises"), pk=pk)
    absorbed, reason = request.POST.get("absorbed", ""), request.POST.get("reason", "")
    try:
        services.merge_enterprises(
            request.user, survivor, absorbed=int(absorbed) if absorbed.isdecimal() else 0, reason=reason
        )
    except ZhiyuanError as failure:
        return _page(request, failure.render(_))
    messages.success(request, _("Merged; what referred to the other follows."))
    return redirect("enterprises_duplicates")


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Let both stand for themselves again."""
    row = get_object_or_404(Merge.objects.select_related("survivor__site", "absorbed__site"), pk=pk)
    demand(request.user, "enterprises.undo_merge", row)
    try:
        services.undo_merge(request.user, row)
    except ZhiyuanError as failure:
        return _page(request, failure.render(_))
    messages.success(request, _("Both stand for themselves again."))
    return redirect("enterprises_duplicates")


def _page(request: HttpRequest, problem: str = "") -> HttpResponse:
    site = the_site()
    context: dict[str, Any] = {
        "pairs": queries_duplicates.pairs(site),
        "merges": queries_duplicates.merges(site),
        "problem": problem,
    }
    return render(request, "enterprises/duplicates.html", context, status=422 if problem else 200)
