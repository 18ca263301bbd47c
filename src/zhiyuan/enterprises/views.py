"""The list of enterprises, one enterprise with its tenancies, and the workbook of both."""

import re
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyuan.enterprises import queries, queries_list, queries_workbook, services
from zhiyuan.enterprises.forms import (
    EndForm,
    NewEnterpriseForm,
    ParticularsForm,
    TenancyForm,
    initial,
)
from zhiyuan.enterprises.models import Tenancy
from zhiyuan.enterprises.standing import PARTICULARS
from zhiyuan.enterprises.views_industry import path as industry_path
from zhiyuan.identity.verbs import demand, may
from zhiyuan.kernel.errors import Malformed, ZhiyuanError
from zhiyuan.kernel.sheet import MIME
from zhiyuan.park.queries import site as the_site
from zhiyuan.park.queries import today as site_today

ORDERS = (
    ("", _later("by name")),
    ("key", _later("by key")),
    ("industry", _later("by industry")),
    ("new", _later("registered last first")),
)


@require_GET
def enterprises(request: HttpRequest) -> HttpResponse:
    """Everybody in the park, with what they rent today."""
    site = the_site()
    demand(request.user, "enterprises.view", site)
    asked = {name: request.GET.get(name, "") for name in ("q", "present", "standing", "tag", "industry", "order")}
    page = queries_list.listed(request.user, site, **asked, number=request.GET.get("page", ""))
    context = {
        "page": page,
        "enterprises": page.rows,
        "words": asked["q"],
        "present": asked["present"],
        "asked": asked,
        "tags": queries_list.tags(site),
        "filtered": any(value for name, value in asked.items() if name != "order"),
        "orders": ORDERS,
        "industry": industry_path(asked["industry"], site),
        "may_tag": may(request.user, "enterprises.tag_enterprises", site),
        "may_disclose": may(request.user, "enterprises.disclose_person", site),
        "may_register": may(request.user, "enterprises.register_enterprise", site),
        "may_merge": may(request.user, "enterprises.merge_enterprises", site),
        "may_import": may(request.user, "enterprises.stage_import", site),
    }
    return render(request, "enterprises/list.html", context)


@require_POST
def tag(request: HttpRequest) -> HttpResponse:
    """Put tags on the enterprises that were ticked, and take others off."""
    ticked = [int(said) for said in request.POST.getlist("pick") if said.isascii() and said.isdigit()]
    if not ticked:
        raise Malformed("tick the enterprises that it is about")
    words = {name: _several(request.POST.get(name, "")) for name in ("add", "remove")}
    many = services.tag_enterprises(request.user, the_site(), enterprises=ticked, **words)
    messages.success(request, _("Tags changed: {many} enterprises.").format(many=many))
    return redirect(f"{reverse('enterprises')}?{QueryDict(request.POST.get('back', '')).urlencode()}")


def _several(said: str) -> list[str]:
    """Words between commas of either kind."""
    return re.split("[,，、]", said)


@require_http_methods(["GET", "POST"])
def enterprise_add(request: HttpRequest) -> HttpResponse:
    """Register an enterprise."""
    site = the_site()
    demand(request.user, "enterprises.register_enterprise", site)
    form = NewEnterpriseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            added = services.register_enterprise(request.user, site, **form.cleaned_data)
        except ZhiyuanError as failure:
            form.add_error(_field(failure), failure.render(_))
        else:
            return redirect("enterprise", added.pk)
    return render(request, "enterprises/new.html", {"form": form}, status=422 if form.errors else 200)


def _field(failure: ZhiyuanError) -> str | None:
    """Which field a failure is about, where it is about one."""
    fields = {"the credit code": "uscc", "the industry": "industry"}
    return next((name for begins, name in fields.items() if failure.template.startswith(begins)), None)


