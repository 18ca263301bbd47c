"""The list, one enterprise, its tenancies and the workbook, as people open them."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from enterprises.tenants import Tenants, let, tenants
from zhiyuan.enterprises.models import Enterprise, Tenancy

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def t(db: None) -> Tenants:
    return tenants()


@pytest.fixture
def page(t: Tenants) -> Client:
    client = Client()
    client.force_login(t.officer, backend=BACKEND)
    return client


def test_the_list_shows_everybody_and_finds_by_words(page: Client) -> None:
    said = page.get("/enterprises/").content.decode()
    assert "科拓光电" in said
    assert "创新电子" in said
    said = page.get("/enterprises/?q=ketuo").content.decode()
    assert "创新电子" not in said


def test_an_enterprise_is_registered_and_a_wrong_code_is_said_at_its_field(page: Client) -> None:
    form: dict[str, Any] = {"key": "new", "name": "新企业", "uscc": "914403001922038217"}
    answer = page.post("/enterprises/add/", form)
    assert answer.status_code == 422
    assert "末位校验码不符" in answer.content.decode()
    answer = page.post("/enterprises/add/", form | {"uscc": "914403001922038216"})
    assert answer["Location"] == f"/enterprises/{Enterprise.objects.get(key='new').pk}/"


def test_a_tenancy_is_opened_amended_and_ended_by_its_last_day(page: Client, t: Tenants) -> None:
    form: dict[str, Any] = {"start": "2026-03-17", "last": "", "area_m2": "160", "spaces": ["o101"], "meters": ["m1"]}
    page.post(f"/enterprises/{t.ketuo.pk}/tenancies/add/", form)
    row = Tenancy.objects.get()
    assert (row.start, row.end) == (date(2026, 3, 17), None)
    page.post(f"/enterprises/tenancies/{row.pk}/", form | {"area_m2": "170.5"})
    page.post(f"/enterprises/tenancies/{row.pk}/end/", {"last": "2026-06-30"})
    row.refresh_from_db()
    assert (row.area_m2, row.end) == (Decimal("170.50"), date(2026, 7, 1))


def test_a_meter_of_another_is_refused_in_words_on_the_form(page: Client, t: Tenants) -> None:
    let(t, t.chuangxin, date(2026, 1, 1), meters=["m1"])
    form = {"start": "2026-03-17", "area_m2": "160", "meters": ["m1"]}
    answer = page.post(f"/enterprises/{t.ketuo.pk}/tenancies/add/", form)
    assert answer.status_code == 422
    assert "归创新电子使用；请先终止该租约" in answer.content.decode()


def test_a_bad_workbook_is_answered_with_its_cells(page: Client) -> None:
    answer = page.post("/enterprises/import/", {"file": SimpleUploadedFile("a.xlsx", b"nothing")})
    assert answer.status_code == 422
    exported = page.get("/enterprises/enterprises.xlsx").content
    answer = page.post("/enterprises/import/", {"file": SimpleUploadedFile("a.xlsx", exported)})
    assert answer["Location"].startswith("/enterprises/import/")


def test_a_tenancy_that_begins_today_is_present_from_the_first_minute_of_the_parks_day(
    page: Client, t: Tenants, park_time: Callable[[datetime], None]
) -> None:
    let(t, t.ketuo, date(2026, 3, 17), meters=["m1"])
    park_time(datetime.fromisoformat("2026-03-17T00:30+08:00").astimezone(UTC))  # still the 16th in UTC
    assert "科拓光电" in page.get("/enterprises/?present=yes").content.decode()
    assert "科拓光电" not in page.get("/enterprises/?present=no").content.decode()
    assert ">目前<" in page.get(f"/enterprises/{t.ketuo.pk}/").content.decode()


def test_a_tenancy_that_ended_yesterday_is_not_present_before_morning(
    page: Client, t: Tenants, park_time: Callable[[datetime], None]
) -> None:
    let(t, t.ketuo, date(2026, 1, 1), date(2026, 3, 17), meters=["m1"])
    park_time(datetime.fromisoformat("2026-03-17T07:59+08:00").astimezone(UTC))
    assert "科拓光电" not in page.get("/enterprises/?present=yes").content.decode()
