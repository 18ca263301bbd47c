"""The ledger of promises over HTTP: in cases, and what the park promised of itself outside any case."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhiyuan.cases.queries_ledger import Line, lines, sums
from zhiyuan.cases.queries_promises import latest_day

router = Router(tags=["cases"])
RATES = ("due", "on_time", "kept", "vs_original", "broken")
SAID = ("by", "kind", "made", "first", "due", "kept", "state")


class RatesOut(Schema):
    """Promises due by a day, by who made them and kind of case (empty: outside any case), and how many were kept."""

    by: str
    kind: str
    desk: str
    due: int
    on_time: int
    kept: int
    vs_original: int
    broken: int


class PromiseOut(Schema):
    """A promise as of a day: in a case, or the park's own (``pledge_id``). ``first`` is the day first named."""

    case_id: int | None
    pledge_id: int | None
    number: str
    enterprise: str
    by: str
    kind: str
    what_zh: str
    what_en: str
    made: date
    first: date
    due: date
    kept: date | None
    state: str


@router.get("/promises", response=list[RatesOut])
def promises(request: HttpRequest, on: date | None = None, by: str = "", kind: str = "") -> Any:
    """How promises were kept as of a day: in cases that you may see, and the park's own, made in the year before."""
    return [
        RatesOut(by=row.by, kind=row.kind, desk=row.desk, **{name: getattr(row.rates, name) for name in RATES})
        for row in sums(request.user, on or latest_day(), by=by, kind=kind)
    ]


@router.get("/promises/ledger", response=list[PromiseOut])
def ledger(
    request: HttpRequest, on: date | None = None, by: str = "", kind: str = "", state: str = "", limit: int = 200
) -> Any:
    """The promises that those rates count, the last cases first, then the park's own."""
    most = max(0, min(limit, 1000))
    found = lines(request.user, on or latest_day(), by=by, kind=kind, state=state, most=most)
    return [_promise(line) for line in found]


def _promise(line: Line) -> PromiseOut:
    return PromiseOut(
        case_id=line.case and line.case.pk, pledge_id=line.pledge and line.pledge.pk,
        number=line.case.number if line.case else "", enterprise=str(line.enterprise or ""),
        what_zh=line.what.zh, what_en=line.what.en, **{name: getattr(line, name) for name in SAID},
    )  # fmt: skip
