"""A draft of an edition: laid onto its rule it changes nothing before its day; what stands against it has its place."""

from datetime import date
from typing import Any

import pytest

from zhiyuan.enterprises.ladder.draft import Draft, laid, read, taken
from zhiyuan.enterprises.ladder.drafted import checked, findings, tried, unproven
from zhiyuan.enterprises.ladder.editions import pages, rule_set
from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.reference import shipped

TEXT = """
rule: 瞪羚
en: Gazelle
edition: 2027版
since: 2027-01-01
source: {document: 示例通知2026-9, status: M}
clauses:
  - unit: "1"
    value: {clause: 一, text: 研发强度, en: R&D intensity, when: {measure: {share: [rd, op_revenue]}, least: "0.05"}}
    source: {clause: 一}
  - unit: 分
    value: {part: 人, label: 人, en: staff, measure: staff, bands: [[100, null, 60], [null, 100, 20]]}
    source: {clause: 二}
  - unit: 分
    value: {clause: 二, text: 得分, en: points, score: {least: 60}}
    source: {clause: 二}
cases:
  - {name: stands, firm: {rd: 5, op_revenue: 100, staff: 100}, verdict: 符合, score: 60, not_met: []}
  - {name: misses, firm: {rd: 5, op_revenue: 100, staff: 99}, verdict: 不符合, score: 20, not_met: [二]}
"""


def draft(was: str = "", becomes: str = "") -> Draft:
    assert was in TEXT
    return read(TEXT.replace(was, becomes) if was else TEXT)


def against(one: Draft, key: str = "gazelle") -> list[str]:
    found = findings(shipped(), key, one) or unproven(tried(shipped(), key, one))
    return [str(fault) for fault in found]


def test_an_edition_holds_from_its_day_and_the_one_before_it_until_then() -> None:
    held = checked(shipped(), "gazelle", draft())
    before, after = (rule_set(held, "ladder/gazelle", date(*day)) for day in ((2026, 12, 31), (2027, 1, 1)))
    assert (before.edition, before.until, len(before.clauses)) == ("可配置", date(2027, 1, 1), 2)
    assert (after.edition, [clause.clause for clause in after.clauses]) == ("2027版", ["一", "二"])


def test_a_key_without_a_page_begins_a_rule() -> None:
    held = checked(shipped(), "star", draft("rule: 瞪羚", "rule: 星火"))
    assert rule_set(held, "ladder/star", date(2027, 6, 1)).rule == "星火"


def test_what_is_written_out_reads_back_the_same() -> None:
    assert read(draft().text()) == draft()
    assert read(draft().text()).digest == draft().digest


@pytest.mark.parametrize("page", pages(shipped()))
def test_an_edition_taken_to_begin_another_with_is_the_one_that_holds(page: str) -> None:
    key, day = page.removeprefix("ladder/"), date(2026, 11, 24)
    one = taken(shipped(), key, day)
    again = Draft(one.rule, one.en, "次年版", date(2027, 1, 1), one.source, one.clauses, ranged=one.ranged)
    old, new = rule_set(shipped(), page, day), rule_set(laid(shipped(), key, again), page, date(2027, 1, 1))
    assert new.clauses == old.clauses


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("[null, 100, 20]", "[null, 120, 20]", "人: two bands overlap between 100 and 120"),
        ("[null, 100, 20]", "[null, 80, 20]", "人: no band between 80 and 100"),
        ("[rd, op_revenue]", "[rd, turnover]", "一: there is no field 'turnover'"),
        ("source: {clause: 一}", "source: {}", "一: its source does not say which clause"),
        ("status: M", "status: X", "its source has no status"),
        ("document: 示例通知2026-9, ", "", "the edition's source has no document"),
        ("edition: 2027版", "edition: 可配置", "there is an edition 可配置 already"),
        ("since: 2027-01-01", "since: 2018-01-01", "two would hold on one day"),
        ("since: 2027-01-01", "since: 2017-01-01", "the edition 可配置 begins on 2018-01-01"),
        ("rule: 瞪羚", "rule: 高新技术企业", "a page holds one rule"),
        ('least: "0.05"', 'least: "1e999999999"', "一: a figure is whole, or a decimal in quotes"),
        ("least: 60", "least: 61", "nobody reaches 61 points"),
        ("score: 60,", "score: 61,", "stands: score comes out as 60, not 61"),
        ("verdict: 不符合", "verdict: 符合", "misses: verdict comes out as 不符合, not 符合"),
        ("verdict: 不符合", "verdict: 也许", "misses: there is no verdict 也许"),
        ("not_met: [二]", "not_met: []", "misses: not_met comes out as 二, not –"),
        ("name: misses, firm: {rd: 5,", "name: misses, firm: {profit: 5,", "misses: there is no field 'profit'"),
        ("name: misses", "name: stands", "two worked firms are called stands"),
    ],
)
def test_what_stands_against_it_is_named_by_clause_or_case(was: str, becomes: str, says: str) -> None:
    assert any(says in fault for fault in against(draft(was, becomes))), against(draft(was, becomes))
    with pytest.raises(Malformed):
        checked(shipped(), "gazelle", draft(was, becomes))


