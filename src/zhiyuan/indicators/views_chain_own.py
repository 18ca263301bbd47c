"""Chains of the park's own: described by one person, looked at as they would stand, published by another."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyuan.enterprises import queries_chain as chains
from zhiyuan.enterprises import services
from zhiyuan.enterprises.chain.graph import parse
from zhiyuan.identity.verbs import may
from zhiyuan.indicators import queries_chain
from zhiyuan.indicators.forms_chain import ChainForm
from zhiyuan.indicators.views_chain import chain_site, picture, row
from zhiyuan.indicators.views_chain_words import name
from zhiyuan.kernel.errors import NotFound, ZhiyuanError
from zhiyuan.park.queries import today

BLANK = """chain:
  unit: chain
  values:
    - since: {day}
      value:
        zh: ""
        en: ""
        segments:
          first: {{zh: "", en: "", level: 0, codes: [], products: []}}
          second: {{zh: "", en: "", level: 1, codes: [], products: []}}
        flows:
          - [first, second]
      source: {{document: ""}}
"""


@require_http_methods(["GET", "POST"])
def proposals(request: HttpRequest) -> HttpResponse:
    """What waits for a second person, and a form to describe a chain."""
    site = chain_site(request)
    form = ChainForm(request.POST or None, initial={"text": BLANK.format(day=today(site))})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.propose_chain(request.user, site, **form.cleaned_data)
        except ZhiyuanError as failure:
            form.add_error("text", failure.render(_))
        else:
            messages.success(request, _("Proposed; another person publishes it."))
            return redirect("chain_proposal", made.pk)
    context = {
        "rows": [(one, name(parse(one.key, one.text, today(site)))) for one in chains.proposals(site)],
        "form": form,
        "may_propose": may(request.user, "enterprises.propose_chain", site),
    }
    return render(request, "indicators/chain_proposals.html", context, status=422 if form.errors else 200)


@require_GET
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposed chain as it would stand today, with its text."""
    site = chain_site(request)
    return _page(request, site, _row(site, pk))


@require_POST
def settle(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Publish a proposed chain, or take it back."""
    site = chain_site(request)
    waiting = _row(site, pk)
    verbs = {"publish": services.publish_chain, "withdraw": services.withdraw_chain}
    if act not in verbs:
        raise Http404
    try:
        verbs[act](request.user, waiting)
    except ZhiyuanError as failure:
        return _page(request, site, waiting, failure.render(_))
    messages.success(request, _("Published; it holds from now on.") if act == "publish" else _("Withdrawn."))
    return redirect("chain", waiting.key) if act == "publish" else redirect("chain_proposals")


def _page(request: HttpRequest, site: Any, waiting: Any, problem: str = "") -> HttpResponse:
    found = queries_chain.would_stand(site, parse(waiting.key, waiting.text, today(site)))
    context = {
        "waiting": waiting, "name": name(found.chain), "picture": picture(found), "problem": problem,
        "rows": [row(found, one, [], {}) for one in found.placed.values()],
        "replaces": waiting.key in chains.of_park(site),
        "own": waiting.proposed_by_id == request.user.pk,
        "may_publish": may(request.user, "enterprises.publish_chain", waiting),
        "may_withdraw": may(request.user, "enterprises.withdraw_chain", waiting),
    }  # fmt: skip
    return render(request, "indicators/chain_proposal.html", context, status=422 if problem else 200)


def _row(site: Any, pk: int) -> Any:
    try:
        return chains.proposal(site, pk)
    except NotFound as failure:
        raise Http404 from failure
