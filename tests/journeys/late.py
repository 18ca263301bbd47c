"""Run inside an installation that ``applied`` filled: three weeks ago a visit found something; the desk took it on."""

import sys
from datetime import UTC, datetime, timedelta
from typing import Any

from zhiyuan.app.manage import ready


def fill() -> None:
    """What was found stays unsolved until today, long after the five working days that were promised."""
    from zhiyuan.cases import services
    from zhiyuan.enterprises.queries import of_site
    from zhiyuan.identity.models import Person
    from zhiyuan.kernel import parktime
    from zhiyuan.park.queries import site, today

    then = datetime.now(UTC) - timedelta(days=21)
    parktime.use(lambda: then)
    window: Any = Person.objects.get(username="window")
    firm = of_site(site()).get(key="guang")
    said = {"day": today(site()), "kind": "requested", "purpose": "finance", "visitors": "模拟甲"}
    visit = services.plan_visit(window, firm, **said)
    services.settle_visit(window, visit, state="held")
    form = {"subject": "夜间照明不足（模拟）", "detail": "西侧停车场（模拟）"}
    case = services.record_finding(window, visit, kind="request_simple", form=form)
    services.work_case(window, case, act="accept")
    services.work_case(window, case, act="pass", step="reply")
    sys.stdout.write(case.number)


if __name__ == "__main__":
    ready()
    fill()
