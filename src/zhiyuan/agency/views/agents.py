"""Who acts for a firm, for whom one acts oneself, and the record of a case that an agent follows."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhiyuan.agency import queries, services
from zhiyuan.agency.delegation import ACTS, STATE
from zhiyuan.agency.models import Delegation
from zhiyuan.agency.steps import steps
from zhiyuan.cases import queries as cases
from zhiyuan.cases.kind import Words
from zhiyuan.cases.kindread import editions
from zhiyuan.cases.kindread import kind as edition
from zhiyuan.cases.subject import ENTERPRISE
from zhiyuan.identity.verbs import demand, may, may_somewhere
from zhiyuan.kernel.errors import Malformed, ZhiyuanError
from zhiyuan.kernel.parktime import now
from zhiyuan.kernel.span import read_day
from zhiyuan.park.queries import today


@require_GET
def agents(request: HttpRequest) -> HttpResponse:
    """Both lists; a firm appoints here."""
    return _page(request)


@require_POST
def give(request: HttpRequest) -> HttpResponse:
    """A firm appoints an agent."""
    said = request.POST
    firms = {str(firm.pk): firm for firm in queries.own_firms(request.user)}
    if not firms:
        demand(request.user, "agency.give_delegation")
    try:
        if (firm := firms.get(said.get("enterprise", ""))) is None:
            raise Malformed("choose the enterprise")
        services.give_delegation(
            request.user, firm, agent=said.get("agent", "").strip(), first=read_day(said.get("first", "")),
            last=read_day(said.get("last", "")), kinds=said.getlist("kinds"), acts=said.getlist("acts"),
            case=said.get("case", "").strip(),
        )  # fmt: skip
    except ZhiyuanError as failure:
        return _page(request, failure.render(_))
    messages.success(request, _("The agent is appointed."))
    return redirect("agents")


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """A firm takes a delegation back, or the agent lays it down."""
    row = get_object_or_404(queries.visible(request.user), pk=pk)
    try:
        services.revoke_delegation(request.user, row)
    except ZhiyuanError as failure:
        return _page(request, failure.render(_))
    messages.success(request, _("From this moment nothing follows from it any more."))
    return redirect("agents")


@require_GET
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """The seven steps of a case, who was delegated, and what the agent did."""
    row = get_object_or_404(cases.visible(request.user), pk=pk)
    found, delegations = cases.read(row), queries.of_case(row)
    closed = found.state.ended.day if found.state.ended and found.state.outcome == "closed" else None
    context = {
        "case": row,
        "kind": found.kind,
        "steps": steps([one.first for one in delegations], found.log, closed),
        "delegations": [_shown(one) for one in delegations],
        "acted": [line for line in cases.timeline(found) if line[0].on_behalf],
    }
    return render(request, "agency/case.html", context)


def _page(request: HttpRequest, problem: str = "") -> HttpResponse:
    person = request.user
    firms = queries.own_firms(person)
    may_see = may_somewhere(person, "agency.view")
    received = list(queries.received(person))
    if not may_see and not received:
        demand(person, "agency.view")
    day = today(firms[0].site) if firms else now().date()
    context = {
        "firms": firms,
        "given": [(*_shown(row), may(person, "agency.revoke_delegation", row)) for row in queries.given(person)]
        if may_see
        else [],
        "may_see": may_see,
        "received": [_shown(row) for row in received],
        "kinds": [one for one in editions(day) if one.about == ENTERPRISE],
        "acts": ACTS,
        "said": request.POST,
        "ticked": {"kinds": request.POST.getlist("kinds"), "acts": request.POST.getlist("acts") or list(ACTS)},
        "today": day,
        "problem": problem,
    }
    return render(request, "agency/agents.html", context, status=422 if problem else 200)


def _shown(row: Delegation) -> tuple[Delegation, list[Words], list[Words], str, Words]:
    """A delegation with the kinds and acts that it is for in words, and its state."""
    day = today(row.enterprise.site)
    state = row.state_on(day)
    kinds = [edition(key, day).title for key in row.kinds]
    return row, kinds, [ACTS[act] for act in row.acts if act in ACTS], state, STATE[state]
