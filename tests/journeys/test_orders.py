"""An alarm becomes a work order: the electrician repairs it with a photo, and the facts say that it is done."""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from archive.made import picture
from journeys.installation import PASSWORD, Installation, with_example_park
from journeys.look import Looker, check, readers
from zhiyuan.app import clock
from zhiyuan.app.home import Home

pytestmark = pytest.mark.journey
FACTS = str(Path(__file__).parents[1] / "app" / "ordered.py")
ROUND = (sys.executable, "-m", "zhiyuan.app.tasks", "work_orders")
A_WEEK_S = 7 * 86400.0


@pytest.fixture(scope="module")
def park(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The example park with an electrician, and an alarm of unusual use."""
    made = with_example_park(tmp_path_factory.mktemp("orders"))
    grants = ("--role", "officer@cases.desk:electrician", "--role", "electrician")
    made.zhiyuan("person", "add", "electrician", "--name", "模拟电工", *grants, "--password", PASSWORD)
    made.python(FACTS, "raise")
    made.run(*ROUND)
    made.serve()
    yield made
    made.stop()


def test_an_alarm_becomes_an_order_and_the_facts_say_when_it_is_done(
    park: Installation, browser: Any, tmp_path: Path
) -> None:
    make: Callable[..., Looker] = readers(browser, park.url, PASSWORD)
    electrician, photo = make("electrician"), tmp_path / "repaired.jpg"
    photo.write_bytes(picture(size=(400, 300)))
    with electrician.window() as page:
        page.goto(f"{park.url}/alarms/")
        page.get_by_role("link", name="用电异常").click()
        page.get_by_role("link", name="维修工单").click()
        order = page.url
        expect(page.get_by_text("未消除")).to_be_visible()
        expect(page.get_by_text("40.0")).to_be_visible()
        electrician.problems += check(page, "order")
        page.get_by_role("button", name="办结本步").click()
        part = page.locator("#aside > form.card").filter(has=page.get_by_label("完工照片"))
        part.get_by_label("完工照片").set_input_files(photo)
        part.locator("[name=form_done]").fill("更换接触器（模拟）")
        part.get_by_role("button", name="办结本步").click()
        expect(page.get_by_text("已办结，待回头看").first).to_be_visible()
        expect(page.get_by_text("未消除")).to_be_visible()
        electrician.problems += check(page, "order-repaired")
        park.python(FACTS, "clear")
        clock.starting(time.time() + A_WEEK_S, 1.0).save(Home(park.path).clock_file)
        park.run(*ROUND)
        page.goto(order)
        expect(page.get_by_text("由事实消除", exact=True)).to_be_visible()
        expect(page.get_by_text("已办结", exact=True)).to_be_visible()
        electrician.problems += check(page, "order-done")
    narrow = make("electrician", language="en", theme="dark", width=390)
    with narrow.window() as page:
        page.goto(f"{park.url}/account/")
        narrow.prefer(page)
        page.goto(order)
        narrow.problems += check(page, "order-en-dark-390")
    assert not (said := electrician.problems + narrow.problems), "\n".join(said)
