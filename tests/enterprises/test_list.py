"""The list is read a page at a time, filtered and found by words, in a few statements."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enterprises.tenants import KETUO
from small_park import person, small_park
from zhiyuan.enterprises import queries, queries_list, services
from zhiyuan.enterprises.models import Enterprise, Tenancy


@pytest.fixture
def site(database: str) -> Any:
    made = small_park().site
    Enterprise.objects.bulk_create(Enterprise(site=made, key=f"f{n:03}", name=f"模拟{n:03}") for n in range(120))
    return made


def names(page: queries_list.Page) -> list[str]:
    return [row.name for row in page.rows]


def test_pages_follow_each_other_and_the_last_says_so(site: Any) -> None:
    who = person()
    pages = [queries_list.listed(who, site, number=n) for n in ("", "2", "3")]
    assert [name for page in pages for name in names(page)] == [f"模拟{n:03}" for n in range(120)]
    assert [page.has_next for page in pages] == [True, True, False]


def test_a_page_takes_a_few_statements(site: Any) -> None:
    who = person()
    with CaptureQueriesContext(connection) as made:
        queries_list.listed(who, site, q="模拟", standing="active", present="no")
    assert len(made) <= 12


def test_an_enterprise_is_found_by_name_former_name_key_code_tag_and_standing(site: Any) -> None:
    who = person()
    firm = Enterprise.objects.get(key="f007")
    services.amend_enterprise(who, firm, name="改名以后", uscc=KETUO)
    services.amend_enterprise(who, firm, name="改名以后", uscc=KETUO, industry="C3871")
    services.tag_enterprises(who, site, enterprises=[firm.pk], add=["重点"])
    services.set_standing(who, firm, standing="revoked")
    for asked in (
        {"q": "改名"},
        {"q": "模拟007"},
        {"q": "f007"},
        {"q": KETUO[:10]},
        {"tag": "重点"},
        {"standing": "revoked"},
        {"industry": "c38"},
    ):
        assert names(queries_list.listed(who, site, **asked)) == ["改名以后"], asked


@pytest.mark.parametrize(("order", "first"), [("", "f000"), ("key", "f000"), ("industry", "f001"), ("new", "f119")])
def test_the_list_is_read_in_the_order_that_is_asked_for(site: Any, order: str, first: str) -> None:
    Enterprise.objects.exclude(key="f001").update(industry="C3871")
    assert queries_list.listed(person(), site, order=order).rows[0].key == first


@pytest.mark.parametrize("few", [5_000, 20])
def test_the_list_is_the_same_whether_few_fit_and_are_sorted_or_many_and_are_read_along(
    site: Any, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries_list, "FEW", few)
    who, here = person(), Enterprise.objects.filter(key__gte="f040", key__lt="f080")
    Tenancy.objects.bulk_create(Tenancy(enterprise=firm, start=date(2024, 1, 1), area_m2=1) for firm in here)
    assert names(queries_list.listed(who, site, present="yes", q="模拟")) == [f"模拟{n:03}" for n in range(40, 80)]
    absent = [name for n in ("1", "2") for name in names(queries_list.listed(who, site, present="no", number=n))]
    assert absent == [f"模拟{n:03}" for n in range(120) if not 40 <= n < 80]


@pytest.mark.parametrize("order", sorted(queries_list.ORDERS))
def test_no_order_of_the_list_sorts_the_register(site: Any, order: str) -> None:
    found = queries.visible(person()).filter(site=site).order_by(*queries_list.ORDERS[order])
    assert connection.vendor != "sqlite" or "TEMP B-TREE" not in found.values_list("pk", flat=True).explain()
