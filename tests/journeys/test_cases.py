"""A firm asks for something, a desk solves it, the firm confirms; and every page of cases for every reader."""

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
    "work": "/cases/",
    "cases": "/cases/all/",
    "promises": "/cases/promises/",
    "ratings": "/cases/ratings/",
    "cases-nothing": "/cases/all/?q=没有",
    "case-choose": "/cases/new/",
    "case-apply": "/cases/new/four_certificates_strict/",
    "case-running": "/cases/1/",
    "case-returned": "/cases/2/",
    "case-request": "/cases/3/",
}


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The example park with invented firms and cases."""
    made = with_example_park(tmp_path_factory.mktemp("hall"))
    made.python(str(Path(__file__).with_name("applied.py")), PASSWORD)
    made.serve()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def reader(hall: Installation, browser: Any) -> Callable[..., Looker]:
    """Somebody who is signed in, once a name."""
    return readers(browser, hall.url, PASSWORD)


def test_a_firm_asks_a_desk_solves_and_the_firm_confirms(reader: Callable[..., Looker]) -> None:
    firm, window = reader("guang"), reader("window")
    with firm.window() as page:
        page.goto(f"{firm.url}/cases/")
        page.get_by_role("link", name="新申请").click()
        page.get_by_role("link", name="简单诉求", exact=True).click()
        page.fill("[name=form_subject]", "门禁失灵（模拟）")
        page.fill("[name=form_detail]", "二号门门禁刷卡无反应（模拟）")
        page.get_by_role("button", name="核对填写内容").click()
        page.get_by_role("button", name="提交申请").click()
        expect(page.get_by_text("待受理").first).to_be_visible()
        address = page.url
    with window.window() as page:
        page.goto(address)
        page.get_by_role("button", name="受理", exact=True).click()
        for step in ("回复受理", "办理"):
            form = page.locator("form", has=page.locator("p", has_text=step)).filter(has_text="办结本步")
            form.get_by_role("button", name="办结本步").click()
        expect(page.get_by_text("企业确认").first).to_be_visible()
    with firm.window() as page:
        page.goto(f"{firm.url}/cases/")
        page.get_by_role("row").filter(has_text="企业确认").first.get_by_role("link").click()
        page.get_by_role("button", name="办结本步").click()
        expect(page.get_by_text("已办结").first).to_be_visible()
        page.get_by_label("您的评价").select_option("bad")
        page.get_by_label("想说的话").fill("灯又灭了（模拟）")
        page.get_by_role("button", name="评价", exact=True).click()
        expect(page.get_by_text("灯又灭了（模拟）")).to_be_visible()
        firm.problems += check(page, "case-closed")
    with window.window() as page:
        page.goto(f"{window.url}/cases/")
        page.get_by_role("row").filter(has_text="差评回访").get_by_role("link").click()
        for act, why in (("差评回访", "刷卡仍偶有失灵（模拟）"), ("差评整改", "已更换读卡器（模拟）")):
            form = page.locator("form", has=page.get_by_role("button", name=act))
            form.get_by_label("原因").fill(why)
            form.get_by_role("button", name=act).click()
        page.goto(f"{window.url}/cases/ratings/")
        expect(page.get_by_text("已更换读卡器（模拟）")).to_be_visible()
        window.problems += check(page, "ratings-answered")
    assert not firm.problems + window.problems, "\n".join(firm.problems + window.problems)


@pytest.mark.parametrize(("language", "theme", "width"), list(product(LANGUAGES, THEMES, WIDTHS)))
@pytest.mark.parametrize("name", ["window", "guang"])
def test_every_page_of_cases_is_clean_for_every_reader(
    reader: Callable[..., Looker], name: str, language: str, theme: str, width: int
) -> None:
    looker = reader(name, language=language, theme=theme, width=width)
    with looker.window() as page:
        page.goto(f"{looker.url}/account/")
        looker.prefer(page)
        for title, path in PAGES.items():
            page.goto(looker.url + path)
            page.wait_for_timeout(150)
            looker.problems += check(page, f"{title}-{name}-{language}-{theme}-{width}")
    assert not looker.problems, "\n".join(looker.problems)
