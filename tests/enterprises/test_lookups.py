"""A firm is found by two characters anywhere in its name and by the beginning of its code, on both databases."""

import random
from typing import Any

import pytest

from small_park import small_park
from zhiyuan.enterprises import queries
from zhiyuan.enterprises.models import Enterprise
from zhiyuan.enterprises.pairs import folded, pairs

NAMES = ["南阳科拓光电有限公司", "光电科拓", "LED 模拟（南阳）", "100%_电气", "电_", "a'b\"c", "拓", "防爆 电机"]


@pytest.fixture
def firms(database: str) -> list[Any]:
    site = small_park().site
    return [Enterprise.objects.create(site=site, key=f"f{n}", name=name) for n, name in enumerate(NAMES)]


def names(words: str) -> list[str]:
    rows = Enterprise.objects.in_bulk(queries.found(words, 100))
    return sorted(row.name for row in rows.values())


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("光电", ["光电科拓", "南阳科拓光电有限公司"]),
        ("科拓光", ["南阳科拓光电有限公司"]),
        ("拓光电有限公", ["南阳科拓光电有限公司"]),
        ("led", ["LED 模拟（南阳）"]),
        ("（南", ["LED 模拟（南阳）"]),
        ("%_", ["100%_电气"]),
        ("电_", ["电_"]),
        ("_电", ["100%_电气"]),
        ("'b\"", ["a'b\"c"]),
        ("爆 电", ["防爆 电机"]),
        ("拓", ["光电科拓", "南阳科拓光电有限公司", "拓"]),
        ("没有", []),
        ("%%", []),
        ("* OR", []),
    ],
)
def test_words_are_found_anywhere_and_mean_nothing_but_themselves(firms: Any, words: str, wanted: list[str]) -> None:
    assert names(words) == sorted(wanted)


def test_a_new_name_is_found_and_the_old_one_no_more(firms: Any) -> None:
    Enterprise.objects.filter(pk=firms[1].pk).update(name="新名称")
    firms[7].delete()
    assert names("名称") == ["新名称"]
    assert names("光电") == ["南阳科拓光电有限公司"]
    assert names("防爆") == []


def test_a_code_is_found_by_its_beginning(firms: Any) -> None:
    Enterprise.objects.filter(pk=firms[0].pk).update(uscc="91411300MAAY4CL12B")
    assert names("91411300ma") == [NAMES[0]]
    assert names("1411300") == []


def test_what_is_found_is_what_contains_the_words(database: str) -> None:
    dice, site, letters = random.Random(3), small_park().site, "科拓光aA%_ '（\\"
    said = ["".join(dice.choices(letters, k=dice.randint(1, 9))) for _ in range(300)]
    Enterprise.objects.bulk_create(Enterprise(site=site, key=f"f{n}", name=name) for n, name in enumerate(said))
    for _ in range(80):
        words = "".join(dice.choices(letters, k=dice.randint(2, 4)))
        assert names(words) == sorted(name for name in said if folded(words) in folded(name)), words


def test_neighbours_are_paired() -> None:
    assert pairs("科拓光") == ["科拓", "拓光"]
    assert pairs("科") == []
