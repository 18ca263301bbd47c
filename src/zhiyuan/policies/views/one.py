"""One policy: what it says, how far it has come, and what may be done with it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhiyuan.archive import queries as archive
from zhiyuan.archive.writes import receive
from zhiyuan.cases.kindread import kind as edition
from zhiyuan.enterprises.ladder.rule import Verdict
from zhiyuan.identity.verbs import demand_somewhere, may
from zhiyuan.kernel.errors import ZhiyuanError
from zhiyuan.park.queries import today
from zhiyuan.policies import forms, queries, services
from zhiyuan.policies.models import DRAFT, PROPOSED, PUBLISHED, WITHDRAWN

NOTHING_RUNS = "default-src 'none'; sandbox"
FORMS: dict[str, type[Any]] = {"attach": forms.FileForm, "withdraw": forms.WithdrawForm, "link": forms.LinkForm}
VERBS = {
    "propose": ("policies.propose_policy", (DRAFT,)),
    "publish": ("policies.publish_policy", (PROPOSED,)),
    "attach": ("policies.attach_file", (DRAFT, PROPOSED)),
    "withdraw": ("policies.withdraw_policy", (DRAFT, PROPOSED, PUBLISHED)),
    "link": ("policies.link_claim", (PUBLISHED,)),
    "amend": ("policies.amend_policy", (DRAFT, PROPOSED)),
    "copy": ("policies.enter_policy", (PUBLISHED, WITHDRAWN)),
}
"""What the page offers: the verb, and the states in which it makes sense."""


@require_GET
def policy(request: HttpRequest, pk: int) -> HttpResponse:
    """What it says, whom it fits, and how far it has come with them."""
    demand_somewhere(request.user, queries.VIEW)
    return _page(request, _visible(request, pk))


@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Do one of the things that the page offers; what cannot be done says why and keeps its form."""
    row = _visible(request, pk)
    if what not in ("propose", "publish", *FORMS):
        raise Http404
    form = FORMS[what](request.POST, request.FILES, auto_id=f"{what}_%s") if what in FORMS else None
    if form is not None and not form.is_valid():
        return _page(request, row, what=what, form=form)
    try:
        _do(request, row, what, form.cleaned_data if form else {})
    except ZhiyuanError as failure:
        return _page(request, _visible(request, pk), what=what, form=form, problem=failure.render(_))
    messages.success(request, _("Done."))
    return redirect("policy", pk)


def _do(request: HttpRequest, row: Any, what: str, said: dict[str, Any]) -> None:
    if what == "propose":
        services.propose_policy(request.user, row)
    elif what == "publish":
        services.publish_policy(request.user, row, digest=request.POST.get("digest", ""))
    elif what == "attach":
        upload = receive(request.user, said["file"].name or "", said["file"].chunks())
        services.attach_file(request.user, row, upload=upload.pk)
    elif what == "withdraw":
        services.withdraw_policy(request.user, row, **said)
    else:
        services.link_claim(request.user, row, **said)


@require_GET
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The policy's own paper, to be saved and never run."""
    demand_somewhere(request.user, queries.VIEW)
    row = _visible(request, pk)
    if row.file is None:
        raise Http404
    name = content_disposition_header(True, row.file_name) or "attachment"
    headers = {"Content-Disposition": name, "Content-Security-Policy": NOTHING_RUNS}
    return HttpResponse(archive.path(row.file).read_bytes(), content_type=row.file.media, headers=headers)


def _page(request: HttpRequest, row: Any, *, what: str = "", form: Any = None, problem: str = "") -> HttpResponse:
    reach = queries.reaches(request.user, [row])[row.pk]
    offered = {
        name: FORMS[name](auto_id=f"{name}_%s") if name in FORMS else True
        for name, (verb, states) in VERBS.items()
        if row.state in states and may(request.user, verb, row)
    }
    if what in offered and form is not None:
        offered[what] = form
    context = {
        "policy": row,
        "rules": queries.rules_of(row),
        "kind": edition(row.kind, today(row.site)),
        "opens": row.opens_on(today(row.site)),
        "reach": reach,
        "steps": [(step, reach.steps[step], reach.share(step)) for step in queries.STEPS],
        "verdicts": [(str(v), reach.verdicts.get(str(v), 0)) for v in Verdict],
        "trial": [(str(v), row.trial.get(str(v), 0)) for v in Verdict] if row.trial else None,
        "offered": offered,
        "own": request.user.pk in (row.proposed_by_id, row.entered_by_id),
        "failed": what,
        "problem": problem,
    }
    return render(request, "policies/one.html", context, status=422 if problem or form is not None else 200)


def _visible(request: HttpRequest, pk: int) -> Any:
    return get_object_or_404(queries.visible(request.user), pk=pk)
