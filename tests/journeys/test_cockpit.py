"""A leader opens the growth of the economy down to its source; the wall at 1080p and 4K; the pages for every reader."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from journeys.installation import PASSWORD, Installation, with_example_park
from journeys.look import LANGUAGES, SHOTS, WIDTHS, Looker, axe, check, readers

pytestmark = pytest.mark.journey
PAGES = {
    "cockpit": "/cockpit/",
    "cockpit-past": "/cockpit/?on=2025-01-01",
    "indicators": "/indicators/",
    "indicator-stated": "/indicators/tax_share/",
    "indicator-reckoned": "/indicators/industrial_output_growth/",
    "indicator-live": "/indicators/firms_visited/",
    "indicator-nothing": "/indicators/gdp_nominal/",
    "indicator-aimed": "/indicators/retail_growth/",
    "targets": "/indicators/targets/",
    "owed": "/indicators/owed/",
    "collect": "/indicators/collect/",
    "definitions": "/indicators/definitions/",
    "chains": "/chains/",
    "chain": "/chains/optics/",
    "chain-nothing": "/chains/optics/?word=untouched",
    "firm-all-round": "/firms/1/",
    "account": "/account/",
}
WALLS = ((1920, 1080), (3840, 2160))


@pytest.fixture(scope="module")
def zone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The example park with the account's figures."""
    made = with_example_park(tmp_path_factory.mktemp("zone"))
    made.python(str(Path(__file__).with_name("zone.py")), PASSWORD)
    made.serve()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def reader(zone: Installation, browser: Any) -> Callable[..., Looker]:
    """Somebody who is signed in, once a name."""
    return readers(browser, zone.url, PASSWORD)


@pytest.mark.parametrize(("language", "width"), list(product(LANGUAGES, WIDTHS)))
def test_every_page_of_the_cockpit_is_clean_for_every_reader(
    reader: Callable[..., Looker], language: str, width: int
) -> None:
    theme = "dark" if width == WIDTHS[1] else "light"
    looker = reader("officer", language=language, theme=theme, width=width)
    with looker.window() as page:
        page.goto(f"{looker.url}/cockpit/")
        looker.prefer(page)
        for name, path in PAGES.items():
            page.goto(looker.url + path)
            looker.problems += check(page, f"{name}-{language}-{theme}-{width}")
    assert not looker.problems, "\n".join(looker.problems)


def test_the_growth_of_the_economy_opens_to_its_source_in_two_clicks(reader: Callable[..., Looker]) -> None:
    leader = reader("leader")
    with leader.window() as page:
        page.goto(f"{leader.url}/cockpit/")
        leader.prefer(page)
        tile = page.locator("#f-gdp_growth")
        expect(tile).to_contain_text("+7.5%")
        tile.get_by_role("link", name="地区生产总值增速").click()
        row = page.get_by_role("row").filter(has_text="2024-01 至 09")
        expect(row).to_contain_text("市委宣传部")
        expect(row).to_contain_text("2025-01-08")
        page.goto(f"{leader.url}/indicators/industrial_output_growth/")
        page.get_by_role("link", name="规上工业产值（累计）").first.click()
        expect(page.get_by_text("cumulative([industrial_output])")).to_be_visible()
    assert not leader.problems, "\n".join(leader.problems)


