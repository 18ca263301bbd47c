"""A firm applies for four certificates and defers two documents; three desks act side by side; one promise is kept."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from journeys.installation import PASSWORD, Installation, with_example_park
from journeys.look import LANGUAGES, Looker, check, readers
from zhiyuan.app import clock
from zhiyuan.app.home import Home

pytestmark = pytest.mark.journey
THREE_WEEKS_S = 21 * 86400.0
PERMITS = {
    "project": "模拟光电厂房", "parcel": "G2026-01", "area_m2": "12000", "investment_cny": "80000000", "contact": "-",
}  # fmt: skip
DEFERRED = ("insolation", "traffic")
PAGES = {
    "certificates": "/cases/certificates/?which=all",
    "certificates-none": "/cases/certificates/",
    "deputies": "/cases/deputies/",
    "kinds": "/cases/kinds/",
    "kind": "/cases/kinds/of/four_certificates_fast/",
    "kind-new": "/cases/kinds/of/enter_open/",
    "permits-work": "/cases/",
    "permits-breached": "/cases/1/",
    "permits-promises": "/cases/promises/",
    "enterprise": "/enterprises/1/",
}


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The example park with a firm and somebody at every desk."""
    made = with_example_park(tmp_path_factory.mktemp("permits"))
    made.python(str(Path(__file__).with_name("seated.py")), PASSWORD)
    made.serve()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def reader(hall: Installation, browser: Any) -> Callable[..., Looker]:
    """Somebody who is signed in, once a name."""
    return readers(browser, hall.url, PASSWORD)


def test_three_desks_act_side_by_side_one_promise_is_kept_and_the_other_broken(
    hall: Installation, reader: Callable[..., Looker]
) -> None:
    people = {name: reader(name) for name in ("guang", "clerk", "planner", "registrar", "builder", "chief", "window")}
    case = _applied(people["guang"])
    _do(people["clerk"], case, "受理")
    with people["clerk"].window() as page:
        page.goto(hall.url + case)
        form = _form(page, "共享获取材料")
        for box in form.get_by_role("checkbox").all():
            box.check()
        form.get_by_role("button", name="共享获取材料").click()
    _side_by_side(people, case)
    _do(people["planner"], case, "办结本步")
    _do(people["builder"], case, "办结本步")
    _do(people["clerk"], case, "办结本步")
    with people["guang"].window() as page:
        page.goto(hall.url + case)
        expect(page.get_by_text("待履诺").first).to_be_visible()
        page.get_by_role("checkbox", name="日照分析报告").check()
        page.get_by_role("button", name="补交材料").click()
        people["guang"].problems += check(page, "permits-kept-half")
    _do(people["clerk"], case, "核验履诺")
    _breaks(hall, people["clerk"], case)
    _goes_first(people["guang"], people["chief"], people["window"])
    wrong = [problem for one in people.values() for problem in one.problems if "422" not in problem]
    assert not wrong, "\n".join(wrong)


def _applied(firm: Looker) -> str:
    """The firm fills in, reads once more, sends, and promises two documents."""
    with firm.window() as page:
        page.goto(f"{firm.url}/cases/new/four_certificates_fast/")
        for name, said in PERMITS.items():
            page.fill(f"[name=form_{name}]", said)
        for box in page.locator("[name=docs]").all():
            if box.get_attribute("value") not in DEFERRED:
                box.check()
        firm.problems += check(page, "permits-form")
        page.get_by_role("button", name="核对填写内容").click()
        firm.problems += check(page, "permits-check")
        page.get_by_role("button", name="提交申请").click()
        for left in (2, 1):
            expect(page.get_by_role("button", name="承诺后补")).to_have_count(left)
            firm.problems += check(page, f"permits-promise-{left}")
            page.get_by_role("button", name="承诺后补").first.click()
            page.wait_for_load_state()
        expect(page.get_by_role("button", name="承诺后补")).to_have_count(0)
        return page.url.removeprefix(firm.url)


