"""Signatures that are asked for, waited for, and handed over to a deputy; on both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cases.opened import MONDAY, Hall, at, at_desk, hall, request
from small_park import person, signed_in
from zhiyuan.cases import queries, services, writes, writes_signing
from zhiyuan.cases.models import SigningDeputy
from zhiyuan.identity.models import Grant
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, NotReady, Refused

DAY = date(2026, 9, 28)


@pytest.fixture
def h(database: str) -> Iterator[Hall]:
    at(MONDAY)
    yield hall()
    parktime.use(lambda: datetime.now(UTC))


def asked(h: Hall) -> tuple[Any, Any, Any]:
    """A case whose reply waits for the head's signature; the head, and a colleague."""
    head, deputy, case = at_desk("head", "service"), at_desk("deputy", "service"), request(h)
    services.work_case(h.desk, case, act="cosign", step="reply", people=["head"])
    return case, head, deputy


def appointed(head: Any, **more: Any) -> SigningDeputy:
    """The colleague signs for the head this week."""
    said = {"deputy": "deputy", "first": DAY, "last": DAY + timedelta(days=4)} | more
    return services.appoint_signing_deputy(head, head, **said)


def waiting(who: Any) -> list[tuple[str, str]]:
    """What is on somebody's own work list."""
    return [(turn.what, turn.holder) for turn in queries.work(who) if turn.holder]


def test_whoever_is_asked_to_sign_finds_it_on_the_work_list_until_they_did(h: Hall) -> None:
    case, head, deputy = asked(h)
    assert (waiting(head), waiting(deputy)) == ([("sign", "head")], [])
    services.work_case(head, case, act="sign", step="reply")
    assert waiting(head) == []
    services.work_case(h.desk, case, act="pass", step="reply")


def test_a_deputy_signs_after_so_many_minutes_of_office_time_and_the_log_says_for_whom(h: Hall) -> None:
    case, head, deputy = asked(h)
    appointed(head, after_minutes=150)
    at(MONDAY + timedelta(hours=3, minutes=59))
    with pytest.raises(NotReady, match="14:00"):
        services.work_case(deputy, case, act="sign", step="reply")
    at(MONDAY + timedelta(hours=4))
    services.work_case(deputy, case, act="sign", step="reply")
    handed, signed = writes.log(case)[-2:]
    assert (handed.act, handed.actor, handed.data) == ("hand_over", "–", {"of": "head", "to": "deputy"})
    assert (signed.act, signed.actor, signed.on_behalf, signed.data["for"]) == ("sign", "deputy", "head", "head")
    services.work_case(h.desk, case, act="pass", step="reply")


def test_a_signature_is_handed_over_by_itself_once_and_both_may_give_it(h: Hall) -> None:
    case, head, deputy = asked(h)
    appointed(head)
    site = h.t.park.site
    at(MONDAY + timedelta(minutes=29))
    assert writes_signing.hand_over_due(site) == 0
    at(MONDAY + timedelta(minutes=30))
    assert [writes_signing.hand_over_due(site), writes_signing.hand_over_due(site)] == [1, 0]
    assert (waiting(head), waiting(deputy)) == ([("sign", "head")], [("sign", "deputy")])
    services.work_case(head, case, act="sign", step="reply")
    assert (waiting(head), waiting(deputy)) == ([], [])


@pytest.mark.parametrize("why", ["ended", "another kind", "another step", "later", "another person"])
def test_nobody_signs_for_somebody_whose_deputy_they_are_not(h: Hall, why: str) -> None:
    case, head, deputy = asked(h)
    more = {"another kind": {"kind": "move_in"}, "another step": {"step": "solve"},
            "later": {"first": DAY + timedelta(days=1)}}.get(why, {})  # fmt: skip
    row = appointed(head, **more)
    if why == "ended":
        services.end_signing_deputy(head, row)
    at(MONDAY + timedelta(hours=2))
    who = h.window if why == "another person" else deputy
    with pytest.raises(Refused, match="was not asked to sign"):
        services.work_case(who, case, act="sign", step="reply")


def test_somebody_lets_only_their_own_signature_be_given_and_only_by_who_works_at_a_desk(h: Hall) -> None:
    _, head, deputy = asked(h)
    with pytest.raises(Refused):
        services.appoint_signing_deputy(deputy, head, deputy="deputy", first=DAY, last=DAY)
    with pytest.raises(Refused, match="works at no desk"):
        appointed(head, deputy="ketuo")
    for wrong in ({"deputy": "head"}, {"last": DAY - timedelta(days=1)}, {"after_minutes": -1}):
        with pytest.raises(Malformed):
            appointed(head, **wrong)
    assert not SigningDeputy.objects.exists()


def test_the_page_enters_a_deputy_and_ends_it(h: Hall) -> None:
    _, head, deputy = asked(h)
    client, said = signed_in(head), {"first": "2026-09-28", "last": "2026-10-02", "after_minutes": "30"}
    assert client.post("/cases/deputies/", {**said, "deputy": "nobody"}).status_code == 422
    assert client.post("/cases/deputies/", {**said, "deputy": "deputy"}).status_code == 302
    row = SigningDeputy.objects.get()
    assert "deputy" in signed_in(deputy).get("/cases/deputies/").content.decode()
    assert signed_in(deputy).post(f"/cases/deputies/{row.pk}/end/").status_code == 403
    assert signed_in(at_desk("other", "hall")).post(f"/cases/deputies/{row.pk}/end/").status_code == 404
    assert client.post(f"/cases/deputies/{row.pk}/end/").status_code == 302
    assert SigningDeputy.objects.get().ended is not None


def test_a_case_on_the_green_lane_goes_first_and_what_that_costs_the_others_is_told(h: Hall) -> None:
    chief = person("chief", "leader")
    early, late = request(h), request(h, "request_joint")
    services.grant_green_lane(chief, late, reason="省重点项目（模拟）")
    assert [turn.case_id for turn in queries.work(h.desk)][:2] == [late.pk, early.pk]
    at(MONDAY + timedelta(days=30))
    lanes = queries.lanes(h.desk, date(2026, 10, 28))
    assert lanes is not None
    assert (lanes.green, lanes.overdue) == (1, 1)
    page = signed_in(h.desk).get("/cases/").content.decode()
    assert "省重点项目（模拟）" in page
    assert "另有 1 件已逾期" in page
    assert "省重点项目（模拟）" in signed_in(h.desk).get(f"/cases/{late.pk}/").content.decode()
    services.end_green_lane(chief, late, reason="已赶上（模拟）")
    assert [turn.case_id for turn in queries.work(h.desk)][:2] == [early.pk, late.pk]
    assert queries.lanes(h.desk, date(2026, 10, 28)) is None


def test_a_desk_does_not_put_its_own_cases_on_the_green_lane_and_a_reason_is_needed(h: Hall) -> None:
    case, chief = request(h), person("chief", "leader")
    for who in (h.desk, h.firm):
        with pytest.raises(Refused):
            services.grant_green_lane(who, case, reason="快（模拟）")
    with pytest.raises(Malformed, match="say why"):
        services.grant_green_lane(chief, case, reason=" ")
    services.grant_green_lane(chief, case, reason="省重点项目（模拟）")
    with pytest.raises(Refused, match="already"):
        services.grant_green_lane(chief, case, reason="再来（模拟）")
    assert not Grant.objects.filter(person=chief, scope_type="cases.case").exists()
