"""The checklist of a month, and the numbers and differences it rests on; no database."""

from dataclasses import replace
from decimal import Decimal

import pytest

from zhiyuan.billing.close import Block, Facts, MeterData, Status, blocks_before, checklist, ready_to
from zhiyuan.billing.difference import Figures, Limits, by_item, differences, needs_explanation
from zhiyuan.billing.numbering import holes, number, take
from zhiyuan.kernel.errors import NotReady

CLEAN = MeterData("m1", "表一")
READY = Facts(over=True, meters=[CLEAN])
LIMITS = Limits(Decimal("0.30"), Decimal(100))


def statuses(facts: Facts) -> list[str]:
    return [step.status.value for step in checklist(facts)]


def said(facts: Facts, step: str) -> list[str]:
    return [str(b) for b in blocks_before(step, checklist(facts))]


def test_with_data_and_prices_complete_the_draft_is_the_next_thing_to_do() -> None:
    assert statuses(READY) == ["done", "done", "open", "waiting", "waiting", "waiting"]


def test_a_month_that_is_not_over_cannot_be_closed() -> None:
    facts = replace(READY, over=False)
    assert statuses(facts)[0] == "blocked"
    assert "not over" in said(facts, "issue")[0]


def test_an_open_row_in_quarantine_blocks_and_leads_to_the_quarantine() -> None:
    facts = replace(READY, meters=[replace(CLEAN, quarantined=1)])
    (block,) = checklist(facts)[0].blocks
    assert (block.remedy, block.about) == ("quarantine", "m1")
    assert statuses(facts)[2] == "waiting"


def test_a_finding_in_quarantine_cannot_be_accepted_away_with_the_gaps() -> None:
    spiky = replace(CLEAN, quarantined=1, estimated=4)
    facts = replace(READY, meters=[spiky], accepted={"m1": spiky})
    assert len(checklist(facts)[0].blocks) == 1


@pytest.mark.parametrize(
    ("kind", "word"), [("estimated", "estimated"), ("suspect", "doubtful"), ("missing", "without data")]
)
def test_what_was_not_measured_waits_until_somebody_accepts_it(kind: str, word: str) -> None:
    gap = replace(CLEAN, **{kind: 6})
    facts = replace(READY, meters=[gap])
    assert "1.5 h" in said(facts, "data")[0]
    assert word in said(facts, "data")[0]
    assert statuses(replace(facts, accepted={"m1": gap}))[0] == "done"


def test_an_acceptance_does_not_cover_a_gap_that_grew_later() -> None:
    facts = replace(READY, meters=[replace(CLEAN, missing=8)], accepted={"m1": replace(CLEAN, missing=4)})
    assert statuses(facts)[0] == "blocked"


def test_an_acceptance_still_holds_when_a_gap_was_filled_meanwhile() -> None:
    facts = replace(READY, meters=[replace(CLEAN, estimated=4)], accepted={"m1": replace(CLEAN, missing=4)})
    assert statuses(facts)[0] == "done"


def test_prices_are_shown_as_missing_even_while_data_are_missing() -> None:
    why = NotReady("the prices of {month} are not checked yet", month="2026-06")
    facts = replace(READY, over=False, unpriced=[why])
    assert statuses(facts)[:2] == ["blocked", "blocked"]
    assert "2026-06" in said(facts, "prices")[-1]


def test_a_draft_of_other_readings_than_those_of_now_must_be_made_again() -> None:
    facts = replace(READY, drafted=True, stale=True, bills=3)
    assert statuses(facts)[2] == "blocked"
    assert not ready_to("issue", checklist(facts))


def test_a_bill_that_moved_waits_for_an_explanation() -> None:
    facts = replace(READY, drafted=True, bills=3, unexplained=["甲公司"])
    assert statuses(facts) == ["done", "done", "done", "blocked", "waiting", "waiting"]
    assert "甲公司" in said(facts, "issue")[0]


