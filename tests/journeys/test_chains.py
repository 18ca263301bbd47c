"""A gap of the optics chain gets a lead and is closed by a firm; a chain by two persons; firms by industry."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from enterprises.test_chain import OWN
from journeys.installation import PASSWORD, Installation, with_example_park
from journeys.look import Looker, check, readers

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The example park with firms of the optics chain."""
    made = with_example_park(tmp_path_factory.mktemp("chains"))
    made.python(str(Path(__file__).with_name("zone.py")), PASSWORD)
    made.serve()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def make(hall: Installation, browser: Any) -> Callable[..., Looker]:
    return readers(browser, hall.url, PASSWORD)


def test_a_gap_is_given_a_lead_and_closed_by_a_firm(hall: Installation, make: Callable[..., Looker]) -> None:
    officer = make("officer")
    with officer.window() as page:
        page.goto(f"{hall.url}/chains/optics/")
        gap = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="光学组件", exact=True)).first
        expect(gap).to_contain_text("补链")
        officer.problems += check(page, "chain-gap")
        page.locator("#targets + div").get_by_role("link", name="登记线索").first.click()
        page.get_by_role("button", name="登记", exact=True).click()
        page.get_by_role("link", name="光电产业链 · 光学组件").click()
        expect(page.locator("#s-module")).to_contain_text("线索")
        page.locator("summary", has_text="企业入链").click()
        page.fill("#place_enterprise", "lenses")
        page.select_option("#place_segment", "module")
        page.fill("#place_product", "镜头（模拟）")
        page.get_by_role("button", name="企业入链").click()
        expect(page.locator("#s-module")).to_contain_text("强链")
        expect(page.locator(".chain-node[data-key=module]")).to_contain_text("强链 · 1")
        page.get_by_role("button", name="放大图").click()
        page.get_by_role("button", name="适应宽度").click()
        page.locator(".chain-node[data-key=module]").focus()
        expect(page.locator(".chain-lit")).to_have_count(3)
        officer.problems += check(page, "chain-closed")
        page.select_option("#id_word", "extend")
        page.wait_for_url("**word=extend")
        officer.problems += check(page, "chain-extend")
    assert not officer.problems, "\n".join(officer.problems)


@pytest.mark.parametrize(
    ("language", "theme", "width"), [("en", "dark", 1440), ("en", "light", 390), ("zh-hans", "dark", 390)]
)
def test_a_chain_and_firms_by_industry_read_well(
    hall: Installation, make: Callable[..., Looker], language: str, theme: str, width: int
) -> None:
    reader = make("officer", language=language, theme=theme, width=width)
    with reader.window() as page:
        page.goto(f"{hall.url}/account/")
        reader.prefer(page)
        for name, path in (
            ("chain", "/chains/optics/"), ("chains", "/chains/"), ("industries", "/enterprises/industries/"),
            ("industry", "/enterprises/industries/?code=C40"), ("register", "/enterprises/?industry=C4&order=industry"),
        ):  # fmt: skip
            page.goto(f"{hall.url}{path}")
            reader.problems += check(page, f"{name}-{language}-{theme}-{width}")
    assert not reader.problems, "\n".join(reader.problems)


def test_a_chain_is_proposed_by_one_and_published_by_another(hall: Installation, make: Callable[..., Looker]) -> None:
    officer, second = make("officer"), make("administrator", language="en")
    with officer.window() as page:
        page.goto(f"{hall.url}/chain-proposals/")
        page.fill("[name=key]", "own")
        page.fill("[name=text]", OWN)
        officer.problems += check(page, "chain-proposals")
        page.get_by_role("button", name="提出").click()
        expect(page.get_by_text("须由他人发布")).to_be_visible()
        officer.problems += check(page, "chain-proposal")
        waiting = page.url
    with second.window() as page:
        page.goto(f"{hall.url}/account/")
        second.prefer(page)
        page.goto(waiting)
        second.problems += check(page, "chain-proposal-en")
        page.get_by_role("button", name="Publish").click()
        expect(page.get_by_role("heading", name="Invented")).to_be_visible()
    assert not (said := officer.problems + second.problems), "\n".join(said)


def test_an_industry_is_chosen_while_a_name_is_typed(hall: Installation, make: Callable[..., Looker]) -> None:
    officer = make("officer")
    with officer.window() as page:
        page.goto(f"{hall.url}/enterprises/")
        page.get_by_role("link", name="模拟透镜").first.click()
        page.locator("[name=industry]").press_sequentially("光学玻璃")
        page.fill("[name=industry]", "光学玻璃")
        page.locator("[name=industry]").dispatch_event("input")
        expect(page.locator("#industry-offers option")).to_have_count(1)
        page.fill("[name=industry]", "C3052")
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_text("制造业 › 非金属矿物制品业 › 玻璃制品制造 › 光学玻璃制造")).to_be_visible()
        officer.problems += check(page, "enterprise-industry")
    assert not officer.problems, "\n".join(officer.problems)
