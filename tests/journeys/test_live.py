"""The plan moves: what devices say is seen at once, and silence is said in words."""

import json
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from journeys.look import Looker, check
from zhiyuan.app.news import Wire
from zhiyuan.telemetry.messages import encode_up

pytestmark = [pytest.mark.journey, pytest.mark.broker]
FLOOR = "/lighting/A1/"


def say(bus: Wire, lamp: str, level: float, fault: int = 0) -> None:
    """One luminaire's readings, as its gateway sends them."""
    points = [f"lum/{lamp}/level", f"lum/{lamp}/power", f"lum/{lamp}/fault"]
    bus.publish("zy.science-city.GW-A1.up", encode_up(int(time.time() * 1000), points, [level, level / 4, fault]))


def lamps(page: Page) -> list[str]:
    """Keys of the controlled luminaires on the plan."""
    found: list[str] = page.locator("[data-lum][data-group]").evaluate_all("all => all.map(e => e.dataset.lum)")
    return found


def opened(page: Page, reader: Looker) -> None:
    """The plan, once its stream runs."""
    page.goto(reader.url + FLOOR)
    expect(page.locator("[data-live-word]")).to_have_attribute("data-state", "live", timeout=15000)


def test_a_luminaire_changes_on_the_plan_when_its_gateway_speaks(bus: Wire, looker: Callable[..., Looker]) -> None:
    reader = looker("operator")
    with reader.window() as page:
        opened(page, reader)
        key = lamps(page)[0]
        lamp = page.locator(f'[data-lum="{key}"]')
        say(bus, key, 0)
        expect(lamp).to_have_class("lamp off")
        say(bus, key, 100)
        expect(lamp).to_have_class("lamp on l4")
        say(bus, key, 20)
        expect(lamp).to_have_class("lamp on l1")
        say(bus, key, 0, fault=1)
        expect(lamp).to_have_class("lamp fault")
        expect(page.locator("[data-live-word]")).to_have_text("实时")
    assert not reader.problems, "\n".join(reader.problems)


def test_manual_control_is_marked_when_steer_says_so(bus: Wire, looker: Callable[..., Looker]) -> None:
    reader = looker("operator")
    with reader.window() as page:
        opened(page, reader)
        group = page.locator("[data-lum][data-group]").first.get_attribute("data-group")
        for mode, count in (("manual", 1), ("auto", 0)):
            said = {"t": 0, "g": {group: [0.5, "override", None, mode]}}
            bus.publish("state.groups", json.dumps(said).encode())
            marked = page.locator(f'[data-group="{group}"].manual')
            expect(marked).not_to_have_count(0) if count else expect(marked).to_have_count(0)


def test_a_click_or_enter_opens_the_panel_and_arrows_move(looker: Callable[..., Looker], bus: Wire) -> None:
    reader = looker("operator")
    with reader.window() as page:
        opened(page, reader)
        page.locator("[data-lum][tabindex='0']").focus()
        before = page.evaluate("document.activeElement.dataset.lum")
        page.keyboard.press("ArrowRight")
        after = page.evaluate("document.activeElement.dataset.lum")
        assert before != after
        page.keyboard.press("Enter")
        expect(page.locator("#aside")).to_contain_text(after)
        page.wait_for_timeout(300)
        reader.problems += check(page, "floor-panel")
    assert not reader.problems, "\n".join(reader.problems)


def test_a_hidden_tab_gives_its_stream_back(bus: Wire, looker: Callable[..., Looker]) -> None:
    reader = looker("operator")
    with reader.window() as page:
        begun: list[str] = []
        ended: list[str] = []
        page.on("request", lambda r: begun.append(r.url) if "/live/" in r.url else None)
        for event in ("requestfinished", "requestfailed"):
            page.on(event, lambda r: ended.append(r.url) if "/live/" in r.url else None)
        opened(page, reader)
        page.evaluate(
            "() => { Object.defineProperty(document, 'hidden', {value: true, configurable: true});"
            " document.dispatchEvent(new Event('visibilitychange')); }"
        )
        page.wait_for_timeout(3800)
        assert begun
        assert sorted(begun) == sorted(ended)
        page.evaluate(
            "() => { Object.defineProperty(document, 'hidden', {value: false, configurable: true});"
            " document.dispatchEvent(new Event('visibilitychange')); }"
        )
        expect(page.locator("[data-live-word]")).to_have_attribute("data-state", "live", timeout=10000)


def test_signing_out_ends_what_may_be_watched(bus: Wire, looker: Callable[..., Looker]) -> None:
    reader = looker()
    with reader.window() as page:
        assert page.request.get(f"{reader.url}/live/?t=park").status == 401
    reader = looker("auditor")
    with reader.window() as page:
        assert page.request.get(f"{reader.url}/live/?t=floor:999").status == 404
        assert page.request.get(f"{reader.url}/live/?t=secrets").status == 404
