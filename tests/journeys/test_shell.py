"""Every page of the shell and the rooms, in both languages and themes, wide and narrow."""

from collections.abc import Callable
from itertools import product

import pytest
from playwright.sync_api import expect

from journeys.installation import PASSWORD
from journeys.look import LANGUAGES, THEMES, WIDTHS, Looker, check

pytestmark = pytest.mark.journey
PAGES = {
    "ops": "/ops/",
    "floor": "/lighting/A1/",
    "overrides": "/lighting/overrides/",
    "energy": "/energy/",
    "energy-month": "/energy/?span=month&by=building",
    "savings": "/savings/",
    "study": "/savings/circuits/new/",
    "alarms": "/alarms/",
    "alarm": "/alarms/1/",
    "luminaires": "/luminaires/",
    "circuits": "/circuits/",
    "devices": "/devices/",
    "space": "/spaces/1/",
    "schedules": "/schedules/",
    "schedule": "/schedules/1/",
    "park-file": "/park/",
    "data": "/data/",
    "data-gateways": "/data/?tab=gateways",
    "data-devices": "/data/?tab=devices",
    "people": "/people/",
    "person": "/people/1/",
    "person-add": "/people/new/",
    "trail": "/trail/",
    "account": "/account/",
}


@pytest.mark.parametrize(("language", "theme", "width"), list(product(LANGUAGES, THEMES, WIDTHS)))
def test_every_page_is_clean_for_every_reader(
    looker: Callable[..., Looker], language: str, theme: str, width: int
) -> None:
    reader = looker("administrator", language=language, theme=theme, width=width)
    with reader.window() as page:
        page.goto(f"{reader.url}/account/")
        reader.prefer(page)
        for name, path in PAGES.items():
            page.goto(reader.url + path)
            page.wait_for_timeout(300)
            reader.problems += check(page, f"{name}-{language}-{theme}-{width}")
    assert not reader.problems, "\n".join(reader.problems)


def test_an_operator_signs_in_and_lands_on_the_overview(looker: Callable[..., Looker]) -> None:
    reader = looker()
    with reader.window() as page:
        page.goto(reader.url)
        expect(page.get_by_role("heading", level=1)).to_have_text("登录")
        reader.problems += check(page, "sign-in")
        page.get_by_label("用户名").fill("operator")
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("运行总览")
        expect(page.get_by_text("模拟数据")).to_be_visible()
        assert page.get_by_role("link", name="用户与角色").count() == 0
    assert not reader.problems, "\n".join(reader.problems)


def test_a_wrong_password_is_answered_at_the_form_with_the_focus_on_the_words(looker: Callable[..., Looker]) -> None:
    reader = looker()
    with reader.window() as page:
        page.goto(f"{reader.url}/sign-in/")
        page.get_by_label("用户名").fill("nobody")
        page.get_by_label("密码").fill("wrong")
        page.get_by_role("button", name="登录").click()
        expect(page.locator(".error-summary")).to_be_focused()
        assert page.title().startswith("错误：")
        assert check(page, "sign-in-error") == []


def test_a_leader_is_told_in_words_what_is_not_theirs(looker: Callable[..., Looker]) -> None:
    reader = looker("leader")
    with reader.window() as page:
        answer = page.goto(f"{reader.url}/people/")
        assert answer is not None
        assert answer.status == 403
        assert check(page, "403") == []


def test_keys_open_the_list_and_lead_to_pages(looker: Callable[..., Looker]) -> None:
    reader = looker("operator")
    with reader.window() as page:
        page.goto(f"{reader.url}/ops/")
        page.keyboard.press("?")
        expect(page.locator("dialog#keys")).to_be_visible()
        assert check(page, "keys") == []
        page.keyboard.press("Escape")
        page.keyboard.press("g")
        page.keyboard.press("e")
        expect(page).to_have_url(f"{reader.url}/energy/")
