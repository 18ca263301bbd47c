"""A firm leaves by the simple way: the tax answer comes late, then turns from clear to arrears before the decision."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from journeys.installation import PASSWORD, Installation, with_example_park
from journeys.look import Looker, check, readers
from zhiyuan.app import authorities, clock
from zhiyuan.app.home import Home
from zhiyuan.simpark.authority import DemoAuthority, Script, Turn

pytestmark = pytest.mark.journey
FIRM = "91411300MAAY4CL12B"
KEY = "a secret of the test only"
MONDAY = datetime(2026, 9, 28, 2, tzinfo=UTC)
"""Ten in the morning in the park."""
APPLIED = MONDAY + timedelta(days=22)
"""After twenty days of publicity."""
LATE, CLEAR, ARREARS = (
    Turn("T2", "busy"),
    Turn("T2"),
    Turn("T4", open_items=("增值税欠税（模拟）", "发票未缴销（模拟）")),
)


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The example park with an invented firm, and authorities that answer it over HTTP."""
    made = with_example_park(tmp_path_factory.mktemp("leaving"))
    at(made, MONDAY)
    made.python(str(Path(__file__).with_name("applied.py")), PASSWORD)
    with DemoAuthority("park", KEY.encode()) as server:
        server.script = Script({(FIRM, "tax_state"): [LATE, CLEAR, CLEAR, ARREARS, CLEAR]})
        for source in ("tax", "market"):
            authorities.keep(Home(made.path), source, server.url, "park", KEY, attempts=1)
        made.serve()
        yield made
        made.stop()


def at(hall: Installation, moment: datetime) -> None:
    """Let it be this moment in the park."""
    clock.Clock(time.time(), moment.timestamp()).save(Home(hall.path).clock_file)


def ask(hall: Installation) -> None:
    """Ask the authorities what is due, as ``jobs`` does."""
    hall.python("-m", "zhiyuan.app.tasks", "data_checks")


def finish(page: Page, *steps: str) -> None:
    """Finish steps on the page of a case."""
    for step in steps:
        form = page.locator("form", has=page.locator("p", has_text=step)).filter(has_text="办结本步")
        for day in form.locator("input[type=date][required]").all():
            day.fill(f"{MONDAY:%Y-%m-%d}")
        form.get_by_role("button", name="办结本步").click()
        expect(page.get_by_role("row", name=step).filter(has_text="办结本步")).to_be_visible()


def ask_again(hall: Installation, page: Page) -> None:
    """Want the authorities asked, wait for the answers on the page, go on."""
    page.get_by_role("button", name="发起数据核验").click()
    expect(page.get_by_text("正在核验").first).to_be_visible()
    ask(hall)
    page.get_by_role("link", name="部门已答复，继续办理").click()
    expect(page.get_by_text("正在核验")).to_have_count(0)


def tax(page: Page) -> Any:
    """The line of the tax state."""
    return page.locator("#facts").get_by_role("row").filter(has_text="税务状态")


def applied(firm: Looker) -> str:
    """The firm applies; the address of its case."""
    with firm.window() as page:
        page.goto(f"{firm.url}/cases/new/deregister_simple/")
        page.select_option("[name=form_reason]", "resolved")
        page.select_option("[name=form_debts]", "settled")
        page.fill("[name=form_contact]", "0377")
        for box in page.locator("input[name=docs]").all():
            box.check()
        page.get_by_role("button", name="核对填写内容").click()
        page.get_by_role("button", name="提交申请").click()
        expect(page.get_by_text("待受理").first).to_be_visible()
        return page.url


def test_late_then_clear_then_arrears_and_decided_only_when_clear_again(hall: Installation, browser: Any) -> None:
    make: Callable[..., Looker] = readers(browser, hall.url, PASSWORD)
    firm, window = make("guang"), make("window")
    narrow = make("window", language="en", theme="dark", width=390)
    address = applied(firm)
    with window.window() as page:
        page.goto(address)
        page.get_by_role("button", name="受理", exact=True).click()
        ask(hall)
        page.goto(address)
        expect(tax(page)).to_contain_text("没有答复")
        expect(page.get_by_role("button", name="办结本步")).to_have_count(0)
        window.problems += check(page, "leaving-unheard")
        ask_again(hall, page)
        expect(tax(page)).to_contain_text("可作依据")
        finish(page, "适用性核查", "发布简易注销公告")
        expect(page.get_by_text("起算").first).to_be_visible()
        window.problems += check(page, "leaving-public")
        at(hall, APPLIED)
        ask(hall)
        page.goto(address)
        finish(page, "公示二十日")
    with firm.window() as page:
        page.goto(address)
        finish(page, "申请注销登记")
        firm.problems += check(page, "leaving-firm")
    with window.window() as page:
        ask(hall)
        page.goto(address)
        expect(page.get_by_role("button", name="办结本步")).to_be_visible()
        window.problems += check(page, "leaving-clear")
        at(hall, APPLIED + timedelta(minutes=20))
        page.goto(address)
        expect(page.get_by_role("button", name="办结本步")).to_have_count(0)
        ask_again(hall, page)
        expect(tax(page)).to_contain_text("增值税欠税（模拟）")
        expect(page.get_by_role("button", name="办结本步")).to_have_count(0)
        window.problems += check(page, "leaving-arrears")
    with narrow.window() as page:
        page.goto(f"{hall.url}/account/")
        narrow.prefer(page)
        page.goto(address)
        expect(page.get_by_text("What authorities say")).to_be_visible()
        narrow.problems += check(page, "leaving-arrears-en-dark-390")
    wide = make("window", language="en")
    with wide.window() as page:
        page.goto(f"{hall.url}/account/")
        wide.prefer(page)
        page.goto(address)
        wide.problems += check(page, "leaving-arrears-en")
    with window.window() as page:
        page.goto(f"{hall.url}/account/")
        window.prefer(page)
        page.goto(address)
        ask_again(hall, page)
        page.get_by_role("button", name="办结本步").click()
        expect(page.get_by_text("已办结").first).to_be_visible()
        window.problems += check(page, "leaving-decided")
        page.goto(f"{hall.url}/enterprises/")
        page.get_by_role("link", name="模拟光电").first.click()
        expect(page.get_by_text("已注销").first).to_contain_text("2026")
    problems = firm.problems + window.problems + narrow.problems + wide.problems
    assert not problems, "\n".join(problems)
