"""Run inside an installation: two invented firms, people at the desks, and cases in every state."""

import sys
from typing import Any

from zhiyuan.app.manage import ready

SIMPLE = {"subject": "路灯不亮（模拟）", "detail": "三号门东侧第二盏路灯不亮（模拟）"}
PERMITS = {
    "project": "模拟光电厂房", "parcel": "G2026-01", "area_m2": "12000", "investment_cny": "80000000", "contact": "-",
}  # fmt: skip
HAVE = [
    "application",
    "approval",
    "land_contract",
    "price_receipt",
    "scheme",
    "drawings",
    "contractor",
    "safety",
    "funds",
]


def fill(password: str) -> None:
    """The people sign in with this password."""
    from zhiyuan.cases import services
    from zhiyuan.enterprises.services import register_enterprise
    from zhiyuan.identity.models import Person
    from zhiyuan.identity.services import add_person
    from zhiyuan.park.queries import site

    admin: Any = Person.objects.get(username="administrator")
    firm = register_enterprise(admin, site(), key="guang", name="模拟光电", uscc="91411300MAAY4CL12B")

    def person(username: str, *grants: str) -> Any:
        return add_person(admin, None, username=username, password=password, grants=list(grants))

    window = person("window", "window")
    guang = person("guang", f"tenant@enterprises.enterprise:{firm.pk}")
    person("planner", "officer@cases.desk:planning")
    permits = services.open_case(guang, firm, kind="four_certificates_strict", form=PERMITS, docs=HAVE)
    services.answer_case(guang, permits, act="promise", doc="insolation")
    services.answer_case(guang, permits, act="promise", doc="traffic")
    services.work_case(window, permits, act="accept")
    services.work_case(window, permits, act="pass", step="land")
    lacking = services.open_case(guang, firm, kind="four_certificates_fast", form=PERMITS, docs=["application"])
    services.work_case(window, lacking, act="return")
    request = services.open_case(window, firm, kind="request_joint", form=SIMPLE)
    services.work_case(window, request, act="accept")


if __name__ == "__main__":
    ready()
    fill(sys.argv[1])
