"""Run inside an installation: an invented firm, one person at each desk of the four certificates, and a leader."""

import sys
from typing import Any

from zhiyuan.app.manage import ready

DESKS = {"clerk": "hall", "planner": "planning", "registrar": "registry", "builder": "housing"}


def fill(password: str) -> None:
    """The people sign in with this password."""
    from zhiyuan.enterprises.services import register_enterprise
    from zhiyuan.identity.models import Person
    from zhiyuan.identity.services import add_person
    from zhiyuan.park.queries import site

    admin: Any = Person.objects.get(username="administrator")
    firm = register_enterprise(admin, site(), key="guang", name="模拟光电", uscc="91411300MAAY4CL12B")
    grants = {name: [f"officer@cases.desk:{desk}"] for name, desk in DESKS.items()}
    grants |= {"guang": [f"tenant@enterprises.enterprise:{firm.pk}"], "chief": ["leader"], "window": ["window"]}
    for name, held in grants.items():
        add_person(admin, None, username=name, password=password, grants=held)


if __name__ == "__main__":
    ready()
    fill(sys.argv[1])
