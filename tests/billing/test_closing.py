"""A month is closed, issued, redone and corrected: on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from billing.closing import GAP, IDS, NOW, Closing, closing, keep
from billing.priced import APRIL, sheet
from small_park import person, signed_in
from zhiyuan.billing import bill_queries, kept_queries, services
from zhiyuan.billing.models import Bill, Kept, MonthClose, NumberRow, Proposal
from zhiyuan.billing.numbering import holes
from zhiyuan.billing.recheck import recheck
from zhiyuan.identity.models import Trail
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, NotReady, Refused
from zhiyuan.maintenance.models import Alarm
from zhiyuan.telemetry.ingest import Rejection
from zhiyuan.telemetry.quarantine import ENERGY, Quarantine


@pytest.fixture
def park(database: str, tmp_path: Path, settings: Any) -> Iterator[Closing]:
    """The park of ``closing``, on the day after April."""
    settings.HOME = tmp_path
    before = list(parktime._source)
    parktime.use(lambda: NOW)
    yield closing(tmp_path)
    parktime._source[:] = before


def bills(close: MonthClose) -> dict[str, Bill]:
    return {b.payer: b for b in bill_queries.effective(close) if b.enterprise_id}


def steps(close: MonthClose) -> list[str]:
    return [s.status.value for s in bill_queries.look(close).steps]


def spike(home: Path, meter: str = "tb") -> None:
    """A finding of the energy calculation that nobody has decided."""
    at = int(datetime(2026, 4, 9, tzinfo=UTC).timestamp() * 1e6)
    found = Rejection(IDS[meter], at, "park", "g1", "spike", "", f"meter/{meter}/energy", b"", 0.0, IDS[meter], at, 9)
    Quarantine(home / "quarantine.sqlite3").add([found], ENERGY)


def late(park: Closing, settings: Any, where: Path, **changed: dict[int, float]) -> None:
    """Readings that arrived later: the historian as it is then."""
    keep(where, **changed)
    settings.HOME = where


def test_an_estimated_gap_waits_for_a_reason_then_the_month_can_be_drafted(park: Closing) -> None:
    close = park.opened()
    assert steps(close)[:3] == ["blocked", "done", "waiting"]
    with pytest.raises(NotReady, match="甲公司表: 1 h are estimated"):
        services.draft_bills(park.li, close)
    services.accept_estimates(park.li, close, reason="与抄表记录核对一致", meters="ta")
    assert steps(close)[:3] == ["done", "done", "open"]
    services.draft_bills(park.li, close)
    assert steps(close) == ["done", "done", "done", "done", "open", "waiting"]


def test_an_estimate_is_accepted_with_a_reason_or_not_at_all(park: Closing) -> None:
    with pytest.raises(Malformed, match="good enough"):
        services.accept_estimates(park.li, park.opened(), reason=" ")


def test_the_estimated_hour_is_flagged_on_the_line_it_lies_in(park: Closing) -> None:
    jia = bills(park.issued())["甲公司"]
    flagged = {line["period"]: Decimal(line["estimated"]) for line in jia.lines if line["period"]}
    assert flagged == {"peak": 0, "flat": 0, "valley": Decimal(8)}
    assert jia.estimated_kwh == 8


def test_the_tenant_of_the_17th_pays_fourteen_days_and_the_bills_stay_below_the_master(park: Closing) -> None:
    close = park.issued()
    bing = bills(close)["丙公司"]
    assert bing.start == date(2026, 4, 17)
    assert Decimal(bing.basis["metered"]) == Decimal("0.5") * 96 * 14
    master = close.bills.get(enterprise=None)
    assert sum(b.total for b in bills(close).values()) + Decimal(close.balance["own_cny"]) == master.total


def test_numbers_have_no_holes_and_a_failed_issue_takes_none(park: Closing) -> None:
    close = park.drafted()
    services.enter_grid_bill(park.li, close, total=Decimal("1.00"), document="电费账单 4 月")
    with pytest.raises(Refused, match="above what the grid is paid"):
        services.issue_bills(park.li, close)
    assert not NumberRow.objects.filter(last__gt=0).exists()
    MonthClose.objects.filter(pk=close.pk).update(grid_total=None)
    services.issue_bills(park.li, MonthClose.objects.get(pk=close.pk))
    numbers = sorted(b.number for b in Bill.objects.exclude(number=None))
    assert numbers == ["2026-000001", "2026-000002", "2026-000003"]
    assert holes(numbers) == []


def test_unchecked_prices_stop_the_close_and_say_which_month(park: Closing) -> None:
    close = park.drafted()
    may = services.open_close(park.li, park.account, month=date(2026, 5, 1))
    sheet(park.of, date(2026, 5, 1), date(2026, 6, 1), checked=False)
    parktime.use(lambda: datetime(2026, 6, 2, tzinfo=UTC))
    assert "not checked" in str(bill_queries.look(may).steps[1].blocks[0])
    with pytest.raises(NotReady, match="not checked"):
        services.draft_bills(park.li, may)
    assert close.drafted_at is not None


def test_an_open_row_in_quarantine_stops_the_close_until_somebody_decides(park: Closing) -> None:
    spike(park.home)
    close = park.opened()
    services.accept_estimates(park.li, close, reason="与抄表记录核对一致")
    with pytest.raises(NotReady, match="乙公司表: 1 findings wait in quarantine"):
        services.draft_bills(park.li, close)
    entry = Quarantine(park.home / "quarantine.sqlite3").entries()[0]
    Quarantine(park.home / "quarantine.sqlite3").discard(entry.id, "li")
    services.draft_bills(park.li, close)


def test_a_month_that_is_not_over_cannot_be_drafted(park: Closing) -> None:
    parktime.use(lambda: datetime(2026, 4, 30, 15, 59, tzinfo=UTC))
    with pytest.raises(NotReady, match="not over"):
        services.draft_bills(park.li, park.opened())


def test_readings_that_change_after_the_draft_ask_for_a_new_draft(park: Closing, settings: Any, tmp_path: Path) -> None:
    close = park.drafted()
    late(park, settings, tmp_path / "later", tb={500: 3.0})
    with pytest.raises(NotReady, match="draft again"):
        services.issue_bills(park.li, close)
    services.issue_bills(park.li, services.draft_bills(park.li, close))


def test_an_issued_bill_refuses_every_change_in_the_model(park: Closing) -> None:
    jia = bills(park.issued())["甲公司"]
    jia.total = Decimal("0.01")
    with pytest.raises(Refused, match="never changed"):
        jia.save()
    with pytest.raises(Refused, match="never deleted"):
        jia.delete()


@pytest.mark.parametrize("act", ["update", "delete"])
def test_an_issued_bill_refuses_every_change_in_the_database_too(park: Closing, act: str) -> None:
    close = park.issued()
    rows = Bill.objects.filter(close=close)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(using=rows.db):
        rows.update(total=1) if act == "update" else rows._raw_delete(rows.db)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(using=rows.db):
        Kept.objects.update(content=b"")
    assert Bill.objects.filter(close=close, total=1).count() == 0


def test_a_draft_may_change_and_go(park: Closing) -> None:
    close = park.drafted()
    Bill.objects.filter(close=close).update(reason="x")
    services.draft_bills(park.li, close)
    assert not Bill.objects.filter(close=close, reason="x").exists()


def test_issued_bills_come_out_again_bit_for_bit_from_what_was_kept(
    park: Closing, settings: Any, tmp_path: Path
) -> None:
    close = park.issued()
    settings.HOME = tmp_path / "nothing-left"
    found = kept_queries.recheck_close(close)
    assert len(found) == 4
    assert all(one.equal for one in found)


def test_a_bill_that_was_tampered_with_does_not_come_out_again(park: Closing) -> None:
    close = park.issued()
    given = kept_queries.kept_inputs(close.basis)
    issued = bill_queries.said_by(close.bills.all())
    forged = issued | {"jia": replace(issued["jia"], digest="0" * 64)}
    assert [one.party for one in recheck(given, forged) if not one.equal] == ["jia"]


def test_late_data_leave_the_bills_alone_and_propose_a_correction(park: Closing, settings: Any, tmp_path: Path) -> None:
    close = park.issued()
    before = {b.pk: (b.digest, b.total) for b in Bill.objects.all()}
    late(park, settings, tmp_path / "later", ta=dict.fromkeys(range(GAP.start, GAP.stop), 9.0))
    services.propose_corrections(park.li, close)
    assert {b.pk: (b.digest, b.total) for b in Bill.objects.all()} == before
    found = {p.bill.payer: p for p in bill_queries.proposals(park.site)}
    assert found["甲公司"].change > 0
    assert found["甲公司"].cause == "readings"
    alarm = Alarm.objects.get(kind="billCorrection")
    assert alarm.object_key == "main-2026-04"
    assert alarm.cleared is None


def test_a_retroactive_price_leaves_the_bills_alone_and_proposes_a_correction(park: Closing) -> None:
    close = park.issued()
    old = park.site and sheet_of(park)
    new = services.correct_prices(park.li, old, reason="更正公告", source="https://example.invalid/corrected",
                                       **{k: Decimal(v) for k, v in (APRIL | {"energy": "0.39"}).items()})  # fmt: skip
    assert kept_queries.changes_since(close) == ()
    services.check_prices(park.of.wang, new)
    services.propose_corrections(park.li, close)
    found = list(bill_queries.proposals(park.site))
    assert {p.cause for p in found} == {"prices"}
    assert all(p.change > 0 for p in found)
    assert all(one.equal for one in kept_queries.recheck_close(close))


def sheet_of(park: Closing) -> Any:
    from zhiyuan.billing.models import PriceSheet

    return PriceSheet.objects.get(site=park.site)


def test_a_correction_is_a_credit_and_a_new_bill_that_both_name_the_first(
    park: Closing, settings: Any, tmp_path: Path
) -> None:
    close = park.issued()
    first = bills(close)
    late(park, settings, tmp_path / "later", tb={1500: 40.0})
    services.propose_corrections(park.li, close)
    services.issue_corrections(park.li, close, reason="4 月 16 日补传读数")
    yi = list(Bill.objects.filter(corrects=first["乙公司"]).order_by("number"))
    assert [b.kind for b in yi] == ["credit", "bill"]
    assert yi[0].total == -first["乙公司"].total
    assert yi[1].total > first["乙公司"].total
    assert yi[1].reason == "4 月 16 日补传读数"
    assert bills(close)["乙公司"] == yi[1]
    numbers = [b.number for b in Bill.objects.exclude(number=None)]
    assert holes(numbers) == []
    assert not Proposal.objects.filter(state="open").exists()
    assert Alarm.objects.get(kind="billCorrection").cleared is not None
    assert all(one.equal for one in kept_queries.recheck_close(close))


def test_there_is_no_correction_where_nothing_differs(park: Closing) -> None:
    with pytest.raises(Refused, match="nothing differs"):
        services.issue_corrections(park.li, park.issued(), reason="试")


def test_a_proposal_goes_when_the_data_come_back_to_what_was_billed(
    park: Closing, settings: Any, tmp_path: Path
) -> None:
    close = park.issued()
    late(park, settings, tmp_path / "later", tb={1500: 40.0})
    services.propose_corrections(park.li, close)
    settings.HOME = park.home
    services.propose_corrections(park.li, close)
    assert not list(bill_queries.proposals(park.site))


def test_a_bill_that_moved_beyond_the_limits_waits_for_an_explanation(
    park: Closing, settings: Any, tmp_path: Path
) -> None:
    march = park.issued()
    MonthClose.objects.filter(pk=march.pk).update(month=date(2026, 3, 1))
    late(park, settings, tmp_path / "later", ta=dict.fromkeys(range(200, 2800), 4.0))
    close = park.drafted()
    assert steps(close)[3] == "blocked"
    with pytest.raises(NotReady, match="甲公司 differs from last month"):
        services.issue_bills(park.li, close)
    for moved in bill_queries.look(close).moved:
        if moved.needed:
            services.explain_difference(park.li, moved.bill, text="新增一条产线")
    services.issue_bills(park.li, close)


def test_a_payment_is_a_mark_beside_the_bill(park: Closing) -> None:
    close = park.issued()
    for bill in bills(close).values():
        services.mark_paid(park.li, bill, day=date(2026, 5, 9), document="银行回单")
    assert steps(close)[5] == "done"
    with pytest.raises(Refused, match="paid already"):
        services.mark_paid(park.li, bill, day=date(2026, 5, 9))


def test_a_part_payment_leaves_the_bill_open(park: Closing) -> None:
    close = park.issued()
    jia = bills(close)["甲公司"]
    services.mark_paid(park.li, jia, day=date(2026, 5, 9), amount=Decimal("100.00"))
    assert bill_queries.owed(jia) == jia.total - 100
    assert steps(close)[5] == "open"


def test_an_issued_month_is_looked_at_without_its_readings(park: Closing, settings: Any, tmp_path: Path) -> None:
    close = park.issued()
    accepted = [(g.meter, g.missing + g.suspect + g.estimated) for g in close.accepted.all()]
    settings.HOME = tmp_path / "no historian here"
    found = bill_queries.look(close)
    assert [s.status.value for s in found.steps] == [*["done"] * 5, "open"]
    assert [(one.meter, one.imperfect) for one in found.facts.meters] == accepted
    assert len(found.bills) == 4


def test_an_issued_month_takes_no_more_drafts_or_acceptances(park: Closing) -> None:
    close = park.issued()
    for act in (
        lambda: services.draft_bills(park.li, close),
        lambda: services.issue_bills(park.li, close),
        lambda: services.accept_estimates(park.li, close, reason="x"),
        lambda: services.enter_grid_bill(park.li, close, total=Decimal(1), document="x"),
    ):
        with pytest.raises(Refused, match="issued"):
            act()


def test_a_month_is_opened_once(park: Closing) -> None:
    park.opened()
    with pytest.raises(Refused, match="open already"):
        park.opened()


def test_a_tenant_sees_only_what_was_issued_to_them(park: Closing) -> None:
    who = person("tenant", "tenant", park.tenants["jia"])
    close = park.drafted()
    assert not bill_queries.visible_bills(who).exists()
    services.issue_bills(park.li, close)
    assert {b.payer for b in bill_queries.visible_bills(who)} == {"甲公司"}
    with pytest.raises(Refused):
        services.mark_paid(who, bills(close)["甲公司"], day=date(2026, 5, 9))


def test_every_act_of_the_close_is_in_the_trail(park: Closing) -> None:
    park.issued()
    acts = list(Trail.objects.filter(verb__startswith="billing.").order_by("sequence").values_list("verb", flat=True))
    assert acts[-4:] == ["billing.open_close", "billing.accept_estimates", "billing.draft_bills", "billing.issue_bills"]


def test_what_is_kept_takes_little_room(park: Closing) -> None:
    park.issued()
    assert sum(len(bytes(k.content)) for k in Kept.objects.all()) < 20_000


def test_a_park_with_one_master_account_bills_all_its_meters_and_with_two_only_those_below(park: Closing) -> None:
    services.add_account(park.li, park.site, key="other", name="二号户", meter="ta")
    given = bill_queries.inputs(park.account, date(2026, 4, 1), accepted=True)
    assert set(given.meters) == {"ta", "tb", "tc", "hall"}
    park.site.meter_set.filter(key="tb").update(parent=None)
    given = bill_queries.inputs(park.account, date(2026, 4, 1), accepted=True)
    assert set(given.meters) == {"ta", "tc", "hall"}


def test_a_number_that_was_taken_and_that_no_bill_carries_is_named_on_the_page(park: Closing) -> None:
    park.issued()
    page = signed_in(park.li, "zh-hans")
    assert "账单编号缺失" not in page.get("/closes/").content.decode()
    NumberRow.objects.update(last=5)  # the database itself refuses to lose an issued bill; a bad restore does not
    assert bill_queries.missing_numbers(park.site) == ["2026-000004", "2026-000005"]
    assert "账单编号缺失：2026-000004、2026-000005" in page.get("/closes/").content.decode()
