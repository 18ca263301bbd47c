"""The chance of one day over HTTP: what ``/cases/one-day/`` says."""

from dataclasses import asdict, replace
from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from zhiyuan.cases import queries_oneday
from zhiyuan.cases.onedaysetup import assumptions, read_span, read_staff
from zhiyuan.identity.verbs import demand_somewhere
from zhiyuan.park.queries import site as the_site
from zhiyuan.park.queries import today

router = Router(tags=["cases"])


class ShareOut(Schema):
    """A chance with its standard error and 95 % range, from the draw alone. [1]"""

    share: float
    se: float
    low: float
    high: float


class OneDayOut(Schema):
    """The three chances, how long half and nine of ten take [h of office time], and what the steps rest on.

    ``basis`` is assumed, mixed or observed; ``observed_cases`` are the own cases of each step, 0 where it is assumed.
    """

    day: date
    same_day: ShareOut
    seven_hours: ShareOut
    one_working_day: ShareOut
    median_h: float
    p90_h: float
    bundles: int
    basis: str
    observed_cases: dict[str, int]


@router.get("/one-day", response=OneDayOut)
def one_day(
    request: HttpRequest,
    staff: list[str] = Query([]),  # noqa: B008  # ninja's way of saying it
    hand_in: str = "",
    deputy_after: float | None = None,
    no_deputy: bool = False,
    pre_reviewed: bool = True,
    green_lane: bool = False,
) -> Any:
    """How likely four certificates are done in one day. ``staff``: DESK=PEOPLE; ``hand_in``: 09:30 or 09:00-11:00.

    A deputy signs as on this day where ``deputy_after`` [min of office time] and ``no_deputy`` say nothing else.
    """
    demand_somewhere(request.user, "cases.view")
    site = the_site()
    day = today(site)
    supposed, usual = assumptions(day), queries_oneday.usual(day)
    deputy = None if no_deputy else usual.deputy_after if deputy_after is None else deputy_after
    setup = replace(
        usual,
        pre_reviewed=pre_reviewed,
        green_lane=green_lane,
        deputy_after=deputy,
        staff=read_staff(staff, supposed),
        handed_in=read_span(hand_in, supposed),
    )
    return OneDayOut(day=day, **asdict(queries_oneday.chance(site, day, setup)))
