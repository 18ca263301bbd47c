"""Every policy with how far it came, and the firms behind each count, as a page or a workbook."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhiyuan.cases.names import PHASE
from zhiyuan.cases.templatetags.cases import words
from zhiyuan.enterprises.ladder.rule import Verdict
from zhiyuan.identity.verbs import demand_somewhere, may
from zhiyuan.innovation.templatetags.ladder import verdict_words
from zhiyuan.kernel.sheet import MIME, Column, Sheet, workbook
from zhiyuan.park.queries import day_at, today
from zhiyuan.park.queries import site as the_site
from zhiyuan.policies import queries, services
from zhiyuan.policies.models import DRAFT, PROPOSED, PUBLISHED, STATES, WITHDRAWN
from zhiyuan.policies.templatetags.policies import STATE, STEP

PER_PAGE = 50
FILTERS: dict[str, dict[str, Any]] = {
    DRAFT: {"published": None, "proposed": None, "withdrawn": None},
    PROPOSED: {"published": None, "proposed__isnull": False, "withdrawn": None},
    PUBLISHED: {"published__isnull": False, "withdrawn": None},
    WITHDRAWN: {"withdrawn__isnull": False},
}


@require_GET
def policies(request: HttpRequest) -> HttpResponse:
    """The policies that the reader may see, each with how many firms it fits, reached and so on."""
    demand_somewhere(request.user, queries.VIEW)
    asked = {name: request.GET.get(name, "") for name in ("q", "state")}
    found = queries.visible(request.user).filter(**FILTERS.get(asked["state"], {}))
    if asked["q"].strip():
        found = found.filter(title__icontains=asked["q"].strip())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    reaches = queries.reaches(request.user, page.object_list)
    site = the_site()
    context = {
        "page": page,
        "rows": [(row, reaches[row.pk]) for row in page],
        "asked": asked,
        "filtered": any(asked.values()),
        "states": [(state, STATE[state]) for state in STATES],
        "may_enter": may(request.user, queries.EDIT, site),
        "may_match": may(request.user, "policies.match_policies", site),
    }
    return render(request, "policies/list.html", context)


@require_POST
def match_now(request: HttpRequest) -> HttpResponse:
    """Match every firm with every policy now."""
    done = services.match_policies(request.user, the_site())
    messages.success(request, _("{changed} verdicts changed, {told} people were told.").format(**done))
    return redirect("policies")


@require_GET
def firms(request: HttpRequest, pk: int) -> HttpResponse:
    """The firms of one policy: those of a step, of a verdict, or near ones; as a page or a workbook."""
    demand_somewhere(request.user, queries.VIEW)
    policy = get_object_or_404(queries.visible(request.user), pk=pk)
    asked = {name: request.GET.get(name, "") for name in ("which", "q")}
    found = queries.firms(request.user, policy, **asked)
    if request.GET.get("as") == "xlsx":
        return _workbook(policy, queries.lines(policy, list(found)))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "policy": policy,
        "page": page,
        "lines": queries.lines(policy, list(page.object_list)),
        "asked": asked,
        "filtered": any(asked.values()),
        "choices": [*STEP.items(), ("near", _("Miss it by one clause")),
                    *((str(v), verdict_words(str(v))) for v in Verdict)],
    }  # fmt: skip
    return render(request, "policies/firms.html", context)


def _workbook(policy: Any, rows: list[queries.Line]) -> HttpResponse:
    heads = [
        Column(_("Enterprise"), width=30), Column(_("Credit code (USCC)"), width=22), Column(_("What the policy says")),
        Column(_("Which clauses"), width=30), Column(_("Told on"), "day"), Column(_("Read on"), "day"),
        Column(_("Claims"), width=30), Column(_("Matched for"), "day"),
    ]  # fmt: skip
    table = [
        [
            row.firm.name, row.firm.uscc, verdict_words(row.match.verdict) if row.match else "",
            ", ".join(row.match.lacking) if row.match else "", _day(policy, row.told), _day(policy, row.read),
            "; ".join(f"{case.number} {words(PHASE[case.phase])}" for case in row.claims),
            row.match.day if row.match else None,
        ]
        for row in rows
    ]  # fmt: skip
    content = workbook([Sheet(_("Policy"), heads, table)])
    name = f'attachment; filename="policy-{policy.pk}-{today(policy.site)}.xlsx"'
    return HttpResponse(content, content_type=MIME, headers={"Content-Disposition": name})


def _day(policy: Any, at: Any) -> Any:
    return day_at(policy.site, at) if at else None
