"""Registers read by hand: a page to write them down, a workbook to bring them in, and what was entered."""

import base64
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zhiyuan.identity.verbs import may
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, NotFound, Refused
from zhiyuan.kernel.sheet import MIME
from zhiyuan.metering import queries, readingsheet, services
from zhiyuan.metering.models import ManualReading
from zhiyuan.metering.readingsheet import Line
from zhiyuan.metering.views.meters import moment, seen
from zhiyuan.metering.writes import energy_points
from zhiyuan.telemetry.historian import instant

PAGE = 50


@require_http_methods(["GET", "POST"])
def readings(request: HttpRequest) -> HttpResponse:
    """The form, the upload, and the readings that were entered."""
    site = seen(request)
    if request.method == "POST":
        try:
            taken = _take(request, site)
        except (Malformed, Refused, NotFound) as refusal:
            return render(
                request, "metering/readings.html", _page(request, site) | {"refusal": refusal.render(_)}, status=422
            )
        messages.success(
            request, _("%(count)s readings are taken over; they count within a minute.") % {"count": len(taken)}
        )
        return redirect("manual_readings")
    return render(request, "metering/readings.html", _page(request, site))


def _take(request: HttpRequest, site: Any) -> list[str]:
    if upload := request.FILES.get("file"):
        content = base64.b64encode(upload.read()).decode()
        taken: list[str] = services.import_readings(request.user, site, content=content)
        return taken
    said = request.POST
    row = {
        "meter": said.get("meter", ""), "at": moment(site, said.get("at", "")), "value": said.get("value", "").strip(),
        "note": said.get("note", ""),
    }  # fmt: skip
    entered: list[str] = services.enter_readings(request.user, site, readings=[row])
    return entered


def _page(request: HttpRequest, site: Any) -> dict[str, Any]:
    rows = ManualReading.objects.filter(site=site).select_related("entered_by")
    return {
        "site": site,
        "meters": [m for m in queries.meters(site) if not m.virtual],
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "may_enter": may(request.user, "metering.enter_readings", site),
        "said": request.POST,
        "now": parktime.now(),
    }


@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """A workbook with every meter and what it showed last."""
    site = seen(request)
    points = energy_points(site)
    since = parktime.now() - timedelta(days=400)
    last = queries.readings().latest([p.id for p in points.values()], round(since.timestamp() * 1e6))
    lines = []
    for m in queries.meters(site):
        point = points.get(m.key)
        if m.virtual or point is None or point.kind != "register":
            continue
        kept = last.get(point.id)
        lines.append(
            Line(m.key, m.name, instant(kept.ts) if kept else None, kept.value / 10**point.decimals if kept else None)
        )
    words = [_("Meter"), _("Name of the meter"), _("Read last"), _("Showed last [kWh]")]
    words += [_("Time"), _("Reading [kWh]"), _("Note")]
    notes = [_("Fill in time and reading; leave rows empty that were not read. Cells are dates and numbers, not text.")]
    content = readingsheet.template(lines, words, notes, _("Readings"), queries.zone(site))
    answer = HttpResponse(content, content_type=MIME)
    answer["Content-Disposition"] = 'attachment; filename="readings.xlsx"'
    return answer
