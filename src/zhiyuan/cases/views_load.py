"""The load of a desk for its head, dealing it out, and taking what is due first."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhiyuan.cases import queries, queries_load, services, writes
from zhiyuan.cases.desks import desks
from zhiyuan.cases.kind import APPLICANT
from zhiyuan.identity.verbs import demand, demand_somewhere
from zhiyuan.kernel.errors import ZhiyuanError
from zhiyuan.park.queries import site as the_site
from zhiyuan.park.queries import today


@require_http_methods(["GET", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """What everybody at a desk has; its untaken steps are dealt out from here."""
    site = the_site()
    demand(request.user, "cases.deal_work", site)
    known = {key: name for key, name in desks(today(site)).items() if key != APPLICANT}
    asked = request.POST.get("desk") or request.GET.get("desk", "")
    desk = asked if asked in known else queries_load.busiest(known, site) or next(iter(known))
    said: list[dict[str, Any]] = []
    problem = ""
    if request.method == "POST":
        try:
            said = services.deal_work(request.user, site, desk=desk)
        except ZhiyuanError as failure:
            problem = failure.render(_)
    here, away = queries_load.seated(desk)
    context = {
        "desks": known, "desk": desk, "loads": queries_load.of_desk(desk, site), "here": here, "away": away,
        "waiting": len(queries_load.untaken(desk, site)), "said": said, "problem": problem,
    }  # fmt: skip
    return render(request, "cases/load.html", context, status=422 if problem else 200)


@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Take the step that is due first of all that wait for the reader and that nobody took."""
    demand_somewhere(request.user, "cases.work_case")
    for turn in queries.work(request.user)[: queries_load.MOST]:
        if not turn.holder and turn.desk != APPLICANT and turn.what in writes.kind_of(turn.case).step:
            try:
                services.work_case(request.user, turn.case, act="transfer", step=turn.what, to=request.user.username)
            except ZhiyuanError as failure:
                messages.error(request, failure.render(_))
                return redirect("case_work")
            return redirect("case", turn.case_id)
    messages.info(request, _("Nothing waits that somebody has not taken already."))
    return redirect("case_work")
