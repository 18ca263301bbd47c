"""What is registered of an enterprise: industry, founding day, the names it had, tags."""

from datetime import date

import pytest

from enterprises.tenants import KETUO, Tenants, tenants
from zhiyuan.enterprises import services
from zhiyuan.enterprises.industry import industry
from zhiyuan.enterprises.models import Enterprise
from zhiyuan.kernel.errors import Malformed, NotFound
from zhiyuan.kernel.reference import book

DAY = date(2026, 3, 2)


@pytest.fixture
def t(database: str) -> Tenants:
    return tenants()


@pytest.mark.parametrize("said", ["C3871", "3871", " c3871 ", "C 3871"])
def test_an_industry_is_taken_with_or_without_its_letter(said: str) -> None:
    found = industry(book(), said, DAY)
    assert (found.code, found.edition) == ("C3871", "GB/T 4754-2017")
    assert found.division == ("电气机械和器材制造业", "Electrical machinery and apparatus")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("Z3871", "no code"),
        ("387", "no code"),
        ("C38711", "no code"),
        ("I3871", "belongs to section C"),
        ("9999", "no division 99"),
        ("灯具", "no code"),
    ],
)
def test_what_is_no_industry_is_refused_in_words(said: str, why: str) -> None:
    with pytest.raises(Malformed, match=why):
        industry(book(), said, DAY)


def test_every_division_of_the_book_belongs_to_a_section_of_it() -> None:
    divisions = book().figure("industry/gbt4754#divisions", DAY).value
    sections = book().figure("industry/gbt4754#sections", DAY).value
    assert sorted(divisions) == [f"{n:02d}" for n in range(1, 98)]
    letters = [letter for letter, _, _ in divisions.values()]
    assert letters == sorted(letters)
    assert set(letters) == set(sections) == set("ABCDEFGHIJKLMNOPQRST")


def test_an_enterprise_keeps_its_industry_with_the_edition(t: Tenants) -> None:
    services.amend_enterprise(
        t.officer, t.ketuo, name="科拓光电", uscc=KETUO, industry="3871", founded=date(2015, 5, 4)
    )
    row = Enterprise.objects.get(pk=t.ketuo.pk)
    assert (row.industry, row.industry_edition, row.founded) == ("C3871", "GB/T 4754-2017", date(2015, 5, 4))
    services.amend_enterprise(t.officer, row, name="科拓光电", uscc=KETUO)
    assert Enterprise.objects.get(pk=t.ketuo.pk).industry == "C3871"


def test_an_enterprise_is_not_founded_tomorrow(t: Tenants) -> None:
    with pytest.raises(Malformed, match="a day to come"):
        services.register_enterprise(t.officer, t.park.site, key="x", name="x", founded=date(2999, 1, 1))


def test_a_changed_name_is_remembered_and_the_same_name_is_not(t: Tenants) -> None:
    for name in ("科拓光学", "科拓光学", "科拓"):
        services.amend_enterprise(t.officer, t.ketuo, name=name, uscc=KETUO)
    assert [former.name for former in t.ketuo.former_names.all()] == ["科拓光学", "科拓光电"]


def test_tags_are_put_on_many_enterprises_at_once_and_taken_off(t: Tenants) -> None:
    both = [t.ketuo.pk, t.chuangxin.pk]
    for _ in range(2):
        services.tag_enterprises(t.officer, t.park.site, enterprises=both, add=[" 光电 ", "重点", "光电"])
    services.tag_enterprises(t.officer, t.park.site, enterprises=[t.chuangxin.pk], remove=["重点"])
    assert [[str(tag) for tag in e.tags.all()] for e in (t.ketuo, t.chuangxin)] == [["光电", "重点"], ["光电"]]


def test_a_tag_for_an_enterprise_that_is_not_there_is_put_on_none(t: Tenants) -> None:
    with pytest.raises(NotFound, match="no enterprise 999999"):
        services.tag_enterprises(t.officer, t.park.site, enterprises=[t.ketuo.pk, 999999], add=["光电"])
    with pytest.raises(Malformed, match="say which tags"):
        services.tag_enterprises(t.officer, t.park.site, enterprises=[t.ketuo.pk], add=[" "])
    assert not t.ketuo.tags.exists()
