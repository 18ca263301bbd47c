"""One space with what it asks for, and the park file: what there is, export, import."""

import base64
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zhiyuan.identity.verbs import demand_somewhere, may, may_somewhere
from zhiyuan.kernel.errors import Malformed, ZhiyuanError
from zhiyuan.kernel.sheet import MIME
from zhiyuan.park import kinds, queries, services, yamlfile
from zhiyuan.park.forms import FileForm, SpaceForm
from zhiyuan.park.models import Schedule, Site, Space
from zhiyuan.park.plain import counts

SETTINGS = ("illuminance_lx", "background_lx", "hold_min")


@require_http_methods(["GET", "POST"])
def space(request: HttpRequest, pk: int) -> HttpResponse:
    """One space: what it asks for, and its luminaires."""
    found = get_object_or_404(queries.visible(Space, request.user).select_related("floor__building", "schedule"), pk=pk)
    form = _space_form(request, found)
    if request.method == "POST" and form.is_valid():
        try:
            _set(request, found, form.cleaned_data)
        except ZhiyuanError as failure:
            form.add_error(None, failure.render(_))
        else:
            messages.success(request, _("Saved. It holds at once."))
            return redirect("space", pk)
    context = {
        "space": found,
        "kind": kinds.kind_of(found.kind),
        "standard": kinds.standard_lx(found.kind),
        "form": form,
        "may_set": may(request.user, "park.set_space_settings", found),
        "may_see_cases": may_somewhere(request.user, "cases.view"),
        "luminaires": found.luminaires.select_related("type", "circuit", "group").order_by("position"),
    }
    return render(request, "park/space.html", context, status=422 if form.errors else 200)


def _space_form(request: HttpRequest, found: Any) -> SpaceForm:
    said = kinds.kind_of(found.kind)
    book = {
        "illuminance_lx": kinds.illuminance_lx(found.kind),
        "background_lx": said["background_lx"],
        "hold_min": said["hold_min"],
    }
    schedules = [(s.key, s.name) for s in Schedule.objects.filter(site=found.site).order_by("position")]
    initial = {name: getattr(found, name) for name in SETTINGS} | {"schedule": found.schedule.key}
    return SpaceForm(request.POST or None, schedules=schedules, book=book, initial=initial)


def _set(request: HttpRequest, found: Any, said: dict[str, Any]) -> None:
    """Only what changed, so that the trail says only what changed."""
    settings = {name: said[name] for name in SETTINGS}
    if any(settings[name] != getattr(found, name) for name in SETTINGS):
        services.set_space_settings(request.user, found, **settings)
    if said["schedule"] != found.schedule.key:
        services.set_space_schedule(request.user, found, schedule=said["schedule"])


@require_http_methods(["GET", "POST"])
def park_file(request: HttpRequest) -> HttpResponse:
    """What the park has, its file to take along, and a file to take over."""
    demand_somewhere(request.user, "park.view")
    may_import = may(request.user, "park.import_park")
    form = FileForm(request.POST or None, request.FILES or None)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            site = _import(request, form.cleaned_data["file"])
        except Malformed as failure:
            problems = _problems(failure)
        else:
            messages.success(request, _("{name} is taken over.").format(name=site))
            return redirect("park_file")
    sites = [(site, counts(queries.park_document(site))) for site in queries.visible(Site, request.user).order_by("pk")]
    context = {"sites": sites, "form": form, "may_import": may_import, "problems": problems}
    return render(request, "park/file.html", context, status=422 if problems or form.errors else 200)


def _import(request: HttpRequest, file: Any) -> Any:
    content = file.read()
    if file.name.lower().endswith(".xlsx"):
        return services.import_park(request.user, None, text=base64.b64encode(content).decode(), format="xlsx")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Malformed(
            "{file} is not UTF-8 text (byte {byte}); save it as UTF-8", file=file.name, byte=fault.start
        ) from None
    return services.import_park(request.user, None, text=text)


def _problems(failure: Malformed) -> list[str]:
    listed = failure.params.get("problems")
    return [p.render(_) for p in listed] if isinstance(listed, list) else [failure.render(_)]


@require_GET
def park_export(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The park file as YAML or as a workbook."""
    site = get_object_or_404(queries.visible(Site, request.user), pk=pk)
    park = queries.park_document(site)
    if form == "xlsx":
        from zhiyuan.park import xlsxfile  # loaded with the first workbook

        content, kind = xlsxfile.write(park), MIME
    else:
        content, kind = yamlfile.write(park).encode(), "application/yaml; charset=utf-8"
    name = f'attachment; filename="{site.key}.{form}"'
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": name})
