"""Prices: the list, entering, checking against the source, correcting, and the workbook both ways."""

import base64
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyuan.billing import queries, services
from zhiyuan.billing.forms import (
    CLASS_WORDS,
    MODE_WORDS,
    PRICE_WORDS,
    SHORT_WORDS,
    STATE_WORDS,
    VOLTAGE_WORDS,
    CorrectionForm,
    PricesForm,
    WorkbookForm,
)  # fmt: skip
from zhiyuan.billing.models import PriceSheet
from zhiyuan.billing.price_rules import PRICES
from zhiyuan.billing.views.common import decided, lines, seen_site, submitted
from zhiyuan.identity.verbs import demand, may
from zhiyuan.kernel.errors import ZhiyuanError
from zhiyuan.kernel.sheet import MIME

FILTERS = {
    "state": STATE_WORDS, "customer_class": CLASS_WORDS, "mode": MODE_WORDS, "voltage": VOLTAGE_WORDS,
}  # fmt: skip
ROWS = 50


@require_GET
def prices(request: HttpRequest) -> HttpResponse:
    """Price sheets by month, class and voltage, all versions."""
    return _list(request, seen_site(request))


def _list(request: HttpRequest, site: Any, problems: list[str] | None = None) -> HttpResponse:
    asked = {name: request.GET.get(name, "") for name in FILTERS}
    found = queries.sheets(site, **{n: v for n, v in asked.items() if v in FILTERS[n] and n != "state"})
    found = queries.in_state(found, asked["state"])
    waiting = queries.in_state(queries.sheets(site), "waiting")
    context = {
        "page": Paginator(found, ROWS).get_page(request.GET.get("page")),
        "filters": [(name, asked[name], words.items()) for name, words in FILTERS.items()],
        "filtered": any(asked.values()),
        "waiting": waiting.count(),
        "own_waiting": waiting.filter(entered_by=request.user).count(),
        "missing": queries.missing_months(site),
        "form": WorkbookForm(),
        "problems": problems or [],
        "may_enter": may(request.user, "billing.enter_prices", site),
        "price_names": list(SHORT_WORDS.items()),
    }
    return render(request, "billing/prices.html", context, status=422 if problems else 200)


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Enter one sheet."""
    site = seen_site(request)
    demand(request.user, "billing.enter_prices", site)
    form = PricesForm(
        request.POST or None, initial={k: v for k, v in request.GET.items() if k in PricesForm.field_order}
    )
    if request.method == "POST" and form.is_valid():
        made = submitted(form, lambda: services.enter_prices(request.user, site, **form.params()))
        if made is not None:
            messages.success(request, gettext("Entered. The prices count once another person has checked them."))
            return redirect("price", made.pk)
    return render(request, "billing/price_form.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def price(request: HttpRequest, pk: int) -> HttpResponse:
    """One sheet with its source, its decision and its versions."""
    site = seen_site(request)
    sheet = get_object_or_404(queries.sheets(site), pk=pk)
    before = sheet.corrects
    context = {
        "sheet": sheet,
        "rows": [(name, PRICE_WORDS[name], getattr(sheet, name), getattr(before, name) if before else None)
                 for name in PRICES if getattr(sheet, name) is not None],
        "unit_prices": queries.unit_prices(sheet),
        "before": before,
        "corrections": sheet.corrections.order_by("version", "pk"),
        "own": sheet.entered_by_id == request.user.pk,
        "may_check": may(request.user, "billing.check_prices", sheet),
        "may_correct": may(request.user, "billing.correct_prices", sheet),
    }  # fmt: skip
    return render(request, "billing/price.html", context)


@require_POST
def decide(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Check or reject what somebody entered."""
    sheet = get_object_or_404(PriceSheet, pk=pk, site=seen_site(request))
    counts = gettext("Checked; the prices count from now on.")
    decided(request, act, sheet, services.check_prices, services.reject_prices, counts)
    return redirect("price", pk)


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a new version of checked prices."""
    sheet = get_object_or_404(PriceSheet, pk=pk, site=seen_site(request))
    demand(request.user, "billing.correct_prices", sheet)
    initial = {name: format(getattr(sheet, name), "f") for name in PRICES if getattr(sheet, name) is not None}
    form = CorrectionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = submitted(form, lambda: services.correct_prices(request.user, sheet, **form.params()))
        if made is not None:
            messages.success(request, gettext("Entered. The correction counts once another person has checked it."))
            return redirect("price", made.pk)
    context = {"form": form, "sheet": sheet}
    return render(request, "billing/price_form.html", context, status=422 if form.errors else 200)


@require_POST
def take_over(request: HttpRequest) -> HttpResponse:
    """Enter the sheets of a workbook, all of them or none."""
    site = seen_site(request)
    form = WorkbookForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, site, [gettext("Choose a workbook first.")])
    text = base64.b64encode(form.cleaned_data["file"].read()).decode()
    try:
        made = services.import_prices(request.user, site, text=text)
    except ZhiyuanError as failure:
        return _list(request, site, lines(failure))
    said = gettext("{count} price sheets are entered; each waits for another person's check.")
    messages.success(request, said.format(count=len(made)))
    return redirect("prices")


@require_GET
def workbook(request: HttpRequest, name: str) -> HttpResponse:
    """The empty workbook to fill in, or the prices that stand, in the same form."""
    from zhiyuan.billing import price_template  # loads Excel with the first workbook

    site = seen_site(request)
    entries = [] if name == "template" else queries.standing_entries(site)
    answer = HttpResponse(price_template.write(entries), content_type=MIME)
    answer["Content-Disposition"] = f'attachment; filename="{site.key}-{name}.xlsx"'
    return answer
