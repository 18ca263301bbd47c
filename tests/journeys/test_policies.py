"""A policy from its form to a claim: entered, published by a second person, told, read, claimed, each counted."""

import json
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from journeys.installation import PASSWORD, Installation, with_example_park
from journeys.look import LANGUAGES, THEMES, WIDTHS, Looker, check, readers

pytestmark = pytest.mark.journey
PAGES = {
    "policies": "/policies/",
    "policy": "/policies/1/",
    "policy-new": "/policies/new/?copy=1",
    "policy-firms": "/policies/1/firms/",
    "policy-near": "/policies/1/firms/?which=near",
    "policy-of-firm": "/policies/firms/1/",
    "policy-fits": "/policies/1/firms/1/",
    "policy-lacks": "/policies/1/firms/3/",
}
WORDS = {
    "政策名称": "模拟研发补助", "发布单位": "模拟园区管理委员会", "文号": "模拟〔2026〕1号",
    "惠企内容": "按研发费用5%补助（模拟）", "施行日": "2020-01-01", "正文": "模拟文本。",
}  # fmt: skip
CLAUSES = (
    ("第二条", "从业人员不超过300人", "职工总数 [人]", "≤", "300", ""),
    ("第三条", "研发费用占营业收入3%以上", "", "", "",
     '{"measure": {"share": ["rd", "op_revenue"]}, "least": "0.03", "as": ["percent", "percent"]}'),
)  # fmt: skip


@pytest.fixture(scope="module")
def park(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    made = with_example_park(tmp_path_factory.mktemp("policies"))
    made.python(str(Path(__file__).with_name("policies.py")), PASSWORD)
    made.serve()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def people(park: Installation, browser: Any) -> Callable[..., Looker]:
    return readers(browser, park.url, PASSWORD)


def test_an_officer_enters_a_policy_and_a_second_one_publishes_it(
    park: Installation, people: Callable[..., Looker]
) -> None:
    officer, second = people("officer"), people("second")
    with officer.window() as page:
        page.goto(f"{park.url}/policies/")
        page.get_by_role("link", name="录入政策").click()
        _fill(page)
        page.get_by_role("button", name="存为草稿").click()
        page.get_by_role("button", name="提交发布").click()
        expect(page.get_by_text("须由录入人、提交人以外的人发布")).to_be_visible()
        assert check(page, "policy-proposed-zh") == []
    with second.window() as page:
        page.goto(f"{park.url}/policies/1/")
        page.get_by_role("button", name="发布", exact=True).click()
        expect(page.get_by_text("已完成。")).to_be_visible()
        page.get_by_role("link", name="符合企业").click()
        expect(page.get_by_role("row", name="模拟光电")).to_be_visible()
        expect(page.get_by_role("row", name="模拟防爆")).to_have_count(0)
    assert officer.problems + second.problems == []


def _fill(page: Page) -> None:
    for label, words in WORDS.items():
        page.get_by_label(label, exact=True).fill(words)
    page.get_by_label("政策层级").select_option(label="园区")
    for number, (clause, text, ask, how, value, data) in enumerate(CLAUSES, 1):
        box = page.get_by_role("group", name=f"适用条件 {number}")
        box.get_by_label("条款", exact=True).fill(clause)
        box.get_by_label("条款要求（文字）").fill(text)
        if ask:
            box.get_by_label("要求的指标").select_option(label=ask)
            box.get_by_label("方式").select_option(label=how)
            box.get_by_label("数值或名称").fill(value)
        box.get_by_label("或以数据形式写明整个条件（JSON）").fill(data)


def test_a_firm_reads_what_fits_it_and_why_and_claims_it_with_what_is_known(
    park: Installation, people: Callable[..., Looker]
) -> None:
    own = people("guang")
    with own.window() as page:
        page.goto(f"{park.url}/inbox/")
        page.get_by_role("button", name="模拟光电符合一项惠企政策").click()
        expect(page.get_by_role("heading", name="模拟研发补助")).to_be_visible()
        expect(page.get_by_role("row", name="第三条").get_by_text("是", exact=True)).to_be_visible()
        page.get_by_role("link", name="立即申报").click()
        expect(page.get_by_label("政策名称和文号")).to_have_value("《模拟研发补助》模拟〔2026〕1号")
        page.get_by_label("申请的条款").fill("第三条")
        page.get_by_label("申请金额").fill("100000")
        for box in page.get_by_role("checkbox").all():
            box.check()
        page.get_by_role("button", name="核对填写内容").last.click()
        page.get_by_role("button", name="提交申请").click()
        expect(page.get_by_role("heading", name="惠企政策兑现")).to_be_visible()
        assert page.goto(f"{park.url}/policies/firms/2/").status == 404
    with people("officer").window() as page:
        page.goto(f"{park.url}/policies/1/")
        expect(page.get_by_text("知晓率 100.0 %")).to_be_visible()
        page.get_by_role("link", name="已申报").click()
        expect(page.get_by_role("row", name="模拟光电")).to_be_visible()


def test_the_command_line_says_the_same(park: Installation) -> None:
    home = ["--home", str(park.path), "--json"]
    (row,) = json.loads(park.zhiyuan("policy", "list", *home))
    assert (row["matched"], row["read"], row["applied"], row["read_rate"]) == (1, 1, 1, 1.0)
    assert json.loads(park.zhiyuan("policy", "match", *home)) == {"changed": 0, "told": 0, "linked": 0}
    assert "✗ 第三条" in park.zhiyuan("policy", "firm", "fang", "--home", str(park.path))


@pytest.mark.parametrize(("language", "theme", "width"), list(product(LANGUAGES, THEMES, WIDTHS)))
def test_the_pages_of_policies_are_clean_for_every_reader(
    park: Installation, people: Callable[..., Looker], language: str, theme: str, width: int
) -> None:
    reader = people("officer", language=language, theme=theme, width=width)
    faults = []
    with reader.window() as page:
        page.goto(f"{park.url}/account/")
        reader.prefer(page)
        for name, path in PAGES.items():
            page.goto(park.url + path)
            faults += check(page, f"{name}-{language}-{theme}-{width}")
    assert faults + reader.problems == []
