"""The floor plan and what can be done from it: look closer, take over, give back, scenes, fire reset."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhiyuan.identity.verbs import demand, demand_somewhere, may, may_somewhere
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import ZhiyuanError
from zhiyuan.lighting import commission_queries, plan, queries, services
from zhiyuan.lighting.forms import MeterReadingForm, OverrideForm
from zhiyuan.lighting.words import DUTIES, OUTCOMES, REASONS
from zhiyuan.park import queries as park

OVERRIDES = {"floor": services.override_floor, "space": services.override_space, "group": services.override_group}


@require_GET
def floors(request: HttpRequest) -> HttpResponse:
    """Straight to the first floor that a person may see; words where there is none."""
    demand_somewhere(request.user, "lighting.view")
    seen = plan.floors_of(request.user)
    chosen = [f for f in seen if str(f.pk) == request.GET.get("floor")] or seen[:1]
    return _to(chosen[0]) if chosen else render(request, "lighting/none.html")


@require_GET
def floor(request: HttpRequest, key: str) -> HttpResponse:
    """One floor: figures, plan, list; the panel beside it opens by a click."""
    found = _floor(request, key)
    now = parktime.now()
    context = {
        "floor": found,
        "which": plan.which(found.site),
        "tabs": plan.floors_of(request.user),
        "drawn": plan.draw(found),
        "box": f"-0.5 -0.5 {found.width_m + 1:g} {found.depth_m + 1:g}",
        "label": f"{max(found.width_m, found.depth_m) / 75:.2f}",
        "radius": f"{max(found.width_m, found.depth_m) / 110:.2f}",
        "now": plan.now(found, now),
        "scenes": plan.scenes(found, now),
        "held": [o for o in queries.overrides(found.site, now) if plan.floor_of(o.place).pk == found.pk],
        "fires": [f for f in queries.fires(found.site) if f.building_id == found.building_id],
        "may_override": may(request.user, "lighting.override_floor", found),
        "may_scene": may(request.user, "lighting.activate_scene", found),
        "may_reset": may(request.user, "lighting.reset_fire", found.building),
    }
    return render(request, "lighting/floor.html", context)


@require_GET
def luminaire(request: HttpRequest, key: str) -> HttpResponse:
    """The panel of one luminaire: what it gives, why, and who may change that."""
    found = plan.luminaire(request.user, key, _site(request))
    if found is None:
        raise Http404
    context = plan.closer(found.space.site, found.group) | {
        "luminaire": found,
        "duty": _(DUTIES[found.duty]),
        "said": plan.lamp_state(found),
        "space": found.space,
        "place": found.group or found.space,
        "kind": "group" if found.group else "space",
        "form": OverrideForm(initial={"level": 80, "minutes": 30}),
        "may_override": bool(found.group) and may(request.user, "lighting.override_group", found.group),
    }
    return render(request, "lighting/_luminaire.html", _worded(context))


@require_GET
def space(request: HttpRequest, key: str) -> HttpResponse:
    """The panel of one space, with its groups."""
    found = plan.space(request.user, key, _site(request))
    if found is None:
        raise Http404
    groups = [(g, plan.closer(found.site, g)) for g in found.groups.order_by("position")]
    context = {
        "space": found,
        "place": found,
        "kind": "space",
        "groups": [(g, _worded(said)) for g, said in groups],
        "needed": plan.needed_lx(found),
        "lock": queries.locks(found.site).filter(space=found).first(),
        "form": OverrideForm(initial={"level": 80, "minutes": 30}),
        "may_override": bool(groups) and may(request.user, "lighting.override_space", found),
        "may_lock": may(request.user, "lighting.lock_space", found),
        "measured": commission_queries.state(found, parktime.now()),
        "meter_form": MeterReadingForm([g for g, _said in groups]),
        "may_measure": bool(groups) and may(request.user, "lighting.record_meter_reading", found),
        "may_test": may(request.user, "lighting.request_calibration", found),
    }
    return render(request, "lighting/_space.html", context)


@require_POST
def override(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Take a floor, space or group over; a refusal comes back in the form."""
    place = _place(request, kind, pk)
    form = OverrideForm(request.POST)
    if form.is_valid():
        try:
            made = OVERRIDES[kind](request.user, place, **form.asked())
        except ZhiyuanError as failure:
            form.add_error(None, failure.render(_))
        else:
            _say_override(request, made)
            return _back(request, place)
    context = {"form": form, "place": place, "kind": kind, "may_override": True}
    return render(request, "lighting/override.html", context, status=422)


def _say_override(request: HttpRequest, made: Any) -> None:
    if made.raised:
        messages.warning(
            request,
            _("{place} goes to {level}; where somebody is, no lower than {least}, which the standard asks.").format(
                place=made.place, level=f"{made.level:.0%}", least=f"{made.least_level:.0%}"
            ),
        )
    else:
        messages.success(request, _("{place} goes to {level}.").format(place=made.place, level=f"{made.level:.0%}"))