WORDS = {
    "zh-hans": {"home": "登录首页", "save": "保存", "late": "逾期", "missed": "未达标", "keep": "填报", "over": "导入"},
    "en": {"home": "First page", "save": "Save", "late": "late", "missed": "target missed", "keep": "Keep the figure",
           "over": "Take over"},
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_leader_begins_with_the_cockpit_and_may_choose_another_page(
    reader: Callable[..., Looker], language: str
) -> None:
    leader, words = reader("leader", language=language), WORDS[language]
    with leader.window() as page:
        page.goto(f"{leader.url}/cockpit/")
        leader.prefer(page)
        for chosen, begins in (("/savings/", "/savings/"), ("", "/cockpit/")):
            page.goto(f"{leader.url}/account/")
            form = page.get_by_role("region", name=words["home"])
            form.get_by_role("combobox").select_option(chosen)
            form.get_by_role("button", name=words["save"]).click()
            page.goto(f"{leader.url}/")
            expect(page).to_have_url(leader.url + begins)
    assert not leader.problems, "\n".join(leader.problems)


@pytest.mark.parametrize(("language", "month"), list(zip(LANGUAGES, ("2023-11", "2023-12"), strict=True)))
def test_a_month_is_collected_by_form_and_by_workbook(
    reader: Callable[..., Looker], tmp_path: Path, language: str, month: str
) -> None:
    officer, words = reader("officer", language=language), WORDS[language]
    with officer.window() as page:
        page.goto(f"{officer.url}/indicators/owed/")
        officer.prefer(page)
        page.goto(f"{officer.url}/indicators/owed/")
        expect(page.get_by_text(words["late"]).first).to_be_visible()
        page.goto(f"{officer.url}/indicators/collect/?indicator=industrial_output&period={month}")
        page.fill("[name=value]", "10.1")
        page.fill("[name=source]", "月报（模拟）")
        page.get_by_role("button", name=words["keep"], exact=True).click()
        expect(page.locator("#facts + .table-wrap")).to_contain_text(month)
        page.goto(f"{officer.url}/indicators/collect/")
        with page.expect_download() as loading:
            page.locator("a[download]").click()
        file = tmp_path / "owed.xlsx"
        loading.value.save_as(file)
        book = load_workbook(file)
        row = book.worksheets[0][2]
        row[4].value, row[8].value, row[9].value = 5, "季报（模拟）", datetime.now(UTC).date() - timedelta(days=1)
        book.save(file)
        owed = page.locator("#owed + .table-wrap tbody tr")
        before = owed.count()
        page.set_input_files("[name=workbook]", file)
        page.get_by_role("button", name=words["over"], exact=True).click()
        expect(owed).to_have_count(before - 1)
    assert not officer.problems, "\n".join(officer.problems)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_wall_shows_everything_at_1080p_and_at_4k_and_scrolls_nowhere(
    zone: Installation, browser: Any, reader: Callable[..., Looker], language: str
) -> None:
    leader = reader("leader", language=language)
    with leader.window() as page:
        page.goto(f"{leader.url}/cockpit/")
        leader.prefer(page)
    for width, height in WALLS:
        context = browser.new_context(viewport={"width": width, "height": height}, storage_state=leader.state)
        page = context.new_page()
        page.goto(f"{zone.url}/cockpit/screen/")
        expect(page.get_by_text("1000+")).to_be_visible()
        page.screenshot(path=SHOTS / f"wall-{language}-{width}.png")
        for keys in ("g", "l", "?", "/"):
            page.keyboard.press(keys)
        expect(page).to_have_url(f"{zone.url}/cockpit/screen/")
        expect(page.get_by_role("dialog")).to_have_count(0)
        overflow = page.evaluate(
            """() => [...document.querySelectorAll(".wall section, .wall-strip > div, .wall-rows > div, .wall-rows dd")]
            .filter(e => e.getBoundingClientRect().bottom > innerHeight || e.scrollWidth > e.clientWidth + 1)
            .map(e => e.textContent.slice(0, 40))"""
        )
        assert overflow == []
        small = page.evaluate(
            """() => [...document.querySelectorAll("main *")].filter(e => [...e.childNodes]
            .some(n => n.nodeType === 3 && n.data.trim()) && parseFloat(getComputedStyle(e).fontSize) < 13.9)
            .map(e => e.textContent.slice(0, 40))"""
        )
        assert small == []
        assert axe(page) == []
        context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_firm_that_is_placed_closes_a_gap_of_the_chain(reader: Callable[..., Looker], language: str) -> None:
    officer = reader("officer", language=language)
    fill, place = {"zh-hans": ("补链", "企业入链"), "en": ("to fill", "Place a firm")}[language]
    with officer.window() as page:
        page.goto(f"{officer.url}/chains/optics/")
        officer.prefer(page)
        page.goto(f"{officer.url}/chains/optics/")
        row = page.locator("#s-module")
        expect(row).to_contain_text(fill)
        expect(page.locator("svg.chain")).to_be_visible()
        form = page.locator("details").filter(has=page.locator("summary", has_text=place))
        form.locator("summary").click()
        form.locator("[name=segment]").select_option("module")
        form.locator("[name=enterprise]").fill("lenses")
        form.locator("[name=product]").fill("镜头（模拟）")
        form.get_by_role("button").click()
        expect(row).to_contain_text("模拟镜头")
        expect(row).not_to_contain_text(fill)
        officer.problems += check(page, f"chain-closed-{language}")
        row.get_by_role("button").click()
        expect(row).to_contain_text(fill)
    assert not officer.problems, "\n".join(officer.problems)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_wall_on_a_phone_is_one_column(reader: Callable[..., Looker], language: str) -> None:
    leader = reader("leader", language=language, theme="dark", width=390)
    with leader.window() as page:
        page.goto(f"{leader.url}/cockpit/")
        leader.prefer(page)
        page.goto(f"{leader.url}/cockpit/screen/")
        leader.problems += check(page, f"wall-{language}-390")
    assert not leader.problems, "\n".join(leader.problems)
