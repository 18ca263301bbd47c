"""Run inside an installation: invented firms with facts, one that stands, one that misses a rung by one clause."""

import sys
from datetime import UTC, date, datetime
from typing import Any

from zhiyuan.app.manage import ready

FIRMS = {"guang": ("模拟光电", "91411300MAAY4CL12B", "30"), "fang": ("模拟防爆", "91411300MA2TH3BJ3L", "10"),
         "yao": ("模拟药业", "91411300MA1XG61251", None)}  # fmt: skip
YEARLY = {"staff": "120", "revenue": "6000", "cost": "5000", "assets": "4000", "rd": "330"}
STATED = {"resident": "是", "prohibited": "否", "violation": "否", "blacklisted": "否", "ip1": "0", "ip2": "4"}


def fill(password: str) -> None:
    """The people sign in with this password; every fact is of last year."""
    from zhiyuan.enterprises.services import record_fact, register_enterprise
    from zhiyuan.identity.models import Person
    from zhiyuan.identity.services import add_person
    from zhiyuan.innovation.services import record_qualification
    from zhiyuan.park.queries import site, today

    admin: Any = Person.objects.get(username="administrator")
    year = str(datetime.now(UTC).year - 1)
    day = today(site())
    for key, (name, uscc, technicians) in FIRMS.items():
        firm = register_enterprise(admin, site(), key=key, name=name, uscc=uscc)
        said = {**YEARLY, **STATED} | ({"tech_staff": technicians} if technicians else {})
        for metric, value in said.items():
            period = year if metric in YEARLY or metric == "tech_staff" else ""
            record_fact(admin, firm, metric=metric, period=period, value=value, source="模拟数据", as_of=day)
    record_qualification(
        admin, firm, rule="high_tech", number="GR-模拟-1", issued=date(day.year - 3, 12, 1),
        valid_last=date(day.year, 12, 31), source="模拟数据",
    )  # fmt: skip
    for name, role in (("officer", "officer"), ("guang", f"tenant@enterprises.enterprise:{firm.pk - 2}")):
        add_person(admin, None, username=name, password=password, grants=[role])


if __name__ == "__main__":
    ready()
    fill(sys.argv[1])
