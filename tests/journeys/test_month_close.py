"""A bookkeeper closes a month with a quarantined spike, an estimated gap and a tenant of the 17th; a tenant reads it.

The tenant sees only theirs, opens a line of the bill to its readings, and takes PDF and Excel away.
"""

import subprocess
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from journeys import billed
from journeys.installation import PASSWORD, Installation
from journeys.look import LANGUAGES, SHOTS, THEMES, WIDTHS, Looker, check, readers

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def park(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """October 2026, ready to be closed."""
    made = billed.make(tmp_path_factory.mktemp("billed"))
    made.serve()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def reader(park: Installation, browser: Any) -> Callable[..., Looker]:
    """Somebody who is signed in, once a name."""
    return readers(browser, park.url, PASSWORD)


def test_a_bookkeeper_closes_the_month_by_its_checklist(reader: Callable[..., Looker]) -> None:
    li = reader("li")
    with li.window() as page:
        page.goto(f"{li.url}/closes/")
        page.get_by_label("月", exact=True).fill("2026-10")
        page.get_by_role("button", name="开始关账").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("月度关账 2026-10")
        step = page.locator("#step-data")
        expect(step).to_contain_text("甲公司电表：有 6 小时为估算")
        expect(step).to_contain_text("乙公司电表：有 1 条读数在隔离区待处理")
        page.get_by_role("button", name="草拟账单").click()  # out of turn: answered in words, nothing happens
        expect(page.locator(".notice-bad, [role=alert]").first).to_contain_text("隔离区")
        page.get_by_role("link", name="到隔离区处理").click()
        spike(page)
        page.goto(f"{li.url}/closes/1/")
        expect(page.locator("#step-data")).not_to_contain_text("隔离区")
        li.problems += check(page, "close-blocked")
        page.get_by_label("原因").fill("与当日抄表记录核对一致")
        page.get_by_role("button", name="全部接受").click()
        expect(page.locator("#step-data")).to_contain_text("已完成")
        page.get_by_role("button", name="草拟账单").click()
        expect(page.locator("#step-draft")).to_contain_text("已完成")
        li.problems += check(page, "close-drafted")
        page.get_by_role("button", name="出具账单").click()
        page.get_by_role("dialog").get_by_role("button", name="出具").click()
        expect(page.get_by_text("2026-000001")).to_be_visible()
        page.get_by_role("button", name="标记甲公司的账单已付款").click()
        expect(page.get_by_role("row", name="甲公司 含估算")).to_contain_text("已付款")
        li.problems += check(page, "close-issued")
    assert not li.problems, "\n".join(li.problems)


def spike(page: Page) -> None:
    """Confirm in quarantine that the nonsense stays out."""
    row = page.get_by_role("row").filter(has_text="tb").first
    expect(row).to_be_visible()
    row.locator(".actions summary").click()
    row.locator("input[name=reason]").fill("抄表核对：电表当时显示正常")
    row.locator(".actions form button").last.click()


def test_the_tenant_of_the_17th_pays_from_the_17th(reader: Callable[..., Looker]) -> None:
    bing = reader("bing")
    with bing.window() as page:
        page.goto(f"{bing.url}/bills/")
        expect(page.get_by_role("row")).to_have_count(2)
        page.locator("tbody a").first.click()
        expect(page.get_by_text("2026-10-17 至 10-31").first).to_be_visible()


def test_a_tenant_sees_only_theirs_opens_a_line_to_its_readings_and_takes_the_papers_away(
    reader: Callable[..., Looker], park: Installation, tmp_path: Path
) -> None:
    jia = reader("jia")
    with jia.window() as page:
        page.goto(f"{jia.url}/bills/")
        expect(page.get_by_text("甲公司")).to_be_visible()
        assert page.get_by_text("乙公司").count() == 0
        page.locator("tbody a").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("电费账单")
        expect(page.get_by_text("为估算").first).to_be_visible()
        jia.problems += check(page, "bill-tenant")
        address = page.url
        page.get_by_role("link", name="电量电费 · 低谷").click()
        page.get_by_role("link", name="2026-10-12").click()
        expect(page.get_by_role("heading", name="2026-10-12 的刻钟电量")).to_be_visible()
        expect(page.get_by_role("cell", name="估算").first).to_be_visible()
        expect(page.get_by_role("heading", name="甲公司电表 2026-10-12 的读数")).to_be_visible()
        assert page.get_by_text("没有留存当日的读数").count() == 0
        jia.problems += check(page, "bill-line")
        for number in range(1, 5):
            other = page.request.get(f"{jia.url}/bills/{number}/")
            assert other.status in (200, 404)
            assert "乙公司" not in other.text()
        assert page.request.get(f"{jia.url}/closes/1/").status == 403
        page.goto(address)
        keep(page, tmp_path)
    assert not jia.problems, "\n".join(jia.problems)


def keep(page: Page, folder: Path) -> None:
    """Download both papers and look at them."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name="PDF").click()
    waiting.value.save_as(folder / "bill.pdf")
    said = subprocess.run(
        ["pdftotext", "-layout", folder / "bill.pdf", "-"], capture_output=True, text=True, check=True
    )
    assert "电费账单" in said.stdout
    assert "甲公司" in said.stdout
    fonts = subprocess.run(["pdffonts", folder / "bill.pdf"], capture_output=True, text=True, check=True).stdout
    assert "NotoSansSC" in fonts
    SHOTS.mkdir(exist_ok=True)
    subprocess.run(
        ["pdftoppm", "-r", "80", "-png", "-singlefile", folder / "bill.pdf", SHOTS / "bill-paper"], check=True
    )
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Excel").click()
    book = load_workbook(BytesIO(Path(waiting.value.path()).read_bytes()))
    assert any("甲公司" in str(c.value) for row in book.active.iter_rows() for c in row)


@pytest.mark.parametrize(("language", "theme", "width"), list(product(LANGUAGES, THEMES, WIDTHS)))
def test_every_page_of_bills_is_clean_for_every_reader(
    reader: Callable[..., Looker], language: str, theme: str, width: int
) -> None:
    li = reader("li", language=language, theme=theme, width=width)
    with li.window() as page:
        page.goto(f"{li.url}/account/")
        li.prefer(page)
        for name, path in {
            "closes": "/closes/",
            "close": "/closes/1/?recheck=1",
            "bills": "/bills/",
            "bill": "/bills/2/",
            "line": "/bills/2/lines/0/",
            "publication": "/bills/publication/?year=2026",
        }.items():
            page.goto(li.url + path)
            page.wait_for_timeout(200)
            li.problems += check(page, f"{name}-{language}-{theme}-{width}")
    assert not li.problems, "\n".join(li.problems)


@pytest.mark.parametrize(("language", "theme", "width"), list(product(LANGUAGES, THEMES, WIDTHS)))
def test_the_pages_of_a_tenant_are_clean_for_every_reader(
    reader: Callable[..., Looker], language: str, theme: str, width: int
) -> None:
    jia = reader("jia", language=language, theme=theme, width=width)
    with jia.window() as page:
        page.goto(f"{jia.url}/account/")
        jia.prefer(page)
        page.goto(f"{jia.url}/mine/")
        mine = page.url
        for name, address in {"mine": mine, "mine-use": f"{mine}use/"}.items():
            page.goto(address)
            jia.problems += check(page, f"{name}-{language}-{theme}-{width}")
    assert not jia.problems, "\n".join(jia.problems)
