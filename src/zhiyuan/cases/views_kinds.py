"""The kinds of case: which there are, what was proposed, and which running cases a new edition would take on."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhiyuan.cases import overlay, queries, queries_kinds, services, writes_move
from zhiyuan.cases.bpmn import bpmn
from zhiyuan.cases.desks import desks
from zhiyuan.cases.drawing import drawing
from zhiyuan.cases.kindread import kind as edition
from zhiyuan.cases.models import KindProposal
from zhiyuan.cases.names import ACT
from zhiyuan.cases.state import OPEN, State
from zhiyuan.cases.templatetags.cases import language
from zhiyuan.identity.verbs import demand_somewhere, may
from zhiyuan.kernel import paging, parktime
from zhiyuan.kernel.errors import NotFound, ZhiyuanError
from zhiyuan.kernel.reference import book

PER_PAGE = 50


@require_GET
def kinds(request: HttpRequest) -> HttpResponse:
    """Every kind, what waits to be published, and the folders of the installation's own."""
    _demand_view(request)
    return _list(request)


@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """Propose a folder as it stands now."""
    key = request.POST.get("kind", "")
    try:
        if key not in _folders():
            raise NotFound("{folder} is no folder of the installation's own kinds", folder=key or "–")
        services.propose_kind(request.user, None, kind=key, pages=overlay.texts(_own() / key))
    except ZhiyuanError as failure:
        return _list(request, failure.render(_))
    return redirect("kinds")


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish what somebody else proposed."""
    _demand_view(request)
    proposal = get_object_or_404(KindProposal, pk=pk)
    try:
        services.publish_kind(request.user, proposal, digest=request.POST.get("digest", ""))
    except ZhiyuanError as failure:
        return _list(request, failure.render(_))
    return redirect("kind", proposal.kind)


@require_GET
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """What was proposed, as it would be: its flow and its pages word for word."""
    _demand_view(request)
    row = get_object_or_404(KindProposal.objects.select_related("by"), pk=pk)
    of = edition(row.kind, _today(), overlay.over(book(), {row.kind: row.pages}))
    context = {"proposal": row, "kind": of, "svg": _drawn(of), "pages": sorted(row.pages.items()),
               "may_publish": may(request.user, "cases.publish_kind") and row.by_id != request.user.pk,
               "waits": row in queries_kinds.waiting()}  # fmt: skip
    return render(request, "cases/proposal.html", context)


@require_GET
def kind(request: HttpRequest, key: str) -> HttpResponse:
    """One kind as new cases are opened under it, and the cases that run under an older edition."""
    _demand_view(request)
    of = edition(key, _today())
    if request.GET.get("format") == "bpmn":
        answer = HttpResponse(bpmn(of, desks(_today())), content_type="application/xml")
        answer["Content-Disposition"] = f'attachment; filename="{key}.bpmn"'
        return answer
    return _one(request, of)


@require_POST
def move(request: HttpRequest, key: str) -> HttpResponse:
    """Put the chosen cases under today's edition; what cannot be moved stays and says why."""
    failed = ""
    for row in queries.visible(request.user, "cases.move_case").filter(pk__in=_numbers(request), edition__kind=key):
        try:
            services.move_case(request.user, row)
        except ZhiyuanError as failure:
            failed = failure.render(_)
    return _one(request, edition(key, _today()), failed) if failed else redirect("kind", key)


def _list(request: HttpRequest, problem: str = "") -> HttpResponse:
    context = {
        "rows": queries_kinds.listed(),
        "waiting": queries_kinds.waiting(),
        "folders": _folders(),
        "may_propose": may(request.user, "cases.propose_kind"),
        "problem": problem,
    }
    return render(request, "cases/kinds.html", context, status=422 if problem else 200)


def _one(request: HttpRequest, of: Any, problem: str = "") -> HttpResponse:
    _demand_view(request)
    running = queries.visible(request.user, "cases.move_case").filter(edition__kind=of.key, phase__in=OPEN)
    older = running.exclude(edition__digest=of.digest).order_by("pk")
    page = paging.page(older, request.GET.get("page"), PER_PAGE)
    context = {
        "kind": of,
        "desks": desks(_today()),
        "publication": queries_kinds.published().get(of.key),
        "svg": _drawn(of),
        "page": page,
        "trials": [(trial, ACT[trial.act] if trial.act else None) for row in page if (trial := writes_move.tried(row))],
        "problem": problem,
    }
    return render(request, "cases/kind.html", context, status=422 if problem else 200)


def _demand_view(request: HttpRequest) -> None:
    demand_somewhere(request.user, "cases.view_kinds")


def _drawn(of: Any) -> str:
    return mark_safe(drawing(of, State(), desks(_today()), language(), _("Steps of the case")))  # noqa: S308  # drawn here, names escaped


def _numbers(request: HttpRequest) -> list[int]:
    return [int(said) for said in request.POST.getlist("case") if said.isascii() and said.isdigit()]


def _own() -> Path:
    return Path(settings.HOME) / overlay.FOLDER


def _folders() -> list[str]:
    """The folders that somebody laid into the installation, by key."""
    return sorted(path.name for path in _own().iterdir() if path.is_dir()) if _own().is_dir() else []


def _today() -> Any:
    return parktime.now().date()
