"""Who can rise this year, and why one cannot: from a count to the clause, and what another answer would change."""

from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from journeys.installation import PASSWORD, Installation, with_example_park
from journeys.look import LANGUAGES, THEMES, WIDTHS, Looker, check, readers

pytestmark = pytest.mark.journey
PAGES = {
    "ladder": "/ladder/",
    "ladder-rule": "/ladder/rules/tech_sme/",
    "ladder-firm": "/ladder/firms/3/",
    "ladder-why": "/ladder/firms/2/tech_sme/",
}


@pytest.fixture(scope="module")
def risen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    made = with_example_park(tmp_path_factory.mktemp("risen"))
    made.python(str(Path(__file__).with_name("risen.py")), PASSWORD)
    made.serve()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def people(risen: Installation, browser: Any) -> Callable[..., Looker]:
    return readers(browser, risen.url, PASSWORD)


def test_an_officer_finds_who_misses_a_rung_by_one_clause_and_what_would_raise_it(
    risen: Installation, people: Callable[..., Looker]
) -> None:
    officer = people("officer")
    with officer.window() as page:
        page.goto(f"{risen.url}/ladder/")
        page.get_by_role("button", name="判定全部企业").click()
        expect(page.get_by_text("项判定发生变化")).to_be_visible()
        page.get_by_role("row", name="科技型中小企业").get_by_role("link", name="1", exact=True).click()
        page.get_by_role("link", name="模拟防爆").click()
        expect(page.get_by_role("row", name="六(五)/八").get_by_text("否", exact=True)).to_be_visible()
        page.get_by_label("科技人员 [人]").fill("12")
        page.get_by_role("button", name="试算").click()
        expect(page.get_by_text("试算结果，不作保存")).to_be_visible()
        assert check(page, "ladder-what-if-zh") == []
        page.get_by_role("link", name="返回实际数据").click()
        expect(page.locator("#verdict").get_by_text("不符合")).to_be_visible()
    assert officer.problems == []


@pytest.mark.parametrize(("language", "theme", "width"), list(product(LANGUAGES, THEMES, WIDTHS)))
def test_the_pages_of_the_ladder_are_clean_for_every_reader(
    risen: Installation, people: Callable[..., Looker], language: str, theme: str, width: int
) -> None:
    reader = people("officer", language=language, theme=theme, width=width)
    faults = []
    with reader.window() as page:
        page.goto(f"{risen.url}/account/")
        reader.prefer(page)
        for name, path in PAGES.items():
            page.goto(risen.url + path)
            faults += check(page, f"{name}-{language}-{theme}-{width}")
    assert faults + reader.problems == []


def test_a_firm_sees_its_own_rungs_and_no_others(risen: Installation, people: Callable[..., Looker]) -> None:
    with people("guang").window() as page:
        page.goto(f"{risen.url}/ladder/firms/1/")
        expect(page.get_by_role("heading", name="模拟光电")).to_be_visible()
        assert page.goto(f"{risen.url}/ladder/firms/2/").status == 404
