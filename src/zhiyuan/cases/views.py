"""The work list and the list of cases, one case, and the form that opens one."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhiyuan.cases import (
    doing,
    offer,
    queries,
    queries_answers,
    queries_checks,
    queries_drafts,
    queries_onward,
    queries_receipts,
    queries_signing,
    services,
    sources,
    views_papers,
)
from zhiyuan.cases.answers import problems
from zhiyuan.cases.desks import desks
from zhiyuan.cases.drawing import drawing
from zhiyuan.cases.kind import LANES, Kind
from zhiyuan.cases.kindread import editions
from zhiyuan.cases.mechanism import goes_through
from zhiyuan.cases.names import PHASE
from zhiyuan.cases.queries import At
from zhiyuan.cases.queries_promises import latest_day
from zhiyuan.cases.reading import open_steps
from zhiyuan.cases.state import lacking, looked_from, may_promise
from zhiyuan.cases.subject import ENTERPRISE, PLACE
from zhiyuan.cases.templatetags.cases import language
from zhiyuan.enterprises import queries as enterprises
from zhiyuan.identity.standing import absence_of, stands_in_for
from zhiyuan.identity.verbs import demand, demand_somewhere, may, may_somewhere
from zhiyuan.identity.writes_notifications import read_of
from zhiyuan.kernel import paging, parktime
from zhiyuan.kernel.errors import ZhiyuanError
from zhiyuan.park.queries import sites, today

PER_PAGE = 50
LISTED = ("docs", "people")


@require_GET
def work(request: HttpRequest) -> HttpResponse:
    """What waits for the reader, what is due first."""
    demand_somewhere(request.user, "cases.view")
    page = paging.page(queries.work(request.user), request.GET.get("page"), PER_PAGE)
    context = {
        "page": page,
        "rows": [queries.waiting(turn) for turn in page],
        "may_open": may_somewhere(request.user, "cases.open_case"),
        "absence": absence_of(request.user),
        "stands_in": stands_in_for(request.user),
        "may_work": may_somewhere(request.user, "cases.work_case"),
        "may_deal": any(may(request.user, "cases.deal_work", site) for site in sites()),
        "lanes": queries.lanes(request.user, latest_day()),
        "granted": queries.granted(page),
    }
    return render(request, "cases/work.html", context)


@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """Every case that the reader may see."""
    demand_somewhere(request.user, "cases.view")
    asked = {name: request.GET.get(name, "") for name in ("q", "lane", "phase", "kind")}
    found = queries.cases(request.user, words=asked["q"], lane=asked["lane"], phase=asked["phase"], kind=asked["kind"])
    page = paging.page(found, request.GET.get("page"), PER_PAGE)
    context = {
        "page": page,
        "query": urlencode({name: value for name, value in asked.items() if value}),
        "rows": [queries.brief(case) for case in page],
        "asked": asked,
        "filtered": any(asked.values()),
        "phases": PHASE,
        "kinds": _editions(),
        "lanes": LANES,
        "may_open": may_somewhere(request.user, "cases.open_case"),
        "drafts": queries_drafts.drafts(request.user),
        "may_kinds": may(request.user, "cases.view_kinds"),
    }
    return render(request, "cases/list.html", context)


@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """What may be applied for."""
    about = {ENTERPRISE} if enterprises.visible(request.user, "cases.open_case").exists() else set[str]()
    about |= {PLACE} if may_somewhere(request.user, "cases.open_case_about") else set()
    if not about:
        demand(request.user, "cases.open_case")
    found = [k for k in queries.open_to(request.user, _editions()) if k.about in about]
    lanes = [(lane, [k for k in found if k.lane == lane]) for lane in LANES]
    context = {
        "lanes": [(lane, some) for lane, some in lanes if some],
        "drafts": queries_drafts.drafts(request.user),
    }
    return render(request, "cases/choose.html", context)


@require_GET
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One case; whoever opens it has read what they were told of it."""
    row = _visible(request, pk)
    read_of(request.user, request.path, parktime.now())
    return _page(request, row)


@require_GET
def order(request: HttpRequest, number: int) -> HttpResponse:
    """The case that is worked on because of an alarm."""
    return redirect("case", queries.order_of(request.user, number).pk)


