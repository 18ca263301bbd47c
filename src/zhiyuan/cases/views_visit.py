"""Visits: the register, planning one with its verdict beforehand, one visit, and what is counted in public."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyuan.cases import services, visit, visit_queries, writes_visit
from zhiyuan.cases.kindread import editions
from zhiyuan.cases.names import VISIT_KIND, VISIT_STATE
from zhiyuan.cases.subject import ENTERPRISE
from zhiyuan.cases.templatetags.cases import words as said
from zhiyuan.cases.visit import KINDS
from zhiyuan.enterprises import queries as enterprises
from zhiyuan.identity.verbs import demand, demand_somewhere, may, may_somewhere
from zhiyuan.kernel.errors import ZhiyuanError
from zhiyuan.kernel.sheet import MIME, Column, Sheet, workbook
from zhiyuan.park.queries import site as the_site
from zhiyuan.park.queries import today

PER_PAGE = 50
ASKED = frozenset({"subject", "detail"})
"""What the page of a visit can answer; a kind that asks more is applied for on its own form."""


@require_GET
def visits(request: HttpRequest) -> HttpResponse:
    """Who visited which firm and why; ``?format=xlsx`` for Excel."""
    demand_somewhere(request.user, "cases.view")
    site = the_site()
    year = int(asked) if (asked := request.GET.get("year", "")).isdigit() else today(site).year
    state, q = request.GET.get("state", ""), request.GET.get("q", "")
    found = visit_queries.visits(request.user, words=q, state=state, year=year)
    if request.GET.get("format") == "xlsx":
        return _workbook(site, year, found)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "query": f"year={year}&state={state}&q={q}", "year": year, "state": state, "q": q,
        "rows": [(row, visit_queries.purpose(row), VISIT_KIND[row.kind], VISIT_STATE[row.state]) for row in page],
        "states": VISIT_STATE, "counted": visit_queries.counted(site, year),
        "inspections": [(row, visit_queries.body_names(row)) for row in visit_queries.inspections(request.user, year)],
        "may_plan": may_somewhere(request.user, "cases.plan_visit"),
    }  # fmt: skip
    return render(request, "cases/visits.html", context)


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """Plan a visit: first what the register says, then the visit."""
    firms = list(enterprises.visible(request.user, "cases.plan_visit").select_related("site").order_by("name"))
    if not firms:
        demand(request.user, "cases.plan_visit")
    now, asked = today(firms[0].site), request.POST or request.GET
    firm = next((f for f in firms if str(f.pk) == asked.get("enterprise")), None)
    day, verdict, problem = _day(asked.get("day", "")) or now, None, ""
    names = {"kind": asked.get("kind") or visit.DUTY, "purpose": asked.get("purpose", "")}
    try:
        if firm and names["purpose"]:
            verdict = writes_visit.judged(firm, day, names["kind"], names["purpose"])
        if request.method == "POST" and firm:
            more = {"visitors": asked.get("visitors", ""), "override": asked.get("override", "")}
            return redirect("visit", services.plan_visit(request.user, firm, day=day, **names, **more).pk)
        if request.method == "POST":
            problem = _("Choose the enterprise.")
    except ZhiyuanError as failure:
        problem = failure.render(_)
    context = {
        "firms": firms, "firm": firm, "day": day, "asked": asked, "verdict": verdict, "problem": problem, **names,
        "why": writes_visit.refusal(verdict).render(_) if verdict and not verdict.free else "",
        "kinds": {key: VISIT_KIND[key] for key in (*KINDS, visit.INSPECTION)},
        "purposes": {key: visit_queries.named(key, now) for key in writes_visit.purposes(now)},
    }  # fmt: skip
    return render(request, "cases/visit_plan.html", context, status=422 if problem else 200)


@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One visit and what it found."""
    return _page(request, _visible(request, pk))


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """It was held, or is called off."""
    row = _visible(request, pk)
    try:
        services.settle_visit(request.user, row, state=request.POST.get("state", ""), note=request.POST.get("note", ""))
    except ZhiyuanError as failure:
        return _page(request, row, failure.render(_))
    return redirect("visit", pk)


@require_POST
def find(request: HttpRequest, pk: int) -> HttpResponse:
    """What it found becomes a request."""
    row, key = _visible(request, pk), request.POST.get("kind", "")
    form = {name.removeprefix("form_"): value for name, value in request.POST.items() if name.startswith("form_")}
    try:
        return redirect("case", services.record_finding(request.user, row, kind=key, form=form).pk)
    except ZhiyuanError as failure:
        return _page(request, row, failure.render(_))


def _page(request: HttpRequest, row: Any, problem: str = "") -> HttpResponse:
    now = today(row.site)
    of_lane = [of for of in editions(now) if of.lane == "request" and of.about == ENTERPRISE]
    requests = [of for of in of_lane if ASKED.issuperset(one.key for one in of.asks() if one.required)]
    context = {
        "visit": row, "purpose": visit_queries.purpose(row), "kind": VISIT_KIND[row.kind], "problem": problem,
        "state": VISIT_STATE[row.state], "found": visit_queries.cases_of(row), "requests": requests, "today": now,
        "may_settle": row.state == visit.PLANNED and may(request.user, "cases.settle_visit", row),
        "may_find": row.state == visit.HELD and may(request.user, "cases.record_finding", row),
    }  # fmt: skip
    return render(request, "cases/visit.html", context, status=422 if problem else 200)


def _visible(request: HttpRequest, pk: int) -> Any:
    return get_object_or_404(visit_queries.visible(request.user), pk=pk)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _workbook(site: Any, year: int, found: Any) -> HttpResponse:
    head = [Column(_("Day"), "day"), Column(_("Enterprise"), width=28), _("Kind"), _("Purpose"), _("Who visits"),
            _("State"), Column(_("Made in spite of the register because"), width=40)]  # fmt: skip
    rows = [
        (v.day, v.enterprise.name, said(VISIT_KIND[v.kind]), said(visit_queries.purpose(v)), v.visitors,
         said(VISIT_STATE[v.state]), v.overridden) for v in found
    ]  # fmt: skip
    notes = [_("Simulated data")] if site.simulated else []
    made = workbook([Sheet(_("Visits"), head, rows, notes)])
    name = f'attachment; filename="visits-{year}.xlsx"'
    return HttpResponse(made, content_type=MIME, headers={"Content-Disposition": name})
