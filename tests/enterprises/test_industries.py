"""Firms counted by industry at every level, the page of it, and codes offered while somebody types."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from enterprises.tenants import Tenants, let, tenants
from zhiyuan.enterprises import queries_industry, services
from zhiyuan.enterprises.models import Enterprise
from zhiyuan.kernel.errors import NotFound

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def t(database: str) -> Tenants:
    made = tenants()
    for n, code in enumerate(["C3871", "C3871", "C3872", "C38", "C4040", "I6513", ""]):
        Enterprise.objects.create(site=made.park.site, key=f"f{n}", name=f"模拟{n}", industry=code)
    return made


def counted(t: Tenants, code: str = "") -> list[tuple[str, int]]:
    found = queries_industry.below(t.officer, t.park.site, code)
    return [(tally.level.code, tally.firms) for tally in found.below] + [("", found.coarse)]


def test_firms_are_counted_one_level_below_a_code_and_the_others_are_told(t: Tenants) -> None:
    assert counted(t) == [("C", 5), ("I", 1), ("", 3)]
    assert counted(t, "C") == [("C38", 4), ("C40", 1), ("", 0)]
    assert counted(t, "C38") == [("C387", 3), ("", 1)]
    assert counted(t, "C387") == [("C3871", 2), ("C3872", 1), ("", 0)]


def test_those_with_a_tenancy_today_are_counted_apart(t: Tenants) -> None:
    services.amend_enterprise(t.officer, t.ketuo, name="科拓光电", uscc=t.ketuo.uscc, industry="C3871")
    let(t, t.ketuo, date(2020, 1, 1))
    (first, *_) = queries_industry.below(t.officer, t.park.site, "C387").below
    assert (first.firms, first.here) == (3, 1)


def test_a_code_that_the_standard_does_not_have_is_not_found(t: Tenants) -> None:
    with pytest.raises(NotFound, match="no 'C3'"):
        queries_industry.below(t.officer, t.park.site, "C3")


def test_the_register_of_any_size_is_counted_by_a_few_statements(t: Tenants) -> None:
    with CaptureQueriesContext(connection) as few:
        queries_industry.below(t.officer, t.park.site)
    Enterprise.objects.bulk_create(
        Enterprise(site=t.park.site, key=f"g{n}", name=f"模拟{n}", industry="C3973") for n in range(200)
    )
    with CaptureQueriesContext(connection) as many:
        queries_industry.below(t.officer, t.park.site)
    assert len(many) == len(few)


def test_the_page_leads_down_to_the_firms(t: Tenants) -> None:
    page = Client()
    page.force_login(t.officer, backend=BACKEND)
    said = page.get("/enterprises/industries/").content.decode()
    assert "?code=C" in said
    assert "行业未登记" in said
    said = page.get("/enterprises/industries/?code=c387").content.decode()
    assert "电光源制造" in said
    assert "/enterprises/?industry=C3871" in said
    listed = page.get("/enterprises/?industry=C3871").content.decode()
    assert "模拟0" in listed
    assert "模拟2" not in listed
    assert page.get("/enterprises/industries/?code=C9").status_code == 404


def test_codes_are_offered_and_a_wrong_one_is_said_at_its_field(t: Tenants) -> None:
    page = Client()
    page.force_login(t.officer, backend=BACKEND)
    assert "C3871 电光源制造" in page.get("/enterprises/industries/options/?industry=电光").content.decode()
    form = {"name": "科拓光电", "uscc": t.ketuo.uscc, "industry": "C3879"}
    assert page.post(f"/enterprises/{t.ketuo.pk}/", form).status_code == 302
    answer = page.post(f"/enterprises/{t.ketuo.pk}/", form | {"industry": "C3875"})
    assert answer.status_code == 422
    assert "之下没有 C3875" in answer.content.decode()
    assert "灯用电器附件及其他照明器具制造" in page.get(f"/enterprises/{t.ketuo.pk}/").content.decode()
