"""Rule sets of the installation's own: proposed by one, published by another, in force from their day, withdrawn."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from enterprises.ladder.test_draft import TEXT
from enterprises.tenants import Tenants, tenants
from innovation.test_services import NOW, STATED, YEARLY, swept, tell, verdict
from small_park import person
from zhiyuan.app import overlay
from zhiyuan.innovation import queries, queries_rules, services
from zhiyuan.innovation.models import RuleProposal, RulePublication
from zhiyuan.kernel import parktime, reference
from zhiyuan.kernel.errors import Malformed, NotFound, Refused

SALES = TEXT.replace("{share: [rd, op_revenue]}", "{share: [rd, revenue]}").replace("op_revenue: 100", "revenue: 100")
TODAY = SALES.replace("since: 2027-01-01", "since: 2026-11-01")


@pytest.fixture
def t(database: str) -> Iterator[Tenants]:
    parktime.use(lambda: NOW)
    overlay.refresh()
    made = tenants()
    for name, value in {**YEARLY, **STATED}.items():
        tell(made, made.ketuo, name, value)
    yield made
    parktime.use(lambda: datetime.now(UTC))
    reference.use(reference.shipped())


def proposed(t: Tenants, text: str = SALES) -> RuleProposal:
    return services.propose_rule_set(t.officer, None, rule="gazelle", text=text)


def published(t: Tenants, text: str = SALES) -> RulePublication:
    proposal = proposed(t, text)
    done = services.publish_rule_set(person("second", "officer"), proposal, digest=proposal.digest)
    overlay.refresh()
    return done


def test_what_two_people_agreed_on_holds_for_filings_from_its_day(t: Tenants) -> None:
    published(t)
    assert queries.rules_on(date(2026, 12, 31))["gazelle"].edition == "可配置"
    assert queries.rules_on(date(2027, 1, 1))["gazelle"].edition == "2027版"


def test_the_next_sweep_judges_by_an_edition_that_holds_already(t: Tenants) -> None:
    swept(t)
    assert verdict(t, t.ketuo, "gazelle").verdict == "待补数据"
    published(t, TODAY)
    swept(t)
    assert (verdict(t, t.ketuo, "gazelle").edition, verdict(t, t.ketuo, "gazelle").verdict) == ("2027版", "符合")


def test_what_it_would_change_for_the_firms_is_known_before_it_is_published(t: Tenants) -> None:
    effect = proposed(t).effect
    assert (effect["judged"], effect["counts"]) == (2, {"rises": 1, "falls": 0, "others": 0})
    assert effect["rises"] == [[t.ketuo.pk, "待补数据", "符合"]]
    (change,) = queries_rules.changes(t.officer, effect, "rises")
    assert change.firm == t.ketuo
    other = person("chuang", "tenant", t.chuangxin)
    assert queries_rules.changes(other, effect, "rises") == []


def test_who_would_fall_is_named_too(t: Tenants) -> None:
    published(t, TODAY)
    harder = TODAY.replace("2027版", "更严版").replace("since: 2026-11-01", "since: 2027-03-01").replace("100,", "500,")
    effect = proposed(t, harder.replace("staff: 100}", "staff: 500}")).effect
    assert effect["falls"] == [[t.ketuo.pk, "符合", "不符合"]]


def test_whoever_proposed_it_does_not_publish_it(t: Tenants) -> None:
    proposal = proposed(t)
    with pytest.raises(Refused, match="somebody else"):
        services.publish_rule_set(t.officer, proposal, digest=proposal.digest)


def test_only_what_was_looked_at_is_published_once_and_while_nothing_newer_waits(t: Tenants) -> None:
    second, first = person("second", "officer"), proposed(t)
    with pytest.raises(Refused, match="not what was proposed"):
        services.publish_rule_set(second, first, digest="0" * 64)
    newer = proposed(t, SALES.replace("least: 60", "least: 50"))
    with pytest.raises(Refused, match="newer"):
        services.publish_rule_set(second, first, digest=first.digest)
    services.publish_rule_set(second, newer, digest=newer.digest)
    with pytest.raises(Refused, match="already"):
        services.publish_rule_set(second, newer, digest=newer.digest)


def test_nothing_is_published_while_a_worked_firm_comes_out_otherwise(t: Tenants) -> None:
    proposal = proposed(t, SALES.replace("score: 60,", "score: 61,"))
    with pytest.raises(Malformed, match="stands: score comes out as 60, not 61"):
        services.publish_rule_set(person("second", "officer"), proposal, digest=proposal.digest)


def test_a_table_with_a_fault_is_not_even_proposed(t: Tenants) -> None:
    with pytest.raises(Malformed, match="人: two bands overlap between 100 and 120"):
        proposed(t, SALES.replace("[null, 100, 20]", "[null, 120, 20]"))
    assert not RuleProposal.objects.exists()


def test_the_same_edition_waits_only_once(t: Tenants) -> None:
    assert proposed(t) == proposed(t)
    assert [row.rule for row in queries_rules.waiting()] == ["gazelle"]


def test_what_is_withdrawn_holds_no_longer_and_may_be_proposed_again(t: Tenants) -> None:
    done = published(t)
    services.withdraw_rule_set(t.officer, done, reason="文件撤回（模拟）")
    overlay.refresh()
    assert queries.rules_on(date(2027, 1, 1))["gazelle"].edition == "可配置"
    with pytest.raises(Refused):
        services.withdraw_rule_set(t.officer, done, reason="again")
    assert proposed(t).pk != done.proposal.pk
    with pytest.raises(NotFound):
        queries_rules.publication_of("gazelle", "2027版")


def test_a_withdrawal_says_why(t: Tenants) -> None:
    done = published(t)
    for reason in (" ", "长" * 201):
        with pytest.raises(Malformed):
            services.withdraw_rule_set(t.officer, done, reason=reason)


def test_who_proposed_published_and_withdrew_stays_written(t: Tenants, database: str) -> None:
    done = published(t)
    services.withdraw_rule_set(t.officer, done, reason="模拟")
    (row,) = queries_rules.history()
    assert [str(one.by) for one in (row, row.publication, row.publication.withdrawal)] == [
        str(t.officer), "second", str(t.officer)
    ]  # fmt: skip
    for one in (row, row.publication, row.publication.withdrawal):
        with pytest.raises(DatabaseError), transaction.atomic(using=database):
            one.delete()


def test_a_firm_of_the_park_neither_proposes_nor_publishes(t: Tenants) -> None:
    tenant: Any = person("firm", "tenant", t.ketuo)
    with pytest.raises(Refused):
        services.propose_rule_set(tenant, None, rule="gazelle", text=SALES)
    proposal = proposed(t)
    with pytest.raises(Refused):
        services.publish_rule_set(tenant, proposal, digest=proposal.digest)
