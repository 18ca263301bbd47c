"""The chance of one day before a bundle is handed in: as the park works, and if it worked in another way."""

from dataclasses import replace
from datetime import date, time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zhiyuan.cases import queries_oneday
from zhiyuan.cases.desks import desks
from zhiyuan.cases.kind import Words
from zhiyuan.cases.kindread import kind as edition
from zhiyuan.cases.oneday import RECEIVE, Change, Estimate
from zhiyuan.cases.onedaysetup import MOST_PEOPLE, Assumptions, Setup, assumptions, office_hours, read_span, read_staff
from zhiyuan.identity.verbs import demand_somewhere
from zhiyuan.kernel.errors import Malformed, ZhiyuanError
from zhiyuan.park.queries import site as the_site
from zhiyuan.park.queries import today

RECEIVING = Words("收件", "receiving")
LONGEST_WAIT = 480  # min of office time; a deputy who signs later than a day is none
YES = "1"


@require_GET
def one_day(request: HttpRequest) -> HttpResponse:
    """Both beside each other, and what they rest on."""
    demand_somewhere(request.user, "cases.view")
    site, problem = the_site(), ""
    day = today(site)
    supposed, usual = assumptions(day), queries_oneday.usual(day)
    try:
        asked = _asked(request, supposed, usual)
    except ZhiyuanError as failure:
        asked, problem = usual, failure.render(_)
    now, then = queries_oneday.chance(site, day, usual), queries_oneday.chance(site, day, asked)
    hours = [queries_oneday.hours(site, day, setup) for setup in (usual, asked)]
    context = {
        "clocks": _clocks(now, then),
        "lengths": [(_("Half are done within"), now.median_h, then.median_h),
                    (_("Nine of ten are done within"), now.p90_h, then.p90_h)],
        "now": now,
        "hours": [(_said(span), *shares) for span, *shares in zip(supposed.hours(), *hours, strict=True)],
        "usual": usual,
        "asked": asked,
        "differs": asked != usual,
        "spans": [_said(span) for span in office_hours(supposed)],
        "said": _said(asked.handed_in) if asked.handed_in else "",
        "staff": [(desk, desks(day)[desk], asked.staff.get(desk, 1)) for desk in supposed.desks],
        "steps": _steps(now, supposed, day),
        "most_people": MOST_PEOPLE,
        "longest_wait": LONGEST_WAIT,
        "problem": problem,
    }  # fmt: skip
    return render(request, "cases/one_day.html", context, status=422 if problem else 200)


def _asked(request: HttpRequest, supposed: Assumptions, usual: Setup) -> Setup:
    """What the reader changed; as the park works where nothing was said."""
    said = request.GET
    if not said:
        return usual
    staff = [f"{desk}={said[f'staff_{desk}']}" for desk in supposed.desks if said.get(f"staff_{desk}")]
    return replace(
        usual,
        pre_reviewed=said.get("reviewed") == YES,
        green_lane=said.get("green") == YES,
        deputy_after=_minutes(said.get("deputy", "")),
        staff={desk: people for desk, people in read_staff(staff, supposed).items() if people > 1},
        handed_in=read_span(said.get("hour", ""), supposed),
    )


def _said(span: tuple[time, time]) -> str:
    """A span of the day as ``read_span`` reads it."""
    return "-".join(f"{at:%H:%M}" for at in span)


def _minutes(said: str) -> int | None:
    if not said:
        return None
    if not said.isdecimal() or int(said) > LONGEST_WAIT:
        raise Malformed("{said} is no wait for a deputy; say 0 to {most} minutes, or nothing for no deputy",
                        said=said[:20], most=LONGEST_WAIT)  # fmt: skip
    return int(said)


def _clocks(now: Estimate, then: Estimate) -> list[tuple[str, Any, Any, Change]]:
    named = ((_("the same day"), "same_day"), (_("7 hours of office time"), "seven_hours"),
             (_("1 working day (by the end of the next)"), "one_working_day"))  # fmt: skip
    pairs = [(title, getattr(now, name), getattr(then, name)) for title, name in named]
    return [(title, before, after, Change.of(before, after)) for title, before, after in pairs]


def _steps(now: Estimate, supposed: Assumptions, day: date) -> list[tuple[Words, Words, int, Any]]:
    """(step, desk, own cases it rests on, assumed minutes)"""
    titles = {RECEIVE: RECEIVING} | {key: s.title for key, s in edition(queries_oneday.KINDS[1], day).step.items()}
    known, cases = desks(day), now.observed_cases
    return [(titles[key], known[step.desk], cases[key], step.minutes) for key, step in supposed.steps.items()]
