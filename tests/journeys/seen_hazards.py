"""Run inside an installation: who finds, fixes and verifies hazards; and one more whose deadline is over."""

import sys
from datetime import UTC, datetime, timedelta
from typing import Any

from zhiyuan.app.manage import ready

GRANTS = {
    "officer": ["officer"],
    "traffic": ["officer@cases.desk:traffic"],
    "works": ["officer@cases.desk:works", "officer@cases.desk:supervision"],
    "supervision": ["officer@cases.desk:supervision"],
}


def fill(password: str) -> None:
    """The people sign in with this password; a hazard of twenty days ago that nobody looked at."""
    from zhiyuan.cases import services
    from zhiyuan.identity.models import Person
    from zhiyuan.identity.services import add_person
    from zhiyuan.kernel import parktime
    from zhiyuan.park.queries import site

    admin: Any = Person.objects.get(username="administrator")
    for name, grants in GRANTS.items():
        add_person(admin, None, username=name, password=password, grants=grants)
    officer: Any = Person.objects.get(username="officer")
    moment = datetime.now(UTC) - timedelta(days=20)
    parktime.use(lambda: moment)
    form = {"what": "雨水口堵塞（模拟）", "category": "water", "seen": moment.date().isoformat()}
    late = services.open_case_about(officer, site(), kind="hazard_environment", form=form, place="北门雨水口（模拟）")
    services.work_case(officer, late, act="accept")


if __name__ == "__main__":
    ready()
    fill(sys.argv[1])
