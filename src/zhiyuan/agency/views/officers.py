"""Who is the officer of which firm or project, in three layers; one officer, and handing everything over."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyuan.agency import queries, services
from zhiyuan.agency.layer import LAYERS, layers
from zhiyuan.agency.models import Assignment
from zhiyuan.cases import queries as cases
from zhiyuan.enterprises import queries as enterprises
from zhiyuan.identity import queries as identity
from zhiyuan.identity.standing import today
from zhiyuan.identity.verbs import demand_somewhere, may
from zhiyuan.kernel.errors import ZhiyuanError
from zhiyuan.kernel.span import read_day
from zhiyuan.park.queries import site as the_site
from zhiyuan.projects import queries as projects

PER_PAGE = 50


@require_GET
def officers(request: HttpRequest) -> HttpResponse:
    """The assignments of today, or all with their history, by words of the officer's, firm's or project's name."""
    demand_somewhere(request.user, "agency.view")
    words, every, day = request.GET.get("q", "").strip(), request.GET.get("all") == "1", today()
    found = queries.assigned(request.user, words=words, on=None if every else day)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(row, row.holds_on(day)) for row in page],
        "names": layers(day),
        "words": words,
        "every": every,
        "filtered": bool(words),
        "query": f"q={words}&all={int(every)}",
        "may_import": may(request.user, "agency.stage_roster", the_site()),
    }
    return render(request, "agency/officers.html", context)


@require_http_methods(["GET", "POST"])
def target(request: HttpRequest, model: str, pk: int) -> HttpResponse:
    """The officers of one firm or project by layer, and who was."""
    visible = enterprises.visible if model == "enterprise" else projects.visible
    of: Any = get_object_or_404(visible(request.user, "agency.view"), pk=pk)
    said, problem = request.POST, ""
    if request.method == "POST":
        try:
            last = read_day(said["last"]) if said.get("last") else None
            layer = int(said.get("layer", "0")) if said.get("layer", "0").isdigit() else 0
            services.assign_officer(request.user, of, officer=said.get("officer", "").strip(), layer=layer,
                                    first=read_day(said.get("first", "")), last=last)  # fmt: skip
        except ZhiyuanError as failure:
            problem = failure.render(_)
        else:
            messages.success(request, _("The officer is assigned."))
            return redirect(request.path)
    return _target(request, of, model, problem)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """An officer has a firm or project until a day."""
    row = get_object_or_404(queries.assignments(request.user), pk=pk)
    try:
        services.end_assignment(request.user, row, last=read_day(request.POST.get("last", "")))
    except ZhiyuanError as failure:
        return _target(request, row.of, row.of._meta.model_name, failure.render(_))
    return redirect(_address(row))


@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One officer: firms and projects, open steps, what was handed over."""
    return _person(request, _officer(request, pk))


@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything goes to a colleague."""
    officer, said = _officer(request, pk), request.POST
    try:
        services.hand_over(request.user, officer, to=said.get("to", "").strip(), reason=said.get("reason", ""))
    except ZhiyuanError as failure:
        return _person(request, officer, failure.render(_))
    messages.success(request, _("Everything is handed over."))
    return redirect("officer", pk)


def _target(request: HttpRequest, of: Any, model: str, problem: str) -> HttpResponse:
    day, rows = today(), list(queries.officers_of(of))
    now = [row for row in rows if row.holds_on(day)]
    context = {
        "of": of,
        "model": model,
        "by_layer": [(name, [row for row in now if row.layer == layer]) for layer, name in layers(day).items()],
        "history": [row for row in rows if row not in now],
        "names": layers(day),
        "may_assign": may(request.user, "agency.assign_officer", of),
        "layers": LAYERS,
        "said": request.POST,
        "today": day,
        "problem": problem,
    }
    return render(request, "agency/target.html", context, status=422 if problem else 200)


def _person(request: HttpRequest, officer: Any, problem: str = "") -> HttpResponse:
    day, seen = today(), queries.assignments(request.user).filter(officer=officer)
    context = {
        "officer": officer,
        "rows": [(row, row.holds_on(day)) for row in seen],
        "names": layers(day),
        "turns": [cases.waiting(turn) for turn in cases.held_by(officer).filter(case__in=cases.visible(request.user))],
        "hand_overs": queries.hand_overs(officer),
        "may_hand_over": may(request.user, "agency.hand_over", officer),
        "said": request.POST,
        "problem": problem,
    }
    return render(request, "agency/person.html", context, status=422 if problem else 200)


def _officer(request: HttpRequest, pk: int) -> Any:
    """Oneself, an officer of what the reader may see, or anybody for whoever may hand over."""
    known = may(request.user, "agency.hand_over") or request.user.pk == pk
    seen = known or queries.assignments(request.user).filter(officer=pk).exists()
    return get_object_or_404(identity.people() if seen else identity.people().none(), pk=pk)


def _address(row: Assignment) -> Any:
    return f"/officers/{row.of._meta.model_name}/{row.of.pk}/"
