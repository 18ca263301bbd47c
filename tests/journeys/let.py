"""Run inside an installation: two invented parcels, one of them leased three years ago and short of its covenant."""

import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from zhiyuan.app.manage import ready


def fill(password: str) -> None:
    """The people sign in with this password; the past is told day by day."""
    from zhiyuan.cases import services as cases
    from zhiyuan.enterprises.services import register_enterprise
    from zhiyuan.identity.models import Person
    from zhiyuan.identity.services import add_person
    from zhiyuan.kernel import parktime
    from zhiyuan.land import services
    from zhiyuan.park.queries import site

    admin: Any = Person.objects.get(username="administrator")
    firm = register_enterprise(admin, site(), key="guang", name="模拟光电", uscc="91411300MAAY4CL12B")
    other = register_enterprise(admin, site(), key="fang", name="模拟防爆", uscc="91411300MA2TH3BJ3L")
    for name, grant in (("officer", "officer"), ("guang", f"tenant@enterprises.enterprise:{firm.pk}"),
                        ("fang", f"tenant@enterprises.enterprise:{other.pk}")):  # fmt: skip
        add_person(admin, None, username=name, password=password, grants=[grant])
    officer: Any = Person.objects.get(username="officer")
    services.register_parcel(officer, site(), number="G2026-02（模拟）", area_mu=Decimal("12.5"))
    parcel = services.register_parcel(officer, site(), number="G2023-01（模拟）", area_mu=Decimal(30))
    now = datetime.now(UTC)
    began = now - timedelta(days=3 * 365 + 10)
    parktime.use(lambda: began - timedelta(days=60))
    case = cases.open_case_about(officer, parcel, kind="land_lease", form={"reason": "光电厂房用地（模拟）"})
    cases.work_case(officer, case, act="accept")
    cases.work_case(officer, case, act="pass", step="plan")
    parktime.use(lambda: began - timedelta(days=20))
    for step in ("notice", "award", "contract"):
        cases.work_case(officer, case, act="pass", step=step)
    since = began.date()
    said = {"enterprise": "guang", "lease_from": since, "lease_years": 3, "total_years": 50}
    services.lease_parcel(officer, parcel, **said)
    parktime.use(lambda: now)
    due: date = (now - timedelta(days=12)).date()
    for indicator, target in (("tax", "50"), ("investment", "300")):
        services.agree_covenant(officer, parcel, indicator=indicator, target=Decimal(target), due=due)
    for indicator, value in (("tax", "41.5"), ("investment", "320")):
        services.observe_covenant(
            officer, parcel, indicator=indicator, value=Decimal(value), source="模拟数据", as_of=due
        )
    _project(officer, now.date())
    services.pay_rent(officer, parcel, amount=Decimal("86400.55"))


def _project(officer: Any, today: date) -> None:
    """A project whose start was moved and came late, and one that is a lead."""
    from zhiyuan.park.queries import site
    from zhiyuan.projects import services

    services.register_project(officer, site(), key="lead", name="模拟镀膜线索")
    row = services.register_project(
        officer, site(), key="optics", name="模拟光电厂房", enterprise="guang", officer="officer"
    )
    for milestone, days in (("sign", -200), ("start", -150), ("enlist", -100), ("finish", 100), ("produce", 200)):
        services.plan_milestone(officer, row, milestone=milestone, day=today + timedelta(days=days))
    moved = today - timedelta(days=110)
    services.plan_milestone(officer, row, milestone="start", day=moved, reason="用地交付推迟（模拟）")
    services.reach_milestone(officer, row, milestone="sign", day=today - timedelta(days=201))
    services.reach_milestone(officer, row, milestone="start", day=today - timedelta(days=105))
    services.enter_investment(
        officer, row, month=today - timedelta(days=60), planned=Decimal(800), done=Decimal("612.5"), source="模拟数据"
    )


if __name__ == "__main__":
    ready()
    fill(sys.argv[1])
