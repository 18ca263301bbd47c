from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

from cases.invented import everything
from cases.test_turns import finished
from cases.test_work import running
from zhiyuan.cases.desks import desks
from zhiyuan.cases.drawing import drawing, looks, wrapped
from zhiyuan.cases.kind import Words
from zhiyuan.cases.state import State

DESKS = desks(date(2026, 11, 24))


def test_what_is_done_is_current_and_waits_comes_from_the_log() -> None:
    run = running("look", "plan")
    assert looks(run.kind, run.state) == {
        "look": "done", "plan": "done", "survey": "current", "public": "current", "decide": "waiting",
        "confirm": "waiting",
    }  # fmt: skip


def test_before_acceptance_everything_waits_and_after_the_end_everything_is_done() -> None:
    assert set(looks(everything(), State()).values()) == {"waiting"}
    assert set(looks(everything(), finished(promise=False).state).values()) == {"done"}


def test_the_drawing_is_well_formed_names_itself_and_carries_no_style() -> None:
    run = running("look")
    text = drawing(run.kind, run.state, DESKS, "zh", "办理流程")
    root = ET.fromstring(text)
    assert root[0].text == "办理流程"
    assert "style=" not in text
    assert "规划" in text


def test_a_name_with_markup_is_only_text() -> None:
    kind = everything()
    step = replace(kind.steps[0], title=Words("<script>", "<script>"))
    text = drawing(replace(kind, steps=(step, *kind.steps[1:])), State(), DESKS, "en", "x")
    assert "<script>" not in text


def test_a_long_name_is_broken_into_two_lines_and_cut_with_an_ellipsis() -> None:
    assert wrapped("建设用地规划许可证", 18) == ["建设用地规划许可证"]
    assert wrapped("a b c d e f", 5) == ["a b c", "d e f"]
    assert wrapped("建设用地规划许可证及其附件附图", 12) == ["建设用地规划", "许可证及其附…"]
