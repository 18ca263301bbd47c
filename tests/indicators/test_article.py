"""Every figure of the account stands on the cockpit with its sign, its source and its day; the traps once each."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import yaml

from indicators.seeded import ACCOUNT, Zone
from page_text import flat
from small_park import signed_in

ROWS: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("article.yaml").read_text("utf-8"))
SOURCE = "市委宣传部"
KEY = {
    "GDP": "gdp_growth", "规上工业增加值": "industry_growth", "固定资产投资": "investment_growth",
    "工业投资": "industrial_investment_growth", "社会消费品零售额": "retail_growth", "税占比": "tax_share",
    "安置房": "resettlement_buildings", "回迁安置户": "resettled_households", "口袋公园": "pocket_parks",
    "立体绿化": "vertical_greening", "园林单位(小区)创建": "garden_units", "新增绿化面积": "new_green_area",
    "高新技术企业": "high_tech_firms", "国家科技型中小企业": "tech_smes", "河南省瞪羚企业": "gazelles",
    "河南省专精特新企业": "specialised_firms", "市级以上创新平台": "platforms", "全市排名": "city_rank",
    "国家级科技企业孵化器": "incubators", "南阳智慧岛全省考评": "smart_island_rank",
    "省院士工作站·省创新联合体·省中试基地": "academician_coverage", "年节约照明用电": "lighting_saving_expected",
    "照明节能率": "lighting_saving_rate", "营商环境评价(2022 至 2023 上半年)": "business_environment_rank",
    "一天办四证": "four_certificates", "累计走访企业": "visited_firms", "解决市场主体反馈意见": "opinions_solved",
    "1+3+2 机制解决企业难题": "relief_firms",
}  # fmt: skip
CHAIN = {"光电": "chain_optics", "防爆": "chain_explosion_proof", "现代中医药": "chain_medicine"}
PERIOD = {"growth_2024_q1_q3": "2024-01 至 09"}
UNIT = {"m2": "m²", "1": ""}


def rows() -> Iterator[Any]:
    """(section, key on the page, row) of every row of the account."""
    for section in ("growth_2024_q1_q3", "city", "innovation", "platform", "business_environment"):
        for row in ROWS[section]:
            yield pytest.param(section, KEY[row["indicator"]], row, id=row["indicator"])
    for row in ROWS["chains"]:
        yield pytest.param("chains", CHAIN[row["chain"]], row, id=row["chain"])
    yield pytest.param("projects", "named_projects", {"value": 7, "relation": "=", "list": ROWS["projects"]}, id="项目")
    for row in ROWS["milestones"]:
        yield pytest.param("milestones", "wuyue_opening", row, id=row["milestone"])


def tile(page: str, key: str) -> str:
    """The text of one tile."""
    found = re.findall(rf'<article class="tile" id="f-{key}">(.*?)</article>', page, re.DOTALL)
    assert len(found) == 1, key
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[0])).split())


def expected(section: str, row: dict[str, Any]) -> str:
    """The figure as the account says it, with its sign."""
    value, sign = row.get("value", row.get("enterprises", row.get("certificates"))), row.get("relation", "=")
    if section == "growth_2024_q1_q3" and row["indicator"] != "税占比":
        return f"+{value}%"
    if sign == "rank":
        return f"第 {value} 位" + (f"（共 {row['of']}）" if isinstance(row.get("of"), int) else "")
    text = {"=": f"{value:,}", ">=": f"{value}+", "~": f"≈{value:,}"}[sign]
    return text.replace("+", "%+") if row.get("unit") == "%" else text


@pytest.fixture
def page(z: Zone) -> str:
    return flat(signed_in(z.leader).get("/cockpit/").content.decode())


@pytest.mark.parametrize(("section", "key", "row"), list(rows()))
def test_every_row_of_the_account_is_on_the_cockpit(page: str, section: str, key: str, row: dict[str, Any]) -> None:
    said = tile(page, key)
    if {"value", "enterprises", "certificates"} & row.keys():
        assert expected(section, row) in said
    for words in ("leader", "note", "where", "condition", "planned"):
        assert str(row.get(words, "")) in said
    for words in ("members", "segments", "support", "resources", "list"):
        assert all(name in said for name in row.get(words, ()))
    for name, grade in row.get("grades", {}).items():
        assert f"{name}：{grade}" in said
    if isinstance(row.get("of"), list):
        assert [name for name in row["of"] if name.removeprefix("国家") in said] == row["of"]
    if (unit := row.get("unit")) and unit != "%":
        assert UNIT.get(unit, unit) in said
    if "year" in row:
        assert said.count(f"{row['year']} · ") == 1
    assert PERIOD.get(section, "") in said
    assert "数据日期 2025-01-08" in said
    assert re.search(r"\[1\]", said)
    assert f'<li id="s1">{SOURCE}' in page


def test_more_than_a_thousand_firms_is_never_a_thousand(page: str) -> None:
    assert "1000+ 家" in tile(page, "visited_firms")
    assert not re.search(r"1,?000 家", page)


def test_what_the_account_says_twice_is_kept_once(z: Zone) -> None:
    said = yaml.safe_load(ACCOUNT.read_text("utf-8"))["facts"]
    figures = [(f["indicator"], f.get("subject", ""), f["period"]) for f in said]
    assert len(figures) == len(set(figures)) == 36
    assert "③7" not in ACCOUNT.read_text("utf-8")


def test_in_english_the_signs_are_the_same(z: Zone) -> None:
    page = flat(signed_in(z.leader, "en").get("/cockpit/").content.decode())
    assert "1000+ firms" in tile(page, "visited_firms")
    assert "No. 1 of 16" in tile(page, "business_environment_rank")
    assert "+7.5%" in tile(page, "gdp_growth")
