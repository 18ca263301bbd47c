"""Collecting figures: what is owed, a form, a workbook; and the definitions of the installation's own."""

import base64
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyuan.cases.telling import DESK, HEAD
from zhiyuan.identity.queries import names
from zhiyuan.identity.verbs import demand, demand_somewhere, may, those
from zhiyuan.indicators import factfile, forms, queries, queries_owed, services
from zhiyuan.indicators.models import Proposal
from zhiyuan.indicators.writes import A
from zhiyuan.kernel.errors import ZhiyuanError
from zhiyuan.kernel.sheet import MIME
from zhiyuan.park.queries import site as the_site
from zhiyuan.park.queries import today


@require_http_methods(["GET", "POST"])
def collect(request: HttpRequest) -> HttpResponse:
    """What is owed, and the form to enter it; what cannot be taken keeps its form."""
    site = the_site()
    demand(request.user, "indicators.enter_fact", site)
    day = today(site)
    asked = {name: request.GET[name] for name in ("indicator", "period") if name in request.GET}
    form = forms.FactForm(queries.register(day), request.POST or None, initial={"as_of": day, "relation": "=", **asked})
    if request.method == "POST" and form.is_valid():
        try:
            row = services.enter_fact(request.user, site, **form.cleaned_data)
        except ZhiyuanError as failure:
            form.add_error(None, failure.render(_))
        else:
            messages.success(request, _("Saved."))
            return redirect("indicator", row.key)
    return _page(request, site, form)


@require_POST
def take_over(request: HttpRequest) -> HttpResponse:
    """Take a workbook of figures over, all of it or nothing."""
    site = the_site()
    demand(request.user, "indicators.import_facts", site)
    upload, rows = taken(request, site, services.import_facts)
    if rows is None:
        return _page(request, site, _blank(site), upload, failed=True)
    messages.success(request, _("{count} figures are stated.").format(count=len(rows)))
    return redirect("indicators_collect")


def taken(request: HttpRequest, site: Any, take: Callable[..., list[A]]) -> tuple[forms.FileForm, list[A] | None]:
    """The form of an uploaded workbook, and what came of it; None where it keeps its complaints."""
    upload = forms.FileForm(request.POST, request.FILES)
    if not upload.is_valid():
        return upload, None
    text = base64.b64encode(upload.cleaned_data["workbook"].read()).decode()
    try:
        return upload, take(request.user, site, text=text)
    except ZhiyuanError as failure:
        upload.add_error(None, failure.render(_))
        return upload, None


@require_GET
def workbook(request: HttpRequest) -> HttpResponse:
    """A workbook in which what is owed has its row already."""
    site = the_site()
    demand(request.user, "indicators.enter_fact", site)
    rows = [
        [o.definition.key, "", str(o.period), "=", None, o.definition.unit, "", None, "", None]
        for o in queries_owed.owed(site)
    ]
    content = factfile.write(rows, _("Indicators"))
    name = 'attachment; filename="indicators.xlsx"'
    return HttpResponse(content, content_type=MIME, headers={"Content-Disposition": name})


@require_GET
def owed(request: HttpRequest) -> HttpResponse:
    """What is owed and by whom, for those who may look at the park's figures or sit at the desk that owes them."""
    demand_somewhere(request.user, "indicators.view")
    site = the_site()
    day = today(site)
    rows = those(request.user, "indicators.view", queries_owed.owed(site))
    keepers = queries_owed.Keepers(site, {row.definition.owner for row in rows})
    stage = queries_owed.came_up_to(rows, keepers, day)
    owners: dict[str, list[queries_owed.Owed]] = {}
    for row in rows:
        owners.setdefault(row.definition.owner, []).append(row)
    return render(request, "indicators/owed.html", {
        "may_enter": may(request.user, "indicators.enter_fact", site),
        "owners": [
            (queries_owed.owner_words(owner, day), [(one, stage[one]) for one in some],
             sum(1 for one in some if one.late), *(names(keepers.of(to, owner)) for to in (DESK, HEAD)))
            for owner, some in owners.items()
        ],
    })  # fmt: skip


@require_http_methods(["GET", "POST"])
def definitions(request: HttpRequest) -> HttpResponse:
    """Propose a page of definitions, and see what waits for another person."""
    demand_somewhere(request.user, "indicators.view")
    form = forms.DefinitionsForm(request.POST or None, initial={"text": queries.own_text()})
    if request.method == "POST" and form.is_valid():
        try:
            services.propose_definitions(request.user, None, text=form.cleaned_data["text"])
        except ZhiyuanError as failure:
            form.add_error("text", failure.render(_))
        else:
            messages.success(request, _("Proposed; another person publishes it."))
            return redirect("indicators_definitions")
    return render(request, "indicators/definitions.html", {
        "form": form, "proposals": queries.proposals(),
        "may_propose": may(request.user, "indicators.propose_definitions"),
        "may_publish": may(request.user, "indicators.publish_definitions"),
    }, status=422 if form.errors else 200)  # fmt: skip


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a proposed page hold."""
    demand(request.user, "indicators.publish_definitions")
    services.publish_definitions(request.user, get_object_or_404(Proposal, pk=pk))
    messages.success(request, _("Published; it holds from now on."))
    return redirect("indicators")


def _blank(site: Any) -> forms.FactForm:
    day = today(site)
    return forms.FactForm(queries.register(day), initial={"as_of": day, "relation": "="})


def _page(request: HttpRequest, site: Any, form: Any, upload: Any = None, *, failed: bool = False) -> HttpResponse:
    context = {
        "form": form, "owed": queries_owed.owed(site), "upload": upload or forms.FileForm(),
        "may_import": may(request.user, "indicators.import_facts", site),
    }  # fmt: skip
    return render(request, "indicators/collect.html", context, status=422 if failed or form.errors else 200)
