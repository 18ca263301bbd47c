"""What passing a step brings about in the park, and what is taken back; on both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cases.opened import MONDAY, Hall, at, hall
from enterprises.tenants import let
from zhiyuan.cases import queries, services, writes
from zhiyuan.cases.effect import EFFECTS
from zhiyuan.cases.effects import DOES
from zhiyuan.enterprises import queries as enterprises
from zhiyuan.enterprises.models import Allocation, Tenancy
from zhiyuan.enterprises.services import register_enterprise as register
from zhiyuan.identity.models import Trail
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import NotFound, NotReady, Refused

START = date(2026, 11, 1)
WANTED = {"use": "研发办公（模拟）", "wanted_m2": "160", "wanted_from": "2026-11-01"}


@pytest.fixture
def h(database: str) -> Iterator[Hall]:
    at(MONDAY)
    yield hall()
    parktime.use(lambda: datetime.now(UTC))


def moving_in(h: Hall, spaces: str = "o101") -> Any:
    """A move for which the spaces are kept."""
    case = services.open_case(h.firm, h.t.ketuo, kind="move_in", form=WANTED, docs=["application"])
    services.work_case(h.desk, case, act="accept")
    services.work_case(h.desk, case, act="fetch", docs=["licence"])
    services.work_case(h.desk, case, act="pass", step="allocate", form={"spaces": spaces, "start": "2026-11-01"})
    return case


def handed_over(h: Hall) -> Any:
    """A move that is done."""
    case = moving_in(h)
    services.answer_case(h.firm, case, act="supply", docs=["lease"])
    services.answer_case(h.firm, case, act="pass", step="contract")
    said = {"area_m2": "160", "contract": "模拟-1", "meters": "m1, m2"}
    services.work_case(h.desk, case, act="pass", step="handover", form=said)
    return case


def test_every_effect_that_a_kind_may_name_is_done_by_something() -> None:
    assert DOES.keys() == EFFECTS.keys()


def test_a_move_keeps_the_spaces_and_then_opens_the_tenancy_that_costs_are_shared_by(h: Hall) -> None:
    case = moving_in(h)
    assert [(a.space.key, a.start, a.reference) for a in Allocation.objects.all()] == [("o101", START, case.number)]
    assert "o101" not in [s.key for s in enterprises.free_spaces(h.t.park.site, START)]
    services.answer_case(h.firm, case, act="supply", docs=["lease"])
    services.answer_case(h.firm, case, act="pass", step="contract")
    said = {"area_m2": "160", "contract": "模拟-1", "meters": "m1, m2"}
    services.work_case(h.desk, case, act="pass", step="handover", form=said)
    (stay,) = enterprises.tenancies_of(h.t.ketuo)
    one = enterprises.occupied(stay)
    assert (one.start, one.end, one.area_m2, one.spaces, one.meters) == (START, None, 160, ("o101",), ("m1", "m2"))
    assert not Allocation.objects.exists()
    case.refresh_from_db()
    assert case.phase == "closed"


def test_each_effect_is_written_into_the_log_and_has_its_own_line_in_the_trail(h: Hall) -> None:
    case = handed_over(h)
    did = [(e.step, one["effect"]) for e in writes.log(case) for one in e.data.get("effects", ())]
    assert did == [("allocate", "allocate_spaces"), ("handover", "open_tenancy")]
    lines = Trail.objects.filter(verb__in=["enterprises.allocate_spaces", "enterprises.open_tenancy"], person=h.desk)
    assert [line.params["case"] for line in lines] == [case.number, case.number]


def test_reopening_takes_back_what_has_not_begun_and_passing_again_brings_it_about_once(h: Hall) -> None:
    case = handed_over(h)
    services.work_case(h.desk, case, act="reopen", to="handover", reason="电表写错（模拟）")
    assert not Tenancy.objects.exists()
    assert [a.space.key for a in Allocation.objects.all()] == ["o101"]
    undone = writes.log(case)[-1].data["undone"]
    assert [one["effect"] for one in undone] == ["open_tenancy"]
    said = {"area_m2": "160", "contract": "模拟-1", "meters": "m1"}
    services.work_case(h.desk, case, act="pass", step="handover", form=said)
    assert [t.meters.count() for t in Tenancy.objects.all()] == [1]


def test_a_tenancy_that_has_begun_cannot_be_taken_back(h: Hall) -> None:
    case = handed_over(h)
    at(MONDAY + timedelta(days=60))
    with pytest.raises(Refused, match="has begun"):
        services.work_case(h.desk, case, act="reopen", to="handover", reason="太晚（模拟）")
    assert Tenancy.objects.count() == 1
    assert writes.log(case)[-1].act == "pass"


def test_a_firm_that_withdraws_leaves_no_space_kept_for_it(h: Hall) -> None:
    case = moving_in(h)
    services.answer_case(h.firm, case, act="withdraw")
    assert not Allocation.objects.exists()


def test_a_space_that_is_let_kept_or_not_there_is_refused_and_the_step_is_not_done(h: Hall) -> None:
    moving_in(h)
    other = services.open_case(h.other_firm, h.t.chuangxin, kind="move_in", form=WANTED, docs=["application"])
    services.work_case(h.desk, other, act="accept")
    services.work_case(h.desk, other, act="fetch", docs=["licence"])
    for spaces, says in (("o101", Refused), ("nowhere", NotFound)):
        with pytest.raises(says):
            services.work_case(
                h.desk, other, act="pass", step="allocate", form={"spaces": spaces, "start": "2026-11-01"}
            )
    with pytest.raises(Refused, match="is kept for"):
        let(h.t, h.t.chuangxin, START, spaces=["o101"])
    assert [e.act for e in writes.log(other)] == ["submit", "accept", "fetch"]


def test_a_relocation_ends_one_tenancy_and_opens_another(h: Hall) -> None:
    old = let(h.t, h.t.ketuo, date(2026, 1, 1), spaces=["o101"], meters=["m1"])
    said = {"tenancy": str(old.pk), "reason": "扩大研发（模拟）"}
    case = services.open_case(h.firm, h.t.ketuo, kind="relocation", form=said, docs=["application"])
    services.work_case(h.desk, case, act="accept")
    services.work_case(h.desk, case, act="pass", step="allocate", form={"spaces": "k1", "start": "2026-11-01"})
    services.answer_case(h.firm, case, act="supply", docs=["lease"])
    services.answer_case(h.firm, case, act="pass", step="contract")
    given = {"leaves": "2026-10-31", "area_m2": "90", "contract": "模拟-2", "meters": "m1"}
    services.work_case(h.desk, case, act="pass", step="handover", form=given)
    stays = [enterprises.occupied(t) for t in enterprises.tenancies_of(h.t.ketuo)]
    assert [(s.start, s.end, s.spaces, s.meters) for s in stays] == [
        (START, None, ("k1",), ("m1",)), (date(2026, 1, 1), START, ("o101",), ("m1",)),
    ]  # fmt: skip
    services.work_case(h.desk, case, act="reopen", to="handover", reason="改期（模拟）")
    old.refresh_from_db()
    assert (Tenancy.objects.count(), old.end) == (1, None)


def test_nobody_ends_a_tenancy_that_is_another_firms(h: Hall) -> None:
    other = let(h.t, h.t.chuangxin, date(2026, 1, 1), spaces=["o101"])
    said = {"tenancy": str(other.pk), "reason": "扩大研发（模拟）"}
    with pytest.raises(NotFound, match="has no tenancy"):
        services.open_case(h.firm, h.t.ketuo, kind="relocation", form=said, docs=["application"])


def test_a_registered_change_is_the_parks_own_and_is_changed_back_unless_it_changed_again(h: Hall) -> None:
    said = {"name": "科拓光电二代（模拟）", "resolved": "2026-09-20"}
    case = services.open_case(h.firm, h.t.ketuo, kind="change_particulars", form=said,
                              docs=["application", "resolution"])  # fmt: skip
    services.work_case(h.window, case, act="accept")
    services.work_case(h.window, case, act="pass", step="decide")
    h.t.ketuo.refresh_from_db()
    assert (h.t.ketuo.name, h.t.ketuo.uscc) == ("科拓光电二代（模拟）", "91411300MAAY4CL12B")
    case.enterprise.refresh_from_db()
    services.work_case(h.window, case, act="reopen", to="decide", reason="决议被撤销（模拟）")
    h.t.ketuo.refresh_from_db()
    assert h.t.ketuo.name == "科拓光电"


def test_a_suspended_business_is_suspended_on_the_days_of_its_suspension_and_not_after(h: Hall) -> None:
    said = {"reason": "disaster", "start": "2026-10-01", "last": "2026-12-31", "delivery": "模拟路1号"}
    case = services.open_case(h.firm, h.t.ketuo, kind="suspension", form=said, docs=["application"])
    services.work_case(h.window, case, act="accept")
    services.work_case(h.window, case, act="pass", step="record")
    h.t.ketuo.refresh_from_db()
    days = [date(2026, 9, 30), date(2026, 10, 1), date(2026, 12, 31), date(2027, 1, 1)]
    assert [h.t.ketuo.standing_on(day) for day in days] == ["active", "suspended", "suspended", "active"]


def converted(h: Hall, way: str, **registered: str) -> Any:
    """An individual business that the desk of market regulation made a company."""
    said = {"way": way, "legal_form": "company", "contact": "0377"}
    docs = ["application", "articles", "debts"]
    case = services.open_case(h.firm, h.t.ketuo, kind="individual_to_company", form=said, docs=docs)
    services.work_case(h.window, case, act="accept")
    writes.append(case, "check", writes.NOBODY, data={"item": "tax_state", "answer": "T2"})
    form = {"name": "科拓光电有限公司（模拟）", **registered}
    services.work_case(h.window, case, act="pass", step="convert", form=form)
    h.t.ketuo.refresh_from_db()
    return case


def test_an_individual_business_that_becomes_a_company_anew_is_still_found_by_its_former_code(h: Hall) -> None:
    old, new = h.t.ketuo.uscc, "91411300MA1XG61251"
    stay = let(h.t, h.t.ketuo, date(2026, 1, 1), spaces=["o101"])
    case = converted(h, "anew", uscc=new)
    assert (h.t.ketuo.uscc, h.t.ketuo.legal_form) == (new, "company")
    assert [(f.uscc, f.reference) for f in h.t.ketuo.former_codes.all()] == [(old, case.number)]
    assert list(enterprises.tenancies_of(h.t.ketuo)) == [stay]
    for code in (old, new):
        assert h.t.ketuo.pk in enterprises.found(code, 10)
        assert case in queries.cases(h.window, words=code[:12])
    for words in (old, new, "科拓光电"):
        assert list(enterprises.enterprises(h.t.officer, q=words)) == [h.t.ketuo]
    case.enterprise.refresh_from_db()
    services.answer_case(h.firm, case, act="withdraw")
    h.t.ketuo.refresh_from_db()
    assert (h.t.ketuo.uscc, h.t.ketuo.former_codes.count()) == (old, 0)


@pytest.mark.parametrize(("way", "code"), [("direct", {"uscc": "91411300MA1XG61251"}), ("anew", {})])
def test_a_code_changes_when_a_company_is_founded_anew_and_only_then(h: Hall, way: str, code: dict[str, str]) -> None:
    with pytest.raises(NotReady, match="founding anew"):
        converted(h, way, **code)
    assert not h.t.ketuo.former_codes.exists()


def test_a_company_is_no_individual_business(h: Hall) -> None:
    converted(h, "direct")
    with pytest.raises(Refused, match="no individual business"):
        converted(h, "direct")


def test_a_business_that_is_opened_becomes_an_enterprise_with_its_code(h: Hall) -> None:
    founded = register(h.t.officer, h.t.park.site, key="xin", name="模拟新材料（筹）", founding=True)
    said = {"wanted_name": "模拟新材料", "capital_cny": "500000", "scope": "研发（模拟）", "invoices": "now",
            "people": "0", "contact": "0377"}  # fmt: skip
    docs = ["application", "articles", "identity", "premises"]
    case = services.open_case(h.window, founded, kind="enter_open", form=said, docs=docs)
    services.work_case(h.window, case, act="accept")
    form = {"name": "模拟新材料有限公司", "uscc": "91411300MA1XG61251", "address": "模拟路3号"}
    form |= {"representative": "模拟", "business_scope": "研发（模拟）"}
    services.work_case(h.window, case, act="pass", step="register", form=form)
    founded.refresh_from_db()
    assert (founded.standing, founded.uscc, founded.name) == ("active", form["uscc"], form["name"])
