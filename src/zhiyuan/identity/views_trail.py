"""The trail: who did what, when, from where, with before and after; checked and exported."""

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiyuan.identity import queries
from zhiyuan.identity.models import Trail
from zhiyuan.identity.trail import first_broken
from zhiyuan.identity.verbs import demand
from zhiyuan.identity.words import act_words
from zhiyuan.kernel.sheet import MIME, Column, Sheet, workbook

EXPORTED_AT_MOST = 100_000


def trail(request: HttpRequest) -> HttpResponse:
    """Lines, newest first; the address carries the filter."""
    demand(request.user, "identity.view_trail")
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "act", "since", "until")}
    found = queries.trail(
        search=asked["q"], verb=asked["act"], since=_start(asked["since"]), until=_start(asked["until"], days=1)
    )
    if request.GET.get("format") == "xlsx":
        return _export(found)
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    lines = [(line, act_words(line.verb), changes(line)) for line in page]
    acts = [(name, act_words(name)) for name in queries.acts_seen()]
    return render(request, "identity/trail.html", {"page": page, "lines": lines, "asked": asked, "acts": acts})


@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Walk the chain and say whether any line was changed."""
    demand(request.user, "identity.view_trail")
    broken = first_broken()
    if broken is None:
        messages.success(request, _("Every line fits the chain: nothing was changed or removed."))
    else:
        messages.error(request, _("Line {number} does not fit the chain.").format(number=broken))
    return redirect("trail")


def changes(line: Trail) -> list[tuple[str, Any, Any]]:
    """What an act changed: column, before, after."""
    names = [n for n in {**line.before, **line.after} if line.before.get(n) != line.after.get(n)]
    return [(name, line.before.get(name), line.after.get(name)) for name in names]


def _start(text: str, days: int = 0) -> datetime | None:
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=days), time.min, tzinfo=get_current_timezone())


def _export(found: Any) -> HttpResponse:
    columns = [
        Column(_("Number"), "whole", 8), Column(_("Time"), "second", 20), Column(_("Person"), width=16),
        Column(_("Act"), width=24), Column(_("Name of the act"), width=28), Column(_("Object"), width=28),
        Column(_("Object kind"), width=20), Column(_("Object id"), width=10), Column(_("Parameters"), width=40),
        Column(_("Before"), width=40), Column(_("After"), width=40), Column(_("From address"), width=16),
        Column(_("Digest"), width=20),
    ]  # fmt: skip
    rows = (
        (
            t.sequence, t.at, t.actor, act_words(t.verb), t.verb, t.object_name, t.object_type, t.object_id,
            t.params or "", t.before or "", t.after or "", t.address, t.digest,
        )
        for t in found[:EXPORTED_AT_MOST].iterator()
    )  # fmt: skip
    made = workbook([Sheet(_("Audit trail"), columns, rows)], get_current_timezone())
    answer = HttpResponse(made, content_type=MIME)
    answer["Content-Disposition"] = 'attachment; filename="trail.xlsx"'
    return answer
