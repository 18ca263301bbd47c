"""What is said when something too large was sent."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zhiyuan.archive.limits import largest
from zhiyuan.archive.shelf import MB
from zhiyuan.kernel import parktime


@login_not_required
@require_GET
def too_large(request: HttpRequest) -> HttpResponse:
    """Nothing was kept; how large a file may be, and the way back to where it was chosen."""
    most = largest(timezone.localdate(parktime.now())) // MB
    words = _("What you sent is larger than {most} MB. Nothing was kept; make it smaller and choose it again.")
    words = words.format(most=most)
    if request.GET.get("api"):
        return JsonResponse({"error": "Refused", "message": words}, status=413)
    here = request.build_absolute_uri("/")
    back = request.headers.get("Referer", "")
    back = back if back.startswith(here) else here
    return render(request, "failure.html", {"words": words, "code": 413, "back": back}, status=413)
