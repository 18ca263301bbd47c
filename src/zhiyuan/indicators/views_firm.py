"""One firm on one page: its years on four lanes, and what every room tells of it to this reader."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from zhiyuan.billing.saving_queries import tenant_saving
from zhiyuan.enterprises.queries import visible
from zhiyuan.indicators import queries_firm
from zhiyuan.kernel.errors import ZhiyuanError
from zhiyuan.kernel.span import month_before
from zhiyuan.park.queries import today


@require_GET
def firm(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; a firm that the reader may not see is not there."""
    found = _firm(request, pk)
    context = {"firm": found, "standing": found.standing_on(today(found.site))}
    return render(request, "indicators/firm.html", context | queries_firm.all_round(request.user, found))


@require_GET
def saving(request: HttpRequest, pk: int) -> HttpResponse:
    """Its part of last month's saving, which takes a moment to be re-billed."""
    found = _firm(request, pk, "billing.view")
    first = month_before(today(found.site).replace(day=1))
    try:
        said: Any = tenant_saving(found, first)
    except ZhiyuanError as why:
        return render(request, "indicators/_saving.html", {"first": first, "why": why})
    return render(request, "indicators/_saving.html", {"first": first, "saving": said})


def _firm(request: HttpRequest, pk: int, act: str = "enterprises.view") -> Any:
    return get_object_or_404(visible(request.user, act).select_related("site").prefetch_related("tags"), pk=pk)
