"""A hazard is found, fixed, verified by somebody else, published, and comes back at its look back."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from archive.made import picture
from journeys.installation import PASSWORD, Installation, with_example_park
from journeys.look import Looker, check, readers
from zhiyuan.app import clock
from zhiyuan.app.home import Home

pytestmark = pytest.mark.journey
A_MONTH_S = 32 * 86400.0


@pytest.fixture(scope="module")
def park(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The example park, and people at the desks of hazards."""
    made = with_example_park(tmp_path_factory.mktemp("hazards"))
    made.python(str(Path(__file__).with_name("seen_hazards.py")), PASSWORD)
    made.serve()
    yield made
    made.stop()


def test_a_hazard_is_verified_published_and_comes_back(park: Installation, browser: Any, tmp_path: Path) -> None:
    make: Callable[..., Looker] = readers(browser, park.url, PASSWORD)
    people = {name: make(name) for name in ("officer", "traffic", "works", "supervision")}
    photos = Photos(tmp_path)
    case = _found(people["officer"])
    _do(people["traffic"], case, photos, "受理")
    _do(people["traffic"], case, photos, "办结本步", photo="整改前照片")
    _do(people["traffic"], case, photos, "办结本步", **_plan())
    _do(people["works"], case, photos, "办结本步", photo="临时防护照片", guard="设置减速标志（模拟）")
    _do(people["works"], case, photos, "办结本步", photo="整改后照片", done="绿篱已修剪（模拟）")
    _do(people["works"], case, photos, "办结本步")
    _do(people["works"], case, photos, "办结本步", refused="须由他人办理", finding="符合要求（模拟）")
    _do(people["supervision"], case, photos, "办结本步", finding="符合要求（模拟）")
    said = {"public_place": "东侧弯道（模拟）", "public_found": "视线被遮挡（模拟）", "public_done": "已修剪（模拟）"}
    _do(people["traffic"], case, photos, "办结本步", **said)
    _published(Looker(browser, park.url), case, "已办结，待回头看")
    clock.starting(time.time() + A_MONTH_S, 1.0).save(Home(park.path).clock_file)
    _comes_back(people["supervision"], case)
    _published(Looker(browser, park.url, language="en", theme="dark", width=390), case, "came back 1 time")
    narrow = make("officer", language="en", theme="dark", width=390)
    with narrow.window() as page:
        page.goto(f"{park.url}/hazards/")
        narrow.prefer(page)
        for name, path in {"hazards": "/hazards/?shown=all", "hazard": case, "hazards-none": "/hazards/?q=x"}.items():
            page.goto(park.url + path)
            narrow.problems += check(page, f"{name}-en-dark-390")
    problems = [p for one in (*people.values(), narrow) for p in one.problems if "422" not in p]
    assert not problems, "\n".join(problems)


class Photos:
    """Pictures, each another one."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.taken = folder, 0

    def take(self) -> Path:
        """The next."""
        self.taken += 1
        file = self.folder / f"photo-{self.taken}.jpg"
        file.write_bytes(picture(size=(400, 300 + self.taken)))
        return file


def _plan() -> dict[str, str]:
    today = datetime.now(UTC).date()
    begins, ends = today + timedelta(days=1), today + timedelta(days=10)
    return {"owner": "模拟养护单位", "measures": "修剪绿篱（模拟）", "begins": f"{begins}", "fix_by": f"{ends}"}


def _found(officer: Looker) -> str:
    """The address of a new hazard."""
    with officer.window() as page:
        page.goto(f"{officer.url}/hazards/?shown=all")
        expect(page.get_by_text("未清零")).to_be_visible()
        officer.problems += check(page, "hazards-late")
        page.get_by_role("link", name="道路交通隐患（一点一策）").click()
        page.select_option("#subject", index=1)
        page.fill("#place", "东侧弯道（模拟）")
        page.fill("#form_what", "弯道视线被绿篱遮挡（模拟）")
        page.select_option("#form_category", "sight")
        page.fill("#form_seen", (datetime.now(UTC) - timedelta(days=1)).date().isoformat())
        page.get_by_role("button", name="核对填写内容").click()
        page.get_by_role("button", name="提交").click()
        page.wait_for_url("**/cases/*/")
        return page.url.removeprefix(officer.url)


def _do(
    who: Looker, case: str, photos: Photos, button: str, *, photo: str = "", refused: str = "", **form: str
) -> None:
    """Do the next thing in a case, with its photo and answers."""
    with who.window() as page:
        page.goto(who.url + case)
        part = page.locator("#aside > form.card").filter(has=page.get_by_role("button", name=button, exact=True)).first
        for name, said in form.items():
            part.locator(f"[name=form_{name}]").fill(said)
        if photo:
            who.problems += check(page, f"hazard-{photos.taken}")
            part.get_by_label(photo).set_input_files(photos.take())
        part.get_by_role("button", name=button, exact=True).click()
        page.wait_for_load_state()
        if refused:
            expect(page.get_by_role("alert")).to_contain_text(refused)
            who.problems += check(page, "hazard-same-hands")
        else:
            expect(page.get_by_role("alert")).to_have_count(0)


def _published(stranger: Looker, case: str, says: str) -> None:
    """What everybody reads, without signing in."""
    with stranger.window() as page:
        page.goto(f"{stranger.url}/sign-in/")
        stranger.prefer(page)
        page.goto(f"{stranger.url}/hazards/published/")
        expect(page.get_by_text(says)).to_be_visible()
        expect(page.locator("figure img")).to_have_count(2)
        for shown in page.locator("figure img").all():
            shown.scroll_into_view_if_needed()
            expect(shown).to_have_js_property("complete", True)
            assert shown.evaluate("image => image.naturalWidth") > 0
        stranger.problems += check(page, f"hazards-published-{stranger.language}-{stranger.theme}-{stranger.width}")
        expect(page.get_by_text("模拟养护单位")).to_have_count(0)
    assert not stranger.problems, "\n".join(stranger.problems)


def _comes_back(supervision: Looker, case: str) -> None:
    """On the work list by itself; it did not hold."""
    with supervision.window() as page:
        page.goto(f"{supervision.url}/cases/")
        expect(page.get_by_text("回头看，未反弹")).to_be_visible()
        page.goto(supervision.url + case)
        supervision.problems += check(page, "hazard-look-back")
        _rebound(page)
        expect(page.get_by_text("制定整改方案").first).to_be_visible()
        supervision.problems += check(page, "hazard-came-back")
        page.goto(f"{supervision.url}/hazards/?shown=back")
        expect(page.locator("tbody .tag-bad").last).to_have_text("1")
        supervision.problems += check(page, "hazards-back")


def _rebound(page: Page) -> None:
    page.get_by_text("其他操作").click()
    part = page.locator("form.card").filter(has=page.get_by_role("button", name="反弹，重新办理"))
    part.locator("[name=reason]").fill("绿篱又长高，视线再次被遮挡（模拟）")
    part.get_by_role("button").click()
    page.wait_for_load_state()
