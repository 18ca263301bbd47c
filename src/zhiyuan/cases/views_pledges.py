"""The park's own promises: the list with its three rates, and one with its whole history."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zhiyuan.archive import writes as archive_writes
from zhiyuan.archive.limits import accept, largest
from zhiyuan.archive.shelf import MB
from zhiyuan.cases import queries_pledges, services, views_papers, writes_papers
from zhiyuan.cases.pledge import ACT
from zhiyuan.cases.promise import BROKEN, STATE, WAITING
from zhiyuan.cases.queries import for_the_firm
from zhiyuan.enterprises import queries as enterprises
from zhiyuan.identity.verbs import demand, demand_somewhere, may
from zhiyuan.kernel.errors import Malformed, ZhiyuanError
from zhiyuan.kernel.span import read_day
from zhiyuan.park.queries import site as the_site
from zhiyuan.park.queries import today

PER_PAGE = 50


@require_http_methods(["GET", "POST"])
def pledges(request: HttpRequest) -> HttpResponse:
    """Every promise of the park that the reader may see; the park makes one here."""
    demand_somewhere(request.user, "cases.view")
    site, said, problem = the_site(), request.POST, ""
    if request.method == "POST":
        try:
            row = services.make_pledge(request.user, site, text=said.get("text", ""), due=read_day(said.get("due", "")),
                                       enterprise=said.get("enterprise", ""))  # fmt: skip
            return redirect("pledge", row.pk)
        except ZhiyuanError as failure:
            problem = failure.render(_)
    state, day = request.GET.get("state", ""), today(site)
    rows = queries_pledges.ledger(request.user, day, state=state)
    sums = queries_pledges.summed(rows, day)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    may_make = may(request.user, "cases.make_pledge", site)
    context = {
        "page": page,
        "rows": page,
        "query": f"state={state}",
        "state": state,
        "states": STATE,
        "rates": sums,
        "shares": [sums.share(count) for count in (sums.on_time, sums.kept, sums.vs_original)],
        "may_make": may_make,
        "firms": enterprises.of_site(site) if may_make else [],
        "said": said,
        "today": day,
        "problem": problem,
    }
    return render(request, "cases/pledges.html", context, status=422 if problem else 200)


@require_http_methods(["GET", "POST"])
def pledge(request: HttpRequest, pk: int) -> HttpResponse:
    """One, with all that happened to it; moved, kept or waived here."""
    row: Any = get_object_or_404(queries_pledges.visible(request.user), pk=pk)
    problem = ""
    if request.method == "POST":
        try:
            _done(request, row)
        except ZhiyuanError as failure:
            problem = failure.render(_)
        else:
            messages.success(request, _("Saved."))
            return redirect("pledge", pk)
    day, told = today(row.site), queries_pledges.promise(row)
    state = told.state(day)
    context = {
        "row": row,
        "promise": told,
        "due": told.due(day),
        "state": state,
        "entries": [(one, ACT[one.act]) for one in row.entries.select_related("by", "case", "file")],
        "may_move": state == WAITING and may(request.user, "cases.revise_pledge", row),
        "may_keep": state in (WAITING, BROKEN) and may(request.user, "cases.keep_pledge", row),
        "may_waive": state in (WAITING, BROKEN) and for_the_firm(request.user, row.enterprise),
        "said": request.POST,
        "accept": accept(day),
        "largest": largest(day) // MB,
        "today": day,
        "problem": problem,
    }
    return render(request, "cases/pledge.html", context, status=422 if problem else 200)


def _done(request: HttpRequest, row: Any) -> None:
    said, reason = request.POST, request.POST.get("reason", "")
    match said.get("act", ""):
        case "revise":
            services.revise_pledge(request.user, row, due=read_day(said.get("due", "")), reason=reason)
        case "keep":
            services.keep_pledge(request.user, row, evidence=said.get("evidence", ""), upload=_received(request, row))
        case "waive":
            services.waive_pledge(request.user, row, reason=reason)
        case act:
            raise Malformed("nothing called {act} can be done here; there are {acts}", act=act or "–",
                            acts="revise, keep, waive")  # fmt: skip


def _received(request: HttpRequest, row: Any) -> int | None:
    """The number of the file that came along, if one did; nothing is taken in from who may not say that it was kept."""
    file = request.FILES.get("file")
    if file is None:
        return None
    demand(request.user, "cases.keep_pledge", row)
    return archive_writes.receive(request.user, file.name or "", file.chunks()).pk


@require_GET
def evidence(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """The file that shows that a promise was kept, to whoever may see the promise; who read it is in the trail."""
    row: Any = get_object_or_404(queries_pledges.visible(request.user), pk=pk)
    kept = row.entries.select_related("file").filter(pk=entry, file__isnull=False).first()
    if kept is None:
        raise Http404
    writes_papers.downloaded(request.user, row, kept.file, "cases.download_evidence")
    return views_papers.saved(kept.file, kept.file_name)
