"""Scenes: named levels for some groups of a floor."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhiyuan.identity.verbs import demand, may
from zhiyuan.kernel.errors import ZhiyuanError
from zhiyuan.park import queries, services
from zhiyuan.park.forms import NameForm, NewForm
from zhiyuan.park.models import Floor, Group, Scene


@require_http_methods(["GET", "POST"])
def scene(request: HttpRequest, pk: int) -> HttpResponse:
    """One scene: its name and the level of each group."""
    found = get_object_or_404(queries.visible(Scene, request.user).select_related("floor__building"), pk=pk)
    form = NameForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST":
        demand(request.user, "park.set_scene_levels", found)
        if form.is_valid() and _kept(
            request,
            form,
            lambda levels: services.set_scene_levels(
                request.user, found, levels=levels, name=form.cleaned_data["name"]
            ),
        ):
            messages.success(request, _("Saved. It holds the next time the scene is chosen."))
            return redirect("scene", pk)
    return _page(request, form, found.floor, found, found.levels)


@require_http_methods(["GET", "POST"])
def scene_add(request: HttpRequest) -> HttpResponse:
    """A new scene for a floor; the floor is chosen first."""
    floors = queries.visible(Floor, request.user, "park.add_scene").select_related("building").order_by("position")
    number = request.GET.get("floor", "")
    if not number.isdigit():
        return render(request, "park/scene_floor.html", {"floors": floors})
    floor = get_object_or_404(floors, pk=number)
    form = NewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if _kept(
            request,
            form,
            lambda levels: services.add_scene(request.user, floor, key=said["key"], name=said["name"], levels=levels),
        ):
            return redirect("schedules")
    return _page(request, form, floor, None, {})


@require_POST
def scene_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a scene."""
    found = get_object_or_404(queries.visible(Scene, request.user), pk=pk)
    services.remove_scene(request.user, found)
    messages.success(request, _("{name} is removed.").format(name=found))
    return redirect("schedules")


def _kept(request: HttpRequest, form: Any, act: Any) -> bool:
    try:
        act(_levels(request))
    except ZhiyuanError as failure:
        form.add_error(None, failure.render(_))
    except ValueError:
        form.add_error(None, _("A level is a number from 0 to 100, or nothing."))
    return not form.errors


def _levels(request: HttpRequest) -> dict[str, float]:
    said = {name.removeprefix("level-"): value for name, value in request.POST.items() if name.startswith("level-")}
    return {group: float(str(value)) / 100 for group, value in said.items() if str(value).strip()}


def _page(request: HttpRequest, form: Any, floor: Any, found: Any, levels: dict[str, float]) -> HttpResponse:
    groups = Group.objects.filter(space__floor=floor).select_related("space").order_by("position")
    asked = request.POST if request.method == "POST" else None
    rows = [(g, asked.get(f"level-{g.key}", "") if asked else _percent(levels.get(g.key))) for g in groups]
    context = {
        "form": form,
        "floor": floor,
        "scene": found,
        "rows": rows,
        "may_set": found is None or may(request.user, "park.set_scene_levels", found),
        "may_remove": found is not None and may(request.user, "park.remove_scene", found),
    }
    return render(request, "park/scene.html", context, status=422 if form.errors else 200)


def _percent(level: float | None) -> str:
    return "" if level is None else f"{level * 100:g}"