@require_GET
def override_floor_form(request: HttpRequest, key: str) -> HttpResponse:
    """The form that takes a whole floor over."""
    found = _floor(request, key)
    demand(request.user, "lighting.override_floor", found)
    form = OverrideForm(initial={"level": 100, "minutes": 30})
    return render(request, "lighting/override.html", {"form": form, "place": found, "kind": "floor"})


@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a place back to automatic control."""
    held = queries.override(pk)
    if held is None or not may(request.user, "lighting.view", held):
        raise Http404
    services.release_override(request.user, held)
    messages.success(request, _("{place} is under automatic control again.").format(place=held.place))
    return _back(request, held.place)


@require_POST
def lock(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Lock a space for maintenance, or unlock it."""
    place = _place(request, "space", pk)
    if act == "lock":
        services.lock_space(request.user, place, minutes=120, note=request.POST.get("note", ""))
        messages.success(request, _("{place} is locked for two hours.").format(place=place))
    else:
        services.unlock_space(request.user, place)
        messages.success(request, _("{place} is unlocked.").format(place=place))
    return _back(request, place)


@require_POST
def step_test(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the night's step test of a space."""
    place = _place(request, "space", pk)
    try:
        services.request_calibration(request.user, place)
    except ZhiyuanError as failure:
        messages.error(request, failure.render(_))
    else:
        messages.success(request, _("{place} is tested tonight, once it is dark and empty.").format(place=place))
    return _back(request, place)


@require_POST
def meter_reading(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter what a lux meter showed; a refusal comes back in the form."""
    place = _place(request, "space", pk)
    form = MeterReadingForm(place.groups.order_by("position", "pk"), request.POST)
    if form.is_valid():
        try:
            services.record_meter_reading(request.user, place, **form.asked())
        except ZhiyuanError as failure:
            form.add_error(None, failure.render(_))
        else:
            messages.success(request, _("The readings of {place} are kept.").format(place=place))
            return _back(request, place)
    return render(request, "lighting/meter_reading.html", {"form": form, "place": place}, status=422)


@require_POST
def scene(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Choose a scene or end it."""
    found = _place(request, "scene", pk)
    doing = services.activate_scene if act == "activate" else services.deactivate_scene
    doing(request.user, found)
    messages.success(request, _("Scene {scene} is on.") .format(scene=found) if act == "activate"
                     else _("Scene {scene} is over.").format(scene=found))  # fmt: skip
    return _to(found.floor)


@require_POST
def reset_fire(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a building back after a fire input."""
    building = _place(request, "building", pk)
    try:
        services.reset_fire(request.user, building)
    except ZhiyuanError as failure:
        messages.error(request, failure.render(_))
    else:
        messages.success(request, _("{building} is under control again.").format(building=building))
    return redirect(request.POST.get("back") or "floors")


@require_GET
def overrides(request: HttpRequest) -> HttpResponse:
    """What is under manual control now, and what was."""
    demand_somewhere(request.user, "lighting.view")
    now = parktime.now()
    sites = park.sites()
    context = {
        "held": [o for s in sites for o in queries.overrides(s, now) if may(request.user, "lighting.view", o)],
        "past": [o for s in sites for o in queries.past_overrides(s)[:100] if may(request.user, "lighting.view", o)],
        "may_release": may_somewhere(request.user, "lighting.release_override"),
    }
    return render(request, "lighting/overrides.html", context)


@require_GET
def preview(request: HttpRequest, key: str) -> HttpResponse:
    """The next seven days of a schedule as bars, quarter hour by quarter hour."""
    found = plan.schedule(request.user, key, _site(request))
    if found is None:
        raise Http404
    zone = ZoneInfo(found.site.timezone)
    today = parktime.now().astimezone(zone).date()
    rows = [plan.day_of(found, today + timedelta(days=n), zone) for n in range(7)]
    return render(request, "lighting/_preview.html", {"schedule": found, "days": rows})


def _floor(request: HttpRequest, key: str) -> Any:
    found = plan.floor(request.user, key, _site(request))
    if found is None:
        raise Http404
    return found


def _site(request: HttpRequest) -> str:
    return request.GET.get("site", "")


def _to(floor: Any) -> HttpResponse:
    return redirect(reverse("floor", args=[floor.key]) + plan.which(floor.site))


def _place(request: HttpRequest, kind: str, pk: int) -> Any:
    found = plan.place(request.user, kind, pk)
    if found is None:
        raise Http404
    return found


def _back(request: HttpRequest, place: Any) -> HttpResponse:
    response = _to(plan.floor_of(place))
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204, headers={"HX-Redirect": response.headers["Location"]})
    return response


def _worded(said: dict[str, Any]) -> dict[str, Any]:
    """Reasons and outcomes in the reader's language."""
    commands = [(c, _(REASONS.get(c.reason, c.reason)), _(OUTCOMES.get(c.outcome, c.outcome)))
                for c in said.get("commands", ())]  # fmt: skip
    return said | {"why": _(REASONS.get(said.get("reason", ""), "Not known yet")), "log": commands}
