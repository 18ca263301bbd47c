"""A second visit of the same purpose is refused, a request is entered instead; every page of visits, looked at."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from journeys.installation import PASSWORD, Installation, with_example_park
from journeys.look import Looker, check, readers

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The example park with an invented firm and people at the desks."""
    made = with_example_park(tmp_path_factory.mktemp("visits"))
    made.python(str(Path(__file__).with_name("applied.py")), PASSWORD)
    made.serve()
    yield made
    made.stop()


def test_a_duplicate_visit_is_refused_with_what_to_do_instead(hall: Installation, browser: Any) -> None:
    make: Callable[..., Looker] = readers(browser, hall.url, PASSWORD)
    window, firm = make("window"), make("guang")
    with window.window() as page:
        page.goto(f"{hall.url}/visits/")
        window.problems += check(page, "visits-none")
        page.get_by_role("link", name="安排走访").click()
        for expected in ("可以走访", "重复"):
            page.goto(f"{hall.url}/visits/new/")
            page.select_option("#enterprise", label="模拟光电")
            page.select_option("#purpose", "policy")
            page.get_by_role("button", name="查询是否可以走访").click()
            expect(page.locator("#verdict ~ p .tag")).to_have_text(expected)
            if expected == "可以走访":
                page.fill("#visitors", "模拟甲")
                page.get_by_role("button", name="安排走访").click()
                page.get_by_role("button", name="已走访").click()
                page.fill("#find-subject", "充电桩不足（模拟）")
                page.fill("#find-detail", "东门停车场（模拟）")
                window.problems += check(page, "visit-held")
                page.get_by_role("button", name="转为诉求").click()
                expect(page.get_by_text("待受理").first).to_be_visible()
        window.problems += check(page, "visit-duplicate")
        expect(page.get_by_role("link", name="改为登记诉求")).to_be_visible()
        page.goto(f"{hall.url}/visits/")
        window.problems += check(page, "visits")
    narrow = make("guang", language="en", theme="dark", width=390)
    with narrow.window() as page:
        page.goto(f"{hall.url}/account/")
        narrow.prefer(page)
        page.goto(f"{hall.url}/visits/")
        narrow.problems += check(page, "visits-en-dark-390")
        page.get_by_role("link", name="2026").first.click()
        narrow.problems += check(page, "visit-en-dark-390")
    assert not (said := firm.problems + narrow.problems + window.problems), "\n".join(said)


def test_what_a_visit_found_is_solved_late_rated_bad_and_called_back(hall: Installation, browser: Any) -> None:
    number = hall.python(str(Path(__file__).with_name("late.py"))).strip()
    make: Callable[..., Looker] = readers(browser, hall.url, PASSWORD)
    window, firm = make("window"), make("guang")
    with window.window() as page:
        page.goto(f"{hall.url}/cases/")
        page.get_by_role("row").filter(has_text=number).filter(has_text="逾期").get_by_role("link").first.click()
        form = page.locator("form", has=page.locator("p", has_text="办理")).filter(has_text="办结本步")
        form.get_by_role("button", name="办结本步").click()
        expect(page.get_by_text("企业确认").first).to_be_visible()
        address = page.url
    with firm.window() as page:
        page.goto(f"{hall.url}/account/")
        firm.prefer(page)  # the firm read English on a phone before
        page.goto(address)
        page.get_by_role("button", name="办结本步").click()
        page.get_by_label("您的评价").select_option("bad")
        page.get_by_label("想说的话").fill("等了三周（模拟）")
        page.get_by_role("button", name="评价", exact=True).click()
        expect(page.get_by_text("等了三周（模拟）")).to_be_visible()
    with window.window() as page:
        page.goto(address)
        for act, why in (("差评回访", "照度仍不足（模拟）"), ("差评整改", "已加装两盏灯（模拟）")):
            form = page.locator("form", has=page.get_by_role("button", name=act))
            form.get_by_label("原因").fill(why)
            form.get_by_role("button", name=act).click()
        window.problems += check(page, "visit-case-called-back")
        page.goto(f"{hall.url}/cases/promises/?by=park")
        expect(page.get_by_role("row").filter(has_text="模拟光电").filter(has_text="逾期履行")).to_be_visible()
        window.problems += check(page, "promises-late")
    assert not firm.problems + window.problems, "\n".join(firm.problems + window.problems)
