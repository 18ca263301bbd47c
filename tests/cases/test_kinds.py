"""What the kinds of the book promise beyond their own stories."""

from datetime import date

import pytest

from zhiyuan.cases.kindread import kind, kinds
from zhiyuan.kernel.datacheck import items

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize("key", kinds())
def test_no_kind_asks_a_firm_for_proof_of_cleared_tax(key: str) -> None:
    of = kind(key, TODAY)
    asked = [of.document[doc].title.zh for doc in of.handed_in]
    assert not [title for title in asked if "清税" in title or "完税" in title]


EXIT = ("deregister_simple", "deregister_general", "deregister_individual")


@pytest.mark.parametrize("key", EXIT)
def test_whoever_leaves_is_decided_upon_by_the_tax_state_of_that_moment_and_arrears_and_silence_are_never_clear(
    key: str,
) -> None:
    of = kind(key, TODAY)
    last = of.steps[-1]
    assert "tax_state" in last.checks
    assert last.asked_within == 15
    assert not {"", "T4"} & {*of.check["tax_state"].clear, *of.check["tax_state"].promised}


@pytest.mark.parametrize("key", kinds())
def test_every_fact_that_a_kind_rests_on_is_asked_of_an_authority_that_the_book_knows(key: str) -> None:
    known = {(one.key, one.source): one for one in items(TODAY)}
    for about in kind(key, TODAY).checks:
        assert {*about.clear, *about.promised} <= {*known[about.key, about.source].says}


def test_whoever_goes_on_by_another_kind_is_asked_nothing_twice_and_nothing_more_when_it_begins() -> None:
    found = [(of, kind(of.onward, TODAY)) for of in (kind(key, TODAY) for key in kinds()) if of.onward]
    assert [(one.key, then.key) for one, then in found] == [("deregister_simple", "deregister_general")]
    for one, then in found:
        asked = {(f.key, f.kind, f.choices) for f in one.asks()}
        assert {(f.key, f.kind, f.choices) for f in then.asks()} <= asked


def test_the_paper_of_what_is_attested_by_hand_is_never_asked_of_the_firm() -> None:
    papers = [of.document[item.by_hand] for of in (kind(key, TODAY) for key in kinds()) for item in of.checks]
    assert {paper.origin for paper in papers} == {"issued"}


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
