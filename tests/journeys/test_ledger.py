"""The park keeps what it promised, deals work and officers out, and a firm asks when to hand its bundle in."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import Workbook
from playwright.sync_api import Page, expect

from archive.made import picture
from journeys.installation import PASSWORD, Installation, with_example_park
from journeys.look import Looker, check, readers

pytestmark = pytest.mark.journey
HEADS = ["企业编号", "项目编号", "名称", "包联干部用户名", "层级", "首日", "末日"]
PAGES = {
    "pledges": "/pledges/",
    "pledge": "/pledges/1/",
    "pledge-kept": "/pledges/2/",
    "ledger": "/cases/promises/",
    "load": "/cases/load/",
    "appointments": "/cases/appointments/",
    "one-day": "/cases/one-day/?reviewed=1&hour=09:00-10:00&deputy=15",
    "officers": "/officers/",
    "roster-new": "/officers/import/",
    "roster": "/officers/import/1/",
    "roster-staged": "/officers/import/2/",
}
SEEN_BY_FIRM = ("pledges", "pledge", "pledge-kept", "ledger", "appointments", "one-day")
LOOKS = (("zh-hans", "light", 1440), ("zh-hans", "dark", 390), ("en", "dark", 1440), ("en", "light", 390))


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The example park with an invented firm and people at the desks."""
    made = with_example_park(tmp_path_factory.mktemp("ledger"))
    made.python(str(Path(__file__).with_name("applied.py")), PASSWORD)
    made.serve()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def reader(hall: Installation, browser: Any) -> Callable[..., Looker]:
    """Somebody who is signed in, once a name."""
    return readers(browser, hall.url, PASSWORD)


def _in_days(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def _promise(page: Page, url: str, text: str, days: int) -> None:
    page.goto(f"{url}/pledges/")
    page.fill("#text", text)
    page.select_option("#enterprise", label="模拟光电")
    page.fill("#due", _in_days(days))
    page.get_by_role("button", name="承诺", exact=True).click()
    expect(page.get_by_role("heading", name=text)).to_be_visible()


def test_the_park_promises_keeps_it_with_a_photo_and_the_firm_reads_it(
    hall: Installation, reader: Callable[..., Looker], tmp_path: Path
) -> None:
    photo = tmp_path / "充电桩.jpg"
    photo.write_bytes(picture())
    park, firm = reader("administrator"), reader("guang")
    with park.window() as page:
        _promise(page, hall.url, "夜班接驳车（模拟）", 20)
        _promise(page, hall.url, "东门充电桩（模拟）", 9)
        form = page.locator("form[aria-labelledby=keep]")
        form.locator("#evidence").fill("已投用（模拟）")
        form.locator("#file").set_input_files(photo)
        form.get_by_role("button", name="已履行").click()
        expect(page.get_by_role("link", name="充电桩.jpg")).to_be_visible()
    with firm.window() as page:
        page.goto(f"{hall.url}/pledges/")
        page.get_by_role("link", name="东门充电桩（模拟）").click()
        with page.expect_download() as saved:
            page.get_by_role("link", name="充电桩.jpg").click()
        assert saved.value.path().read_bytes() == photo.read_bytes()
        page.goto(f"{hall.url}/cases/promises/")
        expect(page.get_by_role("link", name="园区自身承诺").first).to_be_visible()
    assert not park.problems + firm.problems, "\n".join(park.problems + firm.problems)


def test_a_firm_asks_when_to_hand_its_bundle_in_and_books_that_time(
    hall: Installation, reader: Callable[..., Looker]
) -> None:
    firm = reader("guang")
    with firm.window() as page:
        page.goto(f"{hall.url}/cases/new/four_certificates_fast/")
        page.get_by_role("main").get_by_role("link", name="一天办结概率").click()
        expect(page.get_by_text("全部为假设")).to_be_visible()
        page.select_option("#hour", "09:00-10:00")
        page.fill("#deputy", "15")
        page.get_by_role("button", name="估算").click()
        expect(page.get_by_role("columnheader", name="按设想").first).to_be_visible()
        page.get_by_role("main").get_by_role("link", name="预约").click()
        while not page.get_by_role("button", name="预约此时段").count():
            page.fill("#slot-day", _later(page.input_value("#slot-day")))
            page.get_by_role("button", name="查看").click()
        page.get_by_role("button", name="预约此时段").first.click()
        expect(page.get_by_role("button", name="取消预约").first).to_be_visible()
    assert not firm.problems, "\n".join(firm.problems)


def _later(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def test_officers_come_by_a_workbook_and_the_row_that_is_wrong_comes_back(
    hall: Installation, reader: Callable[..., Looker], tmp_path: Path
) -> None:
    park = reader("administrator")
    with park.window() as page:
        page.goto(f"{hall.url}/officers/")
        page.get_by_role("link", name="从 Excel 导入").click()
        with page.expect_download() as saved:
            page.get_by_role("link", name="模板").click()
        assert saved.value.path().read_bytes()[:2] == b"PK"
        for name in ("包联一（模拟）.xlsx", "包联二（模拟）.xlsx"):
            page.goto(f"{hall.url}/officers/import/")
            page.set_input_files("#file", _workbook(tmp_path / name, 1 if "一" in name else 2))
            page.get_by_role("button", name="上传并预览").click()
            expect(page.get_by_role("heading", name="新增包联")).to_be_visible()
            expect(page.locator("#faults ~ .table-wrap").get_by_text("stranger").first).to_be_visible()
        page.goto(f"{hall.url}/officers/import/1/")
        page.locator("button[name=only]").click()
        with page.expect_download() as saved:
            page.locator("a[download]").click()
        assert saved.value.path().read_bytes()[:2] == b"PK"
    assert not park.problems, "\n".join(park.problems)


def _workbook(path: Path, layer: int) -> Path:
    book = Workbook()
    for row in (HEADS, ["guang", None, "模拟光电", "window", layer, _in_days(layer - 1), _in_days(layer - 1)],
                ["guang", None, "模拟光电", "stranger", 2, _in_days(0), None]):  # fmt: skip
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
@pytest.mark.parametrize("name", ["administrator", "guang"])
def test_every_page_is_clean_for_every_reader(
    reader: Callable[..., Looker], name: str, language: str, theme: str, width: int
) -> None:
    looker = reader(name, language=language, theme=theme, width=width)
    with looker.window() as page:
        page.goto(f"{looker.url}/account/")
        looker.prefer(page)
        for title, path in PAGES.items():
            if name == "administrator" or title in SEEN_BY_FIRM:
                page.goto(looker.url + path)
                looker.problems += check(page, f"ledger-{title}-{name}-{language}-{theme}-{width}")
    assert not looker.problems, "\n".join(looker.problems)