def test_worked_firms_that_all_come_to_one_verdict_show_no_edge() -> None:
    one = read(TEXT[: TEXT.index("  - {name: misses")])
    assert against(one) == ["its worked firms come to two verdicts at least: one alone shows no edge"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: &a [*a]", "said by itself: a circle"),
        ("rule: x\nrule: y", "stands twice"),
        ("[1]", "a table stands here"),
        ("x: 1", "x means nothing here"),
        ("rule: ''", "says its rule"),
        (TEXT.replace("since: 2027-01-01", "since: soon"), "says its since"),
        (TEXT.replace("clauses:", "until: 2026-01-01\nclauses:"), "after 2027-01-01"),
        (TEXT.replace("{clause: 一, text", "{text"), "clause 1: its value has a clause"),
        (TEXT.replace("en: points, ", ""), "clause 3: en is text"),
        (TEXT.replace("source: {clause: 一}", "source: [一]"), "clause 1: its source is a table of words"),
        (TEXT.replace("firm: {rd: 5, op_revenue: 100, staff: 99}", "firm: 3"), "case 2 has a firm"),
        (TEXT.replace("name: misses, ", ""), "case 2 has a name"),
        (TEXT.replace("verdict: 不符合, ", ""), "case 2 says which verdict"),
        (TEXT.replace("edition: 2027版", f"edition: {'长' * 41}"), "at most 40 characters"),
        ("clauses: {}", "says its rule"),
        (TEXT + "  - {name: n, firm: {}, verdict: 符合}\n" * 199, "cases: 201 of them; at most 200"),
    ],
)
def test_what_cannot_be_read_says_where(text: str, says: str) -> None:
    with pytest.raises(Malformed, match=says):
        read(text)


def test_a_draft_of_anything_is_refused_and_never_fails() -> None:
    """Every value of the text replaced by every kind of nonsense: words come back, or nothing stands against it."""
    nonsense: list[Any] = [
        None,
        0,
        -1,
        10**30,
        1.5,
        True,
        "",
        "x",
        [],
        [[]],
        {},
        {"x": 1},
        {"is": []},
        date(2027, 1, 1),
    ]
    whole = draft().plain()
    for path in _paths(whole):
        for strange in nonsense:
            try:
                found = _with(whole, path, strange)
                assert isinstance(against(found), list)
            except Malformed:
                continue


def _paths(node: Any, before: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    below = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [p for k, v in below for p in ((*before, k), *_paths(v, (*before, k)))]


def _with(node: Any, path: tuple[Any, ...], strange: Any) -> Draft:
    import copy

    from zhiyuan.enterprises.ladder.draft import of

    whole = copy.deepcopy(node)
    at = whole
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = strange
    return of(whole)
