"""What may not be published, and that everything in the book may."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from cases.invented import everything
from cases.test_kindread import changed
from zhiyuan.cases.desks import desks
from zhiyuan.cases.kindread import kind, kinds, read
from zhiyuan.cases.lint import findings

TODAY = date(2026, 11, 24)
COMMITMENT = {"zh": "告知的义务、条件，企业的承诺，违反的后果", "en": "duties, conditions, commitment, consequences"}


def sound(change: Callable[[Any], Any] = lambda said: None) -> Any:
    def apply(said: Any) -> None:
        said["texts"]["commitment"] = dict(COMMITMENT)
        change(said)

    return read("everything", changed(apply))


def test_a_sound_kind_has_no_findings() -> None:
    assert findings(sound(), desks(TODAY)) == []


@pytest.mark.parametrize("key", kinds())
def test_nothing_stands_against_any_kind_of_the_book(key: str) -> None:
    assert findings(kind(key, TODAY), desks(TODAY)) == []


def test_a_step_may_count_from_a_day_that_the_form_asks_for() -> None:
    assert findings(sound(lambda s: counted(s, "plan")), desks(TODAY)) == []


def test_the_desks_of_a_kind_are_desks_of_the_park_and_somebody_sits_there() -> None:
    assert "no desk planning" in str(findings(sound(), ["hall", "registry", "market"])[0])
    found = findings(sound(), desks(TODAY), seated=["hall", "registry", "market"])
    assert [f.where for f in found] == ["step plan"]


def doc(said: Any, key: str) -> Any:
    return next(d for d in said["documents"] if d["key"] == key)


def step(said: Any, key: str) -> Any:
    return next(s for s in said["kind"]["steps"] if s["key"] == key)


def covered(same: str, of: str = "drawing") -> Any:
    return {"kind": "pre_review", "document": "opinion", "same": [same], "docs": [of]}


def counted(said: Any, key: str, day: str = "began", **other: Any) -> None:
    """Let a step count from a day that the form asks for."""
    asked = {"key": "began", "title": {"zh": "起算日期", "en": "x"}, "kind": "past_day", "ago": 12} | other
    said["form"].append({name: value for name, value in asked.items() if value is not None})
    step(said, key).update(counts_from=day)


@pytest.mark.parametrize(
    ("change", "where", "why"),
    [
        (lambda s: doc(s, "drawing").update(barred="涉及生命财产安全"), "step plan", "may not be deferred"),
        (lambda s: doc(s, "drawing").update(title={"zh": "其他图纸", "en": "x"}), "document drawing", "catch-all"),
        (lambda s: doc(s, "drawing").update(title={"zh": "有关图纸", "en": "x"}), "document drawing", "catch-all"),
        (lambda s: doc(s, "drawing").update(title={"zh": "总平面图等", "en": "x"}), "document drawing", "catch-all"),
        (
            lambda s: doc(s, "drawing").update(title={"zh": "（总平面图等材料）", "en": "x"}),
            "document drawing",
            "catch-all",
        ),
        (lambda s: doc(s, "drawing").update(holds=doc(s, "map")["holds"]), "document drawing", "cannot lapse"),
        (lambda s: step(s, "plan").update(optional_if={"subject": 1}), "step plan", "in words when"),
        (lambda s: step(s, "survey").update(optional_if={"area_m2": 300}), "step survey", "no number of the form"),
        (lambda s: s["kind"].update(covered=covered("mapping")), "covered", "does not ask for mapping"),
        (lambda s: s["kind"].update(covered=covered("subject", "map")), "covered", "not asked for"),
        (lambda s: s["kind"]["promised"].update(limit={"working_days": 21}), "promised", "after the legal one"),
        (lambda s: s["kind"]["promised"].update(limit={"natural_days": 30}), "promised", "after the legal one"),
        (lambda s: s["kind"]["legal"].update(extension={"months": 1}), "legal", "in the unit of its limit"),
        (lambda s: s["texts"].pop("guide"), "texts", "guide"),
        (lambda s: s["texts"].pop("commitment"), "texts", "commitment"),
        (lambda s: s["texts"]["commitment"].update(zh="承诺"), "texts.commitment", "后果"),
        (lambda s: s["kind"].update(lane="sideways"), "lane", "no lane"),
        (
            lambda s: s["documents"].append({"key": "spare", "title": {"zh": "复印件", "en": "x"}}),
            "document spare",
            "no step",
        ),
        (
            lambda s: s["kind"]["steps"][0].update(defer={"drawing": {"working_days": 5}}),
            "step look",
            "not needed here",
        ),
        (lambda s: s["kind"]["checks"]["tax"].update(promised={"T3": "application"}), "check tax", "until when"),
        (lambda s: s["form"][0].update(personal=True, kind="number"), "field subject", "has to be text"),
        (lambda s: s["form"][0].update(personal=True, public=True), "field subject", "nobody else may read it"),
        (lambda s: counted(s, "plan", day="signed"), "step plan", "no day that is asked before it"),
        (lambda s: counted(s, "look", at="plan"), "step look", "no day that is asked before it"),
        (lambda s: counted(s, "plan", kind="day"), "step plan", "has to be a past_day"),
        (lambda s: counted(s, "plan", required=False), "step plan", "must be answered"),
        (lambda s: counted(s, "plan", ago=None), "step plan", "how long ago"),
        (lambda s: counted(s, "survey"), "step survey", "has no limit"),
    ],
)
def test_what_may_not_be_published_is_found_in_its_place(change: Callable[[Any], Any], where: str, why: str) -> None:
    found = findings(sound(change), desks(TODAY))
    assert where in [f.where for f in found]
    assert any(why in str(f.why) for f in found)


@pytest.mark.parametrize("title", ["同等学力证明", "平等协议", "高等", "设备等级表"])
def test_a_word_that_only_contains_the_sign_is_no_catch_all(title: str) -> None:
    assert findings(sound(lambda s: doc(s, "drawing").update(title={"zh": title, "en": "x"})), desks(TODAY)) == []


def test_the_invented_kind_itself_lacks_only_what_its_commitment_must_say() -> None:
    assert [f.where for f in findings(everything(), desks(TODAY))] == ["texts.commitment"]
