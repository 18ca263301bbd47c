"""Policies on both databases: two people publish, firms are matched with reasons, told once; they read and claim."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from enterprises.tenants import Tenants, let
from policies.made import CLEAN, NOW, SAID, SMALL, TODAY, entered, park, published, second, tell
from small_park import person, signed_in
from zhiyuan.agency.services import give_delegation
from zhiyuan.cases import services as cases
from zhiyuan.enterprises import services as enterprises
from zhiyuan.identity.models import Notification
from zhiyuan.identity.writes_notifications import read
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, Refused
from zhiyuan.policies import queries, services, writes
from zhiyuan.policies.models import Match, Policy


@pytest.fixture
def t(database: str) -> Iterator[Tenants]:
    with park() as made:
        yield made


def steps(t: Tenants, policy: Policy) -> dict[str, int]:
    return dict(queries.reaches(t.officer, [policy])[policy.pk].steps)


def last(policy: Policy, firm: Any) -> Match:
    return Match.objects.get(policy=policy, enterprise=firm, last=True)


def claim(firm: Any, who: Any, words: str) -> Any:
    said = {"policy": words, "item": "第三条", "amount_cny": "100000", "ground": "模拟"}
    return cases.open_case(who, firm, kind="policy_claim", form=said, docs=["application", "evidence"])


def test_a_policy_says_of_each_firm_what_it_meets_and_what_is_not_known(t: Tenants) -> None:
    policy = published(t)
    assert last(policy, t.ketuo).verdict == "符合"
    open_ = last(policy, t.chuangxin)
    assert (open_.verdict, open_.unmet, open_.undecided) == ("待补数据", 0, 3)
    found = queries.explained(policy, t.ketuo, TODAY)
    assert [(r.clause.clause, r.result) for r in found.reasons] == [
        ("第二条", True),
        ("第三条", True),
        ("第四条", True),
    ]


def test_a_firm_that_misses_one_clause_is_near_and_both_verdicts_are_kept(t: Tenants) -> None:
    policy = published(t)
    tell(t, t.ketuo, "rd", "100", TODAY)
    assert services.match_policies(t.officer, t.park.site)["changed"] == 1
    assert (last(policy, t.ketuo).lacking, queries.reaches(t.officer, [policy])[policy.pk].near) == (["第三条"], 1)
    kept = queries.history(policy, t.ketuo).values_list("verdict", "last")
    assert list(kept) == [("不符合", True), ("符合", False)]
    assert services.match_policies(t.officer, t.park.site) == {"changed": 0, "told": 0, "linked": 0}
    assert steps(t, policy)["matched"] == 1  # who met it once stays counted


def test_a_tenancy_an_industry_and_a_place_on_a_chain_can_be_asked(t: Tenants) -> None:
    let(t, t.ketuo, date(2026, 1, 1))
    enterprises.amend_enterprise(t.officer, t.ketuo, name="科拓光电", industry="C3976")
    enterprises.place_firm(t.officer, t.ketuo, chain="optics", segment="element", product="模拟元件")
    asked = [{"in_park": True}, {"industry": ["C39"]}, {"chain": ["optics."]}]
    clauses = [{"clause": "一", "text": "在园", "when": {"is": "in_park"}}] + [
        {"clause": str(n), "text": "x", "when": {"among": one}} for n, one in enumerate(asked[1:], 2)
    ]
    policy = published(t, clauses=clauses)
    assert last(policy, t.ketuo).verdict == "符合"
    assert last(policy, t.chuangxin).lacking == ["一"]


def test_nobody_publishes_what_they_entered_and_nothing_is_published_that_changed_since(t: Tenants) -> None:
    row = services.propose_policy(t.officer, entered(t))
    assert row.trial == {"符合": 1, "待补数据": 1}
    seen = row.digest
    with pytest.raises(Refused):
        services.publish_policy(t.officer, row, digest=seen)
    row = services.amend_policy(t.officer, row, changes={"benefit": "另一种（模拟）"})
    assert row.state == "draft"
    row = services.propose_policy(t.officer, row)
    with pytest.raises(Refused):
        services.publish_policy(second(), row, digest=seen)
    assert services.publish_policy(second(), row, digest=row.digest).state == "published"


def test_what_is_published_never_changes_and_what_is_withdrawn_matches_nobody_any_more(t: Tenants) -> None:
    row = published(t)
    with pytest.raises(Refused):
        services.amend_policy(t.officer, row, changes={"benefit": "x"})
    services.withdraw_policy(t.officer, row, reason="文件废止（模拟）")
    tell(t, t.ketuo, "rd", "100", TODAY)
    assert services.match_policies(t.officer, t.park.site)["changed"] == 0
    with pytest.raises(Refused):
        services.withdraw_policy(t.officer, row, reason="again")


def test_a_policy_without_text_is_not_proposed_and_one_that_is_over_is_not_published(t: Tenants) -> None:
    with pytest.raises(Refused):
        services.propose_policy(t.officer, entered(t, text=""))
    row = services.propose_policy(t.officer, entered(t, title="过期", window_last=date(2026, 11, 10)))
    with pytest.raises(Refused):
        services.publish_policy(second(), row, digest=row.digest)


@pytest.mark.parametrize(
    "more", [{"clauses": []}, {"level": "x"}, {"valid_last": date(2020, 1, 1)}, {"kind": "hazard"}]
)
def test_a_policy_that_makes_no_sense_is_refused(t: Tenants, more: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        entered(t, **more)


def test_the_same_policy_is_entered_once(t: Tenants) -> None:
    entered(t)
    with pytest.raises(Refused):
        entered(t)


def test_the_firms_people_and_agents_are_told_once_with_the_words_of_the_policy(t: Tenants) -> None:
    own = person("ketuo", "tenant", t.ketuo)
    other = person("chuangxin", "tenant", t.chuangxin)
    agent = person("agent", "window")
    give_delegation(own, t.ketuo, agent="agent", first=TODAY, last=TODAY + timedelta(days=30), acts=["apply"])
    policy = published(t)
    told = Notification.objects.filter(kind="policy_fits")
    assert {one.person for one in told} == {own, agent}
    assert not told.filter(person=other).exists()
    assert told.get(person=own).params["title"]["zh"] == SAID["title"]
    assert services.match_policies(t.officer, t.park.site)["told"] == 0
    person("later", "tenant", t.ketuo)
    assert services.match_policies(t.officer, t.park.site)["told"] == 1
    assert steps(t, policy) == {"matched": 1, "told": 1, "reached": 0, "read": 0, "applied": 0, "granted": 0}


def test_nobody_is_told_after_the_last_day_for_claims(t: Tenants) -> None:
    policy = published(t)
    person("ketuo", "tenant", t.ketuo)
    parktime.use(lambda: datetime(2027, 1, 4, 2, tzinfo=UTC))
    assert writes.tell(policy, date(2027, 1, 4)) == 0


def test_reading_the_notification_or_opening_the_page_counts_the_firm_as_reached_and_read(t: Tenants) -> None:
    own = person("ketuo", "tenant", t.ketuo)
    policy = published(t)
    read(own, Notification.objects.get(person=own).pk, NOW)
    found = queries.reaches(t.officer, [policy])[policy.pk]
    assert (found.steps["reached"], found.steps["read"], found.share("read")) == (1, 1, 1.0)


def test_opening_the_page_is_the_receipt_for_the_one_who_opens_it(t: Tenants) -> None:
    own, policy = person("ketuo", "tenant", t.ketuo), published(t)
    assert signed_in(t.officer).get(f"/policies/{policy.pk}/firms/{t.ketuo.pk}/").status_code == 200
    assert steps(t, policy)["read"] == 0
    signed_in(own).get(f"/policies/{policy.pk}/firms/{t.ketuo.pk}/")
    assert steps(t, policy)["read"] == 1


def test_a_claim_that_names_the_document_is_counted_and_one_that_is_closed_was_granted(t: Tenants) -> None:
    policy, own = published(t), person("ketuo", "tenant", t.ketuo)
    case = claim(t.ketuo, own, "《模拟研发补助》 模拟[2026]1号")
    claim(t.ketuo, own, "不知道哪个文件")
    assert writes.link_claims(t.park.site) == 1
    assert (steps(t, policy)["applied"], steps(t, policy)["granted"]) == (1, 0)
    assert queries.claims_of(policy, t.ketuo) == [case]
    cases.answer_case(own, case, act="withdraw", reason="模拟")
    assert steps(t, policy)["applied"] == 0


def test_a_claim_in_other_words_is_linked_by_hand(t: Tenants) -> None:
    policy, own = published(t), person("ketuo", "tenant", t.ketuo)
    case = claim(t.ketuo, own, "研发的那个补助")
    writes.link_claims(t.park.site)
    assert steps(t, policy)["applied"] == 0
    services.link_claim(t.officer, policy, enterprise="ketuo", case=case.number)
    assert steps(t, policy)["applied"] == 1


def test_a_firm_sees_published_policies_and_only_its_own_match(t: Tenants) -> None:
    policy, draft = published(t), entered(t, title="草稿", document="模拟〔2026〕9号")
    client = signed_in(person("ketuo", "tenant", t.ketuo))
    assert client.get(f"/policies/{policy.pk}/firms/{t.ketuo.pk}/").status_code == 200
    assert client.get(f"/policies/{policy.pk}/firms/{t.chuangxin.pk}/").status_code == 404
    assert client.get(f"/policies/firms/{t.chuangxin.pk}/").status_code == 404
    assert client.get(f"/policies/{draft.pk}/").status_code == 404
    assert "创新电子" not in client.get(f"/policies/{policy.pk}/firms/").content.decode()
    assert client.post("/policies/match/").status_code == 403
    assert client.get("/policies/new/").status_code == 403


def test_matching_asks_a_bounded_number_of_times(t: Tenants, django_assert_max_num_queries: Any, database: str) -> None:
    from django.db import connections

    policy = published(t, clauses=[SMALL, CLEAN])
    for n in range(30):
        firm = enterprises.register_enterprise(t.officer, t.park.site, key=f"firm{n}", name=f"模拟企业{n}")
        tell(t, firm, "staff", "20")
        tell(t, firm, "blacklisted", "否")
        person(f"p{n}", "tenant", firm)
    with django_assert_max_num_queries(40, connection=connections[database]):
        services.match_policies(t.officer, t.park.site)
    assert (steps(t, policy)["matched"], steps(t, policy)["told"]) == (31, 30)