def _side_by_side(people: dict[str, Looker], case: str) -> None:
    """Each of three desks has the case open before any of them acts; nobody's step waits for another's."""
    with ExitStack() as open_windows:
        pages = [open_windows.enter_context(people[name].window()) for name in ("planner", "registrar", "builder")]
        for page, who in zip(pages, ("planner", "registrar", "builder"), strict=True):
            page.goto(people[who].url + case)
            expect(page.get_by_role("button", name="办结本步").first).to_be_visible()
        people["planner"].problems += check(pages[0], "permits-three-desks")
        for page in pages:
            page.get_by_role("button", name="办结本步").first.click()
            page.wait_for_load_state()
            expect(page.get_by_role("alert")).to_have_count(0)


def _breaks(hall: Installation, clerk: Looker, case: str) -> None:
    """Three weeks later nobody handed in the other document: what follows is on the counter's work list by itself."""
    clock.starting(time.time() + THREE_WEEKS_S, 1.0).save(Home(hall.path).clock_file)
    hall.python("-m", "zhiyuan.app.tasks", "case_clocks")
    with clerk.window() as page:
        page.goto(f"{hall.url}/cases/")
        row = page.get_by_role("row").filter(has_text="限期整改完成")
        expect(row).to_have_count(1)
        clerk.problems += check(page, "permits-breach-on-list")
        row.get_by_role("link").click()
        expect(page.get_by_text("违诺").first).to_be_visible()
        expect(page.get_by_text("已履诺").first).to_be_visible()
        clerk.problems += check(page, "permits-breached")


def _goes_first(firm: Looker, chief: Looker, window: Looker) -> None:
    """A leader puts a request of the firm on the green lane; the window sees who did and why, before the others."""
    with firm.window() as page:
        page.goto(f"{firm.url}/cases/new/request_simple/")
        page.fill("[name=form_subject]", "临时用电（模拟）")
        page.fill("[name=form_detail]", "施工用电尚未接通（模拟）")
        page.get_by_role("button", name="核对填写内容").click()
        page.get_by_role("button", name="提交申请").click()
        case = page.url.removeprefix(firm.url)
    with chief.window() as page:
        page.goto(chief.url + case)
        form = _form(page, "列入绿色通道")
        form.get_by_label("原因").fill("省重点项目（模拟）")
        form.get_by_role("button", name="列入绿色通道").click()
        expect(page.get_by_text("优先办理")).to_be_visible()
        chief.problems += check(page, "permits-green-lane")
    with window.window() as page:
        page.goto(f"{window.url}/cases/")
        expect(page.get_by_role("row").nth(1)).to_contain_text("省重点项目（模拟）")
        window.problems += check(page, "permits-green-first")


def _form(page: Page, button: str) -> Any:
    """The first form with this button, also where it is folded away."""
    for folded in page.locator("#aside details:not([open]) > summary").all():
        folded.click()
    return page.locator("#aside form").filter(has=page.get_by_role("button", name=button, exact=True)).first


def _do(who: Looker, case: str, button: str) -> None:
    with who.window() as page:
        page.goto(who.url + case)
        _form(page, button).get_by_role("button", name=button, exact=True).click()
        page.wait_for_load_state()
        expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize(("language", "width"), list(product(LANGUAGES, (1440, 390))))
def test_the_pages_of_permits_are_clean_for_the_window(
    reader: Callable[..., Looker], language: str, width: int
) -> None:
    looker = reader("window", language=language, theme="dark" if width == 390 else "light", width=width)
    with looker.window() as page:
        page.goto(f"{looker.url}/account/")
        looker.prefer(page)
        for title, path in PAGES.items():
            page.goto(looker.url + path)
            page.wait_for_timeout(150)
            looker.problems += check(page, f"{title}-{language}-{width}")
    assert not looker.problems, "\n".join(looker.problems)