def test_bills_above_the_master_bill_are_never_ready_to_issue() -> None:
    facts = replace(READY, drafted=True, bills=3, above_master=Decimal("0.01"))
    assert not ready_to("issue", checklist(facts))
    assert "0.01" in said(facts, "issue")[0]


def test_everything_in_order_leads_to_issue_then_to_the_marks_of_payment() -> None:
    facts = replace(READY, drafted=True, bills=3)
    assert statuses(facts)[4:] == ["open", "waiting"]
    assert statuses(replace(facts, issued=True, paid=2))[4:] == ["done", "open"]
    assert statuses(replace(facts, issued=True, paid=3)) == ["done"] * 6


def test_after_issue_late_data_do_not_reopen_the_checklist() -> None:
    late = Facts(over=True, meters=[replace(CLEAN, missing=4)], drafted=True, stale=True, issued=True, bills=1)
    assert statuses(late)[:5] == ["done"] * 5


def test_a_message_inside_a_message_reads_in_the_same_language() -> None:
    block = Block("{why}", {"why": NotReady("the prices of {month} are missing", month="2026-06")})
    chinese = {"the prices of {month} are missing": "缺 {month} 的电价"}
    assert block.render(lambda text: chinese.get(text, text)) == "缺 2026-06 的电价"


def test_numbers_go_on_where_they_stopped_and_a_hole_is_found() -> None:
    given = [number(2026, n) for n in take(16, 3)]
    assert given == ["2026-000017", "2026-000018", "2026-000019"]
    assert holes([number(2026, n) for n in (1, 2, 4)]) == [3]
    assert holes([]) == []


def test_a_shorter_month_is_no_difference() -> None:
    january = {"flat": Figures(Decimal(3100), Decimal(5000), "kWh")}
    february = {"flat": Figures(Decimal(2800), Decimal(4500), "kWh")}
    (flat,) = differences(february, 28, january, 31, LIMITS)
    assert flat.change == -300
    assert not flat.large


def test_a_tenant_who_came_on_the_17th_is_compared_by_the_day() -> None:
    half = {"flat": Figures(Decimal(1400), Decimal(2000), "kWh")}
    whole = {"flat": Figures(Decimal(3100), Decimal(4400), "kWh")}
    assert not needs_explanation(differences(whole, 31, half, 14, LIMITS))


def test_a_line_that_grew_by_half_must_be_explained_unless_it_is_small_money() -> None:
    before = {"peak": Figures(Decimal(1000), Decimal(1000), "kWh"), "spike": Figures(Decimal(10), Decimal(8), "kWh")}
    now = {"peak": Figures(Decimal(1500), Decimal(1500), "kWh"), "spike": Figures(Decimal(30), Decimal(24), "kWh")}
    found = {d.item: d for d in differences(now, 30, before, 30, LIMITS)}
    assert found["peak"].large
    assert found["peak"].share == Decimal("0.5")
    assert not found["spike"].large


def test_a_line_that_is_new_and_one_that_is_gone_are_both_seen() -> None:
    before = {"valley": Figures(Decimal(500), Decimal(900), "kWh")}
    now = {"spike": Figures(Decimal(700), Decimal(600), "kWh")}
    found = {d.item: d for d in differences(now, 30, before, 30, LIMITS)}
    assert found["spike"].large
    assert found["spike"].before is None
    assert found["valley"].now is None
    assert found["valley"].share == -1


def test_the_first_bill_of_a_party_is_compared_with_nothing() -> None:
    assert differences({"peak": Figures(Decimal(900), Decimal(1), "kWh")}, 14, None, 1, LIMITS) == ()


def test_a_line_cut_by_a_change_of_price_is_compared_as_one() -> None:
    cut = by_item([("peak", Decimal(3), Decimal("3.10"), "kWh"), ("peak", Decimal(4), Decimal("4.20"), "kWh")])
    assert cut == {"peak": Figures(Decimal("7.30"), Decimal(7), "kWh")}


def test_every_status_of_a_step_is_one_of_four() -> None:
    assert {s.value for s in Status} == {"done", "open", "blocked", "waiting"}
