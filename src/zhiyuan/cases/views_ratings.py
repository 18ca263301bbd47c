"""The page of ratings: how many said anything, how well, and which bad ones still have to be put right."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhiyuan.cases import queries_ratings
from zhiyuan.identity.verbs import demand_somewhere
from zhiyuan.kernel import paging

PER_PAGE = 50


@require_GET
def ratings(request: HttpRequest) -> HttpResponse:
    """Every rating of a case that the reader may see."""
    demand_somewhere(request.user, "cases.view")
    which = request.GET.get("which", "")
    page = paging.page(queries_ratings.ratings(request.user, which), request.GET.get("page"), PER_PAGE)
    context = {
        "rows": queries_ratings.told(page.rows),
        "page": page,
        "query": f"which={which}" if which in queries_ratings.WHICH else "",
        "sums": queries_ratings.sums(request.user),
        "which": which,
    }
    return render(request, "cases/ratings.html", context)
