"""A working day through a running tree: broker, store, steer, pages, and devices that obey.

Sign in, take a floor over, see it lit and find it in the trail, wait until it goes back by itself; read
what was saved and take the report away. In both languages.
"""

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from journeys import tree
from journeys.look import Looker, check
from journeys.tree import PASSWORD, Tree

pytestmark = [pytest.mark.journey, pytest.mark.broker]
SOON_MS, EXPIRY_MS = 20_000, 40_000
MINUTES = "15"  # of the park's time: fifteen seconds here
WORDS = {
    "zh-hans": {"manual": "手动", "reason": "夜间检修", "saved": "结论", "paper": "照明节能核证报告"},
    "en": {"manual": "Manual", "reason": "night repair", "saved": "Conclusion", "paper": "lighting saving report"},
}
FLOORS = {"zh-hans": "F1", "en": "F2"}
LANGUAGES = tuple(FLOORS)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, browser: Any) -> Iterator[Tree]:
    """The small park, alive, 60 times as fast as real time."""
    made = tree.make(tmp_path_factory.mktemp("day"))
    try:
        made.serve()
        yield made
    finally:
        made.stop()


@pytest.fixture
def reader(running: Tree, browser: Any, request: pytest.FixtureRequest) -> Looker:
    """Somebody who reads the language that the test names."""
    return Looker(browser, running.url, language=request.param)


def in_both(function: Callable[..., None]) -> Callable[..., None]:
    """Run a journey in each language."""
    return pytest.mark.parametrize("reader", LANGUAGES, indirect=True)(function)


def signed_in(page: Page, reader: Looker, who: str = "operator") -> None:
    """Through the form, then in the reader's language."""
    page.goto(reader.url)
    page.fill("[name=username]", who)
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url(lambda url: "sign-in" not in url)
    reader.prefer(page)


def lamps(page: Page, state: str) -> None:
    """Wait until every luminaire of the plan that we may dim is in one state."""
    ours = page.locator("[data-lum][data-group]")
    everyone = ours.count()
    assert everyone
    expect(page.locator(f"[data-lum][data-group].lamp.{state}")).to_have_count(everyone, timeout=SOON_MS)


@in_both
def test_a_floor_is_taken_over_seen_lit_logged_and_given_back_by_itself(running: Tree, reader: Looker) -> None:
    words, key = WORDS[reader.language], FLOORS[reader.language]
    with reader.window() as page:
        signed_in(page, reader)
        page.goto(f"{reader.url}/lighting/{key}/")
        expect(page.locator("[data-live-word]")).to_have_attribute("data-state", "live", timeout=SOON_MS)
        lamps(page, "off")
        take_over(page, reader, words["reason"])
        lamps(page, "on.l4.manual")
        expect(page.locator("[data-now=manual]")).to_have_text("3", timeout=SOON_MS)
        expect(page.locator("#aside")).to_contain_text(words["reason"])
        look_closer(page, words["manual"])
        reader.problems += check(page, f"day-held-{reader.language}")
        with reader.window() as other:
            look_in_the_trail(other, reader, words)
        page.goto(f"{reader.url}/lighting/{key}/")
        reader.problems += check(page, f"day-floor-{reader.language}")
        expect(page.locator("[data-lum].manual")).to_have_count(0, timeout=EXPIRY_MS)
        lamps(page, "off")
        page.reload()
        expect(page.locator("#aside")).not_to_contain_text(words["reason"])
    assert not reader.problems, "\n".join([*reader.problems, running.said()])


def take_over(page: Page, reader: Looker, reason: str) -> None:
    """The whole floor at full output for a quarter of an hour, with the reason."""
    page.locator("a[href$='/take-over/']").click()
    page.locator("[name=level]").fill("100")
    page.locator("[name=minutes]").select_option(MINUTES)
    page.locator("[name=reason]").fill(reason)
    reader.problems += check(page, f"day-take-over-{reader.language}")
    page.locator("main form .button-pri").click()
    expect(page.locator("[data-live-word]")).to_have_attribute("data-state", "live", timeout=SOON_MS)


def look_closer(page: Page, manual: str) -> None:
    """The panel of a luminaire says that a person has it; what ``steer`` keeps for pages is a moment old."""
    for _ in range(10):
        page.locator("[data-lum][data-group]").first.click()
        page.wait_for_timeout(500)
        if page.locator("#aside .tag-pri").count():
            break
    expect(page.locator("#aside .tag-pri")).to_have_text(manual)


def look_in_the_trail(page: Page, reader: Looker, words: dict[str, str]) -> None:
    """The act is there with who, where, how bright and why."""
    signed_in(page, reader, "administrator")
    page.goto(f"{reader.url}/trail/?act=lighting.override_floor")
    line = page.locator("table tbody tr").first
    expect(line).to_contain_text("operator")
    line.locator("summary").click()
    expect(line).to_contain_text(words["reason"])
    expect(line).to_contain_text("1.0")
    reader.problems += check(page, f"day-trail-{reader.language}")


@in_both
def test_the_savings_page_gives_its_report_as_a_pdf(running: Tree, reader: Looker, tmp_path: Path) -> None:
    words = WORDS[reader.language]
    with reader.window() as page:
        signed_in(page, reader)
        page.goto(f"{reader.url}/savings/")
        expect(page.locator("#conclusion")).to_have_text(words["saved"])
        reader.problems += check(page, f"day-savings-{reader.language}")
        with page.expect_download() as coming:
            page.locator("a[href*='report.pdf']").click()
        assert re.fullmatch(r"savings-lane-.*\.pdf", coming.value.suggested_filename)
        file = tmp_path / "report.pdf"
        coming.value.save_as(file)
    assert file.read_bytes().startswith(b"%PDF-")
    assert words["paper"] in text_of(file)
    assert not reader.problems, "\n".join(reader.problems)


def text_of(file: Path) -> str:
    """The words of a PDF."""
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("reading a PDF needs pdftotext (poppler-utils)")
    return subprocess.run([program, str(file), "-"], capture_output=True, text=True, check=True).stdout
