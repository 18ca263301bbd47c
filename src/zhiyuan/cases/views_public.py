"""What was found and what was done, for everybody: published cases with their pictures before and after.

Neither people nor places of the park are named here: only what was written to be published.
"""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from zhiyuan.archive import queries as archive
from zhiyuan.cases import queries_public
from zhiyuan.cases.names import PHASE
from zhiyuan.cases.views_papers import NOTHING_RUNS
from zhiyuan.kernel import paging

LANE = "hazard"
PER_PAGE = 10


@login_not_required
@require_GET
def published(request: HttpRequest) -> HttpResponse:
    """Hazards that were put right, the last published first."""
    page = paging.page(queries_public.published(LANE), request.GET.get("page"), PER_PAGE)
    rows = [(one, PHASE[one.state.phase]) for one in queries_public.shown(list(page))]
    return render(request, "cases/published.html", {"page": page, "rows": rows})


@login_not_required
@require_GET
def picture(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    """A public photo, drawn anew without where and when it was taken."""
    row: Any = get_object_or_404(queries_public.published(LANE), pk=pk)
    for one in queries_public.shown([row]):
        for found in (photo for _title, photos in one.pictures for photo in photos if photo.pk == paper):
            headers = {"Content-Security-Policy": NOTHING_RUNS}
            return HttpResponse(archive.picture(found.file), content_type="image/jpeg", headers=headers)
    raise Http404
