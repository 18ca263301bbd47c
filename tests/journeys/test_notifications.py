"""A firm gets its one-time notice in its inbox and by mail, quiet hours hold what comes at night; every page of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from archive.made import PDF
from journeys.installation import PASSWORD, Installation, with_example_park
from journeys.look import LANGUAGES, THEMES, WIDTHS, Looker, check, readers
from mail_catcher import Mailbox
from zhiyuan.app import clock

pytestmark = pytest.mark.journey
TOMORROW = datetime.now(UTC).replace(hour=2, minute=0, second=0, microsecond=0) + timedelta(
    days=1
)  # ten in the morning
PAGES = {
    "inbox": "/inbox/",
    "inbox-unread": "/inbox/?which=unread",
    "inbox-settings": "/inbox/settings/",
    "apply-files": "/cases/new/four_certificates_fast/",
}


@dataclass
class Hall:
    """An installation with cases and a mail server before it."""

    made: Installation
    box: Mailbox

    def at(self, moment: datetime) -> None:
        """Let it be this moment in the park."""
        clock.starting(moment.timestamp(), 1.0).save(self.made.path / "clock.json")

    def send(self) -> None:
        """What jobs does every five minutes."""
        self.made.zhiyuan("notify", "send", "--home", str(self.made.path))


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    folder = tmp_path_factory.mktemp("told")
    made = with_example_park(folder)
    made.python(str(Path(__file__).with_name("applied.py")), PASSWORD)
    made.serve()
    with Mailbox() as box:
        said = ["--host", "127.0.0.1", "--port", str(box.port), "--sender", "park@example.org", "--security", "plain"]
        made.zhiyuan("notify", "set", "mail", *said, "--home", str(made.path))
        there = Hall(made, box)
        there.at(TOMORROW)
        there.send()
        yield there
    made.stop()


@pytest.fixture(scope="module")
def reader(hall: Hall, browser: Any) -> Callable[..., Looker]:
    return readers(browser, hall.made.url, PASSWORD)


def prefers_mail(page: Page, looker: Looker) -> None:
    page.goto(f"{looker.url}/inbox/")
    page.get_by_role("link", name="通知方式").click()
    page.get_by_label("邮箱").fill("guang@example.org")
    page.get_by_label("免打扰开始").fill("21:00")
    page.get_by_label("免打扰结束").fill("08:00")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存")).to_be_visible()


def applied(page: Page, looker: Looker) -> str:
    """The firm applies for four certificates with one file; the address of its case."""
    page.goto(f"{looker.url}/cases/new/four_certificates_fast/")
    for name, said in (("project", "模拟厂房"), ("parcel", "G2026-02"), ("area_m2", "9000"),
                       ("investment_cny", "5000000"), ("contact", "13800000000")):  # fmt: skip
        page.fill(f"[name=form_{name}]", said)
    page.locator("#file-doc").select_option("scheme")
    page.set_input_files("#file-file", {"name": "模拟方案.pdf", "mimeType": "application/pdf", "buffer": PDF})
    page.get_by_role("button", name="添加文件").click()
    expect(page.get_by_text("模拟方案.pdf").first).to_be_visible()
    looker.problems += check(page, "apply-with-file")
    page.get_by_role("button", name="核对填写内容").click()
    looker.problems += check(page, "check-with-file")
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("link", name="模拟方案.pdf")).to_be_visible()
    return page.url


def returned(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="一次性告知补正").click()
    expect(page.get_by_text("待补正").first).to_be_visible()


def test_the_one_time_notice_reaches_the_firm_in_its_inbox_and_by_mail(
    hall: Hall, reader: Callable[..., Looker]
) -> None:
    firm, window = reader("guang"), reader("window")
    hall.at(TOMORROW)
    with firm.window() as page:
        prefers_mail(page, firm)
        address = applied(page, firm)
    with window.window() as page:
        returned(page, address)
        expect(page.get_by_role("region", name="企业阅读情况").first).to_contain_text("未读")
        window.problems += check(page, "receipt-unread")
    hall.send()
    (kept,) = hall.box.kept
    assert kept.to == ["guang@example.org"]
    assert "需要补正" in kept.mail["Subject"]
    assert "施工图审查合格书" in kept.text
    assert address.partition("/cases/")[2] in kept.text
    with firm.window() as page:
        page.goto(f"{firm.url}/inbox/?which=unread")
        page.get_by_role("button", name="需要补正").first.click()
        expect(page).to_have_url(address)
        page.goto(f"{firm.url}/inbox/")
        expect(page.get_by_text("已读").first).to_be_visible()
        firm.problems += check(page, "inbox-read")
    narrow = reader("window", language="en", theme="dark", width=390)
    with narrow.window() as page:
        page.goto(address)
        narrow.prefer(page)
        page.goto(address)
        expect(page.get_by_role("region", name="Read by the firm").first).to_contain_text("read")
        expect(page.get_by_text("138****0000")).to_be_visible()
        narrow.problems += check(page, "receipt-read")
        page.get_by_label("Personal answers are masked").fill("to make an appointment (invented)")
        page.get_by_role("button", name="Show").click()
        expect(page.get_by_text("13800000000")).to_be_visible()
        narrow.problems += check(page, "answers-in-full")
        window.prefer(page)
    problems = firm.problems + window.problems + narrow.problems
    assert not problems, "\n".join(problems)


def test_quiet_hours_hold_a_mail_until_morning(hall: Hall, reader: Callable[..., Looker]) -> None:
    firm, window = reader("guang"), reader("window")
    night = TOMORROW + timedelta(hours=12)
    hall.at(night)
    before = len(hall.box.kept)
    with firm.window() as page:
        address = applied(page, firm)
    with window.window() as page:
        returned(page, address)
    hall.send()
    assert len(hall.box.kept) == before
    hall.at(night + timedelta(hours=9, minutes=50))
    hall.send()
    assert len(hall.box.kept) == before
    hall.at(night + timedelta(hours=10, minutes=5))
    hall.send()
    assert len(hall.box.kept) == before + 1


def test_what_could_not_be_delivered_is_seen_and_sent_again(hall: Hall, reader: Callable[..., Looker]) -> None:
    firm, window, admin = reader("guang"), reader("window"), reader("administrator")
    hall.at(TOMORROW + timedelta(days=1))
    hall.box.manner = "refuses"
    with firm.window() as page:
        address = applied(page, firm)
    with window.window() as page:
        returned(page, address)
    hall.send()
    hall.box.manner = "plain"
    before = len(hall.box.kept)
    with admin.window() as page:
        page.goto(f"{admin.url}/deliveries/?state=failed")
        expect(page.get_by_text("550 nobody of that name")).to_be_visible()
        for language, width in product(LANGUAGES, WIDTHS):
            look = reader("administrator", language=language, width=width)
            with look.window() as other:
                other.goto(f"{look.url}/account/")
                look.prefer(other)
                other.goto(f"{look.url}/deliveries/?state=failed")
                admin.problems += check(other, f"deliveries-{language}-{width}")
        reader("administrator").prefer(page)
        page.reload()
        page.get_by_role("button", name="重新发送").click()
        expect(page.get_by_text("将在五分钟内重新发送")).to_be_visible()
    hall.send()
    assert len(hall.box.kept) == before + 1
    assert not admin.problems, "\n".join(admin.problems)


@pytest.mark.parametrize(("language", "theme", "width"), list(product(LANGUAGES, THEMES, WIDTHS)))
@pytest.mark.parametrize("name", ["window", "guang"])
def test_every_page_of_it_is_clean_for_every_reader(
    reader: Callable[..., Looker], name: str, language: str, theme: str, width: int
) -> None:
    looker = reader(name, language=language, theme=theme, width=width)
    with looker.window() as page:
        page.goto(f"{looker.url}/account/")
        looker.prefer(page)
        for title, path in PAGES.items():
            page.goto(looker.url + path)
            page.wait_for_timeout(150)
            looker.problems += check(page, f"{title}-{name}-{language}-{theme}-{width}")
    assert not looker.problems, "\n".join(looker.problems)
