"""Facts: nothing that was said is overwritten, and what is known is read as of any day."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enterprises.tenants import Tenants, tenants
from small_park import person, small_park
from zhiyuan.enterprises import queries_facts, services, writes_facts
from zhiyuan.enterprises.fact import Known
from zhiyuan.enterprises.metric import said_fact
from zhiyuan.enterprises.models import Enterprise, Fact
from zhiyuan.kernel.errors import Malformed, NotFound, Refused

MARCH, JULY = date(2026, 3, 1), date(2026, 7, 1)
REVENUE = ("revenue", "2025", "")


@pytest.fixture
def t(database: str) -> Tenants:
    return tenants()


def say(t: Tenants, value: Any, as_of: date = MARCH, **more: Any) -> Fact:
    said = {"metric": "revenue", "period": "2025", "source": "年报（模拟）"} | more
    return services.record_fact(t.officer, t.ketuo, value=value, as_of=as_of, **said)


def revenue(t: Tenants, day: date) -> Known | None:
    return queries_facts.of_enterprise(t.ketuo, day).get(REVENUE)


def test_what_is_said_later_supersedes_and_what_was_said_before_stays(t: Tenants) -> None:
    first, second = say(t, Decimal(6000)), say(t, Decimal("6120.5"), JULY, source="审计报告（模拟）")
    assert second.supersedes == first
    before, after = revenue(t, date(2026, 6, 30)), revenue(t, JULY)
    assert before
    assert after
    assert (before.value, before.unit, before.source) == (Decimal(6000), "万元", "年报（模拟）")
    assert (after.value, after.source) == (Decimal("6120.5"), "审计报告（模拟）")
    assert revenue(t, date(2026, 2, 28)) is None
    assert [str(f.value) for f in queries_facts.history(t.ketuo)] == ["6120.500000", "6000.000000"]


def test_what_is_said_again_is_not_kept_twice(t: Tenants) -> None:
    assert say(t, Decimal(6000)) == say(t, Decimal("6000.00"))
    assert Fact.objects.count() == 1


def test_more_than_a_thousand_is_no_thousand(t: Tenants) -> None:
    say(t, "1000", relation="≥")
    found = revenue(t, MARCH)
    assert found
    assert (found.relation, found.value) == ("≥", Decimal(1000))


def test_a_withdrawn_value_is_not_known_any_more(t: Tenants) -> None:
    say(t, Decimal(6000))
    say(t, None, JULY, source="更正（模拟）")
    assert revenue(t, MARCH) is not None
    assert revenue(t, JULY) is None
    with pytest.raises(Refused, match="nothing is known"):
        say(t, None, JULY)


def test_a_choice_and_a_flag_are_kept_as_what_they_are(t: Tenants) -> None:
    say(t, "省级", metric="rd_org", period="")
    say(t, "是", metric="hnte_valid", period="")
    say(t, "ISO、标准", metric="quality", period="")
    known = queries_facts.of_enterprise(t.ketuo, MARCH)
    assert known["rd_org", "", ""].words == "省级"
    assert known["hnte_valid", "", ""].value == 1
    assert known["quality", "", ""].words == "ISO、标准"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"metric": "turnover"}, "there is no metric turnover"),
        ({"period": "2025-Q5"}, "no period; write it like 2024"),
        ({"metric": "ip1", "value": "3"}, "has no period"),
        ({"value": "-5"}, "revenue lies between 0"),
        ({"value": "viel"}, "is a number"),
        ({"value": "1.1234567"}, "at most 6 decimals"),
        ({"metric": "staff", "value": "12.5"}, "whole number"),
        ({"relation": "<"}, "no relation"),
        ({"basis": "guess"}, "no basis"),
        ({"source": " "}, "needs its source"),
        ({"source": "来" * 201}, "201 characters"),
        ({"metric": "rd_org", "period": "", "value": "县级"}, "knows 国家级"),
        ({"metric": "rd_org", "period": "", "value": "省级", "relation": "≥"}, "only a number"),
        ({"as_of": date(2999, 1, 1)}, "a day to come"),
    ],
)
def test_what_does_not_fit_is_refused_in_words_and_nothing_is_kept(t: Tenants, wrong: Any, why: str) -> None:
    with pytest.raises((Malformed, NotFound), match=why):
        say(t, **({"value": "5"} | wrong))
    assert not Fact.objects.exists()


def test_what_was_known_on_an_earlier_day_cannot_be_said_afterwards(t: Tenants) -> None:
    say(t, Decimal(6000), JULY)
    with pytest.raises(Refused, match="known as of 2026-07-01 already"):
        say(t, Decimal(5000), MARCH)


def test_no_hand_changes_or_deletes_a_fact(t: Tenants) -> None:
    say(t, Decimal(6000))
    for act in (lambda: Fact.objects.update(value=1), Fact.objects.all().delete):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            act()


def test_a_tenant_says_no_facts(t: Tenants) -> None:
    with pytest.raises(Refused, match="may not"):
        services.record_fact(
            person("who", "tenant", t.ketuo), t.ketuo, metric="staff", value="5", period="2025", source="x", as_of=MARCH
        )


def test_every_enterprise_is_read_in_a_bounded_number_of_statements(database: str) -> None:
    site = small_park().site
    Enterprise.objects.bulk_create(Enterprise(site=site, key=f"f{n}", name=f"模拟 {n}") for n in range(300))
    firms = list(Enterprise.objects.filter(site=site).order_by("pk"))
    with CaptureQueriesContext(connection) as written:
        writes_facts.record(site, [(firm, said("staff", str(n))) for n, firm in enumerate(firms[:250])])
    with CaptureQueriesContext(connection) as read:
        found = dict(queries_facts.of_enterprises(site, JULY))
    assert [found[f.pk].get(("staff", "2025", "")) is not None for f in firms] == [True] * 250 + [False] * 50
    assert len(written) <= 8
    assert len(read) <= 4


def said(metric: str, value: str, as_of: date = MARCH) -> Known:
    return said_fact(metric, "2025", "", value, "=", "模拟", as_of)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 28), st.one_of(st.none(), st.integers(0, 3))), max_size=8))
def test_reading_as_of_a_day_is_what_was_said_last_until_then(t: Tenants, told: list[tuple[int, int | None]]) -> None:
    with transaction.atomic():
        by_hand: dict[int, int | None] = {}
        for day, value in sorted(told, key=lambda one: one[0]):
            try:
                say(t, None if value is None else str(value), date(2026, 3, day), metric="staff")
            except Refused:
                continue  # nothing to withdraw
            by_hand[day] = value
        for day in range(1, 29):
            last = [by_hand[d] for d in sorted(by_hand) if d <= day]
            found = queries_facts.of_enterprise(t.ketuo, date(2026, 3, day)).get(("staff", "2025", ""))
            assert (found.value if found else None) == (last[-1] if last else None)
        transaction.set_rollback(True)
