"""The checklist, the bills and their papers as people open them, in both languages."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from openpyxl import load_workbook

from billing.closing import NOW, Closing, closing, keep
from small_park import person, signed_in
from zhiyuan.billing import bill_queries, services
from zhiyuan.billing.models import Bill, MonthClose
from zhiyuan.kernel import parktime

pytestmark = pytest.mark.django_db


@pytest.fixture
def park(db: None, tmp_path: Path, settings: Any) -> Iterator[Closing]:
    settings.HOME = tmp_path
    before = list(parktime._source)
    parktime.use(lambda: NOW)
    yield closing(tmp_path)
    parktime._source[:] = before


@pytest.fixture
def page(park: Closing) -> Client:
    return signed_in(park.li)


def jia(close: MonthClose) -> Bill:
    return bill_queries.effective(close).get(payer="甲公司")


def text(page: Client, url: str) -> str:
    answer = page.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_bookkeeper_closes_a_month_by_the_page_alone(page: Client, park: Closing) -> None:
    assert "还没有关账的月份" in text(page, "/closes/")
    url = page.post("/closes/open/", {"account": "main", "month": "2026-04"})["Location"]
    said = text(page, url)
    assert "甲公司表：有 1 小时为估算" in said
    page.post(f"{url}accept/", {"reason": "与抄表记录核对一致"})
    page.post(f"{url}draft/")
    assert "甲公司" in text(page, url)
    page.post(f"{url}issue/")
    said = text(page, url)
    assert "2026-000001" in said
    for bill in Bill.objects.exclude(number=None):
        assert page.post(f"/bills/{bill.pk}/paid/", {"next": url})["Location"] == url
    assert text(page, url).count("已付款") == 3


def test_a_step_out_of_turn_is_answered_in_words_on_the_same_page(page: Client, park: Closing) -> None:
    close = park.opened()
    answer = page.post(f"/closes/{close.pk}/issue/", follow=True)
    assert answer.status_code == 200
    assert "有 1 小时为估算" in answer.content.decode()
    assert close.bills.count() == 0


def test_a_bill_shows_clause_and_estimate_of_every_line(page: Client, park: Closing) -> None:
    said = text(page, f"/bills/{jia(park.issued()).pk}/")
    assert "豫发改价管" in said
    assert "其中 8.00 kWh 为估算" in said
    assert "1.060289375" in said


def test_a_line_opens_to_the_days_and_quarter_hours_that_it_sums(page: Client, park: Closing) -> None:
    bill = jia(park.issued())
    (place, valley) = next((n, x) for n, x in enumerate(bill.lines) if x["period"] == "valley")
    answer = page.get(f"/bills/{bill.pk}/lines/{place}/?day=2026-04-01")
    assert answer.context["total"] == Decimal(valley["quantity"])
    assert sum(d.kwh for d in answer.context["days"]) == Decimal(valley["quantity"])
    estimated = [q for q, _, _ in answer.context["quarters"] if q.quality]
    assert len(estimated) == 4
    assert "估算" in answer.content.decode()


def test_a_line_of_the_tenant_of_the_17th_begins_on_the_17th(page: Client, park: Closing) -> None:
    bill = bill_queries.effective(park.issued()).get(payer="丙公司")
    days = page.get(f"/bills/{bill.pk}/lines/0/").context["days"]
    assert next(d.day for d in days if d.kwh) == date(2026, 4, 17)


def test_the_line_of_a_common_area_opens_to_the_whole_meter(page: Client, park: Closing) -> None:
    bill = jia(park.issued())
    place = next(n for n, x in enumerate(bill.lines) if x["name"] == "common/hall")
    answer = page.get(f"/bills/{bill.pk}/lines/{place}/")
    assert answer.context["total"] == Decimal("0.4") * 2880
    assert "公共走廊" in answer.content.decode()


def test_a_line_of_a_draft_opens_to_the_readings_of_now(page: Client, park: Closing) -> None:
    bill = park.drafted().bills.get(payer="乙公司")
    answer = page.get(f"/bills/{bill.pk}/lines/0/")
    assert answer.context["total"] == Decimal(bill.lines[0]["quantity"])


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_paper_and_workbook_come_in_both_languages(park: Closing, language: str) -> None:
    bill, page = jia(park.issued()), signed_in(park.li, language)
    assert page.get(f"/bills/{bill.pk}/bill.pdf").content.startswith(b"%PDF")
    book = load_workbook(BytesIO(page.get(f"/bills/{bill.pk}/bill.xlsx").content))
    cells = [c.value for row in book.active.iter_rows() for c in row]
    assert float(bill.total) in [c for c in cells if isinstance(c, float)]
    assert ("电费账单 2026-000003" if language == "zh-hans" else "Electricity bill 2026-000003") in cells


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_publication_says_where_the_energy_of_the_year_went(park: Closing, language: str) -> None:
    close, page = park.issued(), signed_in(park.li, language)
    answer = page.get("/bills/publication/?year=2026")
    assert len(answer.context["rows"]) == 1
    assert page.get("/bills/publication.pdf?year=2026").content.startswith(b"%PDF")
    book = load_workbook(BytesIO(page.get("/bills/publication.xlsx?year=2026").content))
    values = [c.value for row in book.active.iter_rows() for c in row]
    assert float(close.balance["master"]) in [v for v in values if isinstance(v, float | int)]


def test_the_list_of_bills_narrows_by_month_payer_and_state(page: Client, park: Closing) -> None:
    park.issued()
    assert "甲公司" in text(page, "/bills/?month=2026-04")
    assert "甲公司" not in text(page, "/bills/?month=2026-03")
    assert "乙公司" not in text(page, "/bills/?payer=甲")
    assert "甲公司" not in text(page, "/bills/?state=draft")
    assert load_workbook(BytesIO(page.get("/bills/?format=xlsx").content)).active.max_row == 5


def test_a_tenant_opens_their_bill_and_no_other(park: Closing) -> None:
    close = park.issued()
    tenant = signed_in(person("tenant", "tenant", park.tenants["jia"]))
    mine, other = jia(close), bill_queries.effective(close).get(payer="乙公司")
    assert "乙公司" not in text(tenant, "/bills/")
    for end in ("", "bill.pdf", "bill.xlsx", "lines/0/"):
        assert tenant.get(f"/bills/{mine.pk}/{end}").status_code == 200
        assert tenant.get(f"/bills/{other.pk}/{end}").status_code == 404
    assert tenant.get(f"/closes/{close.pk}/").status_code == 403
    assert tenant.post(f"/bills/{mine.pk}/paid/").status_code in (302, 403)
    assert not mine.payments.exists()


def test_the_proposed_correction_is_on_the_page_and_can_be_issued_there(
    page: Client, park: Closing, settings: Any, tmp_path: Path
) -> None:
    close = park.issued()
    keep(tmp_path / "later", tb={1500: 40.0})
    settings.HOME = tmp_path / "later"
    answer = page.post(f"/closes/{close.pk}/propose/", follow=True).content.decode()
    assert "建议的更正" in answer
    assert "补到的读数或入驻变动" in answer
    page.post(f"/closes/{close.pk}/correct/", {"reason": "补传读数"})
    credit = Bill.objects.filter(kind="credit").exclude(number=None).first()
    assert credit is not None
    assert "红字账单" in text(page, f"/bills/{credit.pk}/")
    assert "相同" in text(page, f"/closes/{close.pk}/?recheck=1")


def test_what_moved_is_explained_on_the_page(page: Client, park: Closing, settings: Any, tmp_path: Path) -> None:
    march = park.issued()
    MonthClose.objects.filter(pk=march.pk).update(month=date(2026, 3, 1))
    keep(tmp_path / "later", ta=dict.fromkeys(range(200, 2800), 4.0))
    settings.HOME = tmp_path / "later"
    close = park.drafted()
    assert "与上月相比的变动" in text(page, f"/closes/{close.pk}/")
    for bill in close.bills.all():
        page.post(f"/closes/{close.pk}/explain/", {"bill": bill.pk, "text": "新增一条产线"})
    assert "新增一条产线" in text(page, f"/closes/{close.pk}/")
    services.issue_bills(park.li, MonthClose.objects.get(pk=close.pk))


def test_the_workbook_of_bills_says_when_they_were_issued_by_the_parks_clock(page: Client, park: Closing) -> None:
    issued = {b.number: b.issued_at for b in park.issued().bills.exclude(number=None)}
    sheet = load_workbook(BytesIO(page.get("/bills/?month=2026-04&format=xlsx").content)).active
    assert sheet is not None
    shown = {row[0]: row[-1] for row in sheet.iter_rows(values_only=True) if row[0] in issued}
    assert shown.keys() == issued.keys()
    for number, at in shown.items():
        assert abs(at - issued[number].astimezone(ZoneInfo("Asia/Shanghai")).replace(tzinfo=None)).total_seconds() < 1
