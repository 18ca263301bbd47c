"""Virtual meters: what they are made of, and a form to make one or change it from a day on."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhiyuan.identity.verbs import may
from zhiyuan.kernel.errors import Malformed, NotFound, Refused
from zhiyuan.metering import queries, services
from zhiyuan.metering.entry import number
from zhiyuan.metering.models import VirtualMeter
from zhiyuan.metering.views.meters import seen

KIND_WORDS = {
    "sum": "sum of meters",
    "difference": "a meter less others",
    "share": "share of a meter",
    "formula": "formula over meters",
}


@require_http_methods(["GET", "POST"])
def virtual(request: HttpRequest) -> HttpResponse:
    """The list and the form; a refusal keeps what was typed."""
    site = seen(request)
    if request.method == "POST":
        try:
            made = _set(request, site)
        except (Malformed, Refused, NotFound) as refusal:
            return render(
                request, "metering/virtual.html", _page(request, site) | {"refusal": refusal.render(_)}, status=422
            )
        messages.success(request, _("%(meter)s counts from now on wherever a meter does.") % {"meter": made})
        return redirect("meter", key=made.key)
    return render(request, "metering/virtual.html", _page(request, site))


def _set(request: HttpRequest, site: Any) -> Any:
    said = request.POST
    try:
        start = date.fromisoformat(said.get("start", ""))
    except ValueError:
        raise Malformed("say from which day on it holds") from None
    percent = said.get("percent", "").strip()
    meters = [key.strip() for key in said.get("meters", "").replace("，", ",").split(",") if key.strip()]
    return services.set_virtual_meter(
        request.user,
        site,
        key=said.get("key", "").strip(),
        name=said.get("name", "").strip(),
        kind=said.get("kind", ""),
        start=start,
        meters=meters,
        share=float(number(percent)) / 100 if percent else 1.0,
        formula=said.get("formula", ""),
        parent=said.get("parent", ""),
    )


def _page(request: HttpRequest, site: Any) -> dict[str, Any]:
    known = queries.meters(site)
    rows = VirtualMeter.objects.filter(site=site).select_related("parent").prefetch_related("definitions")
    return {
        "site": site,
        "rows": rows,
        "real": [m for m in known if not m.virtual],
        "kinds": [(key, _(words)) for key, words in KIND_WORDS.items()],
        "may_set": may(request.user, "metering.set_virtual_meter", site),
        "said": request.POST or {"start": queries.today(site).replace(day=1).isoformat()},
    }


@require_POST
def remove(request: HttpRequest, key: str) -> HttpResponse:
    """Remove one that nothing is made of."""
    site = seen(request)
    try:
        services.remove_virtual_meter(request.user, get_object_or_404(VirtualMeter, site=site, key=key))
        messages.success(request, _("It is removed."))
    except Refused as refusal:
        messages.error(request, refusal.render(_))
    return redirect("virtual_meters")
