"""Officers of many firms and projects at once: the template, a workbook that was brought, what would come of it."""

import base64
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zhiyuan.agency import queries, services, writes_roster
from zhiyuan.agency.layer import layers
from zhiyuan.agency.models import STAGED, Roster
from zhiyuan.agency.rostersheet import MOST_ROWS, template
from zhiyuan.cases.templatetags.cases import words
from zhiyuan.enterprises.intake import faults
from zhiyuan.enterprises.queries import of_site
from zhiyuan.identity.verbs import demand
from zhiyuan.kernel.errors import Malformed, ZhiyuanError
from zhiyuan.kernel.sheet import MIME
from zhiyuan.kernel.sheetread import LARGEST
from zhiyuan.park.queries import site as the_site
from zhiyuan.park.queries import today
from zhiyuan.projects import queries as projects

RECENT, MOST_SHOWN = 20, 200


@require_http_methods(["GET", "POST"])
def rosters(request: HttpRequest) -> HttpResponse:
    """Bring a workbook; those that were brought last."""
    site = the_site()
    demand(request.user, "agency.stage_roster", site)
    problem = ""
    if request.method == "POST":
        try:
            return redirect("roster", _brought(request, site).pk)
        except ZhiyuanError as failure:
            problem = failure.render(_)
    context = {"problem": problem, "rosters": queries.rosters(request.user)[:RECENT]}
    return render(request, "agency/rosters.html", context, status=422 if problem else 200)


def _brought(request: HttpRequest, site: Any) -> Roster:
    file = request.FILES.get("file")
    if file is None:
        raise Malformed("choose a workbook")
    if (file.size or 0) > LARGEST:
        raise Malformed("the workbook has {count} bytes; at most {most} are read", count=file.size, most=LARGEST)
    content = base64.b64encode(file.read()).decode()
    return services.stage_roster(request.user, site, workbook=content, file=file.name or "")


@require_GET
def blank(request: HttpRequest) -> HttpResponse:
    """The template: every firm and project, each to be given its officers."""
    site = the_site()
    demand(request.user, "agency.stage_roster", site)
    names = ", ".join(f"{layer} {words(name)}" for layer, name in layers(today(site)).items())
    notes = [
        _("A row gives a firm or a project one officer in one layer; copy the row for the next officer."),
        _("Rows without officer, layer and days are passed over. An empty last day is no end."),
        _("Layers: {layers}.").format(layers=names),
    ]
    content = template(_lines(request.user, site), _("Officers"), notes, words)
    return _excel(content, "officers.xlsx")


@require_http_methods(["GET", "POST"])
def roster(request: HttpRequest, pk: int) -> HttpResponse:
    """What a workbook says and what would come of it, taken or discarded here; or what came of it."""
    row, problem = _row(request, pk), ""
    if request.method == "POST":
        try:
            _done(request, row)
        except ZhiyuanError as failure:
            problem = failure.render(_)
        else:
            return redirect("roster", pk)
    context = {"roster": row, "problem": problem} | (_preview(request, row) if row.state == STAGED else {})
    return render(request, "agency/roster.html", context, status=422 if problem else 200)


@require_GET
def left(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows kept apart, as they stood, each with what is wrong; to be put right and brought again."""
    row = _row(request, pk)
    if not row.left:
        raise Http404
    rows = ((one["cells"], one["faults"]) for one in row.left)
    return _excel(faults.kept_apart(_("Officers"), row.heads, rows, _), f"officers-kept-apart-{pk}.xlsx")


def _row(request: HttpRequest, pk: int) -> Any:
    row = queries.rosters(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _done(request: HttpRequest, row: Roster) -> None:
    match request.POST.get("act", ""):
        case "take":
            services.take_roster(request.user, row, only_good=request.POST.get("only") == "good")
            messages.success(request, _("The officers are assigned."))
        case "discard":
            services.discard_roster(request.user, row)
            messages.success(request, _("Discarded."))
        case act:
            raise Malformed("nothing called {act} can be done here; there are {acts}", act=act or "–",
                            acts="take, discard")  # fmt: skip


def _preview(request: HttpRequest, row: Roster) -> dict[str, Any]:
    done = writes_roster.outcome(request.user, row)
    wrong = [(fault.where, line, fault.message.render(_)) for line in done.left for fault in line.faults]
    return {
        "counts": done.counts(),
        "new": done.new[:MOST_SHOWN],
        "more_new": max(0, len(done.new) - MOST_SHOWN),
        "faults": wrong[:MOST_SHOWN],
        "more_faults": max(0, len(wrong) - MOST_SHOWN),
        "names": layers(today(row.site)),
    }


def _lines(person: Any, site: Any) -> Iterator[tuple[str, str, str]]:
    for key, name in of_site(site).order_by("name").values_list("key", "name")[:MOST_ROWS]:
        yield key, "", name
    for one in projects.visible(person, "projects.view").filter(site=site):
        yield "", one.key, one.name


def _excel(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=MIME, headers={"Content-Disposition": f'attachment; filename="{name}"'})
