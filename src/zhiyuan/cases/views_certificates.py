"""What was issued: the list of what runs out, and the same for a spreadsheet."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhiyuan.cases import queries_certificates
from zhiyuan.cases.queries_certificates import SOON, WHICH
from zhiyuan.cases.queries_promises import latest_day
from zhiyuan.identity.verbs import demand_somewhere
from zhiyuan.kernel import paging

PER_PAGE = 50


@require_GET
def certificates(request: HttpRequest) -> HttpResponse:
    """What was issued and runs out soon, lapsed, or all of it."""
    demand_somewhere(request.user, "cases.view")
    day, words = latest_day(), request.GET.get("q", "")
    which = asked if (asked := request.GET.get("which", SOON)) in WHICH else SOON
    found = queries_certificates.certificates(request.user, day, which=which, words=words)
    page = paging.page(found, request.GET.get("page"), PER_PAGE)
    context = {
        "page": page,
        "rows": [queries_certificates.listed(row) for row in page],
        "query": urlencode({"which": which, "q": words}),
        "which": which,
        "q": words,
        "days": queries_certificates.remind_days(day),
    }
    return render(request, "cases/certificates.html", context)
