"""A firm's difficulty goes through the mechanism; the firm crosses it off; both ledgers, looked at."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from journeys.installation import PASSWORD, Installation, with_example_park
from journeys.look import Looker, check, readers

pytestmark = pytest.mark.journey
SKIPPED = ("不涉及园区（街道）", "无需区级领导协调")


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The example park with an invented firm and people at the desks."""
    made = with_example_park(tmp_path_factory.mktemp("relief"))
    made.python(str(Path(__file__).with_name("applied.py")), PASSWORD)
    made.serve()
    yield made
    made.stop()


def test_a_difficulty_goes_through_the_mechanism_until_the_firm_crosses_it_off(
    hall: Installation, browser: Any
) -> None:
    make: Callable[..., Looker] = readers(browser, hall.url, PASSWORD)
    firm, window = make("guang"), make("window")
    with firm.window() as page:
        page.goto(f"{hall.url}/cases/new/relief/")
        page.fill("#form_subject", "流动资金紧张（模拟）")
        page.fill("#form_detail", "账期较长（模拟）")
        page.select_option("#form_field", "finance")
        page.get_by_role("button", name="核对填写内容").click()
        page.get_by_role("button", name="提交申请").click()
        page.wait_for_url("**/cases/*/")
        case = page.url
    with window.window() as page:
        page.goto(case)
        page.get_by_role("button", name="受理", exact=True).click()
        page.get_by_role("button", name="办结本步").click()
        page.goto(f"{hall.url}/relief/")
        expect(page.get_by_text("待办 1 件")).to_have_count(3)
        window.problems += check(page, "relief-problems")
        page.goto(case)
        page.get_by_role("button", name="办结本步").nth(1).click()
        for reason in SKIPPED:
            page.get_by_text("其他操作").click()
            part = page.locator("form.card").filter(has_text=reason).filter(has=page.locator("[value=skip]"))
            part.locator("[name=reason]").fill("部门已解决（模拟）")
            part.get_by_role("button").click()
            page.wait_for_load_state()
        page.locator("[name=form_result]").fill("已对接银行（模拟）")
        page.get_by_role("button", name="办结本步").click()
        page.wait_for_load_state()
    with firm.window() as page:
        page.goto(case)
        page.get_by_role("button", name="办结本步").click()
        expect(page.get_by_text("已办结", exact=True)).to_be_visible()
    with window.window() as page:
        page.goto(f"{hall.url}/relief/")
        expect(page.get_by_text("台账为空")).to_be_visible()
        window.problems += check(page, "relief-none")
        page.get_by_role("link", name="销号清单").click()
        expect(page.locator("tbody").get_by_text("企业确认", exact=True)).to_be_visible()
        window.problems += check(page, "relief-crossed")
    narrow = make("window", language="en", theme="dark", width=390)
    with narrow.window() as page:
        page.goto(f"{hall.url}/account/")
        narrow.prefer(page)
        for name, path in {"problems": "/relief/?shown=all", "crossed": "/relief/crossed/"}.items():
            page.goto(hall.url + path)
            narrow.problems += check(page, f"relief-{name}-en-dark-390")
    problems = firm.problems + window.problems + narrow.problems
    assert not problems, "\n".join(problems)
