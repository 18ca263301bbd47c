"""A messy workbook of 300 invented firms with 20 faults: looked at, the good rows taken, the others given back."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from enterprises.messy import TITLE, messy, planted
from journeys.installation import PASSWORD, Installation, with_example_park
from journeys.look import Looker, check, readers

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The example park with an officer."""
    made = with_example_park(tmp_path_factory.mktemp("enterprises"))
    made.python(str(Path(__file__).with_name("applied.py")), PASSWORD)
    made.serve()
    yield made
    made.stop()


def test_a_messy_workbook_is_looked_at_and_its_good_rows_are_taken(
    hall: Installation, browser: Any, tmp_path: Path
) -> None:
    make: Callable[..., Looker] = readers(browser, hall.url, PASSWORD)
    file = tmp_path / "台账（模拟）.xlsx"
    file.write_bytes(messy())
    officer = make("administrator")
    with officer.window() as page:
        page.goto(f"{hall.url}/enterprises/import/")
        officer.problems += check(page, "intakes")
        page.set_input_files("input[type=file]", file)
        page.locator("main form button").click()
        for fault in planted():
            cell = page.get_by_role("row").filter(
                has=page.get_by_role("rowheader", name=f"{TITLE}!{fault.cell}", exact=True)
            )
            expect(cell).to_contain_text(fault.says)
        officer.problems += check(page, "intake")
        page.get_by_role("button", name="导入正确的行，隔离 20 行").click()
        expect(page.get_by_text("280", exact=True)).to_be_visible()
        officer.problems += check(page, "intake-taken")
        with page.expect_download() as download:
            page.get_by_role("link", name="下载隔离的行及原因").click()
        apart = load_workbook(BytesIO(Path(download.value.path()).read_bytes())).worksheets[0]
        assert apart.max_row == 21
        taken = page.url
    narrow = make("administrator", language="en", theme="dark", width=390)
    with narrow.window() as page:
        page.goto(f"{hall.url}/account/")
        narrow.prefer(page)
        page.goto(taken)
        expect(page.get_by_role("heading", name="What came of it")).to_be_visible()
        narrow.problems += check(page, "intake-taken-en-dark-390")
        page.goto(f"{hall.url}/enterprises/import/")
        page.set_input_files("input[type=file]", file)
        page.locator("main form button").click()
        narrow.problems += check(page, "intake-en-dark-390")
    assert not (said := officer.problems + narrow.problems), "\n".join(said)
