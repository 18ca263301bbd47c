"""The cost of a month's saving: what it is worth, what else made the two bills differ, and where it comes from."""

from datetime import date
from importlib.resources import files
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from zhiyuan.billing import cost_paper
from zhiyuan.billing.cost_paper import CostSaid
from zhiyuan.billing.cost_queries import month_cost, said
from zhiyuan.billing.models import Account
from zhiyuan.billing.views_bill import PDF, download, speaker
from zhiyuan.identity.verbs import demand
from zhiyuan.kernel import paper
from zhiyuan.kernel.errors import ZhiyuanError
from zhiyuan.kernel.sheet import MIME, workbook
from zhiyuan.kernel.span import month_before
from zhiyuan.park.queries import site as the_site
from zhiyuan.park.queries import today, zone


@require_GET
def cost_of_savings(request: HttpRequest, pk: int) -> HttpResponse:
    """One account's month; where something is missing the page names it."""
    account = _account(request, pk)
    month = _month(request, account)
    context: dict[str, Any] = {"account": account, "month": month, "site": account.site}
    try:
        context |= _shown(said(month_cost(account, month)))
    except ZhiyuanError as why:
        context["lacking"] = why.render(gettext)
    return render(request, "billing/cost.html", context)


@require_GET
def cost_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The same as PDF or as a workbook."""
    account = _account(request, pk)
    found = said(month_cost(account, _month(request, account)))
    name = f"{found.filename}.{form}"
    if form == "xlsx":
        return download(workbook(cost_paper.sheets(found, speaker()), zone(account.site)), MIME, name)
    template = files("zhiyuan.billing").joinpath("templates/billing/cost.typ").read_text("utf-8")
    return download(paper.pdf(template, cost_paper.document(found, speaker())), PDF, name)


def _account(request: HttpRequest, pk: int) -> Account:
    account: Account = get_object_or_404(Account.objects.select_related("site", "meter"), pk=pk, site=the_site())
    demand(request.user, "billing.view_prices", account)
    return account


def _month(request: HttpRequest, account: Account) -> date:
    try:
        return date.fromisoformat(f"{request.GET.get('month', '')[:7]}-01")
    except ValueError:
        return month_before(today(account.site))


def _shown(found: CostSaid) -> dict[str, Any]:
    spoken = speaker()
    sign, words, heavy = cost_paper.label(found, spoken)
    return {
        "said": found,
        "saving": found.cost.effects.saving,
        "kwh": found.cost.effects.kwh,
        "half_kwh": found.report.total.band.half_width,
        "conclusion": cost_paper.conclusion(found, spoken),
        "label": {"sign": sign, "words": words, "heavy": heavy, "tag": "tag-ok" if not heavy else "tag-warn"},
        "basis": cost_paper.basis(found, spoken),
        "steps": cost_paper.steps(found, spoken),
        "period_head": [gettext(h) for h in cost_paper.PERIOD_HEAD],
        "periods": cost_paper.period_rows(found, spoken),
        "circuit_head": [gettext(h) for h in cost_paper.CIRCUIT_HEAD],
        "circuits": cost_paper.circuit_rows(found, spoken),
        "left_out": cost_paper.left_out(found, spoken),
        "notes": cost_paper.notes(spoken),
    }
