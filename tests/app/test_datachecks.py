"""A firm leaves the park: authorities are asked over real HTTP, their answers come into the case, nobody forges one."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from archive.made import PDF
from cases.opened import Hall, at_desk, hall
from enterprises.tenants import let
from small_park import signed_in
from zhiyuan.app import authorities, clock, outside
from zhiyuan.app.datachecks import ask_due
from zhiyuan.app.home import Home
from zhiyuan.archive.writes import receive
from zhiyuan.cases import queries_personal, services, sources, writes
from zhiyuan.cases.event import first_broken
from zhiyuan.cases.models import Case, DataCheck, Paper
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, NotFound, NotReady, Refused
from zhiyuan.simpark.authority import DemoAuthority, Script, Turn

KEY = "a secret of the test only"
LIMITS: dict[str, Any] = {"timeout_s": 10.0, "attempts": 1, "patience_s": 20.0}
MONDAY = datetime(2026, 9, 28, 2, tzinfo=UTC)
"""Ten in the morning in the park."""
PUBLIC = datetime(2026, 10, 20, 2, tzinfo=UTC)
"""The day after twenty days of publicity."""
FORM = {"reason": "resolved", "debts": "settled", "contact": "0377"}
FIRM = "91411300MAAY4CL12B"


@dataclass
class Leaving:
    """The hall, its installation, the authorities, and who sits at market regulation."""

    h: Hall
    home: Home
    authority: DemoAuthority
    market: Any

    def at(self, moment: datetime) -> None:
        """Let it be this moment in the park."""
        clock.Clock(time.time(), moment.timestamp()).save(self.home.clock_file)

    def say(self, **turns: list[Turn]) -> None:
        """What is answered from now on, by item; everything else is clear."""
        self.authority.script = Script({(FIRM, item): said for item, said in turns.items()})

    def accepted(self, kind: str = "deregister_simple") -> Any:
        """A case that the hall accepted."""
        case = services.open_case(self.h.firm, self.h.t.ketuo, kind=kind, form=FORM, docs=["application", "investors"])
        services.work_case(self.h.window, case, act="accept")
        return case

    def public(self) -> Any:
        """A case whose publicity is over and that the firm applied for."""
        case = self.accepted()
        ask_due(self.home)
        self.pass_(case, "precheck")
        self.publish(case)
        self.at(PUBLIC)
        ask_due(self.home)
        self.pass_(case, "publicity")
        services.answer_case(self.h.firm, case, act="pass", step="apply")
        return case

    def publish(self, case: Any) -> None:
        """Publish the notice today."""
        self.pass_(case, "publish", published_on=parktime.now().date().isoformat())

    def pass_(self, case: Any, *steps: str, **form: str) -> None:
        """Finish steps at the desk of market regulation."""
        for step in steps:
            services.work_case(self.market, case, act="pass", step=step, form=form)


@pytest.fixture
def leaving(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Leaving]:
    home = Home(tmp_path)
    # The test itself is one transaction, to be rolled back; that nothing is asked in one has its own test.
    monkeypatch.setattr(outside, "refuse_in_transaction", lambda: None)
    parktime.use(lambda: clock.read(home.clock_file).now())
    sources.use(lambda: authorities.connected(home))
    with DemoAuthority("park", KEY.encode()) as authority:
        for source in ("tax", "market"):
            authorities.keep(home, source, authority.url, "park", KEY, **LIMITS)
        clock.Clock(time.time(), MONDAY.timestamp()).save(home.clock_file)
        yield Leaving(hall(), home, authority, at_desk("shi", "market"))
    parktime.use(lambda: datetime.now(UTC))
    sources.use(frozenset)


def heard(case: Any) -> list[tuple[str, str]]:
    return [(e.data["item"], e.data["answer"]) for e in writes.log(case) if e.act == "check"]


def test_what_a_step_rests_on_is_asked_by_itself_and_each_answer_is_kept_and_told(leaving: Leaving) -> None:
    case = leaving.accepted()
    assert ask_due(leaving.home) == {"asked": 10, "heard": 10}
    assert dict(heard(case))["tax_state"] == "T2"
    row = DataCheck.objects.get(item="tax_state")
    event = next(e for e in writes.log(case) if e.data.get("item") == "tax_state")
    assert (row.subject, row.source, row.answer, event.actor) == (FIRM, "tax", "T2", writes.NOBODY)
    assert (event.data["check"], event.data["digest"]) == (row.pk, row.digest)
    assert first_broken(writes.log(case)) is None
    assert ask_due(leaving.home) == {"asked": 0, "heard": 0}
    leaving.pass_(case, "precheck")


def test_a_row_is_never_changed(leaving: Leaving, database: str) -> None:
    leaving.accepted()
    ask_due(leaving.home)
    for change in (lambda rows: rows.update(answer="T0"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(using=database):
            change(DataCheck.objects.filter(item="tax_state"))


def test_an_answer_that_comes_late_is_waited_for_at_a_growing_pace_and_silence_is_told_once(leaving: Leaving) -> None:
    leaving.say(tax_state=[Turn("T2", "busy"), Turn("T2", "garbled"), Turn("T2")])
    case = leaving.accepted()
    assert ask_due(leaving.home) == {"asked": 10, "heard": 9}
    with pytest.raises(NotReady, match="not heard"):
        leaving.pass_(case, "precheck")
    for minutes, asked in ((1, 0), (3, 1), (5, 0), (8, 1), (30, 0)):
        leaving.at(MONDAY + timedelta(minutes=minutes))
        assert ask_due(leaving.home)["asked"] == asked, minutes
    assert [answer for item, answer in heard(case) if item == "tax_state"] == ["", "T2"]
    assert [row.reason for row in DataCheck.objects.filter(item="tax_state").order_by("pk")] == [
        "busy",
        "malformed",
        "",
    ]
    leaving.pass_(case, "precheck")


def test_whoever_wants_to_know_has_it_asked_at_once_and_hears_of_silence_too(leaving: Leaving) -> None:
    leaving.say(tax_state=[Turn("T2", "busy")])
    case = leaving.accepted()
    ask_due(leaving.home)
    services.work_case(leaving.market, case, act="ask", step="precheck")
    assert ask_due(leaving.home)["asked"] == 10
    assert [answer for item, answer in heard(case) if item == "tax_state"] == ["", ""]
    assert ask_due(leaving.home)["asked"] == 0


def test_clear_that_turns_to_arrears_before_the_decision_stops_it_and_names_what_is_open(leaving: Leaving) -> None:
    clear, arrears = Turn("T2"), Turn("T4", open_items=("增值税（模拟）",))
    leaving.say(tax_state=[clear, clear, arrears, clear])
    case = leaving.public()
    with pytest.raises(NotReady, match="first"):
        leaving.pass_(case, "decide")
    ask_due(leaving.home)
    leaving.at(PUBLIC + timedelta(minutes=20))
    with pytest.raises(NotReady, match="ask again for the decision"):
        leaving.pass_(case, "decide")
    services.work_case(leaving.market, case, act="ask", step="decide")
    ask_due(leaving.home)
    with pytest.raises(Refused, match="增值税（模拟）"):
        leaving.pass_(case, "decide")
    leaving.h.t.ketuo.refresh_from_db()
    assert leaving.h.t.ketuo.standing == "active"
    leaving.at(PUBLIC + timedelta(hours=13))
    assert ask_due(leaving.home)["asked"] == 1
    assert heard(case)[-1] == ("tax_state", "T2")
    services.work_case(leaving.market, case, act="ask", step="decide")
    ask_due(leaving.home)
    leaving.pass_(case, "decide")
    leaving.h.t.ketuo.refresh_from_db()
    assert (leaving.h.t.ketuo.standing, leaving.h.t.ketuo.standing_since) == ("removed", date(2026, 10, 20))


def test_a_decision_ends_the_tenancies_on_a_day_that_has_to_be_said_and_reopening_takes_it_back(
    leaving: Leaving,
) -> None:
    stay = let(leaving.h.t, leaving.h.t.ketuo, date(2026, 1, 1), spaces=["o101"])
    case = leaving.public()
    ask_due(leaving.home)
    with pytest.raises(NotReady, match="say on which last day"):
        leaving.pass_(case, "decide")
    leaving.pass_(case, "decide", leaves="2026-10-31")
    stay.refresh_from_db()
    leaving.h.t.ketuo.refresh_from_db()
    assert (stay.end, leaving.h.t.ketuo.standing) == (date(2026, 11, 1), "removed")
    services.work_case(leaving.market, case, act="reopen", to="decide", reason="材料不实（模拟）")
    stay.refresh_from_db()
    leaving.h.t.ketuo.refresh_from_db()
    assert (stay.end, leaving.h.t.ketuo.standing, leaving.h.t.ketuo.standing_since) == (None, "active", None)


@pytest.mark.parametrize("act", ["check", "silence", "move"])
def test_nobody_speaks_for_an_authority(leaving: Leaving, act: str) -> None:
    case = leaving.accepted()
    before = writes.log(case)
    for verb, who in ((services.work_case, leaving.market), (services.work_case, leaving.h.window)):
        with pytest.raises((NotFound, Refused, TypeError)):
            verb(who, case, act=act, item="tax_state", answer="T2")
    client = signed_in(leaving.h.window)
    client.post(f"/cases/{case.pk}/act/", {"act": act, "item": "tax_state", "answer": "T2", "form_tax_state": "T2"})
    assert writes.log(case) == before


def test_where_an_authority_is_connected_nobody_attests_in_its_place(leaving: Leaving) -> None:
    case = leaving.accepted()
    with pytest.raises(Refused, match="is connected"):
        services.work_case(leaving.market, case, act="attest", answers={"tax_state": "T2"})


def test_where_none_is_connected_an_officer_attests_with_a_paper_and_the_page_says_so(leaving: Leaving) -> None:
    sources.use(lambda: frozenset({"market"}))
    case = leaving.accepted()
    assert ask_due(leaving.home) == {"asked": 9, "heard": 9}
    said = {"tax_state": "T2"}
    with pytest.raises(Malformed, match="as a file first"):
        services.work_case(leaving.market, case, act="attest", answers=said)
    upload = receive(leaving.market, "record.pdf", [PDF])
    services.add_paper(leaving.market, case, doc="record", upload=upload.pk)
    services.work_case(leaving.market, case, act="attest", answers=said)
    page = signed_in(leaving.market).get(f"/cases/{case.pk}/").content.decode()
    assert "人工核验：shi" in page
    leaving.pass_(case, "precheck")


def test_a_firm_without_a_credit_code_cannot_be_asked_about_and_is_not_decided_upon(leaving: Leaving) -> None:
    leaving.h.t.ketuo.uscc = ""
    leaving.h.t.ketuo.save()
    case = leaving.accepted()
    assert ask_due(leaving.home)["asked"] == 0
    with pytest.raises(NotReady, match="first"):
        leaving.pass_(case, "precheck")


def test_one_answer_serves_every_case_of_the_firm_that_waits_for_it(leaving: Leaving) -> None:
    one, other = leaving.accepted(), leaving.accepted()
    assert ask_due(leaving.home)["asked"] == 10
    assert heard(one) == heard(other)


def test_the_page_offers_to_ask_again_and_no_decision_on_a_stale_answer(leaving: Leaving) -> None:
    case = leaving.public()
    ask_due(leaving.home)
    client = signed_in(leaving.market)
    fresh = client.get(f"/cases/{case.pk}/").content.decode()
    assert 'name="act" value="pass"' in fresh
    assert "可作依据" in fresh
    leaving.at(PUBLIC + timedelta(minutes=16))
    stale = client.get(f"/cases/{case.pk}/").content.decode()
    assert 'name="act" value="pass"' not in stale
    assert "发起数据核验" in stale
    assert client.post(f"/cases/{case.pk}/act/", {"act": "ask", "step": "decide"}).status_code == 302
    awaited = client.get(f"/cases/{case.pk}/").content.decode()
    assert "正在核验" in awaited
    assert 'hx-trigger="every 5s"' in awaited
    ask_due(leaving.home)
    arrived = client.get(f"/cases/{case.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 5s"' not in arrived
    assert "部门已答复" in arrived


def test_after_an_objection_the_firm_goes_on_by_the_general_way_and_is_asked_nothing_twice(leaving: Leaving) -> None:
    case = leaving.accepted()
    upload = receive(leaving.h.firm, "application.pdf", [PDF])
    services.add_paper(leaving.h.firm, case, doc="application", upload=upload.pk)
    services.answer_case(leaving.h.firm, case, act="supply", docs=["application"])
    ask_due(leaving.home)
    leaving.pass_(case, "precheck")
    leaving.publish(case)
    services.work_case(leaving.market, case, act="object", reason="尚有货款未付（模拟）")
    with pytest.raises(Refused, match="does not go on"):
        services.continue_case(leaving.h.firm, case)
    services.work_case(leaving.market, case, act="uphold", reason="债权属实（模拟）")
    client = signed_in(leaving.h.firm)
    assert "一般注销" in client.get(f"/cases/{case.pk}/").content.decode()
    answer = client.post(f"/cases/{case.pk}/continue/")
    then = Case.objects.exclude(pk=case.pk).get()
    assert answer["Location"] == f"/cases/{then.pk}/"
    assert (then.edition.kind, then.phase, then.enterprise_id) == (
        "deregister_general",
        "submitted",
        case.enterprise_id,
    )
    (submitted,) = writes.log(then)
    assert queries_personal.plain(then, submitted.data["form"]) == {"reason": "resolved", "contact": "0377"}
    assert (submitted.data["docs"], submitted.data["from"]) == (["application"], case.number)
    assert [paper.doc for paper in Paper.objects.filter(case=then, seq=1)] == ["application"]
    assert case.number in client.get(f"/cases/{then.pk}/").content.decode()
    with pytest.raises(Refused, match="went on as"):
        services.continue_case(leaving.h.firm, case)
    with pytest.raises(Refused):
        services.continue_case(leaving.h.other_firm, case)


def test_only_an_individual_business_leaves_without_publicity(leaving: Leaving) -> None:
    form = {"reason": "不再经营（模拟）", "contact": "0377"}
    with pytest.raises(Refused, match="legal form"):
        services.open_case(leaving.h.firm, leaving.h.t.ketuo, kind="deregister_individual", form=form)
    leaving.h.t.ketuo.legal_form = "individual"
    leaving.h.t.ketuo.save()
    case = services.open_case(leaving.h.firm, leaving.h.t.ketuo, kind="deregister_individual", form=form)
    assert case.phase == "submitted"