@require_http_methods(["GET", "POST"])
def enterprise(request: HttpRequest, pk: int) -> HttpResponse:
    """One enterprise: its name and code, and its tenancies."""
    found = get_object_or_404(queries.visible(request.user).select_related("site"), pk=pk)
    held = {name: getattr(found, name) for name in (*PARTICULARS, "industry")}
    form = ParticularsForm(request.POST or None, initial=held)
    if request.method == "POST" and form.is_valid():
        try:
            services.amend_enterprise(request.user, found, **form.cleaned_data)
        except ZhiyuanError as failure:
            form.add_error(_field(failure), failure.render(_))
        else:
            messages.success(request, _("Saved."))
            return redirect("enterprise", pk)
    today = site_today(found.site)
    rows = [(row, row.start <= today and (row.end is None or today < row.end)) for row in queries.tenancies_of(found)]
    context = {
        "enterprise": found,
        "form": form,
        "tenancies": rows,
        "standing": found.standing_on(today),
        "industry": industry_path(found.industry, found.site),
        "kept": queries.allocations(found),
        "codes": found.former_codes.all(),
        "may_amend": may(request.user, "enterprises.amend_enterprise", found),
        "may_open": may(request.user, "enterprises.open_tenancy", found),
    }
    return render(request, "enterprises/one.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def tenancy_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a tenancy."""
    found = get_object_or_404(queries.visible(request.user).select_related("site"), pk=pk)
    demand(request.user, "enterprises.open_tenancy", found)
    form = _tenancy_form(request, found)
    if request.method == "POST" and form.is_valid():
        try:
            services.open_tenancy(request.user, found, **form.params())
        except ZhiyuanError as failure:
            form.add_error(None, failure.render(_))
        else:
            messages.success(request, _("The tenancy is open."))
            return redirect("enterprise", pk)
    context = {"form": form, "enterprise": found}
    return render(request, "enterprises/tenancy.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def tenancy(request: HttpRequest, pk: int) -> HttpResponse:
    """Amend one tenancy."""
    row = _row(request, pk)
    demand(request.user, "enterprises.amend_tenancy", row)
    form = _tenancy_form(request, row.enterprise, row)
    if request.method == "POST" and form.is_valid():
        try:
            services.amend_tenancy(request.user, row, **form.params())
        except ZhiyuanError as failure:
            form.add_error(None, failure.render(_))
        else:
            messages.success(request, _("Saved."))
            return redirect("enterprise", row.enterprise_id)
    context = {"form": form, "enterprise": row.enterprise, "tenancy": row, "end_form": EndForm()}
    return render(request, "enterprises/tenancy.html", context, status=422 if form.errors else 200)


@require_POST
def tenancy_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End one tenancy on a last day."""
    row, form = _row(request, pk), EndForm(request.POST)
    if not form.is_valid():
        raise Malformed("say the last day, like 2026-03-17")
    services.end_tenancy(request.user, row, end=form.cleaned_data["last"] + timedelta(days=1))
    messages.success(request, _("The tenancy ends on that day."))
    return redirect("enterprise", row.enterprise_id)


def _row(request: HttpRequest, pk: int) -> Tenancy:
    rows = Tenancy.objects.filter(enterprise__in=queries.visible(request.user)).select_related("enterprise__site")
    found: Tenancy = get_object_or_404(rows, pk=pk)
    return found


def _tenancy_form(request: HttpRequest, enterprise: Any, row: Any = None) -> TenancyForm:
    site = enterprise.site
    spaces = site.space_set.select_related("floor__building").order_by("position", "pk")
    meters = site.meter_set.order_by("position", "pk")
    return TenancyForm(
        request.POST or None,
        spaces=[(s.key, f"{s.floor.building} {s.floor} {s} ({s.key})") for s in spaces],
        meters=[(m.key, f"{m} ({m.key})" if m.name else m.key) for m in meters],
        initial=initial(row) if row else None,
    )


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """Enterprises and tenancies as a workbook."""
    site = the_site()
    demand(request.user, "enterprises.view", site)
    name = f'attachment; filename="enterprises-{site.key}.xlsx"'
    return HttpResponse(queries_workbook.export(site), content_type=MIME, headers={"Content-Disposition": name})
