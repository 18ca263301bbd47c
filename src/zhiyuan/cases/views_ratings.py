"""The page of ratings: how many said anything, how well, and which bad ones still have to be put right."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhiyuan.cases.queries_ratings import ratings as listed
from zhiyuan.identity.verbs import demand_somewhere

PER_PAGE = 50


@require_GET
def ratings(request: HttpRequest) -> HttpResponse:
    """Every rating of a case that the reader may see."""
    demand_somewhere(request.user, "cases.view")
    which = request.GET.get("which", "")
    rows, sums = listed(request.user, which)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"rows": page, "page": page, "query": f"which={which}" if which else "", "sums": sums, "which": which}
    return render(request, "cases/ratings.html", context)