@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Do one of the things that the page offers."""
    row = _visible(request, pk)
    said = {k: v for k, v in request.POST.items() if k not in ("csrfmiddlewaretoken", *LISTED) and v}
    said |= {k: request.POST.getlist(k) for k in LISTED if request.POST.getlist(k)}
    kind, step = queries.read(row).kind, said.get("step", "")
    form = _answered(request, kind, step)
    if said.get("act") == "attest":
        said |= {"answers": {k: v for k in kind.check if (v := request.POST.get(f"form_{k}"))}}
    elif form:
        said |= {"form": form}
    try:
        views_papers.received(request, row)
        doing.do(request.user, row, said)
    except ZhiyuanError as failure:
        wrong = _wrong(kind, form, today(row.site), step, queries.read(row).state.form) if form else {}
        return _page(request, row, failure.render(_), wrong)
    return redirect("case", pk)


@require_POST
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """A case with its personal answers in full; that they were seen, by whom and why, is in the trail."""
    row = _visible(request, pk)
    try:
        shown = services.reveal_answers(request.user, row, reason=request.POST.get("reason", ""))
    except ZhiyuanError as failure:
        return _page(request, row, failure.render(_))
    return _page(request, row, revealed=shown)


@require_POST
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on from a refused case by the kind that it leads to."""
    row = _visible(request, pk)
    try:
        then = services.continue_case(request.user, row)
    except ZhiyuanError as failure:
        return _page(request, row, failure.render(_))
    return redirect("case", then.pk)


def _wrong(kind: Kind, form: dict[str, str], day: date, step: str, known: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with the answers, by question, in the reader's words."""
    return {field: fault.render(_) for field, fault in problems(kind, form, day, step, known).items()}


def _answered(request: HttpRequest, kind: Kind, step: str = "") -> dict[str, str]:
    """The answers that came with a form; where several things may be chosen they are one answer."""
    sent = request.POST
    return {f.key: ", ".join(sent.getlist(f"form_{f.key}")) for f in kind.asks(step) if f"form_{f.key}" in sent}


def _page(
    request: HttpRequest,
    row: Any,
    problem: str = "",
    wrong: Mapping[str, str] | None = None,
    revealed: Mapping[str, Any] | None = None,
) -> HttpResponse:
    found, person = queries.read(row), request.user
    at = {desk for desk in found.kind.desks if may(person, "cases.work_case", At(desk, row))}
    now, connected = parktime.now(), sources.connected()
    offers = [*offer.desks(found.kind, found.state, at, found.today, now, connected)]
    itself, answers = queries.for_the_firm(person, row.enterprise), may(person, "cases.answer_case", row)
    if answers:
        offers += offer.firms(found.kind, found.state, itself)
    offers += offer.signer(found.kind, found.state, queries_signing.names(found, person))
    offers += offer.lane(found.state) if may(person, "cases.grant_green_lane", row.site) else ()
    facts = queries_checks.facts(found)
    awaited = any(fact.wished and fact.connected for fact in facts)
    shown = queries_answers.shown(found, person) | dict(revealed or {})
    context = {
        "case": row,
        "found": found,
        "phase": PHASE[found.state.phase],
        "first": [one for one in offers if one.first],
        "more": [one for one in offers if not one.first],
        "lacking": [found.kind.document[d] for d in lacking(found.kind, found.state)]
        if not found.state.accepted
        else [],
        "may_promise": may_promise(found.kind, found.state),
        "answers": [(f.title, dict(f.choices).get(said, said)) for f, said in _said(found, shown)],
        "may_reveal": revealed is None
        and queries_answers.any_masked(found, person)
        and may(person, "cases.reveal_answers", row),
        "answered": _answered(request, found.kind, request.POST.get("step", "")),
        "things": queries.things(found.kind, row.site, [row.enterprise] if row.enterprise else [])
        if any(one.fields for one in offers)
        else {},
        "onward": queries_onward.onward(found, person),
        "documents": queries.documents(found),
        "facts": facts,
        "awaited": awaited,
        "arrived": not awaited and "HX-Request" in request.headers,
        "papers": views_papers.shown(found, person),
        "clocks": queries.named_clocks(found),
        "receipts": queries_receipts.receipts(found) if at else [],
        "open_steps": open_steps(found.kind, found.state),
        "svg": mark_safe(drawing(found.kind, found.state, desks(found.today), language(), _("Steps of the case"))),  # noqa: S308  # drawn here, names escaped
        "timeline": queries.timeline(found),
        "measured": queries.measured_until_now(found),
        "for_another": answers and not itself and not at,
        "acted_for": row.enterprise_id and any(event.on_behalf for event in found.log),
        "orders": queries.orders(row),
        "in_ledger": goes_through(found.kind.key, found.today),
        "looks": len(found.kind.look_backs.after) if found.kind.look_backs else 0,
        "looked_from": looked_from(found.kind, found.state),
        "problem": problem,
        "wrong": wrong or {},
    }
    return render(request, "cases/one.html", context, status=422 if problem else 200)


def _said(found: queries.Read, answers: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    """Every question with its answer; what is asked with a later step has none yet."""
    return [(f, answers.get(f.key, "—")) for f in found.kind.form]


def _editions() -> list[Kind]:
    """The kinds as new cases are opened under today."""
    return editions(parktime.now().date())


def _visible(request: HttpRequest, pk: int) -> Any:
    return get_object_or_404(queries.visible(request.user), pk=pk)
