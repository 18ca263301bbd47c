"""From a figure of the energy page down to the readings, for every reader; the same on the command line."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from journeys.installation import Installation
from journeys.look import Looker, check

pytestmark = pytest.mark.journey
READERS = [("zh-hans", "light", 1440), ("en", "dark", 390)]


@pytest.mark.parametrize(("language", "theme", "width"), READERS)
def test_a_figure_opens_step_by_step_to_the_registers(
    looker: Callable[..., Looker], language: str, theme: str, width: int
) -> None:
    reader = looker("administrator", language=language, theme=theme, width=width)
    with reader.window() as page:
        page.goto(f"{reader.url}/account/")
        reader.prefer(page)
        page.goto(f"{reader.url}/energy/?span=month&by=circuit")
        page.locator("section[aria-labelledby=by-title] tbody th a").first.click()
        levels = []
        for level in ("day", "hour", "interval", "readings"):
            expect(page.locator("nav.tabs a[aria-current]")).to_have_count(1)
            levels.append(page.locator("nav.tabs a[aria-current]").inner_text())
            reader.problems += check(page, f"figure-{level}-{language}-{theme}-{width}")
            if level != "readings":
                _open_a_row(page)
        assert levels == (
            ["日", "小时", "15 分钟", "读数"] if language == "zh-hans" else ["Day", "Hour", "Quarter hour", "Readings"]
        )
        assert page.locator("tbody tr").count() >= 2
    assert not reader.problems, "\n".join(reader.problems)


def _open_a_row(page: Page) -> None:
    page.locator("section[aria-labelledby=steps-title] tbody th a").first.click()
    page.wait_for_load_state()


def test_rollup_and_restate_say_the_same_on_the_command_line(installation: Installation) -> None:
    said = json.loads(installation.zhiyuan("rollup", "--by", "week", "--json"))
    key = next(m["meter"] for m in said["meters"] if m["kwh"] > 0)
    lines = installation.zhiyuan("rollup", "--meter", key, "--by", "billing", "--cycle-day", "26")
    assert lines.startswith(f"{key}  ")
    again = json.loads(installation.zhiyuan("restate", "--meter", key, "--as", "administrator", "--json"))
    assert (again["meters"], again["changed"]) == (1, {})
