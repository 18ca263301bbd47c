"""What is registered of an enterprise: industry, founding day, the names it had, tags."""

from datetime import date

import pytest

from enterprises.tenants import KETUO, Tenants, tenants
from zhiyuan.enterprises import services
from zhiyuan.enterprises.industry import industry, levels, matching
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
    assert [level.zh for level in found.levels] == ["制造业", "电气机械和器材制造业", "照明器具制造", "电光源制造"]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("Z3871", "no code"),
        ("C", "no code"),
        ("C38711", "no code"),
        ("C3875", "no C3875 below C387 照明器具制造; it has C3871 电光源制造"),
        ("C4041", "it has C4040 光学仪器制造"),
        ("C390", "no C390 below C39"),
        ("I3871", "belongs to section C"),
        ("9999", "no division 99"),
        ("灯具", "no code"),
    ],
)
def test_what_is_no_industry_is_refused_in_words(said: str, why: str) -> None:
    with pytest.raises(Malformed, match=why):
        industry(book(), said, DAY)


@pytest.mark.parametrize(
    ("said", "code"), [("电光源制造", "C3871"), ("照明器具制造", "C387"), ("光学仪器制造", "C4040")]
)
def test_the_standards_own_name_is_taken_for_its_code(said: str, code: str) -> None:
    assert industry(book(), said, DAY).code == code


@pytest.mark.parametrize("code", ["C38", "C387", "C3871"])
def test_a_firm_may_be_known_by_its_division_group_or_class(code: str) -> None:
    assert industry(book(), code, DAY).code == code


def test_codes_are_found_by_their_beginning_and_by_words_of_their_name() -> None:
    assert [level.code for level in matching(book(), "光学", DAY, 9)] == ["C3052", "C404", "C4040"]
    assert [level.code for level in matching(book(), "387", DAY, 3)] == ["C387", "C3871", "C3872"]
    assert [level.code for level in matching(book(), "c0", DAY, 3)] == []
    assert matching(book(), "instruments", DAY, 1)[0].code == "C40"
    assert matching(book(), " ", DAY, 3) == []


COUNTS = {
    "A": (5, 24, 72), "B": (7, 19, 39), "C": (31, 179, 609), "D": (3, 9, 18), "E": (4, 18, 44), "F": (2, 18, 128),
    "G": (8, 27, 67), "H": (2, 10, 16), "I": (3, 17, 34), "J": (4, 26, 48), "K": (1, 5, 5), "L": (2, 12, 58),
    "M": (3, 19, 48), "N": (4, 18, 33), "O": (3, 16, 32), "P": (1, 6, 17), "Q": (2, 6, 30), "R": (5, 27, 48),
    "S": (6, 16, 34), "T": (1, 1, 1),
}  # fmt: skip
"""Divisions, groups and classes of each section, by GB/T 4754-2017."""


def test_every_section_has_as_many_divisions_groups_and_classes_as_the_standard() -> None:
    known = levels(book(), DAY)
    for section, counts in COUNTS.items():
        of = [len(code) for code in known if code[0] == section]
        assert tuple(of.count(length) for length in (3, 4, 5)) == counts, section
    assert [sum(column) for column in zip(*COUNTS.values(), strict=True)] == [97, 473, 1381]


def test_every_code_stands_below_another_and_a_group_of_one_class_calls_it_by_its_own_name() -> None:
    known = levels(book(), DAY)
    for code in known:
        if len(code) > 3:
            assert code[:-1] in known, code
    groups = [code for code in known if len(code) == 4]
    for group in groups:
        classes = [code for code in known if len(code) == 5 and code[:-1] == group]
        assert classes
        if f"{group}0" in classes:
            assert classes == [f"{group}0"], group
            assert known[f"{group}0"].zh == known[group].zh


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
