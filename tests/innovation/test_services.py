"""Judging a park's firms on both databases: what changed is kept, who is near is found, a qualification counts."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from enterprises.tenants import Tenants, tenants
from small_park import person, signed_in
from zhiyuan.enterprises import services as enterprises
from zhiyuan.innovation import queries, services
from zhiyuan.innovation.models import Judged, Qualification
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, NotFound, Refused

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
YEARLY = {"staff": "120", "tech_staff": "30", "revenue": "6000", "cost": "5000", "assets": "4000", "rd": "330"}
STATED = {"resident": "是", "prohibited": "否", "violation": "否", "blacklisted": "否", "ip1": "0", "ip2": "4"}


@pytest.fixture
def t(database: str) -> Iterator[Tenants]:
    parktime.use(lambda: NOW)
    made = tenants()
    for name, value in {**YEARLY, **STATED}.items():
        tell(made, made.ketuo, name, value)
    yield made
    parktime.use(lambda: datetime.now(UTC))


def tell(t: Tenants, firm: Any, metric: str, value: str, day: date = date(2026, 3, 1)) -> None:
    period = "2025" if metric in YEARLY else ""
    enterprises.record_fact(t.officer, firm, metric=metric, period=period, value=value, source="模拟数据", as_of=day)


def swept(t: Tenants) -> int:
    return int(services.judge_enterprises(t.officer, t.park.site)["changed"])


def verdict(t: Tenants, firm: Any, rule: str = "tech_sme") -> Judged:
    return Judged.objects.get(enterprise=firm, rule=rule, last=True)


def test_the_sweep_keeps_a_verdict_for_each_firm_and_rule_and_only_what_changed(t: Tenants) -> None:
    first = swept(t)
    assert first == 2 * len(queries.rules_on(date(2026, 11, 24)))
    assert (verdict(t, t.ketuo).verdict, verdict(t, t.ketuo).score_least) == ("符合", 80)
    assert verdict(t, t.chuangxin).verdict == "待补数据"
    assert swept(t) == 0


def test_a_changed_fact_changes_the_verdict_and_the_old_one_is_kept(t: Tenants) -> None:
    swept(t)
    tell(t, t.ketuo, "tech_staff", "10", date(2026, 11, 1))
    assert swept(t) >= 1
    rows = Judged.objects.filter(enterprise=t.ketuo, rule="tech_sme").order_by("pk")
    assert [(r.verdict, r.last) for r in rows] == [("符合", False), ("不符合", True)]
    assert verdict(t, t.ketuo).lacking == ["六(五)/八"]


def test_who_misses_a_rung_by_one_clause_is_found(t: Tenants) -> None:
    tell(t, t.ketuo, "tech_staff", "10", date(2026, 11, 1))
    swept(t)
    assert not queries.judged(t.officer, "high_tech", near=True)  # not registered a year, and much is not known
    near = queries.judged(t.officer, "tech_sme", near=True)
    assert [row.enterprise.key for row in near] == ["ketuo"]
    standing = {one.rule: one for one in queries.overview(t.officer, date(2026, 11, 24))}["tech_sme"]
    assert (standing.counts["不符合"], standing.near) == (1, 1)


def test_a_qualification_counts_from_its_day_and_no_longer_when_it_ends(t: Tenants) -> None:
    tell(t, t.ketuo, "tech_staff", "10", date(2026, 11, 1))
    held = qualification(t)
    assert verdict(t, t.ketuo).verdict == "符合"
    services.end_qualification(t.officer, held, reason="复核未通过（模拟）")
    assert verdict(t, t.ketuo).verdict == "不符合"
    with pytest.raises(Refused):
        services.end_qualification(t.officer, held, reason="again")


def qualification(t: Tenants, **more: Any) -> Qualification:
    said = {"rule": "high_tech", "number": "GR-模拟-1", "issued": date(2024, 12, 1), "valid_last": date(2027, 11, 30),
            "source": "模拟数据"} | more  # fmt: skip
    return services.record_qualification(t.officer, t.ketuo, **said)


def test_qualifications_that_end_within_the_reminder_are_listed(t: Tenants) -> None:
    qualification(t, valid_last=date(2027, 1, 31))
    found = queries.ending(t.officer, date(2026, 11, 24), date(2027, 5, 26))
    assert [row.number for row in found] == ["GR-模拟-1"]


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"rule": "none"}, NotFound),
        ({"valid_last": date(2020, 1, 1)}, Malformed),
        ({"number": " "}, Malformed),
        ({"source": ""}, Malformed),
    ],
)
def test_a_qualification_that_makes_no_sense_is_refused(
    t: Tenants, said: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        qualification(t, **said)


def test_the_same_qualification_is_entered_once(t: Tenants) -> None:
    qualification(t)
    with pytest.raises(Refused):
        qualification(t)


def test_a_tenant_sees_its_own_verdicts_and_nobody_elses(t: Tenants) -> None:
    swept(t)
    own = person("ketuo", "tenant", t.ketuo)
    assert {row.enterprise_id for row in queries.judged(own, "tech_sme")} == {t.ketuo.pk}
    client = signed_in(own)
    assert client.get(f"/ladder/firms/{t.ketuo.pk}/").status_code == 200
    assert client.get(f"/ladder/firms/{t.chuangxin.pk}/").status_code == 404
    assert client.post("/ladder/judge/").status_code == 403


def test_the_sweep_asks_a_bounded_number_of_times(
    t: Tenants, django_assert_max_num_queries: Any, database: str
) -> None:
    from django.db import connections

    for n in range(30):
        enterprises.register_enterprise(t.officer, t.park.site, key=f"firm{n}", name=f"模拟企业{n}")
    with django_assert_max_num_queries(40, connection=connections[database]):
        swept(t)
