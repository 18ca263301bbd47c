"""A lease whose covenant fails is extended and then converted; and the pages of land and projects for every reader."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from journeys.installation import PASSWORD, Installation, with_example_park
from journeys.look import LANGUAGES, WIDTHS, Looker, check, readers

pytestmark = pytest.mark.journey
PAGES = {
    "parcels": "/land/",
    "parcels-nothing": "/land/?q=没有",
    "parcel-free": "/land/1/",
    "parcel-leased": "/land/2/",
    "projects": "/projects/",
    "project-lead": "/projects/1/",
    "project": "/projects/2/",
}


@pytest.fixture(scope="module")
def land(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The example park with invented parcels and projects."""
    made = with_example_park(tmp_path_factory.mktemp("land"))
    made.python(str(Path(__file__).with_name("let.py")), PASSWORD)
    made.serve()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def reader(land: Installation, browser: Any) -> Callable[..., Looker]:
    """Somebody who is signed in, once a name."""
    return readers(browser, land.url, PASSWORD)


@pytest.mark.parametrize(("language", "width"), list(product(LANGUAGES, WIDTHS)))
def test_every_page_of_land_and_projects_is_clean_for_every_reader(
    reader: Callable[..., Looker], language: str, width: int
) -> None:
    theme = "dark" if width == WIDTHS[1] else "light"
    looker = reader("officer", language=language, theme=theme, width=width)
    with looker.window() as page:
        page.goto(f"{looker.url}/land/")
        looker.prefer(page)
        for name, path in PAGES.items():
            page.goto(looker.url + path)
            looker.problems += check(page, f"{name}-{language}-{theme}-{width}")
    assert not looker.problems, "\n".join(looker.problems)


def test_a_lease_whose_covenant_fails_is_extended_and_then_converted(reader: Callable[..., Looker]) -> None:
    officer, today = reader("officer"), datetime.now(UTC).date().isoformat()
    with officer.window() as page:
        page.goto(f"{officer.url}/land/")
        officer.prefer(page)
        page.goto(f"{officer.url}/land/2/")
        expect(page.get_by_text("租期已届满")).to_be_visible()
        expect(page.get_by_role("row").filter(has_text="亩均税收")).to_contain_text("8.50")
        _fill(page, "转为出让", price="1200000")
        expect(page.get_by_text("履约指标全部达标后才能转为出让")).to_be_visible()
        _work(page, officer.url, "先租后让租期延长", 2)
        _fill(page, "延长租期", lease_years="4")
        expect(page.get_by_text("租期内", exact=True)).to_be_visible()
        _fill(page, "录入指标值", indicator="tax", value="52", source="税务数据（模拟）", as_of=today)
        _work(page, officer.url, "先租后让转出让", 3)
        _fill(page, "转为出让", price="1200000")
        expect(page.get_by_text("1,113,599.45")).to_be_visible()
        officer.problems += check(page, "parcel-granted")
    problems = [p for p in officer.problems if not (p.startswith("console: Failed to load") and "422" in p)]
    assert not problems, "\n".join(problems)


def test_a_firm_sees_its_own_land_and_another_firm_none(reader: Callable[..., Looker]) -> None:
    own, other = reader("guang"), reader("fang")
    with own.window() as page:
        page.goto(f"{own.url}/land/")
        expect(page.get_by_role("link", name="G2023-01（模拟）")).to_be_visible()
        expect(page.get_by_text("G2026-02（模拟）")).to_have_count(0)
    with other.window() as page:
        page.goto(f"{other.url}/land/")
        expect(page.get_by_text("G2023-01（模拟）")).to_have_count(0)


def _fill(page: Page, title: str, **said: str) -> None:
    """Open a form of the parcel's page, fill it in and send it."""
    part = page.locator("details").filter(has=page.locator("summary", has_text=title)).first
    if part.get_attribute("open") is None:
        part.locator("summary").click()
    for name, value in said.items():
        field = part.locator(f"[name={name}]")
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    part.get_by_role("button").click()


def _work(page: Page, url: str, kind: str, steps: int) -> None:
    """Open a case about the parcel, work it to its end, and come back."""
    part = page.locator("details").filter(has=page.locator("summary", has_text="发起办件")).first
    part.locator("summary").click()
    part.locator("[name=kind]").select_option(label=kind)
    part.locator("[name=reason]").fill("模拟")
    part.get_by_role("button").click()
    page.get_by_role("button", name="受理", exact=True).click()
    for _ in range(steps):
        page.get_by_role("button", name="办结本步").first.click()
    expect(page.get_by_text("已办结").first).to_be_visible()
    page.goto(f"{url}/land/2/")
