"""What a firm sees: the policies it meets, those it nearly meets, and one of them clause by clause with the claim."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zhiyuan.cases import queries as cases
from zhiyuan.cases.subject import Matter
from zhiyuan.cases.templatetags.cases import language
from zhiyuan.enterprises import queries as enterprises
from zhiyuan.enterprises.ladder.rule import Judgement
from zhiyuan.enterprises.ladder.wording import Speaker
from zhiyuan.identity.verbs import may
from zhiyuan.innovation.queries import VIEW as FIGURES
from zhiyuan.kernel.reference import book
from zhiyuan.park.queries import today
from zhiyuan.policies import queries, writes
from zhiyuan.policies.templatetags.policies import in_words
from zhiyuan.policies.words import vocabulary

HISTORY = 20


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The firms whose policies are the reader's; where it is one, its page at once."""
    firms = queries.own_firms(request.user)
    if len(firms) == 1:
        return redirect("policies_firm", firms[0].pk)
    rows = [(firm, len(queries.fitting(firm, today(firm.site)))) for firm in firms]
    return render(request, "policies/mine.html", {"rows": rows})


@require_GET
def firm(request: HttpRequest, pk: int) -> HttpResponse:
    """The policies in force as they stand for one firm."""
    row = _firm(request, pk)
    day = today(row.site)
    found = queries.of_firm(row, day)
    context = {
        "enterprise": row,
        "fits": [(match, match.policy.opens_on(day)) for match in found if match.verdict == queries.MET],
        "others": [match for match in found if match.verdict != queries.MET],
    }
    return render(request, "policies/firm.html", context)


@require_GET
def match(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One policy for one firm, clause by clause; who was told and opens this has read it."""
    policy, row = get_object_or_404(queries.visible(request.user), pk=pk), _firm(request, number)
    if policy.site_id != row.site_id:
        return redirect("policies_firm", number)
    day = today(row.site)
    judgement = queries.explained(policy, row, day)
    writes.note_read(policy, row, request.user)
    rights = may(request.user, "cases.open_case", row) and may(request.user, cases.APPLY, Matter(row, policy.kind))
    applies, words = policy.opens_on(day) and rights, vocabulary(book())
    speaker = Speaker(_, language() == "zh")
    context = {
        "policy": policy,
        "enterprise": row,
        "judgement": judgement,
        "figures": may(request.user, FIGURES, row),
        "unmet": sum(reason.result is False for reason in judgement.reasons),
        "missing": [speaker.name(words[name]) for name in _missing(judgement)],
        "opens": policy.opens_on(day),
        "claim": _claim(policy, row, judgement) if applies else "",
        "claims": [case for case in queries.claims_of(policy, row) if may(request.user, "cases.view", case)],
        "history": queries.history(policy, row)[:HISTORY],
    }
    return render(request, "policies/match.html", context)


def _missing(judgement: Judgement) -> dict[str, None]:
    """The fields whose answers may settle what is open, in the order of the clauses."""
    return dict.fromkeys(name for reason in judgement.reasons for name in reason.missing)


def _claim(policy: Any, row: Any, judgement: Judgement) -> str:
    """The address of the application, with what is known already."""
    ground = "\n".join(
        f"{reason.clause.clause} {in_words(reason.clause)}" for reason in judgement.reasons if reason.result
    )
    said = {"place": row.pk, "form_policy": f"《{policy.title}》{policy.document}",
            "form_ground": _("As matched by the platform:") + "\n" + ground}  # fmt: skip
    return f"{reverse('case_apply', args=[policy.kind])}?{urlencode(said)}"


def _firm(request: HttpRequest, pk: int) -> Any:
    return get_object_or_404(enterprises.visible(request.user, queries.VIEW).select_related("site"), pk=pk)
