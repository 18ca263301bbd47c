"""What a tenant sees of their own, and that nothing of another's is there."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from openpyxl import load_workbook

from billing.closing import NOW as MAY
from billing.closing import Closing, closing
from savings.conftest import kept
from savings.measured_park import NOW, ZONE, measured_park
from small_park import SmallPark, person, signed_in
from zhiyuan.app.shell import nav
from zhiyuan.billing import bill_queries, services, tenant_queries
from zhiyuan.billing.models import Budget
from zhiyuan.billing.saving_queries import tenant_saving
from zhiyuan.billing.watch import watch
from zhiyuan.enterprises import services as lets
from zhiyuan.enterprises.models import Tenancy, TenancyMeter
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, Refused
from zhiyuan.maintenance.models import Alarm
from zhiyuan.park.models import Gateway, Meter, Point
from zhiyuan.telemetry.delta import DeltaFiles
from zhiyuan.telemetry.historian import micros
from zhiyuan.telemetry.rollup import APP, ENERGY

__all__ = ["kept"]
pytestmark = pytest.mark.django_db


@dataclass
class Let:
    """A park with two tenants; the first has the office's meter, both share the garage's."""

    park: SmallPark
    li: Any
    account: Any
    ketuo: Any
    other: Any
    tenant: Any


@pytest.fixture
def let(db: None, kept: Path, settings: Any) -> Iterator[Let]:
    settings.HOME = kept
    before = list(parktime._source)
    parktime.use(lambda: NOW)
    park = measured_park()
    li, officer = person("li", "administrator"), person("officer", "officer")
    account = services.add_account(li, park.site, key="main", name="总表", meter="m-c1")
    services.set_common_meter(li, account, meter="m-c2", start=date(2024, 1, 1), name="地库照明")
    ketuo = lets.register_enterprise(officer, park.site, key="ketuo", name="科拓光电")
    other = lets.register_enterprise(officer, park.site, key="other", name="创新电子")
    lets.open_tenancy(officer, ketuo, start=date(2024, 1, 1), area_m2=Decimal(300), meters=["m-c1"], spaces=["o101"])
    lets.open_tenancy(officer, other, start=date(2025, 12, 17), area_m2=Decimal(200))
    yield Let(park, li, account, ketuo, other, person("tenant", "tenant", ketuo))
    parktime._source[:] = before


def test_a_tenant_starts_on_their_own_page(let: Let) -> None:
    page = signed_in(let.tenant)
    assert nav.home(let.tenant) == "/mine/"
    assert page.get("/mine/")["Location"] == f"/mine/{let.ketuo.pk}/"
    said = page.get(f"/mine/{let.ketuo.pk}/").content.decode()
    assert "科拓光电" in said
    assert "创新电子" not in said


def test_the_menu_of_a_tenant_leads_to_nothing_that_is_refused(let: Let) -> None:
    page = signed_in(let.tenant)
    urls = [item.url for section in nav.menu(let.tenant, "/mine/") for item in section.items]
    assert "/mine/" in urls
    assert [page.get(url, follow=True).status_code for url in urls] == [200] * len(urls)


@pytest.mark.parametrize("rest", ["", "use/", "use/2025-12-30/", "use/?format=xlsx"])
def test_another_tenants_page_is_not_there(let: Let, rest: str) -> None:
    page = signed_in(let.tenant)
    assert page.get(f"/mine/{let.ketuo.pk}/{rest}").status_code == 200
    assert page.get(f"/mine/{let.other.pk}/{rest}").status_code == 404
    assert page.post(f"/mine/{let.other.pk}/", {"kwh": "5"}).status_code == 404


def test_the_enterprise_pages_of_another_are_not_there_by_page_or_api(let: Let) -> None:
    page = signed_in(let.tenant)
    assert page.get(f"/enterprises/{let.ketuo.pk}/").status_code == 200
    assert page.get(f"/enterprises/{let.other.pk}/").status_code == 404
    assert page.get("/enterprises/").status_code == 403
    assert [e["key"] for e in page.get("/api/v1/enterprises/").json()] == ["ketuo"]
    assert page.get(f"/api/v1/enterprises/{let.other.pk}/tenancies").status_code == 404


def test_what_belongs_to_the_whole_park_stays_closed_to_a_tenant(let: Let) -> None:
    page = signed_in(let.tenant)
    shut = ["/ops/", "/savings/", "/energy/", "/alarms/", "/closes/", "/enterprises/", "/people/", "/spaces/"]
    assert {url: page.get(url).status_code for url in shut} == dict.fromkeys(shut, 403)
    assert page.get("/api/v1/savings/report").status_code == 403


def test_a_month_is_shown_day_by_day_beside_the_usual(let: Let) -> None:
    month = tenant_queries.month(let.ketuo, date(2025, 12, 1))
    assert (month.days[0].day, month.days[-1].day) == (date(2025, 12, 1), date(2025, 12, 31))
    assert all(d.known for d in month.days)
    beside = {b.name: b for b in month.beside}
    assert beside["year"].days == 31
    assert beside["year"].change is not None
    assert beside["year"].change < -0.3  # the light was renewed in between


def test_the_workbook_holds_the_same_days(let: Let) -> None:
    answer = signed_in(let.tenant).get(f"/mine/{let.ketuo.pk}/use/?month=2025-12&format=xlsx")
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    assert sheet.max_row == 3 + 1 + 31


def test_a_share_of_a_verified_saving_is_by_that_months_cost_key(let: Let) -> None:
    found = tenant_saving(let.ketuo, date(2025, 12, 1))
    part, own = (next(p for p in found.parts if p.circuit == c) for c in ("c2", "c1"))
    assert part.key.weights == {"ketuo": Decimal(300 * 31), "other": Decimal(200 * 15)}
    assert part.share.share == Decimal(9300) / Decimal(12300)
    assert part.whole_kwh is not None
    assert part.share.kwh == pytest.approx(Decimal(str(part.whole_kwh)) * part.share.share, abs=Decimal("0.01"))
    (of_other,) = tenant_saving(let.other, date(2025, 12, 1)).parts
    assert part.share.kwh is not None
    assert of_other.share.kwh is not None
    assert part.share.kwh + of_other.share.kwh == round(Decimal(str(part.whole_kwh)), 2)
    assert part.share.verdict in {"verified", "insufficient"}
    assert (own.share.share, own.key.by) == (1, "meter")  # their own meter's saving is all theirs
    assert part.share.cny is None  # no figure is made up where prices are missing, and the reason is said
    assert found.cny is None
    assert found.waits


def test_without_a_measured_saving_the_page_says_so(let: Let) -> None:
    assert tenant_saving(let.other, date(2025, 6, 1)).parts == ()
    lets.open_tenancy(let.li, let.other, start=date(2025, 1, 1), end=date(2025, 3, 1), area_m2=Decimal(1), contract="x")
    said = signed_in(person("b", "tenant", let.other)).get(f"/mine/{let.other.pk}/").content.decode()
    assert "创新电子" in said


def test_a_tenant_sets_their_own_budget_and_nobody_elses(let: Let) -> None:
    page = signed_in(let.tenant)
    assert page.post(f"/mine/{let.ketuo.pk}/", {"kwh": "600"}).status_code == 302
    assert Budget.objects.get().kwh == 600
    with pytest.raises(Refused):
        services.set_tenant_budget(let.tenant, let.other, month=date(2026, 1, 1), kwh=Decimal(5))
    with pytest.raises(Refused):
        services.set_account_budget(let.tenant, let.account, month=date(2026, 1, 1), kwh=Decimal(5))
    with pytest.raises(Malformed, match="above zero"):
        services.set_tenant_budget(let.tenant, let.ketuo, month=date(2026, 1, 1), kwh=Decimal(0))


def test_a_budget_that_the_month_will_pass_raises_one_alarm_and_a_larger_one_clears_it(let: Let) -> None:
    def state() -> list[tuple[str, bool]]:
        return [(a.kind, a.cleared is None) for a in Alarm.objects.filter(kind__startswith="budget")]

    services.set_tenant_budget(let.tenant, let.ketuo, month=date(2026, 1, 1), kwh=Decimal(10))
    watch(let.park.site, NOW)
    watch(let.park.site, NOW)
    assert state() == [("budgetAtRisk", True)]
    services.set_tenant_budget(let.tenant, let.ketuo, month=date(2026, 1, 1), kwh=Decimal(99999))
    watch(let.park.site, NOW)
    assert state() == [("budgetAtRisk", False)]


def test_a_quiet_park_raises_no_alarm_of_unusual_use(let: Let) -> None:
    seen = watch(let.park.site, NOW)
    assert (seen.judged, seen.unusual) == (2, 0)  # the tenant with a meter, and the account
    assert Alarm.objects.count() == 0


def test_a_day_shows_its_band(let: Let) -> None:
    said = signed_in(let.tenant, "en").get(f"/mine/{let.ketuo.pk}/use/2025-12-30/").content.decode()
    assert "Expected and used, hour by hour" in said
    assert said.count('<th scope="row">') == 24
    assert signed_in(let.tenant).get(f"/mine/{let.ketuo.pk}/use/2026-02-30/").status_code == 404


@pytest.fixture
def billed(db: None, tmp_path: Path, settings: Any) -> Iterator[Closing]:
    settings.HOME = tmp_path
    before = list(parktime._source)
    parktime.use(lambda: MAY)
    made = closing(tmp_path)
    made.issued()
    yield made
    parktime._source[:] = before


@pytest.mark.parametrize("form", ["pdf", "xlsx"])
def test_a_tenant_takes_their_bill_along_and_not_anothers(billed: Closing, form: str) -> None:
    close = billed.account.closes.get()
    bills = {b.payer: b for b in bill_queries.effective(close)}
    page = signed_in(person("jia", "tenant", billed.tenants["jia"]))
    assert page.get(f"/bills/{bills['甲公司'].pk}/bill.{form}").status_code == 200
    assert page.get(f"/bills/{bills['乙公司'].pk}/bill.{form}").status_code == 404
    said = page.get(f"/mine/{billed.tenants['jia'].pk}/").content.decode()
    assert f"/bills/{bills['甲公司'].pk}/bill.pdf" in said
    assert "乙公司" not in said


def test_the_bills_of_others_are_neither_listed_nor_opened(billed: Closing) -> None:
    close = billed.account.closes.get()
    page = signed_in(person("jia", "tenant", billed.tenants["jia"]))
    for bill in close.bills.all():
        mine = bill.enterprise == billed.tenants["jia"]
        assert page.get(f"/bills/{bill.pk}/").status_code == (200 if mine else 404)
        assert page.get(f"/bills/{bill.pk}/lines/0/").status_code == (200 if mine else 404)
    assert "乙公司" not in page.get("/bills/").content.decode()


def test_a_tenant_opens_a_line_down_to_the_readings_and_nobody_elses(billed: Closing) -> None:
    bills = {b.payer: b for b in bill_queries.effective(billed.account.closes.get())}
    page = signed_in(person("bing", "tenant", billed.tenants["bing"]))
    (shown,) = page.get(f"/bills/{bills['丙公司'].pk}/lines/0/?day=2026-04-17").context["readings"]
    assert page.get(shown["url"]).status_code == 200
    assert page.get(f"{shown['url']}&bucket=readings").status_code == 200
    other = signed_in(person("jia", "tenant", billed.tenants["jia"]))
    assert other.get(shown["url"]).status_code == 403
    assert other.get(f"{shown['url']}&bucket=readings&format=xlsx").status_code == 403


def test_no_link_leads_a_tenant_to_days_or_meters_that_are_not_theirs(billed: Closing) -> None:
    bill = next(b for b in bill_queries.effective(billed.account.closes.get()) if b.payer == "丙公司")
    page = signed_in(person("bing", "tenant", billed.tenants["bing"]))
    (before,) = page.get(f"/bills/{bill.pk}/lines/0/?day=2026-04-16").context["readings"]
    assert page.get(before["url"]).status_code == 200  # a day before they moved in gives their first day instead
    hall = next(n for n, x in enumerate(bill.lines) if x["name"] == "common/hall")
    (shared,) = page.get(f"/bills/{bill.pk}/lines/{hall}/").context["readings"]
    assert shared["url"] == ""


def test_use_beyond_ones_own_past_raises_one_alarm_and_the_page_says_so(
    let: Let, kept: Path, tmp_path: Path, settings: Any
) -> None:
    home = tmp_path / "home"
    shutil.copytree(kept, home)
    settings.HOME = home
    _second_meter(let, home, datetime(2025, 12, 31, 18, 0, tzinfo=ZONE), hours=5)
    seen = watch(let.park.site, NOW)
    watch(let.park.site, NOW)
    assert seen.unusual == 1
    alarm = Alarm.objects.get(object_type="enterprises.enterprise")
    assert (alarm.kind, alarm.object_name, alarm.times, alarm.params["way"]) == ("unusualUse", "科拓光电", 2, "high")
    assert alarm.params["hours"] == 5
    said = signed_in(let.tenant).get(f"/mine/{let.ketuo.pk}/").content.decode()
    assert "昨天用电高于常值" in said
    parktime.use(lambda: NOW + timedelta(days=2))
    watch(let.park.site, NOW + timedelta(days=2))
    alarm.refresh_from_db()
    assert alarm.cleared is not None


def _second_meter(let: Let, home: Path, start: datetime, hours: int) -> None:
    """One more meter of the tenant: 1 kWh an hour for ten weeks, 30 in some hours from ``start`` on."""
    gateway = Gateway.objects.get(key="g1")
    meter = Meter.objects.create(site=let.park.site, key="m-x", gateway=gateway)
    about: dict[str, Any] = {"kind": "register", "unit": "kWh", "decimals": 3, "source": "g1"}
    Point.objects.create(pk=900_009, site=let.park.site, key="meter/m-x/energy", **about)
    tenancy = Tenancy.objects.get(enterprise=let.ketuo)
    TenancyMeter.objects.create(tenancy=tenancy, meter=meter)
    quarter, first = 900_000_000, micros(datetime(2025, 10, 20, tzinfo=ZONE))
    at = np.arange(first, micros(NOW + timedelta(days=3)), quarter, dtype=np.int64)
    odd = (at >= micros(start)) & (at < micros(start) + hours * 4 * quarter)
    energy = np.where(odd, 7_500_000, 250_000)
    months = np.array([f"{datetime.fromtimestamp(t / 1e6, UTC):%Y-%m}" for t in at])
    tables = {}
    for month in np.unique(months):
        here = months == month
        columns = [np.full(here.sum(), 900_009, np.int32), at[here], energy[here], np.zeros(here.sum(), np.int8)]
        tables[str(month)] = pa.table([pa.array(c) for c in columns], schema=ENERGY.columns)
    DeltaFiles(home / "historian" / "energy", ENERGY, write=True).commit(tables, (APP, 2), [])
