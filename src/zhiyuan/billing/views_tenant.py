"""The tenant's own pages: bills, daily use beside their own past, an hour's band, their part of the saving.

Everything starts from one enterprise that the person may see; another tenant's page is not there (404).
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_GET, require_http_methods

from zhiyuan.billing import services
from zhiyuan.billing import tenant_queries as tenants
from zhiyuan.billing.bill_queries import meter_names, visible_bills, with_payments
from zhiyuan.billing.common import METER
from zhiyuan.billing.daily import Beside
from zhiyuan.billing.forms_tenant import BudgetForm
from zhiyuan.billing.saving_queries import Part, tenant_saving
from zhiyuan.billing.tenant_queries import Month
from zhiyuan.billing.unusual import Judged, Run
from zhiyuan.enterprises.queries import own, tenancies, visible
from zhiyuan.identity.verbs import may
from zhiyuan.kernel.chart import Series
from zhiyuan.kernel.sheet import MIME, Column, Sheet, workbook
from zhiyuan.kernel.span import day_span, month_before, next_month
from zhiyuan.park.links import figure_url
from zhiyuan.savings.verdict import Verdict
from zhiyuan.savings.wording import VERDICTS

BILLS_SHOWN = 24
BESIDE = {
    "weekdays": _later("the same weekdays of the four weeks before"),
    "month": _later("the same days of last month"),
    "year": _later("the same weekdays a year ago"),
}


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """To the one enterprise that a person acts for, or the choice among several."""
    found = list(own(request.user))
    if len(found) == 1:
        return redirect("tenant", found[0].pk)
    return render(request, "billing/mine.html", {"enterprises": found})


def _enterprise(request: HttpRequest, pk: int) -> Any:
    return get_object_or_404(visible(request.user, "billing.view").select_related("site"), pk=pk)


@require_http_methods(["GET", "POST"])
def tenant(request: HttpRequest, pk: int) -> HttpResponse:
    """An enterprise's bills, its month so far, its budget, and what it saves with others."""
    enterprise = _enterprise(request, pk)
    today = tenants.today(enterprise.site)
    yesterday = today - timedelta(days=1)
    month = tenants.month(enterprise, yesterday.replace(day=1))
    form = BudgetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        services.set_tenant_budget(request.user, enterprise, month=today.replace(day=1), kwh=said["kwh"])
        messages.success(request, _("The budget holds from this month on."))
        return redirect("tenant", pk)
    bills = visible_bills(request.user).filter(enterprise=enterprise)[:BILLS_SHOWN]
    saving_month = month_before(today)
    context = {
        "enterprise": enterprise,
        "site": enterprise.site,
        "month": month,
        "beside": _beside(month.beside),
        "budget": month.outlook,
        "form": form,
        "may_budget": may(request.user, "billing.set_tenant_budget", enterprise),
        "bills": with_payments(list(bills)),
        "runs": _runs(tenants.day_watched(enterprise, yesterday).runs),
        "yesterday": yesterday,
        "saving": saving_context(enterprise, saving_month),
    }
    return render(request, "billing/tenant.html", context, status=422 if form.errors else 200)


@require_GET
def use(request: HttpRequest, pk: int) -> HttpResponse:
    """A month of an enterprise day by day, as a page or a workbook."""
    enterprise = _enterprise(request, pk)
    today = tenants.today(enterprise.site)
    asked = _day(request.GET.get("month", "") + "-01") or (today - timedelta(days=1))
    month = tenants.month(enterprise, asked.replace(day=1))
    if request.GET.get("format") == "xlsx":
        return _workbook(enterprise, month)
    shown = list(zip(month.days, month.usual, strict=True))
    context = {
        "enterprise": enterprise,
        "site": enterprise.site,
        "month": month,
        "days": shown,
        "beside": _beside(month.beside),
        "labels": [f"{d.day:%m-%d}" for d in month.days],
        "series": [
            Series(_("Used"), [d.kwh if d.known else None for d in month.days], "1"),
            Series(_("Usual for the weekday"), list(month.usual), "baseline"),
        ],
        "before": month_before(month.first),
        "after": next_month(month.first) if next_month(month.first) < today else None,
    }
    return render(request, "billing/tenant_use.html", context)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _workbook(enterprise: Any, month: Month) -> HttpResponse:
    columns = [
        Column(_("Day"), "day"), Column(_("Used kWh"), "three"), Column(_("Of it estimated kWh"), "three", 20),
        Column(_("Unknown quarter hours"), "whole", 20), Column(_("Usual for the weekday kWh"), "three", 24),
    ]  # fmt: skip
    rows = [[d.day, d.kwh, d.estimated_kwh, d.missing, usual] for d, usual in zip(month.days, month.usual, strict=True)]
    notes = [enterprise.name, f"{month.first:%Y-%m}", *([_("Simulated data")] if enterprise.site.simulated else [])]
    made = workbook([Sheet(_("Daily use"), columns, rows, notes)], tenants.zone(enterprise.site))
    name = f'attachment; filename="use-{enterprise.key}-{month.first:%Y-%m}.xlsx"'
    return HttpResponse(made, content_type=MIME, headers={"Content-Disposition": name})


