"""A parcel of a small park, and the cases that its acts rest on."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from cases.opened import MONDAY, Hall, at, hall
from zhiyuan.cases import queries as case_queries
from zhiyuan.cases import services as cases
from zhiyuan.cases.state import ready
from zhiyuan.kernel import parktime
from zhiyuan.land import services
from zhiyuan.land.models import Parcel


@dataclass
class Land:
    """The rows by the names the tests use."""

    h: Hall
    officer: Any
    parcel: Parcel


def land() -> Land:
    """A parcel that nobody has."""
    h = hall()
    return Land(h, h.t.officer, services.register_parcel(h.t.officer, h.t.park.site, number="G1", area_mu=Decimal(30)))


def closed(g: Land, kind: str) -> Any:
    """A case of a kind about the parcel, worked to its end; days pass where the kind waits."""
    case = cases.open_case_about(g.officer, g.parcel, kind=kind, form={"reason": "模拟"})
    cases.work_case(g.officer, case, act="accept")
    while steps := ready(case_queries.read(case).kind, case_queries.read(case).state):
        if wait := steps[0].wait:
            later = parktime.now() + timedelta(days=wait.count + 12)
            at(later)
        cases.work_case(g.officer, case, act="pass", step=steps[0].key)
    return case


def leased(g: Land, years: int = 2) -> Parcel:
    """The parcel leased to the first firm since the Monday of the tests, with one covenant and some rent."""
    closed(g, "land_lease")
    at(MONDAY)
    since = date(2026, 9, 28)
    services.lease_parcel(g.officer, g.parcel, enterprise="ketuo", lease_from=since, lease_years=years, total_years=50)
    due = date(2028, 9, 27)
    services.agree_covenant(g.officer, g.parcel, indicator="tax", target=Decimal(50), due=due)
    services.pay_rent(g.officer, g.parcel, amount=Decimal("86400.55"))
    return g.parcel
