"""A firm hands files in, is told of bad ones, takes a receipt, and anybody who holds it follows the case."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from archive.made import PDF, PROGRAM, picture
from journeys.installation import PASSWORD, Installation, with_example_park
from journeys.look import Looker, check, readers

pytestmark = pytest.mark.journey
LACKING = "/cases/2/"


def chosen(name: str, content: bytes) -> Any:
    """A file as a person chooses it."""
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The example park with invented firms and cases."""
    made = with_example_park(tmp_path_factory.mktemp("portal"))
    made.python(str(Path(__file__).with_name("applied.py")), PASSWORD)
    made.serve()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def reader(hall: Installation, browser: Any) -> Callable[..., Looker]:
    """Somebody who is signed in, once a name."""
    return readers(browser, hall.url, PASSWORD)


def test_a_firm_hands_in_files_is_told_of_bad_ones_and_its_receipt_lets_anybody_follow_the_case(
    hall: Installation, browser: Any, reader: Callable[..., Looker]
) -> None:
    firm = reader("guang", width=390)
    with firm.window() as page:
        page.goto(hall.url + LACKING)
        page.select_option("[name=doc]", "scheme")
        bad, good = (
            chosen("假的.pdf", PROGRAM),
            [chosen("总平面图.pdf", PDF), chosen("现场.jpg", picture(size=(800, 600)))],
        )
        page.set_input_files("[name=file]", [*good, bad])
        page.get_by_role("button", name="添加文件").click()
        expect(page.get_by_text("假的.pdf 的扩展名是 .pdf，内容却不是")).to_be_visible()
        expect(page.get_by_role("link", name="总平面图.pdf")).to_be_visible()
        firm.problems += check(page, "portal-files-waiting-390")
        page.get_by_role("button", name="提交已添加的材料").click()
        expect(page.get_by_text("尚未提交")).to_have_count(0)
        firm.problems += check(page, "portal-files-390")
        with page.expect_download() as taken:
            page.get_by_role("link", name="总平面图.pdf").click()
        assert Path(taken.value.path()).read_bytes() == PDF
        code = code_of(hall)
        number = page.locator("h1 small").inner_text()
    assert not firm.problems, "\n".join(firm.problems)
    for language, theme, width in (("zh-hans", "light", 390), ("en", "dark", 1440)):
        stranger = Looker(browser, hall.url, language=language, theme=theme, width=width)
        with stranger.window() as page:
            page.context.add_cookies([{"name": "django_language", "value": language, "url": hall.url}])
            page.goto(f"{hall.url}/track/")
            page.fill("[name=number]", number)
            page.fill("[name=code]", "AAAAA-AAAAA")
            page.locator("main button").click()
            expect(page.locator(".error-summary")).to_be_visible()
            page.fill("[name=code]", code)
            page.locator("main button").click()
            expect(page.locator(".error-summary")).to_have_count(0)
            expect(page.locator("#steps")).to_be_visible()
            wrong = [p for p in stranger.problems if "422" not in p]
            assert not wrong + check(page, f"portal-track-{language}-{theme}-{width}")


def test_a_firm_leaves_a_form_and_goes_on_after_a_restart_reads_it_once_more_and_sends_it(
    hall: Installation, reader: Callable[..., Looker]
) -> None:
    firm, english = reader("guang", width=390), reader("window", language="en", theme="dark")
    with firm.window() as page:
        page.goto(f"{hall.url}/cases/new/request_simple/")
        page.fill("[name=form_subject]", "门禁失灵（模拟）")
        page.get_by_role("button", name="保存草稿并离开").click()
        expect(page.locator("#drafts")).to_be_visible()
        firm.problems += check(page, "portal-draft-listed-390")
        hall.stop()
        hall.serve()
        page.goto(f"{hall.url}/cases/new/")
        page.locator("section", has=page.locator("#drafts")).get_by_role("link").click()
        expect(page.locator("[name=form_subject]")).to_have_value("门禁失灵（模拟）")
        page.fill("[name=form_detail]", "二号门刷卡无反应（模拟）")
        firm.problems += check(page, "portal-draft-resumed-390")
        page.get_by_role("button", name="核对填写内容").click()
        expect(page.get_by_text("二号门刷卡无反应（模拟）")).to_be_visible()
        firm.problems += check(page, "portal-check-390")
        page.get_by_role("link", name="修改 具体情况").click()
        page.fill("[name=form_detail]", "<b>")
        page.fill("[name=form_subject]", "<b>")
        page.get_by_role("button", name="核对填写内容").click()
        expect(page.locator(".error-summary")).to_be_visible()
        page.evaluate("scrollTo(0, 0)")
        firm.problems += check(page, "portal-form-wrong-390")
        page.fill("[name=form_detail]", "二号门刷卡无反应（模拟）")
        page.fill("[name=form_subject]", "门禁失灵（模拟）")
        page.get_by_role("button", name="核对填写内容").click()
        page.get_by_role("button", name="提交申请").click()
        expect(page.get_by_text("待受理").first).to_be_visible()
        page.goto(f"{hall.url}/cases/new/")
        expect(page.locator("#drafts")).to_have_count(0)
    english.url = hall.url
    with english.window() as page:
        page.goto(f"{hall.url}/cases/new/")
        english.prefer(page)
        page.goto(f"{hall.url}/cases/new/four_certificates_fast/")
        page.get_by_role("button", name="Save the draft and leave").click()
        page.goto(f"{hall.url}/cases/new/four_certificates_fast/check/")
        expect(page.locator(".error-summary")).to_be_visible()
        english.problems += check(page, "portal-check-en-dark")
    wrong = [p for p in firm.problems + english.problems if "422" not in p]
    assert not wrong, "\n".join(wrong)


def test_fifty_megabytes_are_refused_in_words_with_the_way_back(
    hall: Installation, reader: Callable[..., Looker], tmp_path: Path
) -> None:
    large, firm = tmp_path / "大.pdf", reader("guang")
    large.write_bytes(b"%PDF-" + bytes(50_000_000))
    with firm.window() as page:
        page.goto(hall.url + LACKING)
        page.set_input_files("[name=file]", large)
        page.get_by_role("button", name="添加文件").click()
        expect(page.get_by_text("上传内容超过 20 MB")).to_be_visible()
        faults = check(page, "portal-too-large")
        page.get_by_role("link", name="返回选择文件的页面").click()
        expect(page.locator("#files")).to_be_visible()
    assert not faults, "\n".join(faults)
    assert not list((hall.path / "files").glob("tmp*"))


def code_of(hall: Installation) -> str:
    """The code on the receipt, as the installation prints it."""
    said = hall.python("-c", CODE)
    return re.findall(r"[2-9A-Z]{5}-[2-9A-Z]{5}", said)[0]


CODE = """
from zhiyuan.app.manage import ready
ready()
from django.conf import settings
from zhiyuan.cases.models import Case
from zhiyuan.cases.tracking import code
case = Case.objects.get(pk=2)
print(code(settings.SECRET_KEY, case.number, case.pk))
"""
