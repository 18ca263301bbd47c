"""What a firm hands to an agent, and what it never hands over; on both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.opened import FORM, MONDAY, Hall, at, hall, request
from small_park import signed_in
from zhiyuan.agency import queries, services
from zhiyuan.agency.delegation import COMING, HOLDS, OVER, REVOKED, state
from zhiyuan.agency.models import Delegation
from zhiyuan.cases import queries as cases
from zhiyuan.cases import services as acts
from zhiyuan.cases.models import Event
from zhiyuan.identity.models import Person, Trail
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, NotFound, Refused
from zhiyuan.land.queries import visible as parcels
from zhiyuan.projects.queries import visible as projects

FIRST, LAST = date(2026, 9, 28), date(2026, 10, 30)
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def h(database: str) -> Iterator[Hall]:
    at(MONDAY)
    yield hall()
    parktime.use(lambda: datetime.now(UTC))


def agent(username: str = "dai") -> Any:
    """Somebody who signs in and was given no role at all."""
    found, _ = Person.objects.get_or_create(username=username, defaults={"display_name": username})
    return Person.objects.get(pk=found.pk)


def appoint(h: Hall, **said: Any) -> Delegation:
    agent()
    return services.give_delegation(h.firm, h.t.ketuo, agent="dai", **{"first": FIRST, "last": LAST} | said)


@given(DAYS, DAYS, DAYS, st.booleans())
def test_a_delegation_holds_on_its_days_and_never_once_revoked(one: date, other: date, day: date, gone: bool) -> None:
    first, last = min(one, other), max(one, other)
    found = state(first, last, gone, day)
    assert (found == HOLDS) == (first <= day <= last and not gone)
    assert found in (COMING, HOLDS, OVER, REVOKED)


def test_an_agent_applies_in_the_name_of_the_firm_and_the_log_shows_both(h: Hall) -> None:
    appoint(h)
    case = acts.open_case(agent(), h.t.ketuo, kind="request_simple", form=FORM)
    event = Event.objects.get(case=case)
    assert (event.actor, event.on_behalf) == ("dai", "科拓光电")
    line = Trail.objects.get(verb="cases.open_case")
    assert line.person == agent()


def test_without_a_delegation_nobody_applies_and_sees_nothing(h: Hall) -> None:
    request(h)
    with pytest.raises(Refused):
        acts.open_case(agent(), h.t.ketuo, kind="request_simple", form=FORM)
    assert not cases.visible(agent()).exists()


def test_an_agent_sees_the_delegated_kinds_and_nothing_else_of_the_firm(h: Hall) -> None:
    own, other_kind = request(h), request(h, "request_joint")
    acts.open_case(h.other_firm, h.t.chuangxin, kind="request_simple", form=FORM)
    appoint(h, kinds=["request_simple"])
    assert list(cases.visible(agent())) == [own]
    assert other_kind not in cases.visible(agent())
    with pytest.raises(Refused, match="has not asked"):
        acts.open_case(agent(), h.t.ketuo, kind="request_joint", form=FORM)
    assert not projects(agent()).exists()
    assert not parcels(agent()).exists()


def test_a_delegation_for_one_case_reaches_that_case_alone(h: Hall) -> None:
    one, other = request(h), request(h)
    appoint(h, case=one.number)
    assert list(cases.visible(agent())) == [one]
    acts.answer_case(agent(), one, act="urge")
    with pytest.raises(Refused):
        acts.answer_case(agent(), other, act="urge")
    with pytest.raises(Refused):
        acts.open_case(agent(), h.t.ketuo, kind="request_simple", form=FORM)


def test_who_may_only_apply_does_not_answer_and_who_may_only_answer_does_not_apply(h: Hall) -> None:
    case = request(h)
    only_applies = appoint(h, acts=["apply"])
    with pytest.raises(Refused):
        acts.answer_case(agent(), case, act="urge")
    services.revoke_delegation(h.firm, only_applies)
    appoint(h, acts=["answer"])
    acts.answer_case(agent(), case, act="urge")
    with pytest.raises(Refused):
        acts.open_case(agent(), h.t.ketuo, kind="request_simple", form=FORM)


def test_nothing_follows_before_the_first_day_nor_after_the_last(h: Hall) -> None:
    case = request(h)
    appoint(h, first=FIRST + timedelta(days=1), last=FIRST + timedelta(days=2))
    seen = []
    for day in range(5):
        at(MONDAY + timedelta(days=day))
        seen.append(cases.visible(agent()).filter(pk=case.pk).exists())
    assert seen == [False, True, True, False, False]


def test_a_revocation_counts_at_the_moment_of_the_act_also_for_whoever_is_signed_in(h: Hall) -> None:
    case, row = request(h), appoint(h)
    who = agent()
    acts.answer_case(who, case, act="urge")
    services.revoke_delegation(h.firm, row)
    with pytest.raises(Refused):
        acts.answer_case(who, case, act="urge")
    assert not cases.visible(agent()).exists()
    with pytest.raises(Refused, match="already"):
        services.revoke_delegation(h.firm, row)


def test_an_agent_signs_confirms_and_rates_nothing_for_the_firm(h: Hall) -> None:
    appoint(h)
    case = request(h)
    permits = acts.open_case(
        h.firm, h.t.ketuo, kind="four_certificates_strict", form=PERMITS, docs=["application", "approval"]
    )
    with pytest.raises(Refused, match="nobody signs a commitment for 科拓光电 but 科拓光电"):
        acts.answer_case(agent(), permits, act="promise", doc="insolation")
    acts.work_case(h.desk, case, act="pass", step="reply")
    acts.work_case(h.desk, case, act="pass", step="solve")
    with pytest.raises(Refused, match="nobody answers"):
        acts.answer_case(agent(), case, act="pass", step="confirm")
    acts.answer_case(h.firm, case, act="pass", step="confirm")
    with pytest.raises(Refused, match="nobody rates for 科拓光电 but 科拓光电"):
        acts.answer_case(agent(), case, act="rate", level="good")


PERMITS = {
    "project": "模拟厂房", "parcel": "G2026-01", "area_m2": "12000", "investment_cny": "80000000", "contact": "-",
}  # fmt: skip


def test_only_the_firm_itself_appoints(h: Hall) -> None:
    agent()
    for who in (h.window, h.t.officer, h.other_firm):
        with pytest.raises(Refused):
            services.give_delegation(who, h.t.ketuo, agent="dai", first=FIRST, last=LAST)
    appoint(h)
    agent("sub")
    with pytest.raises(Refused):
        services.give_delegation(agent(), h.t.ketuo, agent="sub", first=FIRST, last=LAST)


@pytest.mark.parametrize(
    ("said", "failure"),
    [
        ({"last": FIRST - timedelta(days=1)}, Malformed),
        ({"kinds": ["nothing"]}, Malformed),
        ({"acts": ["sign"]}, Malformed),
        ({"case": "20260101-0001"}, NotFound),
        ({"agent": "nobody"}, NotFound),
        ({"agent": "ketuo"}, Refused),
    ],
)
def test_what_cannot_be_delegated_is_refused_in_words(h: Hall, said: dict[str, Any], failure: type[Exception]) -> None:
    agent()
    with pytest.raises(failure):
        services.give_delegation(h.firm, h.t.ketuo, **{"agent": "dai", "first": FIRST, "last": LAST} | said)
    assert not Delegation.objects.exists()


def test_an_agent_may_lay_it_down_and_another_firm_may_not_revoke_it(h: Hall) -> None:
    row = appoint(h)
    with pytest.raises(Refused):
        services.revoke_delegation(h.other_firm, row)
    services.revoke_delegation(agent(), row)
    row.refresh_from_db()
    assert row.revoked_by == agent()


def test_a_firm_appoints_on_the_page_and_the_agent_finds_the_principal(h: Hall) -> None:
    agent()
    firm = signed_in(h.firm)
    said = {
        "enterprise": h.t.ketuo.pk,
        "agent": "dai",
        "first": "2026-09-28",
        "last": "2026-10-30",
        "acts": ["apply", "answer"],
    }
    wrong = firm.post("/agents/give/", said | {"last": "2026-09-01"})
    assert wrong.status_code == 422
    assert 'value="dai"' in wrong.content.decode()
    assert firm.post("/agents/give/", said).status_code == 302
    page = signed_in(agent()).get("/agents/").content.decode()
    assert "科拓光电" in page
    assert signed_in(agent()).get("/").status_code in (200, 302)
    form = signed_in(agent()).get("/cases/new/request_simple/").content.decode()
    assert "科拓光电" in form
    assert "创新电子" not in form
    row = Delegation.objects.get()
    assert firm.post(f"/agents/{row.pk}/revoke/").status_code == 302
    assert signed_in(agent()).get("/cases/new/request_simple/").status_code == 403


def test_a_stranger_is_not_told_of_a_delegation(h: Hall) -> None:
    row = appoint(h)
    other = signed_in(h.other_firm)
    assert other.post(f"/agents/{row.pk}/revoke/").status_code == 404
    assert "dai" not in other.get("/agents/").content.decode()
    assert signed_in(agent("nobody2")).get("/agents/").status_code == 403


def test_the_record_of_a_case_shows_the_seven_steps(h: Hall) -> None:
    appoint(h)
    case = acts.open_case(agent(), h.t.ketuo, kind="request_simple", form=FORM)
    page = signed_in(h.firm).get(f"/agents/cases/{case.pk}/")
    days = [step.day for step in page.context["steps"]]
    assert days == [FIRST, None, None, None, None, None, None]
    acts.work_case(h.desk, case, act="accept")
    acts.work_case(h.desk, case, act="pass", step="reply")
    acts.work_case(h.desk, case, act="pass", step="solve")
    acts.answer_case(h.firm, case, act="pass", step="confirm")
    acts.answer_case(h.firm, case, act="rate", level="good")
    page = signed_in(agent()).get(f"/agents/cases/{case.pk}/")
    assert [step.day for step in page.context["steps"]] == [FIRST] * 5 + [None, FIRST]
    assert queries.of_case(case) == [Delegation.objects.get()]
