"""An alarm that asks for work gets one order; that it is done for good is said by the facts, not by who closes it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from archive.made import picture
from cases.opened import MONDAY, at, at_desk
from enterprises.tenants import tenants
from small_park import SmallPark, person, signed_in, small_park
from zhiyuan.archive.writes import receive
from zhiyuan.cases import services, writes_orders
from zhiyuan.cases.models import Case, Order
from zhiyuan.kernel import parktime
from zhiyuan.maintenance import writes as maintenance
from zhiyuan.maintenance.alarm import Fact
from zhiyuan.maintenance.models import Alarm
from zhiyuan.maintenance.services import clear_alarm

LAMP = Fact("lampFailure", "luminaire", "L1")
USE = {"way": "over", "kwh": 40.0, "expected_kwh": 12.0, "hours": 6}


@dataclass
class Shop:
    """A park and its electrician."""

    park: SmallPark
    electrician: Any


@pytest.fixture
def shop(database: str) -> Iterator[Shop]:
    at(MONDAY)
    yield Shop(small_park(), at_desk("electrician", "electrician"))
    parktime.use(lambda: datetime.now(UTC))


def raised(shop: Shop, fact: Fact = LAMP, days: int = 0) -> Any:
    moment = MONDAY + timedelta(days=days)
    return maintenance.raise_alarm(shop.park.site.pk, fact, moment, name="灯 1", floor_id=shop.park.floor.pk)[0]


def opened(shop: Shop) -> Any:
    raised(shop)
    assert writes_orders.open_orders(shop.park.site) == 1
    return Case.objects.get()


def repaired(shop: Shop) -> Any:
    case, who = opened(shop), shop.electrician
    services.work_case(who, case, act="pass", step="take")
    services.add_paper(who, case, doc="repaired", upload=receive(who, "a.jpg", [picture()]).pk)
    services.work_case(who, case, act="pass", step="repair", form={"done": "更换驱动（模拟）"})
    case.refresh_from_db()
    return case


def test_an_alarm_that_asks_for_work_gets_one_order_however_often_it_is_looked(shop: Shop) -> None:
    case = opened(shop)
    assert writes_orders.open_orders(shop.park.site) == 0
    raised(shop)
    assert writes_orders.open_orders(shop.park.site) == 0
    assert (case.phase, case.subject_type, [t.desk for t in case.turns.all()]) == (
        "running", "park.floor", ["electrician"]
    )  # fmt: skip
    assert Order.objects.get().alarm == Alarm.objects.get()


def test_an_alarm_that_asks_for_none_or_is_over_gets_none(shop: Shop) -> None:
    raised(shop, Fact("fireInput", "building", "a"))
    raised(shop)
    maintenance.clear_alarm(shop.park.site.pk, LAMP, MONDAY)
    assert writes_orders.open_orders(shop.park.site) == 0


def test_closing_an_order_clears_no_alarm_and_it_goes_on_where_the_alarm_stands(shop: Shop) -> None:
    case = repaired(shop)
    number = case.number
    assert (case.phase, Alarm.objects.get().cleared) == ("watched", None)
    assert writes_orders.follow_facts(shop.park.site) == 0
    at(MONDAY + timedelta(days=1))
    assert writes_orders.follow_facts(shop.park.site) == 1
    case.refresh_from_db()
    assert (case.phase, case.number) == ("running", number)
    assert [t.what for t in case.turns.all()] == ["repair"]


def test_it_is_done_for_good_when_the_facts_cleared_the_alarm(shop: Shop) -> None:
    case = repaired(shop)
    maintenance.clear_alarm(shop.park.site.pk, LAMP, MONDAY)
    at(MONDAY + timedelta(days=1))
    assert writes_orders.follow_facts(shop.park.site) == 1
    case.refresh_from_db()
    assert case.phase == "closed"
    assert writes_orders.follow_facts(shop.park.site) == 0


def test_an_alarm_that_somebody_cleared_by_hand_is_not_said_to_be_cleared_by_the_facts(shop: Shop) -> None:
    case = repaired(shop)
    clear_alarm(person("operator", "operator"), Alarm.objects.get())
    at(MONDAY + timedelta(days=1))
    assert writes_orders.follow_facts(shop.park.site) == 1
    assert case.events.order_by("seq").last().data["reason"] == "告警由人工消除，其后未再发生"


def test_the_same_fact_raised_anew_goes_on_with_its_order_and_opens_no_second(shop: Shop) -> None:
    case = repaired(shop)
    maintenance.clear_alarm(shop.park.site.pk, LAMP, MONDAY)
    at(MONDAY + timedelta(hours=3))
    raised(shop)
    assert writes_orders.open_orders(shop.park.site) == 0
    case.refresh_from_db()
    assert (Case.objects.count(), case.phase, case.orders.count()) == (1, "running", 2)


def test_after_it_was_done_for_good_the_same_fact_opens_another(shop: Shop) -> None:
    repaired(shop)
    maintenance.clear_alarm(shop.park.site.pk, LAMP, MONDAY)
    at(MONDAY + timedelta(days=1))
    writes_orders.follow_facts(shop.park.site)
    raised(shop, days=1)
    assert writes_orders.open_orders(shop.park.site) == 1


def test_the_order_shows_alarm_readings_and_place_to_the_electrician(shop: Shop) -> None:
    site = shop.park.site
    fact = Fact("unusualUse", "billing.account", "common")
    maintenance.raise_alarm(site.pk, fact, MONDAY, name="公共区域", params=USE)
    writes_orders.open_orders(site)
    page = signed_in(shop.electrician).get(f"/cases/{Case.objects.get().pk}/").content.decode()
    for shown in ("用电异常", "公共区域", "预期 [kWh]", "12.0", "未消除"):
        assert shown in page


@pytest.mark.django_db
def test_unusual_use_of_a_firm_is_looked_at_where_the_firm_is() -> None:
    at(MONDAY)
    t = tenants()
    site = t.park.site
    fact = Fact("unusualUse", "enterprises.enterprise", t.ketuo.key)
    maintenance.raise_alarm(site.pk, fact, MONDAY, name=t.ketuo.name, params=USE)
    assert writes_orders.open_orders(site) == 1
    case = Case.objects.get()
    assert case.enterprise is None
    assert t.ketuo.name in case.subject_name
    parktime.use(lambda: datetime.now(UTC))
