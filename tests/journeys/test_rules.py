"""An edition of a rule set from the editor to filings: begun with what holds, proven, published by another."""

from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from journeys.installation import PASSWORD, Installation, with_example_park
from journeys.look import LANGUAGES, THEMES, WIDTHS, Looker, check, readers

pytestmark = pytest.mark.journey
RULE = "/ladder/rule-sets/gazelle/"


@pytest.fixture(scope="module")
def risen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    made = with_example_park(tmp_path_factory.mktemp("rules"))
    made.python(str(Path(__file__).with_name("risen.py")), PASSWORD)
    made.serve()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def people(risen: Installation, browser: Any) -> Callable[..., Looker]:
    return readers(browser, risen.url, PASSWORD)


def fill(page: Page, row: str, **cells: str) -> None:
    """Fill some cells of a row of the editor, which is opened first."""
    page.locator(f"details:has([name^='{row}-'])").evaluate("row => row.open = true")
    for cell, text in cells.items():
        where = page.locator(f"[name='{row}-{cell}']")
        if where.evaluate("cell => cell.tagName") == "SELECT":
            where.select_option(text)
        else:
            where.fill(text)


def write(page: Page) -> None:
    """The shipped example of two clauses becomes a rule of one, with two firms on its edge."""
    for name, text in {"edition": "模拟2027版", "since": "2027-01-01", "document": "模拟通知2026-9"}.items():
        page.locator(f"[name='{name}']").fill(text)
    page.locator("[name='status']").select_option("M")
    page.locator("[name='note']").fill("")
    fill(page, "clause-1", clause="模-1", way="share", field="rd", whole="revenue", bound="least", limit="0.05",
         cite="一", status="")  # fmt: skip
    page.locator("details:has([name='clause-0-clause'])").evaluate("row => row.open = true")
    page.locator("[name='clause-0-DELETE']").check()
    fill(page, "case-0", name="恰好达标（模拟）", verdict="符合", firm="rd: 5\nrevenue: 100")
    fill(page, "case-1", name="差一点（模拟）", verdict="符合", firm="rd: 4\nrevenue: 100")


def test_an_edition_is_written_proven_and_published_by_two_people(
    risen: Installation, people: Callable[..., Looker]
) -> None:
    officer, second = people("officer"), people("administrator")
    with officer.window() as page:
        page.goto(f"{risen.url}/ladder/")
        page.get_by_role("link", name="规则版本").click()
        page.get_by_role("link", name="瞪羚").click()
        write(page)
        page.get_by_role("button", name="检查并试算").click()
        expect(page.get_by_text("差一点（模拟）：verdict 得出 不符合，应为 符合")).to_be_visible()
        assert check(page, "rule-set-unproven-zh") == []
        fill(page, "case-1", verdict="不符合")
        fill(page, "clause-0", bands="")
        page.get_by_role("button", name="检查并试算").click()
        expect(page.get_by_text("全部通过", exact=True)).to_be_visible()
        page.get_by_role("button", name="提出").click()
        expect(page.get_by_role("row", name="模拟光电")).to_be_visible()
        expect(page.get_by_text("须由提出人以外的另一人发布")).to_be_visible()
        where = page.url
    with second.window() as page:
        page.goto(where)
        page.get_by_role("button", name="发布").click()
        expect(page.get_by_text("已发布，自施行日起生效。")).to_be_visible()
        page.goto(f"{risen.url}/ladder/rule-sets/")
        expect(page.get_by_role("row", name="模拟2027版").first).to_be_visible()
    assert officer.problems + second.problems == []


def test_bands_that_overlap_are_refused_by_their_clause(risen: Installation, people: Callable[..., Looker]) -> None:
    with people("officer").window() as page:
        page.goto(f"{risen.url}/ladder/rule-sets/tech_sme/")
        page.locator("[name='edition']").fill("模拟版")
        page.locator("[name='since']").fill("2028-01-01")
        row = page.locator("details", has_text="人员").first
        row.evaluate("row => row.open = true")
        row.locator("textarea[name$='-bands']").fill("0.30, : 20\n0.20, 0.35: 10\n, 0.20: 0")
        page.get_by_role("button", name="检查并试算").click()
        expect(page.get_by_role("alert")).to_contain_text("人员")
        expect(page.get_by_role("alert")).to_contain_text("0.3")
        assert check(page, "rule-set-overlap-zh") == []


@pytest.mark.parametrize(("language", "theme", "width"), list(product(LANGUAGES, THEMES, WIDTHS)))
def test_the_pages_of_the_rule_sets_are_clean_for_every_reader(
    risen: Installation, people: Callable[..., Looker], language: str, theme: str, width: int
) -> None:
    reader = people("officer", language=language, theme=theme, width=width)
    faults = []
    with reader.window() as page:
        page.goto(f"{risen.url}/account/")
        reader.prefer(page)
        for name, path in {
            "rule-sets": "/ladder/rule-sets/",
            "rule-set": RULE,
            "rule-proposal": "/ladder/proposals/1/",
        }.items():
            page.goto(risen.url + path)
            if name == "rule-set":
                page.locator("details:has([name='clause-1-clause'])").evaluate("row => row.open = true")
            faults += check(page, f"{name}-{language}-{theme}-{width}")
    assert faults + reader.problems == []
