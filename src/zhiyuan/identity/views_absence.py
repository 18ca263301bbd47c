"""Being away: who, until when, and who works their cases meanwhile."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhiyuan.identity import queries, services
from zhiyuan.identity.standing import today
from zhiyuan.identity.verbs import demand_somewhere, may
from zhiyuan.kernel.errors import NotFound, ZhiyuanError
from zhiyuan.kernel.span import read_day

PER_PAGE = 50


@require_http_methods(["GET", "POST"])
def absences(request: HttpRequest) -> HttpResponse:
    """The list, and the form to enter one: one's own, or anybody's for whoever may."""
    demand_somewhere(request.user, "cases.work_case")
    said, problem = request.POST, ""
    if request.method == "POST":
        try:
            days = {"first": read_day(said.get("first", "")), "last": read_day(said.get("last", ""))}
            services.enter_absence(request.user, _who(request), deputy=said.get("deputy", "").strip(), **days)
        except ZhiyuanError as failure:
            problem = failure.render(_)
        else:
            messages.success(request, _("The absence is entered."))
            return redirect("absences")
    return _page(request, problem)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Back early, or not away at all."""
    row = get_object_or_404(queries.absences(request.user), pk=pk)
    try:
        services.end_absence(request.user, row)
    except ZhiyuanError as failure:
        return _page(request, failure.render(_))
    messages.success(request, _("The absence is over; work has come back."))
    return redirect("absences")


def _page(request: HttpRequest, problem: str) -> HttpResponse:
    now = today()
    page = Paginator(queries.absences(request.user), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(row, _state(row, now), may(request.user, "identity.end_absence", row)) for row in page]
    context = {
        "page": page,
        "rows": rows,
        "for_others": may(request.user, "identity.enter_absence"),
        "said": request.POST,
        "today": now,
        "problem": problem,
    }
    return render(request, "identity/absences.html", context, status=422 if problem else 200)


def _state(row: Any, now: date) -> str:
    return "over" if row.ended or row.last < now else "coming" if now < row.first else "now"


def _who(request: HttpRequest) -> Any:
    named = request.POST.get("person", "").strip()
    if not named:
        return request.user
    if (found := queries.person_named(named)) is None:
        raise NotFound("nobody signs in as {username}", username=named)
    return found