@require_GET
def day(request: HttpRequest, pk: int, day: str) -> HttpResponse:
    """One day by the hour, beside what the past leads to expect."""
    enterprise = _enterprise(request, pk)
    asked = _day(day)
    if asked is None or asked > tenants.today(enterprise.site):
        raise Http404
    seen = tenants.day_watched(enterprise, asked)
    bands = [j.band for j in seen.hours]
    context = {
        "enterprise": enterprise,
        "site": enterprise.site,
        "day": asked,
        "hours": [(j, _way(j)) for j in seen.hours],
        "runs": _runs(seen.runs),
        "labels": [f"{j.start:%H:%M}" for j in seen.hours],
        "series": [
            Series(_("Used"), [j.kwh for j in seen.hours], "1"),
            Series(_("Expected"), [b.middle if b else None for b in bands], "baseline"),
        ],
        "band": ([b.low if b else None for b in bands], [b.high if b else None for b in bands]),
        "meters": _meters(request.user, enterprise, asked),
        "before": asked - timedelta(days=1),
        "after": asked + timedelta(days=1) if asked < tenants.today(enterprise.site) else None,
    }
    return render(request, "billing/tenant_day.html", context)


def _meters(person: Any, enterprise: Any, day: date) -> list[tuple[str, str]]:
    """The enterprise's meters of a day: name, and where the day opens to quarter hours and readings."""
    site, span = enterprise.site, day_span(day, tenants.zone(enterprise.site))
    names = meter_names(site)
    held = sorted({m for stay in tenancies(site, span) if stay.enterprise_id == enterprise.pk for m in stay.meters})
    return [(names.get(key, key), figure_url(key, span, "hour")) for key in held]


def _way(hour: Judged) -> tuple[str, Any]:
    """The tag and the words of an hour that stands out or cannot be judged."""
    if hour.kwh is None:
        return "tag-warn", _("No data")
    if hour.estimated:
        return "tag-warn", _("estimated, not judged")
    if hour.band is None:
        return "", _("too little past to say")
    return {"high": ("tag-bad", _("more than usual")), "low": ("tag-warn", _("less than usual"))}.get(
        hour.way, ("", "")
    )


def _runs(found: Sequence[Run]) -> list[dict[str, Any]]:
    return [
        {
            "run": r,
            "words": _("From {start} to {end} {kwh} kWh were used; the past leads to expect {expected} kWh.").format(
                start=f"{r.start:%H:%M}", end=f"{r.end:%H:%M}", kwh=f"{r.kwh:,.1f}", expected=f"{r.expected_kwh:,.1f}"
            ),
        }
        for r in found
    ]


def _beside(found: Sequence[Beside]) -> list[dict[str, Any]]:
    return [{"of": b, "words": BESIDE[b.name]} for b in found]


def saving_context(enterprise: Any, month: date) -> dict[str, Any]:
    """What ``_saving.html`` shows of a tenant's part of a month's saving."""
    found = tenant_saving(enterprise, month)
    rows = [
        {"part": p, "sign": _sign(p), "label": _label(p), "tag": _tag(p), "mine": p.key.weights[p.party],
         "all": p.key.whole, "unit": _("days") if p.key.by == METER else _("m²·d")}
        for p in found.parts
    ]  # fmt: skip
    return {
        "month": month,
        "rows": rows,
        "cny": found.cny,
        "kwh": found.kwh,
        "waits": [why.render(_) for why in found.waits],
    }


def _label(part: Part) -> str:
    return _(VERDICTS[Verdict(part.share.verdict)]) if part.share.verdict else _("Not measured")


def _sign(part: Part) -> str:
    return Verdict(part.share.verdict).sign if part.share.verdict else ""


def _tag(part: Part) -> str:
    return {"verified": "tag-ok", "insufficient": "tag-warn"}.get(part.share.verdict, "")
