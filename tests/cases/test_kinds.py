"""What the kinds of the book promise beyond their own stories."""

from datetime import date

import pytest

from zhiyuan.cases.kindread import kind, kinds

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize("key", kinds())
def test_no_kind_asks_a_firm_for_proof_of_cleared_tax(key: str) -> None:
    of = kind(key, TODAY)
    asked = [of.document[doc].title.zh for doc in of.handed_in]
    assert not [title for title in asked if "清税" in title or "完税" in title]


def test_the_tax_state_is_looked_at_twice_and_unheard_is_no_clear_answer() -> None:
    of = kind("deregister_simple", TODAY)
    assert [step.key for step in of.steps if "tax" in step.checks] == ["precheck", "decide"]
    assert "" not in of.check["tax"].clear
    assert "T4" not in {*of.check["tax"].clear, *of.check["tax"].promised}


def test_the_two_ways_to_four_certificates_are_one_arrow_apart() -> None:
    strict, fast = kind("four_certificates_strict", TODAY), kind("four_certificates_fast", TODAY)
    assert strict.step["works"].needs == ("land",)
    assert fast.step["works"].needs == ()
    assert strict.documents == fast.documents
    assert {d for step in fast.steps for d in step.gives} == {
        "land_permit", "title_certificate", "works_permit", "construction_permit"
    }  # fmt: skip


def test_what_concerns_public_safety_is_barred_from_promises() -> None:
    of = kind("four_certificates_strict", TODAY)
    barred = {d.key for d in of.documents if d.barred}
    assert barred == {"drawings", "safety"}
    assert not barred & set(of.defer)


def test_requests_have_five_fifteen_and_twenty_two_working_days() -> None:
    promised = {key: kind(key, TODAY).promised for key in kinds() if key.startswith("request")}
    assert {key: clock.limit.count for key, clock in promised.items() if clock} == {
        "request_simple": 5, "request_joint": 15, "request_historic": 22
    }  # fmt: skip
