"""Run inside an installation: three invented firms with facts, two officers and a firm's own person."""

import sys
from datetime import UTC, datetime
from typing import Any

from zhiyuan.app.manage import ready

FIRMS = {"guang": ("模拟光电", "91411300MAAY4CL12B", "330"), "fang": ("模拟防爆", "91411300MA2TH3BJ3L", "100"),
         "yao": ("模拟药业", "91411300MA1XG61251", None)}  # fmt: skip


def fill(password: str) -> None:
    """The people sign in with this password; of the first firm all is known, the second spends too little."""
    from zhiyuan.enterprises.services import record_fact, register_enterprise
    from zhiyuan.identity.models import Person
    from zhiyuan.identity.services import add_person
    from zhiyuan.park.queries import site, today

    admin: Any = Person.objects.get(username="administrator")
    year, day = str(datetime.now(UTC).year - 1), today(site())
    rows = {}
    for key, (name, uscc, rd) in FIRMS.items():
        rows[key] = register_enterprise(admin, site(), key=key, name=name, uscc=uscc)
        for metric, value in {"staff": "120", "op_revenue": "6000", "rd": rd}.items():
            if value:
                record_fact(admin, rows[key], metric=metric, period=year, value=value, source="模拟数据", as_of=day)
        record_fact(admin, rows[key], metric="blacklisted", period="", value="否", source="模拟数据", as_of=day)
    own = f"tenant@enterprises.enterprise:{rows['guang'].pk}"
    for name, role in (("officer", "officer"), ("second", "officer"), ("guang", own)):
        add_person(admin, None, username=name, password=password, grants=[role])


if __name__ == "__main__":
    ready()
    fill(sys.argv[1])
