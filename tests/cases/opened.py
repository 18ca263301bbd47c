"""Two firms of a small park, whoever sits at its desks, and a case that is open."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from enterprises.tenants import Tenants, tenants
from small_park import person
from zhiyuan.cases import services
from zhiyuan.identity.models import Grant, Person
from zhiyuan.kernel import parktime

MONDAY = datetime(2026, 9, 28, 2, tzinfo=UTC)  # ten in the morning in the park
FORM = {"subject": "路灯不亮", "detail": "三号门东侧第二盏路灯不亮"}


@dataclass
class Hall:
    """The rows by the names the tests use."""

    t: Tenants
    firm: Any
    other_firm: Any
    desk: Any
    window: Any


def at(moment: datetime) -> None:
    """Let it be this moment in the park."""
    parktime.use(lambda: moment)


def at_desk(username: str, desk: str) -> Any:
    """Somebody who sits at one desk and nowhere else."""
    who = Person.objects.create(username=username, display_name=username)
    Grant.objects.create(person=who, role="officer", scope_type="cases.desk", scope_id=desk)
    return who


def hall() -> Hall:
    """Firms, a desk for enterprises, and a window that may do everything in the hall."""
    t = tenants()
    firm, other = person("ketuo", "tenant", t.ketuo), person("chuangxin", "tenant", t.chuangxin)
    return Hall(t, firm, other, at_desk("wang", "service"), person("window", "window"))


def request(h: Hall, kind: str = "request_simple") -> Any:
    """A request that its own firm made and the desk accepted."""
    case = services.open_case(h.firm, h.t.ketuo, kind=kind, form=FORM)
    services.work_case(h.desk, case, act="accept")
    return case
