"""What stands against publishing a rule set, named by its clause."""

from typing import Any

import pytest
import yaml

from house.rooms import SOURCE
from zhiyuan.enterprises.ladder.editions import pages
from zhiyuan.enterprises.ladder.lint import findings
from zhiyuan.enterprises.ladder.worked import unproven
from zhiyuan.kernel.reference import parse_page, shipped

PAGE = """
edition:
  unit: edition
  values:
    - {since: 2020-01-01, until: 2024-01-01, value: {rule: 示例, en: Example, edition: 甲}, source: &s {document: 示例文件, status: H}}
    - {since: 2024-01-01, value: {rule: 示例, en: Example, edition: 乙}, source: *s}
gate:
  unit: clause
  values:
    - {since: 2020-01-01, value: {clause: 一, text: 人, en: staff, when: {measure: staff, most: 500}}, source: *s}
line:
  unit: point
  values:
    - since: 2020-01-01
      value:
        part: "1"
        label: ""
        en: R&D
        measure: {share: [rd, revenue]}
        bands: [["0.06", null, 50], ["0.03", "0.06", 30], [null, "0.03", 0]]
      source: *s
score:
  unit: point
  values:
    - {since: 2020-01-01, value: {clause: 二, text: 分, en: points, score: {least: 30}}, source: *s}
"""  # noqa: E501


def found(text: str) -> list[str]:
    held = shipped().with_pages({"ladder/example": parse_page(text, "example")})
    return [str(finding) for finding in findings(held, "ladder/example")]


def test_a_page_without_faults_may_be_published() -> None:
    assert found(PAGE) == []


@pytest.mark.parametrize("page", pages(shipped()))
def test_nothing_stands_against_a_shipped_page(page: str) -> None:
    assert [str(f) for f in findings(shipped(), page)] == []


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ('["0.03", "0.06", 30]', '["0.03", "0.07", 30]', "#line 1: two bands overlap between 0.06 and 0.07"),
        ('["0.03", "0.06", 30]', '["0.03", "0.05", 30]', "#line 1: no band between 0.05 and 0.06"),
        ('["0.03", "0.06", 30]', '["0.03", ">0.06", 30]', "two bands overlap between 0.06 and >0.06"),
        ('["0.03", "0.06", 30]', '["0.06", "0.03", 30]', "#line 1: the band"),
        ('[null, "0.03", 0]', '["0.00", "0.03", 0]', "so that none is left out"),
        ('["0.06", null, 50]', "[0.06, null, 50]", "a decimal in quotes"),
        ("50], [", "-5], [", "points are a whole number"),
        ("{share: [rd, revenue]}", "{share: [rd, turnover]}", "#line 1: there is no field 'turnover'"),
        ("{share: [rd, revenue]}", "{share: [rd, resident]}", "resident is a flag"),
        ("{share: [rd, revenue]}", "{eval: rd/revenue}", "one of share, yearly"),
        ("{measure: staff, most: 500}", "__import__('os').getcwd()", "#gate 一: a table stands here"),
        ("{measure: staff, most: 500}", "{measure: staff}", "#gate 一: a limit says one of"),
        ("{measure: staff, most: 500}", "{measure: staff, most: 500, script: x}", "script means nothing here"),
        ("{measure: staff, most: 500}", "{measure: staff, most: null}", "一: a limit that is not known"),
        ("{measure: staff, most: 500}", "{measure: {growth: staff}, most: 1}", "not several years"),
        ("en: staff, ", "", "a word is missing"),
        ("clause: 二", "clause: 一", "一: two clauses have this name"),
        ("score: {least: 30}", "score: {least: 51}", "二: nobody reaches 51 points; the lines give at most 50"),
        ("score: {least: 30}", "score: {least: 30, minimums: [{parts: [x], least: 1}]}", "二: there is no line x"),
        ("until: 2024-01-01", "until: 2023-12-31", "no edition from 2023-12-31 until 2024-01-01"),
        ("until: 2024-01-01", "until: 2024-01-02", "two values hold on 2024-01-01"),
        ("{since: 2020-01-01, value: {clause: 一", "{since: 2021-01-01, value: {clause: 一", "2021-01-01 is no day"),
        ("status: H", "state: H", "its source has no status"),
        ("status: H", "status: NF", "says so in its note: 来源待补"),
        ("rule: 示例", "rule: 瞪羚", "ladder/gazelle has a rule of this name"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_place(was: str, becomes: str, says: str) -> None:
    assert was in PAGE
    assert says in "\n".join(found(PAGE.replace(was, becomes)))


def test_all_faults_are_said_at_once() -> None:
    broken = "\n".join(found(PAGE.replace("status: H", "state: H").replace("until: 2024-01-01", "until: 2023-12-31")))
    for part in ("#gate: its source", "#line: its source", "no edition from"):
        assert part in broken


@pytest.mark.parametrize(
    ("cases", "says"),
    [
        ("[]", ["works no firm by the edition of 2020-01-01", "works no firm by the edition of 2024-01-01"]),
        ("[{name: a, day: 2020-01-01, firm: {staff: 501}, verdict: 不符合}]", ["by the edition of 2024-01-01"]),
        (
            "[{name: a, day: 2020-01-01, firm: {staff: 501}, verdict: 符合},"
            " {name: b, day: 2024-01-01, firm: {}, verdict: 待补数据}]",
            ["a: verdict: 不符合, not 符合"],
        ),
    ],
)  # fmt: skip
def test_every_edition_has_a_worked_firm_that_comes_out_as_said(cases: str, says: list[str]) -> None:
    held = shipped().with_pages({"ladder/example": parse_page(PAGE, "example")})
    worked: list[dict[str, Any]] = yaml.safe_load(cases)
    said = [str(finding) for finding in unproven(held, "ladder/example", worked)]
    assert len(said) == len(says)
    assert all(part in whole for part, whole in zip(says, said, strict=True))


@pytest.mark.parametrize("page", pages(shipped()))
def test_every_shipped_edition_has_a_worked_firm(page: str) -> None:
    cases = yaml.safe_load((SOURCE / "reference" / f"{page}.test.yaml").read_text("utf-8"))
    assert [str(f) for f in unproven(shipped(), page, cases)] == []
