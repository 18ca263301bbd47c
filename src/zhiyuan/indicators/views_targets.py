"""Targets: what holds and how the figures stand against it, a form, a workbook; nothing is overwritten."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyuan.identity.verbs import demand, may
from zhiyuan.indicators import factfile, forms, queries, services
from zhiyuan.indicators.definition import Definition
from zhiyuan.indicators.target import may_have
from zhiyuan.indicators.views_collect import taken
from zhiyuan.kernel.errors import Refused, ZhiyuanError
from zhiyuan.kernel.sheet import MIME
from zhiyuan.park.queries import site as the_site
from zhiyuan.park.queries import today


@require_http_methods(["GET", "POST"])
def targets(request: HttpRequest) -> HttpResponse:
    """Every target that holds with its figure and light, and the form to set one."""
    site = the_site()
    demand(request.user, "indicators.set_target" if request.method == "POST" else "indicators.view", site)
    form = _form(request, site)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.set_target(request.user, site, **form.cleaned_data)
        except ZhiyuanError as failure:
            form.add_error(None, failure.render(_))
        else:
            messages.success(request, _("Saved."))
            return redirect("indicator", row.key)
    return _page(request, site, form)


@require_POST
def take_over(request: HttpRequest) -> HttpResponse:
    """Take a workbook of targets over, all of it or nothing."""
    site = the_site()
    demand(request.user, "indicators.import_targets", site)
    upload, rows = taken(request, site, services.import_targets)
    if rows is None:
        form = forms.TargetForm(_aimable(site), initial={"as_of": today(site)})
        return _page(request, site, form, upload, failed=True)
    messages.success(request, _("{count} targets are set.").format(count=len(rows)))
    return redirect("indicators_targets")


@require_GET
def workbook(request: HttpRequest) -> HttpResponse:
    """A workbook with a row for every indicator that may have a target; those of this year are filled in."""
    site = the_site()
    demand(request.user, "indicators.view", site)
    year = str(today(site).year)
    there = {(key, str(one.period)): one for key, some in queries.targets(site, today(site)).items() for one in some}
    rows = []
    for one in _aimable(site):
        held = there.get((one.key, year))
        value, source, day = (held.value, held.source, held.as_of) if held else (None, "", None)
        rows.append([one.key, "", year, "=", value, one.unit, "", None, source, day])
    name = 'attachment; filename="targets.xlsx"'
    content = factfile.write(rows, _("Targets"))
    return HttpResponse(content, content_type=MIME, headers={"Content-Disposition": name})


def _form(request: HttpRequest, site: Any) -> forms.TargetForm:
    asked = {name: request.GET[name] for name in ("indicator", "period") if name in request.GET}
    first = {"as_of": today(site), "period": str(today(site).year), **asked}
    return forms.TargetForm(_aimable(site), request.POST or None, initial=first)


def _aimable(site: Any) -> list[Definition]:
    """The indicators that may have a target."""
    found = []
    for one in queries.register(today(site)).values():
        try:
            may_have(one)
        except Refused:
            continue
        found.append(one)
    return found


def _page(request: HttpRequest, site: Any, form: Any, upload: Any = None, *, failed: bool = False) -> HttpResponse:
    known = queries.book(site)
    rows = queries.target_rows(site)
    superseded = {row.supersedes_id for row in rows}
    held = [(row, queries.decided(row)) for row in rows if row.pk not in superseded and row.key in known.register]
    context = {
        "form": form, "upload": upload or forms.FileForm(), "today": today(site),
        "rows": [(row, target, queries.tile(known, row.key)) for row, target in held],
        "may_set": may(request.user, "indicators.set_target", site),
        "may_import": may(request.user, "indicators.import_targets", site),
    }  # fmt: skip
    return render(request, "indicators/targets.html", context, status=422 if failed or form.errors else 200)
