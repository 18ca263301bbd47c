"""``zhiyuan ladder``, in a process of its own."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from command_line import zhiyuan
from enterprises.ladder.firms import FIRMS, GIANT, TECH
from house.rooms import SOURCE


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    return _written(tmp_path, FIRMS[TECH])


def _written(folder: Path, said: Any) -> Path:
    path = folder / "firm.json"
    path.write_text(json.dumps(said), "utf-8")
    return path


def test_a_firm_is_judged_by_the_edition_of_its_day(firm: Path) -> None:
    said = json.loads(zhiyuan("ladder", "--rule", "科技型中小企业", "--input", firm, "--on", "2026-04-01", "--json"))
    assert (said["edition"], said["score"], said["verdict"]) == ("115号-2017", 80, "符合")
    assert said["reasons"][0]["clause"] == "六(一)"


def test_an_entry_is_judged_by_its_own_edition(tmp_path: Path) -> None:
    entry = _written(tmp_path, {"name": "示例", "rule": GIANT, "input": {**FIRMS[GIANT], "ip1_main": 3}})
    said = json.loads(zhiyuan("ladder", "--input", entry, "--json"))
    assert (said["rule"], said["score"], said["verdict"]) == (GIANT, None, "不符合")
    assert [(gap["clause"], gap["gap"], gap["source"]["clause"]) for gap in said["gaps"]] == [("(四)", "1", "(四)")]
    assert (said["steps"][0]["field"], said["steps"][0]["to"], said["steps"][0]["enough"]) == ("ip1_main", "4", True)


def test_it_speaks_chinese_unless_asked_for_english(tmp_path: Path) -> None:
    entry = _written(tmp_path, {"rule": TECH, "input": {**FIRMS[TECH], "tech_staff": 11, "ip1": 1}})
    chinese, english = zhiyuan("ladder", "--input", entry), zhiyuan("ladder", "--input", entry, "--lang", "en")
    assert "结论：不符合" in chinese
    assert re.findall(r"[A-Za-z]{3,}", chinese) == []
    assert "Verdict: not met" in english
    assert "technical staff: 11 → 12" in english


def test_what_is_missing_is_asked_for_by_name(tmp_path: Path) -> None:
    entry = _written(tmp_path, {"rule": TECH, "input": {**FIRMS[TECH], "ip2": None}})
    assert "待补字段：Ⅱ类知识产权 (ip2)" in zhiyuan("ladder", "--input", entry)


def test_rules_and_fields_are_listed() -> None:
    assert "专精特新中小企业/2026版" in zhiyuan("ladder", "--rules")
    listed = json.loads(zhiyuan("ladder", "--fields", "--json"))
    assert {"field": "staff", "unit": "人"}.items() <= next(f for f in listed if f["field"] == "staff").items()


@pytest.mark.parametrize(
    ("options", "status"),
    [
        (["--rule", "科技型中小企业"], 2),
        (["--rule", "科技型中小企业", "--on", "2026-02-30"], 2),
        (["--rule", "独角兽", "--on", "2026-04-01"], 3),
        (["--rule", "科技型中小企业/115号-2017", "--on", "2016-01-01"], 4),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_in_words(firm: Path, options: list[str], status: int) -> None:
    refused = zhiyuan("ladder", "--input", firm, *options, status=status)
    assert refused.startswith("zhiyuan: ")
    assert re.search(r"[\u4e00-\u9fff]", refused)


def test_a_file_that_is_not_there_is_refused_in_words(tmp_path: Path) -> None:
    assert "cannot be read" in zhiyuan("ladder", "--input", tmp_path / "none.json", "--lang", "en", status=2)


def test_a_rule_set_is_linted_before_it_is_published(tmp_path: Path) -> None:
    folder = SOURCE / "reference" / "ladder"
    for name in ("gazelle.yaml", "gazelle.test.yaml"):
        (tmp_path / name).write_text((folder / name).read_text("utf-8"), "utf-8")
    assert "可以发布" in zhiyuan("ladder", "--lint", tmp_path / "gazelle.yaml")
    page = tmp_path / "gazelle.yaml"
    page.write_text(page.read_text("utf-8").replace('least: "0.20"', 'least: "0.21"'), "utf-8")
    assert "none may be left" in zhiyuan("ladder", "--lint", page, "--lang", "en", status=2)
