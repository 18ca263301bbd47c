from typing import Any

import pytest

from cases.invented import Run, event, everything
from zhiyuan.cases.fold import followed
from zhiyuan.cases.state import lacking, may_promise
from zhiyuan.kernel.errors import Malformed, Refused, ZhiyuanError


def submitted(*docs: str) -> Run:
    run = Run(everything())
    assert run.try_(event("submit", form={"subject": "x"}, docs=list(docs)))
    return run


def refusal(run: Run, act: str, day: str = "2026-03-02", step: str = "", **said: Any) -> ZhiyuanError:
    with pytest.raises(ZhiyuanError) as fault:
        followed(run.kind, run.log, run.state, event(act, day, step, **said))
    return fault.value


def test_what_is_lacking_is_listed_all_at_once() -> None:
    run = submitted()
    assert lacking(run.kind, run.state) == ("application", "drawing")
    assert may_promise(run.kind, run.state) == ("drawing",)


def test_an_incomplete_application_is_not_accepted_and_the_refusal_names_what_is_lacking() -> None:
    said = refusal(submitted("application"), "accept")
    assert isinstance(said, Refused)
    assert "drawing" in str(said)


def test_a_document_that_may_be_deferred_can_be_promised_and_then_the_case_is_accepted() -> None:
    run = submitted("application")
    assert run.try_(event("promise", doc="drawing"))
    assert run.try_(event("accept"))
    assert run.state.phase == "running"


def test_a_document_that_may_not_be_deferred_cannot_be_promised() -> None:
    assert isinstance(refusal(submitted(), "promise", doc="application"), Refused)


def test_a_shared_document_is_taken_by_the_office_and_never_asked_of_the_firm() -> None:
    run = submitted("application", "drawing")
    assert "licence" not in lacking(run.kind, run.state)
    run.try_(event("accept"))
    assert "营业执照" in str(refusal(run, "pass", step="look").render(lambda text: "" if "English" in text else text))
    assert isinstance(refusal(run, "fetch", docs=["drawing"]), Malformed)
    assert run.try_(event("fetch", docs=["licence"]))
    assert run.try_(event("pass", step="look"))


def test_nobody_signs_a_commitment_for_the_firm() -> None:
    from dataclasses import replace

    run = submitted("application")
    assert not run.try_(replace(event("promise", doc="drawing"), on_behalf="一家企业"))


def test_the_notice_is_given_once_a_second_may_only_repeat_it() -> None:
    run = submitted("drawing")
    assert run.try_(event("return"))
    assert run.state.noticed == {"application"}
    assert run.try_(event("supply", docs=["application"]))
    assert "nothing is lacking" in str(refusal(run, "return"))


def test_an_application_that_lacks_nothing_is_not_returned() -> None:
    assert isinstance(refusal(submitted("application", "drawing"), "return"), Refused)


@pytest.mark.parametrize(
    ("form", "docs"),
    [
        ({}, []),
        ({"subject": " "}, []),
        ({"subject": "x" * 401}, []),
        ({"subject": "x", "more": "y"}, []),
        ("x", []),
        ({"subject": "x"}, ["map"]),
        ({"subject": "x"}, ["nonsense"]),
    ],
)
def test_a_form_that_is_not_answered_as_asked_is_refused(form: Any, docs: list[str]) -> None:
    assert isinstance(refusal(Run(everything()), "submit", form=form, docs=docs), Malformed)


def test_a_firm_may_take_its_application_back_until_it_is_decided() -> None:
    run = submitted("application", "drawing")
    run.try_(event("accept"))
    assert run.try_(event("withdraw"))
    assert (run.state.phase, run.state.outcome) == ("withdrawn", "withdrawn")
    assert isinstance(refusal(run, "accept"), Refused)


def test_a_refusal_reads_in_the_language_of_the_door() -> None:
    said = refusal(submitted("application"), "accept")
    assert "drawing" in said.render(lambda text: text)
    assert "图纸" in said.render(lambda text: "名称用中文" if text == "names are said in English" else text)
