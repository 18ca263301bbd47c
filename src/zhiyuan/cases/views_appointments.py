"""Appointments: the free times of a day with the chance of the same day, booking, moving and cancelling."""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhiyuan.cases import queries_appointments, queries_oneday, services
from zhiyuan.cases.desks import desks
from zhiyuan.cases.kindread import editions, kinds
from zhiyuan.cases.queries_promises import latest_day
from zhiyuan.cases.slots import counters
from zhiyuan.cases.subject import ENTERPRISE
from zhiyuan.enterprises import queries as enterprises
from zhiyuan.identity.verbs import demand_somewhere, may
from zhiyuan.kernel.errors import Malformed, ZhiyuanError

BOOK = "cases.book_appointment"


@require_GET
def appointments(request: HttpRequest) -> HttpResponse:
    """What is booked, and the free times of a day at a counter."""
    demand_somewhere(request.user, "cases.view")
    return _page(request)


@require_POST
def book(request: HttpRequest) -> HttpResponse:
    """Book a time, or take it instead of another (``move``)."""
    said = request.POST
    try:
        start = _start(said.get("start", ""))
        if said.get("move", "").isdecimal():
            row = get_object_or_404(queries_appointments.visible(request.user), pk=said["move"])
            services.move_appointment(request.user, row, start=start)
        else:
            firm = get_object_or_404(_firms(request.user), pk=_number(said.get("firm", "")))
            more = {"counter": said.get("counter", ""), "kind": said.get("kind", "")}
            services.book_appointment(request.user, firm, start=start, **more)
    except ZhiyuanError as failure:
        return _page(request, failure.render(_))
    messages.success(request, _("The time is booked."))
    return redirect("appointments")


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a time back."""
    row = get_object_or_404(queries_appointments.visible(request.user), pk=pk)
    try:
        services.cancel_appointment(request.user, row)
    except ZhiyuanError as failure:
        return _page(request, failure.render(_))
    messages.success(request, _("The time is free again."))
    return redirect("appointments")


def _page(request: HttpRequest, problem: str = "") -> HttpResponse:
    asked, day = request.POST or request.GET, latest_day()
    firms, known = list(_firms(request.user)), counters(day)
    moving = queries_appointments.visible(request.user).filter(pk=_number(asked.get("move", ""))).first()
    firm = moving.enterprise if moving else next((f for f in firms if str(f.pk) == asked.get("firm")), None)
    firm = firm or (firms[0] if len(firms) == 1 else None)
    key = moving.counter if moving else asked.get("counter", next(iter(known)))
    kind = moving.kind if moving else asked.get("kind", queries_oneday.KINDS[0])
    on = _day(asked.get("day", "")) or day
    offered = firm is not None and key in known and kind in kinds()
    context = {
        "coming": [(row, title, may(request.user, "cases.cancel_appointment", row))
                   for row, title in queries_appointments.coming(request.user)],
        "firms": firms, "firm": firm, "counter": key, "kind": kind, "day": on, "moving": moving, "problem": problem,
        "counters": {name: desks(day)[name] for name in known},
        "kinds": [k for k in editions(day) if k.about == ENTERPRISE],
        "slots": queries_appointments.slots(firm.site, key, on, kind) if firm and offered else [],
        "offered": offered, "before": on - timedelta(days=1) if on > day else None, "after": on + timedelta(days=1),
        "chances": queries_oneday.chances(firm.site, on) if firm and offered and kind in queries_oneday.KINDS else None,
    }  # fmt: skip
    return render(request, "cases/appointments.html", context, status=422 if problem else 200)


def _firms(person: Any) -> Any:
    return enterprises.visible(person, BOOK).select_related("site").order_by("name")


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdigit() else 0


def _day(said: str) -> date | None:
    try:
        return parse_date(said)
    except ValueError:
        return None


def _start(said: str) -> datetime:
    try:
        return datetime.fromisoformat(said)
    except ValueError:
        raise Malformed("{said} is no time; choose one of those that are free", said=said[:40]) from None
