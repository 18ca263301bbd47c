"""One bookkeeper enters November's prices, another compares and checks them; a bad workbook changes nothing."""

from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from journeys import billed
from journeys.installation import PASSWORD, Installation
from journeys.look import LANGUAGES, THEMES, WIDTHS, Looker, check, readers

pytestmark = pytest.mark.journey
PAGES = {
    "prices": "/prices/",
    "price-enter": "/prices/new/",
    "price": "/prices/1/",
    "price-correct": "/prices/1/correct/",
    "accounts": "/accounts/",
    "account-terms": "/accounts/1/",
    "advice": "/accounts/1/advice/?until=2026-10",
    "cost-of-savings": "/accounts/1/cost-of-savings/?month=2026-10",
    "tariffs": "/tariffs/?year=2026",
    "tariffs-unknown": "/tariffs/?year=2024",
}


@pytest.fixture(scope="module")
def park(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """October 2026 with its prices."""
    made = billed.make(tmp_path_factory.mktemp("priced"))
    made.serve()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def reader(park: Installation, browser: Any) -> Callable[..., Looker]:
    """Somebody who is signed in, once a name."""
    return readers(browser, park.url, PASSWORD)


def test_two_people_bring_a_month_of_prices_in(reader: Callable[..., Looker]) -> None:
    li, wang = reader("li"), reader("wang")
    said = {"energy": "0.37", "loss": "0.016", "td": "0.20", "system": "0.035", "fund": "0.028889375"}
    with li.window() as page:
        page.goto(f"{li.url}/prices/new/")
        for name, text in {"month": "2026-11", **said, "source": "https://example.invalid/2026-11"}.items():
            page.fill(f"[name={name}]", text)
        page.get_by_role("button", name="录入").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("2026-11")
        expect(page.get_by_text("这些电价由您录入")).to_be_visible()
        expect(page.get_by_role("button", name="逐项核对一致")).to_have_count(0)
        li.problems += check(page, "price-waiting-own")
        address = page.url
    with wang.window() as page:
        page.goto(f"{wang.url}/prices/?state=waiting")
        li.problems += check(page, "prices-waiting")
        page.goto(address)
        expect(page.get_by_text("1.060289375")).to_be_visible()
        li.problems += check(page, "price-to-check")
        page.get_by_role("button", name="逐项核对一致").click()
        expect(page.get_by_text("已复核，电价自此生效。")).to_be_visible()
    assert not li.problems, "\n".join(li.problems)


def test_a_bad_workbook_is_refused_with_its_cells_and_changes_nothing(
    reader: Callable[..., Looker], tmp_path: Path
) -> None:
    li = reader("li")
    with li.window() as page:
        page.goto(f"{li.url}/prices/")
        before = page.locator("tbody tr").count()
        with page.expect_download() as waiting:
            page.get_by_role("link", name="模板").click()
        book = load_workbook(BytesIO(Path(waiting.value.path()).read_bytes()))
        table: Any = book.worksheets[0]
        row = ["2026-12", None, None, "工商业用电", "单一制", "不满1千伏", 0.37, -0.016, "0.20", 0.035, 0.028889375]
        for number, value in enumerate([*row, None, None, "公告"], 1):
            table.cell(2, number).value = value
        table.merge_cells("D3:D4")
        book.save(tmp_path / "bad.xlsx")
        page.set_input_files("[name=file]", tmp_path / "bad.xlsx")
        page.get_by_role("button", name="导入").click()
        said = page.get_by_role("alert")
        expect(said).to_contain_text("单元格 D3:D4：合并单元格")
        expect(said).to_contain_text("单元格 I2：这里需要数字，却是文本 '0.20'")
        expect(said).to_contain_text("单元格 H2：上网环节线损费用为 -0.016；电价不得为负")
        li.problems += check(page, "prices-bad-workbook")
        page.goto(f"{li.url}/prices/")
        assert page.locator("tbody tr").count() == before
    problems = [p for p in li.problems if "422" not in p]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(("language", "theme", "width"), list(product(LANGUAGES, THEMES, WIDTHS)))
def test_every_page_of_prices_is_clean_for_every_reader(
    reader: Callable[..., Looker], language: str, theme: str, width: int
) -> None:
    wang = reader("wang", language=language, theme=theme, width=width)
    with wang.window() as page:
        page.goto(f"{wang.url}/account/")
        wang.prefer(page)
        for name, path in PAGES.items():
            page.goto(wang.url + path)
            page.wait_for_timeout(200)
            page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
            wang.problems += check(page, f"{name}-{language}-{theme}-{width}")
    assert not wang.problems, "\n".join(wang.problems)
