"""Market contract curves after they were entered: checking, rejecting, correcting."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from zhiyuan.billing import services
from zhiyuan.billing.forms_account import CurveCorrectionForm
from zhiyuan.billing.models import ContractCurve
from zhiyuan.billing.views.common import decided, seen_site, submitted
from zhiyuan.identity.verbs import demand


def _curve(request: HttpRequest, pk: int) -> ContractCurve:
    found: ContractCurve = get_object_or_404(ContractCurve, pk=pk, account__site=seen_site(request))
    return found


@require_POST
def decide(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Check or reject a contract curve."""
    curve = _curve(request, pk)
    counts = gettext("Checked; the curve counts from now on.")
    decided(request, act, curve, services.check_curve, services.reject_curve, counts)
    return redirect("account_terms", curve.account_id)


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a new version of a checked curve."""
    curve = _curve(request, pk)
    demand(request.user, "billing.correct_curve", curve)
    form = CurveCorrectionForm(request.POST or None, initial={"hourly": "\n".join(curve.hourly)})
    if request.method == "POST" and form.is_valid() and _corrected(request, curve, form):
        messages.success(request, gettext("Entered. The correction counts once another person has checked it."))
        return redirect("account_terms", curve.account_id)
    context = {"form": form, "curve": curve, "account": curve.account}
    return render(request, "billing/curve_form.html", context, status=422 if form.errors else 200)


def _corrected(request: HttpRequest, curve: ContractCurve, form: CurveCorrectionForm) -> Any:
    return submitted(form, lambda: services.correct_curve(request.user, curve, **form.params()))
